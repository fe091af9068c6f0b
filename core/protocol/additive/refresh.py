"""Refresh: the same joint key, new halves (core/spec/schnorr.md). It makes epoch n + 1.

    P1                                                  P2
    com(d1) ── F1: parent T, m1, n1, com, sheets1, yes ►
          ◄── F2: m2, n2, d2, sheets2 ─────────────────
            ── F3: d1, seals1 ────────────────────────►  x2 - delta; PENDING durable
          ◄── PREPARED: T, seals2 ─────────────────────
    x1 + delta; PENDING durable, then core/protocol/commit.py

delta comes from both; with it and halves of two different epochs the key could be computed, so it is not kept.
Sheets and seals: core/protocol/copies.py; "yes" names the sheets of P2 that a person has accepted at P1, and that a
drill has tried.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from core.codec.codec import U8, U32, Bytes32
from core.codec.messages import Message, MessageType
from core.crypto.group import P
from core.crypto.rng import Rng
from core.errors import Bug, Retry
from core.primitives import commitment
from core.primitives.hashing import Tag, wide_hash
from core.protocol import commit
from core.protocol.additive.keygen import label_of, must_be_of
from core.protocol.additive.kind import SumKind
from core.protocol.additive.share import AdditiveShare
from core.protocol.changes import Prepared
from core.protocol.copies import Seals, must_be_allowed, sealed, with_copies
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
from core.protocol.scheme import SelfTest
from core.protocol.session import Purpose
from core.protocol.share import Role
from core.recovery.sealed_copy import Sealing
from core.recovery.sheet import PublicSheet, SheetPair
from core.recovery.sheet_change import NO_CHANGE, PeerSheetRules
from core.sansio.effects import Persist, Script, Send, Step, receive
from core.secret import Secret

_ZERO = bytes(32)


@dataclass(frozen=True, slots=True)
class SumF1(Message):  # P1 -> P2
    """A commitment to d1, from the epoch of run `parent`."""

    TYPE: ClassVar[MessageType] = MessageType.SUM_F1
    scheme: U8
    parent: Bytes32
    m1: U32
    n1: Bytes32
    com: Bytes32
    sheets: SheetPair
    accepts: PublicSheet
    tried: PublicSheet


@dataclass(frozen=True, slots=True)
class SumF2(Message):  # P2 -> P1
    """d2."""

    TYPE: ClassVar[MessageType] = MessageType.SUM_F2
    scheme: U8
    m2: U32
    n2: Bytes32
    d2: Bytes32
    sheets: SheetPair


@dataclass(frozen=True, slots=True)
class SumF3(Message):  # P1 -> P2
    """d1."""

    TYPE: ClassVar[MessageType] = MessageType.SUM_F3
    scheme: U8
    d1: Bytes32
    seals: Seals


@dataclass(frozen=True, slots=True)
class SumRefreshP1:
    """P1 between F1 and F2."""

    d1: Secret[bytes]
    f1: SumF1


@dataclass(frozen=True, slots=True)
class SumRefreshP2:
    """P2 between F2 and F3."""

    sid: bytes
    f1: SumF1
    f2: SumF2


def _epoch(share: AdditiveShare[P], own: int, other: int) -> int:
    return next_epoch(own, other, came_back=share.came_back)


def renewed_share(
    kind: SumKind[P], share: AdditiveShare[P], sid: bytes, f1: SumF1, f2: SumF2, d1: bytes, epoch: int
) -> AdditiveShare[P]:
    """The share of the next epoch: x1 + delta, x2 - delta."""
    group = kind.group
    delta = group.scalar_of(wide_hash(Tag.RF_DELTA, sid, d1, f2.d2))
    x = group.add_scalars(share.x.reveal(), delta if share.role is Role.P1 else group.negate_scalar(delta))
    if _ZERO in (delta, x):
        raise Retry("a renewed share is zero; start again")
    D = group.base_mult(delta)
    X1, X2 = group.add(share.X1, D), group.add(share.X2, group.negate(D))
    new = replace(share, epoch=epoch, parent=share.T, x=Secret(x), X1=X1, X2=X2, sid=sid)
    if bytes(group.add(X1, X2)) != bytes(share.Q) or bytes(group.base_mult(x)) != bytes(new.X_of(share.role)):
        raise Bug("the renewed shares do not belong to the joint key")  # none of this came from the peer
    T = run_id(sid, share.T, epoch, (bytes(X1), bytes(X2)), label_of(kind), (f1.sheets, f2.sheets))
    return replace(new, T=T).with_sheets(f1.sheets, f2.sheets).with_peer_copies(b"", b"")


# ------------------------------------------------------------------ steps
def step1_p1_commit(
    kind: SumKind[P],
    share: AdditiveShare[P],
    max_epoch: int,
    rng: Rng,
    sealing: Sealing | None = None,
    rules: PeerSheetRules = NO_CHANGE,
) -> tuple[SumRefreshP1, SumF1]:
    """P1 draws d1 and commits."""
    d1, n1, sheets = rng.bytes("d1", 32), rng.bytes("n1", 32), sheets_of_p1(share, sealing)
    com = commitment.commit(Tag.RF_COM, [n1], d1)
    f1 = SumF1(kind.id, share.T, max_epoch, n1, com, sheets, rules.accepted, rules.tried)
    return SumRefreshP1(Secret(d1), f1), f1


def step2_p2_answer(
    kind: SumKind[P],
    f1: SumF1,
    share: AdditiveShare[P],
    max_epoch: int,
    chan: bytes,
    rng: Rng,
    sealing: Sealing | None = None,
    rules: PeerSheetRules = NO_CHANGE,
) -> tuple[SumRefreshP2, SumF2]:
    """P2 draws d2. Of its sheets it tells what the computer lets it."""
    must_follow(share, f1, rules)
    _epoch(share, max_epoch, f1.m1)
    n2, d2 = rng.bytes("n2", 32), rng.bytes("d2", 32)
    f2 = SumF2(kind.id, max_epoch, n2, d2, sheets_of_p2(share, f1, sealing))
    return SumRefreshP2(refresh_sid(share, chan, f1, max_epoch, n2, d2), f1, f2), f2


def step3_p1_renew(
    kind: SumKind[P],
    state: SumRefreshP1,
    share: AdditiveShare[P],
    chan: bytes,
    f2: SumF2,
    rng: Rng,
    sealing: Sealing | None = None,
) -> tuple[AdditiveShare[P], SumF3]:
    """P1 opens d1, makes its new share and seals it."""
    must_be_of(kind, f2.scheme)
    f1, d1 = state.f1, state.d1.reveal()
    must_be_allowed(Role.P2, f2.sheets, share.sheets_of(Role.P2), PeerSheetRules(f1.accepts, f1.tried))
    epoch, sid = _epoch(share, f1.m1, f2.m2), refresh_sid(share, chan, f1, f2.m2, f2.n2, f2.d2)
    renewed = renewed_share(kind, share, sid, f1, f2, d1, epoch)
    return renewed, SumF3(kind.id, d1, sealed(renewed, sealing, rng))


def step4_p2_renew(
    kind: SumKind[P], state: SumRefreshP2, share: AdditiveShare[P], f3: SumF3, rng: Rng, sealing: Sealing | None = None
) -> tuple[AdditiveShare[P], NewShare]:
    """P2 checks the opening, makes its new share, checks the copy of P1's and seals its own."""
    must_be_of(kind, f3.scheme)
    commitment.check(state.f1.com, Tag.RF_COM, [state.f1.n1], f3.d1)
    epoch = _epoch(share, state.f2.m2, state.f1.m1)
    renewed = renewed_share(kind, share, state.sid, state.f1, state.f2, f3.d1, epoch)
    renewed = with_copies(renewed, f3.seals)
    return renewed, new_share(renewed, sealed(renewed, sealing, rng))


