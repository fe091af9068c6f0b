"""Keys of X25519 in the Edwards form of their curve: the recipient that the world sees is the u of Q."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from core.crypto.ed25519 import EdwardsPoint
from core.crypto.group import ED25519, Group
from core.protocol.additive.share import AdditiveShare


@dataclass(frozen=True, slots=True)
class OpeningShare(AdditiveShare[EdwardsPoint]):
    """Of an age key."""

    SCHEME: ClassVar[int] = 4  # core/protocol/registry.py
    GROUP: ClassVar[str] = "ed25519/opening"

    Q: EdwardsPoint
    X1: EdwardsPoint
    X2: EdwardsPoint


class OpeningKind:
    """X25519 by Edwards25519."""

    id: Final = OpeningShare.SCHEME
    group: Final[Group[EdwardsPoint]] = ED25519
    share: Final = OpeningShare
    has_coins: Final = False


OPENING_KIND: Final = OpeningKind()
