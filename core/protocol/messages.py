"""What every scheme says alike: the end of a run that has made an epoch (core/spec/refresh.md, steps 6 and 7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.codec.codec import Bytes32
from core.codec.messages import Message, MessageType


@dataclass(frozen=True, slots=True)
class Commit(Message):  # P1 -> P2
    """Make run T current."""

    TYPE: ClassVar[MessageType] = MessageType.COMMIT
    T: Bytes32


@dataclass(frozen=True, slots=True)
class CommitDone(Message):  # P2 -> P1
    """Run T is current."""

    TYPE: ClassVar[MessageType] = MessageType.COMMITTED
    T: Bytes32