# ------------------------------------------------------------------ conversations
def p1(
    kind: SumKind[P],
    test: SelfTest[AdditiveShare[P]],
    share: AdditiveShare[P],
    max_epoch: int,
    chan: bytes,
    rng: Rng,
    sealing: Sealing | None = None,
    rules: PeerSheetRules = NO_CHANGE,
) -> Script[AdditiveShare[P]]:
    """The wallet's side, up to its own commit. `max_epoch` is the highest number this side has ever used, `sealing`
    what it seals its share with, `rules` what the co-signer may change of its sheets."""
    yield Step(ProgressStep.NEW_SHARES)
    state, f1 = step1_p1_commit(kind, share, max_epoch, rng, sealing, rules)
    yield Send(f1)
    f2 = yield from receive(SumF2)
    renewed, f3 = step3_p1_renew(kind, state, share, chan, f2, rng, sealing)
    yield Send(f3)
    del state, f2, f3  # d1 and d2 with them
    told = yield from receive(NewShare)
    renewed = confirmed(told, renewed)
    yield Persist(Prepared(renewed))
    yield from commit.p1(renewed.T, test.whole_p1(renewed, Purpose.SELF_TEST, rng))
    return renewed


def p2(
    kind: SumKind[P],
    test: SelfTest[AdditiveShare[P]],
    f1: SumF1,
    share: AdditiveShare[P],
    max_epoch: int,
    chan: bytes,
    rng: Rng,
    sealing: Sealing | None = None,
    rules: PeerSheetRules = NO_CHANGE,
) -> Script[AdditiveShare[P]]:
    """The co-signer's side, up to its own commit. The caller has allowed the refresh."""
    state, f2 = step2_p2_answer(kind, f1, share, max_epoch, chan, rng, sealing, rules)
    yield Send(f2)
    f3 = yield from receive(SumF3)
    renewed, told = step4_p2_renew(kind, state, share, f3, rng, sealing)
    del state, f2, f3  # d1 and d2 with them
    yield Persist(Prepared(renewed))
    yield Send(told)
    yield from commit.p2(renewed.T, test.whole_p2(renewed, Purpose.SELF_TEST, rng))
    return renewed
