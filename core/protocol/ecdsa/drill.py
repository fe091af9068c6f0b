"""A drill of the computer's recovery sheet (core/spec/recovery.md, "A drill").

    P1                                              P2
       ── DRILL: key_id, epoch_id ──────────────────►
    open ◄── DRILL_COPY: the copy it keeps of CURRENT ──
       ── A1, purpose 2 ──►   ◄── A2 ── TEST_S1 ──►   ◄── TEST_S2

The words stay at P1, which believes its own row alone: the copy must be of its share, and open to it. The self-test
then shows that P2 holds the other half. P2 learns that there was a drill.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.codec.codec import Bytes32, VarBytes
from core.codec.messages import Message, MessageType
from core.crypto.rng import Rng
from core.errors import BadInput, InputKind, PeerFault
from core.protocol.ecdsa import prepare, selftest
from core.protocol.ecdsa.copies import subject_of
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
    a1 = yield from receive(A1)
    if a1.purpose != Purpose.DRILL:
        raise PeerFault("a drill was begun, and something else was to be prepared")
    session = yield from prepare.p2(a1, share, rng)
    s1 = yield from receive(TrialS1)
    yield from selftest.p2(s1, session, share, rng)


def must_open(share: KeyShare, data: bytes, sheet: Sheet) -> None:
    """Accept a copy that the words open to this share. Raises BadInput, PeerFault."""
    if sheet.public != share.own_sheet:
        raise BadInput("these are the words of another sheet than this wallet's", InputKind.SHEET_OTHER)
    try:
        copy = read_copy(data)
        if copy.subject != subject_of(share, share.role):
            raise _another()
        found = open_copy(copy, sheet)
    except BadInput:
        raise _another() from None
    if (found.x.reveal(), found.chain) != (share.x.reveal(), share.chain):
        raise _another()


def _another() -> PeerFault:
    return PeerFault("the co-signer keeps no copy that opens to this computer's half; refresh, then drill again")
