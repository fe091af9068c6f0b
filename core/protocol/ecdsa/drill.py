"""A drill of a recovery sheet (core/spec/recovery.md, "A drill"). P1 begins both.

The computer's:

    P1                                              P2
       ── DRILL: key_id, epoch_id ──────────────────►
    open ◄── DRILL_COPY: the copy it keeps of CURRENT ──
       ── A1, purpose 2 ──►   ◄── A2 ── TEST_S1 ──►   ◄── TEST_S2

The co-signer's, which a person there has asked for:

    P1                                              P2
       ── COPY_SHOWN: key_id, epoch_id, the copy ───► open
       ◄─────────────────────────────── COPY_OPENED ──
       ── A1, purpose 2 ──►   ◄── A2 ── TEST_S1 ──►   ◄── TEST_S2
       ── TEST_SHOWN: the signature ────────────────► verify

The words stay at their own side, which believes its own row alone: the copy must be of its share, and open to it. The
self-test then shows that the other side holds the other half. That side learns that there was a drill.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.codec.codec import Bytes32, VarBytes
from core.codec.messages import Message, MessageType
from core.crypto.rng import Rng
from core.crypto.secp256k1 import ScalarNZ, verify
from core.errors import BadInput, InputKind, PeerFault
from core.protocol.ecdsa import prepare, selftest
from core.protocol.ecdsa.copies import WHOSE, subject_of
from core.protocol.ecdsa.prepare import A1, Purpose
from core.protocol.ecdsa.selftest import TrialS1
from core.protocol.share import KeyShare
from core.recovery.sealed_copy import open_copy, read_copy
from core.recovery.sheet import Sheet
from core.sansio.effects import Script, Send, receive


@dataclass(frozen=True, slots=True)
class DrillOf(Message):  # P1 -> P2
    """Hand out the copy of P1's share of this epoch, then test the two shares together."""

    TYPE: ClassVar[MessageType] = MessageType.DRILL
    key_id: Bytes32
    epoch_id: Bytes32


@dataclass(frozen=True, slots=True)
class DrillCopy(Message):  # P2 -> P1
    """The copy as it is kept."""

    TYPE: ClassVar[MessageType] = MessageType.DRILL_COPY
    copy: VarBytes


@dataclass(frozen=True, slots=True)
class CopyShown(Message):  # P1 -> P2
    """The copy of P2's share of this epoch, as it is kept; then the two shares are tested together."""

    TYPE: ClassVar[MessageType] = MessageType.COPY_SHOWN
    key_id: Bytes32
    epoch_id: Bytes32
    copy: VarBytes


@dataclass(frozen=True, slots=True)
class CopyOpened(Message):  # P2 -> P1
    """It opens to the share."""

    TYPE: ClassVar[MessageType] = MessageType.COPY_OPENED
    key_id: Bytes32


@dataclass(frozen=True, slots=True)
class TrialShown(Message):  # P1 -> P2
    """What the self-test has signed with, so that P2 takes nobody's word for it."""

    TYPE: ClassVar[MessageType] = MessageType.TEST_SHOWN
    r: ScalarNZ
    s: ScalarNZ


def p1(share: KeyShare, sheet: Sheet, rng: Rng) -> Script[None]:
    """The wallet's side, with the words that were typed. Returns if the copy opens to this very share and both shares
    sign together; raises BadInput for other words, PeerFault for another copy."""
    yield Send(DrillOf(share.key_id, share.epoch_id))
    told = yield from receive(DrillCopy)
    must_open(share, told.copy, sheet)
    session = yield from prepare.p1(share, Purpose.DRILL, 1, rng)
    yield from selftest.p1(session, share, rng)


def p2(share: KeyShare, rng: Rng) -> Script[None]:
    """The co-signer's side; it keeps a copy."""
    yield Send(DrillCopy(share.peer_copy))
    yield from _tested_p2(share, rng)


def show_p1(share: KeyShare, rng: Rng) -> Script[None]:
    """The wallet's side of a drill of the co-signer's sheet; it keeps a copy. Refused where it does not open there."""
    yield Send(CopyShown(share.key_id, share.epoch_id, share.peer_copy))
    told = yield from receive(CopyOpened)
    if told.key_id != share.key_id:
        raise PeerFault("the co-signer answered for another key")
    session = yield from prepare.p1(share, Purpose.DRILL, 1, rng)
    signature = yield from selftest.p1(session, share, rng)
    yield Send(TrialShown(signature.r, signature.s))


def show_p2(share: KeyShare, rng: Rng) -> Script[None]:
    """The co-signer's side, once the copy that was shown has opened. Returns if both shares have signed together."""
    yield Send(CopyOpened(share.key_id))
    sid2 = yield from _tested_p2(share, rng)
    shown = yield from receive(TrialShown)
    verify(share.Q, selftest.digest(Purpose.DRILL, share.epoch_id, sid2), shown.r, shown.s)


def _tested_p2(share: KeyShare, rng: Rng) -> Script[bytes]:
    """-> the session."""
    a1 = yield from receive(A1)
    if a1.purpose != Purpose.DRILL:
        raise PeerFault("a drill was begun, and something else was to be prepared")
    session = yield from prepare.p2(a1, share, rng)
    s1 = yield from receive(TrialS1)
    yield from selftest.p2(s1, session, share, rng)
    return session.sid2


def must_open(share: KeyShare, data: bytes, sheet: Sheet) -> None:
    """Accept a copy that the words open to this share. Raises BadInput, PeerFault."""
    if sheet.public != share.own_sheet:
        raise BadInput("these are the words of another sheet than this wallet's", InputKind.SHEET_OTHER)
    try:
        copy = read_copy(data)
        if copy.subject != subject_of(share, share.role):
            raise _another(share)
        found = open_copy(copy, sheet)
    except BadInput:
        raise _another(share) from None
    if (found.x.reveal(), found.chain) != (share.x.reveal(), share.chain):
        raise _another(share)


def _another(share: KeyShare) -> PeerFault:
    whose, other = WHOSE[share.role], WHOSE[share.role.other]
    return PeerFault(f"{other} keeps no copy that opens to the half of {whose}; refresh, then drill again")
