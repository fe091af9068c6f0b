"""What every run that makes an epoch has alike, whatever the scheme: its name, its number, and how both find that they
have made the same (core/spec/keygen.md, "Names that follow"; core/spec/refresh.md)."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, replace
from typing import ClassVar

from core.codec.codec import Bytes32, encode
from core.codec.messages import Message, MessageType
from core.errors import PeerFault
from core.primitives.hashing import Tag, tagged_hash
from core.protocol.copies import NO_SEALS, S, SealableShare, Seals, with_copies
from core.recovery.sheet import SheetPair

FARTHEST = 10_000  # epochs the other side may be ahead
FARTHEST_BACK = 1 << 28  # the same, of a side that came back from its copy and knows of no number that was dropped
LAST = 2**32 - 1  # the number is a u32


@dataclass(frozen=True, slots=True)
class NewShare(Message):  # P2 -> P1
    """P2 has made run T durable. `confirm` binds the joint key to it, at key generation and refresh alike."""

    TYPE: ClassVar[MessageType] = MessageType.PREPARED
    T: Bytes32
    confirm: Bytes32
    seals: Seals


def run_id(
    sid: bytes,
    parent: bytes,
    epoch: int,
    halves: tuple[bytes, bytes],
    beside: tuple[bytes, bytes],
    sheets: tuple[SheetPair, SheetPair],
) -> bytes:
    """T, the identity of a run, at key generation and refresh alike. `halves`: X1 and X2; `beside`: what else the two
    have told each other for the scheme's sake; `sheets`: P1's, P2's."""
    seals = [key for pair in sheets for one in (pair.sheet, pair.coming) for key in (one.spk, one.apk)]
    return tagged_hash(Tag.RUN, sid, parent, epoch.to_bytes(4, "big"), *halves, *beside, *seals)


def new_share(share: SealableShare, seals: Seals = NO_SEALS) -> NewShare:
    """What P2 tells, and P1 expects but for the seals."""
    return NewShare(share.T, tagged_hash(Tag.DKG_CONFIRM, share.sid, share.points[0], share.chain), seals)


def confirmed(told: NewShare, share: S) -> S:
    """Both have made the same run and key; P1's share with the copy of x2. Raises PeerFault."""
    if not hmac.compare_digest(encode(replace(told, seals=NO_SEALS)), encode(new_share(share))):
        raise PeerFault("the two sides made different shares; start again")
    return with_copies(share, told.seals)


def next_epoch(own: int, other: int, *, came_back: bool) -> int:
    """One more than any number either side has used, so a dropped number never comes again. `came_back`: this side's
    share is from its sealed copy. Raises PeerFault."""
    epoch = 1 + max(own, other)
    if other > own + (FARTHEST_BACK if came_back else FARTHEST) or epoch > LAST:
        raise PeerFault("the other side claims an epoch far in the future")
    return epoch
