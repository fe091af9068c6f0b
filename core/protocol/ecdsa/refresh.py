"""Refresh: the same joint key, new everything else (core/spec/refresh.md). It makes epoch n + 1.

    P1                                                  P2
    com(d1) ── F1: parent T, m1, n1, com, sheets1, yes ►
          ◄── F2: m2, n2, d2, OT1, sheets2 ────────────
            ── F3: d1, OT2, seals1 ───────────────────►  x2 - delta; PENDING durable
          ◄── PREPARED: T, seals2 ─────────────────────
    x1 + delta; PENDING durable, then core/protocol/commit.py

delta comes from both; with it and shares of two different epochs the key could be computed, so it is not kept.
Sheets and seals: copies.py; "yes" names the sheets of P2 that a person has accepted at P1, and that a drill has tried.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from core.codec.codec import U32, Bytes32
from core.codec.messages import Message, MessageType
from core.crypto.rng import Rng
from core.crypto.secp256k1 import add, base_mult, negate, reduce
from core.errors import Bug, Retry
from core.primitives import all_but_one, commitment
from core.primitives.hashing import Tag, hash_to_scalar
from core.protocol import commit
from core.protocol.changes import Prepared
from core.protocol.copies import Seals, must_be_allowed, sealed, with_copies
from core.protocol.ecdsa import selftest
from core.protocol.ecdsa.keygen import FirstOtMessage, SecondOtMessage
from core.protocol.progress import ProgressStep
from core.protocol.run import (
    NewShare,
    confirmed,
    must_follow,
    new_share,
    next_epoch,
    refresh_sid,
    run_id,
    sheets_of_p1,
    sheets_of_p2,
)
from core.protocol.session import Purpose
from core.protocol.share import KeyShare, Role
from core.recovery.sealed_copy import Sealing
from core.recovery.sheet import PublicSheet, SheetPair
from core.recovery.sheet_change import NO_CHANGE, PeerSheetRules
from core.sansio.effects import Persist, Script, Send, Step, receive
from core.secret import Secret


@dataclass(frozen=True, slots=True)
class F1(Message):  # P1 -> P2
    """A commitment to d1, from the epoch of run `parent`."""

    TYPE: ClassVar[MessageType] = MessageType.F1
    parent: Bytes32
    m1: U32
    n1: Bytes32
    com: Bytes32
    sheets: SheetPair
    accepts: PublicSheet  # of P2: a first one, or one to come, that it may tell; zeros: none
    tried: PublicSheet  # of P2: the one to come, if it may take the place of the old one; zeros: it may not


@dataclass(frozen=True, slots=True)
class F2(Message):  # P2 -> P1
    """d2, and the first message of fresh base OTs."""

    TYPE: ClassVar[MessageType] = MessageType.F2
    m2: U32
    n2: Bytes32
    d2: Bytes32
    OT1: FirstOtMessage
    sheets: SheetPair


@dataclass(frozen=True, slots=True)
class F3(Message):  # P1 -> P2
    """d1, and the second message of the base OTs."""

    TYPE: ClassVar[MessageType] = MessageType.F3
    d1: Bytes32
    OT2: SecondOtMessage
    seals: Seals


@dataclass(frozen=True, slots=True)
class RefreshP1Committed:
    """P1 between F1 and F2."""

    d1: Secret[bytes]
    f1: F1


@dataclass(frozen=True, slots=True)
class RefreshP2Answered:
    """P2 between F2 and F3."""

    sid: bytes
    ot: all_but_one.ReceiverState
    f1: F1
    f2: F2


def _epoch(share: KeyShare, own: int, other: int) -> int:
    return next_epoch(own, other, came_back=not share.ot.reveal())


def _renewed(
    share: KeyShare, sid: bytes, f1: F1, f2: F2, d1: bytes, OT2: bytes, epoch: int, ot: Secret[bytes]
) -> KeyShare:
    """The share of the next epoch: x1 + delta, x2 - delta."""
    delta = hash_to_scalar(Tag.RF_DELTA, sid, d1, f2.d2)
    x = reduce(share.x.reveal() + (delta if share.role is Role.P1 else -delta))
    if delta == 0 or x == 0:
        raise Retry("a renewed share is zero; start again")
    D = base_mult(delta)
    X1, X2 = add(share.X1, D), add(share.X2, negate(D))
    if add(X1, X2) != share.Q or base_mult(x) != (X1 if share.role is Role.P1 else X2):
        raise Bug("the renewed shares do not belong to the joint key")  # none of this came from the peer
    T = run_id(sid, share.T, epoch, (bytes(X1), bytes(X2)), (f2.OT1, OT2), (f1.sheets, f2.sheets))
    new = replace(share, epoch=epoch, T=T, parent=share.T, x=Secret(x), ot=ot, X1=X1, X2=X2, sid=sid)
    return new.with_sheets(f1.sheets, f2.sheets).with_peer_copies(b"", b"")


# ------------------------------------------------------------------ steps
def step1_p1_commit(
    share: KeyShare,
    max_epoch: int,
    rng: Rng,
    sealing: Sealing | None = None,
    rules: PeerSheetRules = NO_CHANGE,
) -> tuple[RefreshP1Committed, F1]:
    """P1 draws d1 and commits."""
    d1, n1 = rng.bytes("d1", 32), rng.bytes("n1", 32)
    sheets = sheets_of_p1(share, sealing)
    com = commitment.commit(Tag.RF_COM, [n1], d1)
    f1 = F1(share.T, max_epoch, n1, com, sheets, rules.accepted, rules.tried)
    return RefreshP1Committed(Secret(d1), f1), f1


def step2_p2_answer(
    f1: F1,
    share: KeyShare,
    max_epoch: int,
    chan: bytes,
    rng: Rng,
    sealing: Sealing | None = None,
    rules: PeerSheetRules = NO_CHANGE,
) -> tuple[RefreshP2Answered, F2]:
    """P2 draws d2 and begins fresh base OTs. Of its sheets it tells what the computer lets it."""
    must_follow(share, f1, rules)
    _epoch(share, max_epoch, f1.m1)
    sheets = sheets_of_p2(share, f1, sealing)
    n2, d2 = rng.bytes("n2", 32), rng.bytes("d2", 32)
    sid = refresh_sid(share, chan, f1, max_epoch, n2, d2)
    ot, OT1 = all_but_one.receive_1(sid, rng)
    f2 = F2(max_epoch, n2, d2, OT1, sheets)
    return RefreshP2Answered(sid, ot, f1, f2), f2


def step3_p1_renew(
    state: RefreshP1Committed, share: KeyShare, chan: bytes, f2: F2, rng: Rng, sealing: Sealing | None = None
) -> tuple[KeyShare, F3]:
    """P1 opens d1, makes its new share and seals it."""
    rules = PeerSheetRules(state.f1.accepts, state.f1.tried)
    must_be_allowed(Role.P2, f2.sheets, share.sheets_of(Role.P2), rules)
    epoch, d1 = _epoch(share, state.f1.m1, f2.m2), state.d1.reveal()
    sid = refresh_sid(share, chan, state.f1, f2.m2, f2.n2, f2.d2)
    ot, OT2 = all_but_one.send(sid, f2.OT1, rng)
    renewed = _renewed(share, sid, state.f1, f2, d1, OT2, epoch, ot)
    return renewed, F3(d1, OT2, sealed(renewed, sealing, rng))


def step4_p2_renew(
    state: RefreshP2Answered, share: KeyShare, f3: F3, rng: Rng, sealing: Sealing | None = None
) -> tuple[KeyShare, NewShare]:
    """P2 checks the opening, makes its new share, checks the copy of P1's and seals its own."""
    commitment.check(state.f1.com, Tag.RF_COM, [state.f1.n1], f3.d1)
    epoch = _epoch(share, state.f2.m2, state.f1.m1)
    renewed = _renewed(share, state.sid, state.f1, state.f2, f3.d1, f3.OT2, epoch, Secret(b""))  # may be our own Bug
    renewed = replace(renewed, ot=all_but_one.receive_2(state.sid, state.ot, f3.OT2))
    renewed = with_copies(renewed, f3.seals)
    return renewed, new_share(renewed, sealed(renewed, sealing, rng))


