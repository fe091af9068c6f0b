"""Refresh: the same joint key, new everything else (core/spec/refresh.md). It makes epoch n + 1.

    P1                                                  P2
    com(d1) ── F1: parent T, m1, n1, com, spk1, apk1 ──►
          ◄── F2: m2, n2, d2, OT1, spk2, apk2 ─────────
            ── F3: d1, OT2, seal1 ────────────────────►  x2 - delta; PENDING durable
          ◄── PREPARED: T, seal2 ──────────────────────
    x1 + delta; PENDING durable, then core/protocol/ecdsa/commit.py

delta comes from both; with it and shares of two different epochs the key could be computed, so it is not kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from core.codec.codec import U32, Bytes32
from core.codec.messages import Message, MessageType
from core.crypto.rng import Rng
from core.crypto.secp256k1 import add, base_mult, negate, reduce
from core.errors import Bug, FaultKind, PeerFault, Retry
from core.primitives import base_ot, commitment
from core.primitives.hashing import Tag, hash_to_scalar, tagged_hash
from core.protocol.changes import Prepared
from core.protocol.ecdsa import commit
from core.protocol.ecdsa.keygen import NO_KEY, NewShare, OtMessage, Seal, new_share, no_sheet, run_id, step5_p1_confirm
from core.protocol.progress import ProgressStep
from core.protocol.share import KeyShare, Role
from core.sansio.effects import Persist, Script, Send, Step, receive
from core.secret import Secret

FARTHEST = 10_000  # epochs the other side may be ahead
LAST = 2**32 - 1  # the number is a u32


@dataclass(frozen=True, slots=True)
class F1(Message):  # P1 -> P2
    """A commitment to d1, from the epoch of run `parent`."""

    TYPE: ClassVar[MessageType] = MessageType.F1
    parent: Bytes32
    m1: U32
    n1: Bytes32
    com: Bytes32
    spk: Bytes32
    apk: Bytes32


@dataclass(frozen=True, slots=True)
class F2(Message):  # P2 -> P1
    """d2, and the first message of fresh base OTs."""

    TYPE: ClassVar[MessageType] = MessageType.F2
    m2: U32
    n2: Bytes32
    d2: Bytes32
    OT1: OtMessage
    spk: Bytes32
    apk: Bytes32


@dataclass(frozen=True, slots=True)
class F3(Message):  # P1 -> P2
    """d1, and the second message of the base OTs."""

    TYPE: ClassVar[MessageType] = MessageType.F3
    d1: Bytes32
    OT2: OtMessage
    seal: Seal


@dataclass(frozen=True, slots=True)
class RefreshP1Committed:
    """P1 between F1 and F2."""

    d1: Secret[bytes]
    f1: F1


@dataclass(frozen=True, slots=True)
class RefreshP2Answered:
    """P2 between F2 and F3."""

    sid: bytes
    ot: base_ot.ReceiverState
    f1: F1
    f2: F2


def sid_of(share: KeyShare, chan: bytes, f1: F1, m2: int, n2: bytes, d2: bytes) -> bytes:
    """The session of a refresh."""
    m1 = f1.m1.to_bytes(4, "big")
    parts = (share.key_id, f1.parent, chan, m1, m2.to_bytes(4, "big"), f1.n1, f1.com, n2, d2)
    return tagged_hash(Tag.RF_SID, *parts)


def _epoch(own: int, other: int) -> int:
    """One more than any number either side has used, so a dropped number never comes again. Raises PeerFault."""
    epoch = 1 + max(own, other)
    if other > own + FARTHEST or epoch > LAST:
        raise PeerFault("the other side claims an epoch far in the future")
    return epoch


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
    T = run_id(sid, share.T, epoch, X1, X2, f2.OT1, OT2, (f1.spk, f1.apk, f2.spk, f2.apk))
    return replace(share, epoch=epoch, T=T, parent=share.T, x=Secret(x), ot=ot, X1=X1, X2=X2, sid=sid, peer_copy=b"")


# ------------------------------------------------------------------ steps
def step1_p1_commit(share: KeyShare, max_epoch: int, rng: Rng) -> tuple[RefreshP1Committed, F1]:
    """P1 draws d1 and commits."""
    d1, n1 = rng.bytes("d1", 32), rng.bytes("n1", 32)
    f1 = F1(share.T, max_epoch, n1, commitment.commit(Tag.RF_COM, [n1], d1), NO_KEY, NO_KEY)
    return RefreshP1Committed(Secret(d1), f1), f1


def step2_p2_answer(f1: F1, share: KeyShare, max_epoch: int, chan: bytes, rng: Rng) -> tuple[RefreshP2Answered, F2]:
    """P2 draws d2 and begins fresh base OTs."""
    no_sheet(f1.spk, f1.apk)
    if f1.parent != share.T:
        raise PeerFault("a refresh began from another epoch than the current one", FaultKind.MISMATCH)
    _epoch(max_epoch, f1.m1)
    n2, d2 = rng.bytes("n2", 32), rng.bytes("d2", 32)
    sid = sid_of(share, chan, f1, max_epoch, n2, d2)
    ot, OT1 = base_ot.receive_1(sid, rng)
    f2 = F2(max_epoch, n2, d2, OT1, NO_KEY, NO_KEY)
    return RefreshP2Answered(sid, ot, f1, f2), f2


def step3_p1_renew(state: RefreshP1Committed, share: KeyShare, chan: bytes, f2: F2, rng: Rng) -> tuple[KeyShare, F3]:
    """P1 opens d1 and makes its new share."""
    no_sheet(f2.spk, f2.apk)
    epoch, d1 = _epoch(state.f1.m1, f2.m2), state.d1.reveal()
    sid = sid_of(share, chan, state.f1, f2.m2, f2.n2, f2.d2)
    ot, OT2 = base_ot.send(sid, f2.OT1, rng)
    return _renewed(share, sid, state.f1, f2, d1, OT2, epoch, ot), F3(d1, OT2, b"")


def step4_p2_renew(state: RefreshP2Answered, share: KeyShare, f3: F3) -> tuple[KeyShare, NewShare]:
    """P2 checks the opening and makes its new share."""
    no_sheet(seal=f3.seal)
    commitment.check(state.f1.com, Tag.RF_COM, [state.f1.n1], f3.d1)
    ot = base_ot.receive_2(state.sid, state.ot, f3.OT2)
    epoch = _epoch(state.f2.m2, state.f1.m1)
    renewed = _renewed(share, state.sid, state.f1, state.f2, f3.d1, f3.OT2, epoch, ot)
    return renewed, new_share(renewed)


# ------------------------------------------------------------------ conversations
def p1(share: KeyShare, max_epoch: int, chan: bytes, rng: Rng) -> Script[KeyShare]:
    """The wallet's side, up to its own commit. `max_epoch` is the highest number this side has ever used."""
    yield Step(ProgressStep.NEW_SHARES)
    state, f1 = step1_p1_commit(share, max_epoch, rng)
    yield Send(f1)
    f2 = yield from receive(F2)
    renewed, f3 = step3_p1_renew(state, share, chan, f2, rng)
    yield Send(f3)
    del state, f2, f3  # d1 and d2 with them
    told = yield from receive(NewShare)
    step5_p1_confirm(told, renewed)
    yield Persist(Prepared(renewed))
    yield from commit.p1(renewed, rng)
    return renewed


def p2(f1: F1, share: KeyShare, max_epoch: int, chan: bytes, rng: Rng) -> Script[KeyShare]:
    """The co-signer's side, up to its own commit. The caller has allowed the refresh."""
    state, f2 = step2_p2_answer(f1, share, max_epoch, chan, rng)
    yield Send(f2)
    f3 = yield from receive(F3)
    renewed, told = step4_p2_renew(state, share, f3)
    del state, f2, f3  # d1 and d2 with them
    yield Persist(Prepared(renewed))
    yield Send(told)
    yield from commit.p2(renewed, rng)
    return renewed
