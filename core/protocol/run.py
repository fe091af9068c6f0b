"""What every run that makes an epoch has alike, whatever the scheme: its name, its number, and how both find that they
have made the same (core/spec/keygen.md, "Names that follow"; core/spec/refresh.md)."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, replace
from typing import ClassVar, Protocol

from core.codec.codec import Bytes32, encode
from core.codec.messages import Message, MessageType
from core.errors import Bug, FaultKind, PeerFault
from core.primitives.hashing import Tag, tagged_hash
from core.protocol.copies import NO_SEALS, S, SealableShare, Seals, must_be_allowed, with_copies
from core.recovery.sealed_copy import Sealing
from core.recovery.sheet import PublicSheet, SheetPair
from core.recovery.sheet_change import PeerSheetRules
from core.role import Role

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


# ------------------------------------------------------------------ a refresh
class RefreshAsked(Protocol):
    """What is read of the first message of a refresh, whatever the scheme."""

    @property
    def parent(self) -> bytes:
        """T of the epoch before."""

    @property
    def m1(self) -> int:
        """The highest epoch number P1 has ever used."""

    @property
    def n1(self) -> bytes:
        """32 bytes."""

    @property
    def com(self) -> bytes:
        """To d1."""

    @property
    def sheets(self) -> SheetPair:
        """Of P1."""

    @property
    def accepts(self) -> PublicSheet:
        """Of P2: a first one, or one to come, that it may tell; zeros: none."""

    @property
    def tried(self) -> PublicSheet:
        """Of P2: the one to come, if it may take the place of the old one; zeros: it may not."""


def refresh_sid(share: SealableShare, chan: bytes, f1: RefreshAsked, m2: int, n2: bytes, d2: bytes) -> bytes:
    """The session of a refresh."""
    m1 = f1.m1.to_bytes(4, "big")
    parts = (share.key_id, f1.parent, chan, m1, m2.to_bytes(4, "big"), f1.n1, f1.com, n2, d2)
    return tagged_hash(Tag.RF_SID, *parts, f1.accepts.spk, f1.accepts.apk, f1.tried.spk, f1.tried.apk)


def sheets_of_p1(share: SealableShare, sealing: Sealing | None) -> SheetPair:
    """What P1 tells of its sheets. Bug where it would leave one out."""
    sheets = share.own_sheets if sealing is None else sealing.wish
    if sheets not in PeerSheetRules(sheets.coming, sheets.sheet).allowed(share.own_sheets) and share.own_sheet.made:
        raise Bug("a run was begun without the recovery sheet of its key")
    return sheets


def sheets_of_p2(share: SealableShare, f1: RefreshAsked, sealing: Sealing | None) -> SheetPair:
    """What P2 tells of its sheets: what the computer lets it."""
    wished, theirs = share.own_sheets if sealing is None else sealing.wish, PeerSheetRules(f1.accepts, f1.tried)
    return wished if wished in theirs.allowed(share.own_sheets) else share.own_sheets


def must_follow(share: SealableShare, f1: RefreshAsked, rules: PeerSheetRules) -> None:
    """P2: a refresh that begins from its CURRENT, with sheets that P1 may tell. Raises PeerFault."""
    if f1.parent != share.T:
        raise PeerFault("a refresh began from another epoch than the current one", FaultKind.MISMATCH)
    must_be_allowed(Role.P1, f1.sheets, share.sheets_of(Role.P1), rules)