# ------------------------------------------------------------------ conversations
def p1(
    share: KeyShare,
    max_epoch: int,
    chan: bytes,
    rng: Rng,
    sealing: Sealing | None = None,
    rules: PeerSheetRules = NO_CHANGE,
) -> Script[KeyShare]:
    """The wallet's side, up to its own commit. `max_epoch` is the highest number this side has ever used, `sealing`
    what it seals its share with, `rules` what the co-signer may change of its sheets."""
    yield Step(ProgressStep.NEW_SHARES)
    state, f1 = step1_p1_commit(share, max_epoch, rng, sealing, rules)
    yield Send(f1)
    f2 = yield from receive(F2)
    renewed, f3 = step3_p1_renew(state, share, chan, f2, rng, sealing)
    yield Send(f3)
    del state, f2, f3  # d1 and d2 with them
    told = yield from receive(NewShare)
    renewed = confirmed(told, renewed)
    yield Persist(Prepared(renewed))
    yield from commit.p1(renewed.T, selftest.whole_p1(renewed, Purpose.SELF_TEST, rng))
    return renewed


def p2(
    f1: F1,
    share: KeyShare,
    max_epoch: int,
    chan: bytes,
    rng: Rng,
    sealing: Sealing | None = None,
    rules: PeerSheetRules = NO_CHANGE,
) -> Script[KeyShare]:
    """The co-signer's side, up to its own commit. The caller has allowed the refresh."""
    state, f2 = step2_p2_answer(f1, share, max_epoch, chan, rng, sealing, rules)
    yield Send(f2)
    f3 = yield from receive(F3)
    renewed, told = step4_p2_renew(state, share, f3, rng, sealing)
    del state, f2, f3  # d1 and d2 with them
    yield Persist(Prepared(renewed))
    yield Send(told)
    yield from commit.p2(renewed.T, selftest.whole_p2(renewed, Purpose.SELF_TEST, rng))
    return renewed
