"""Key generation: x1 and x2 are born apart and stay apart (core/spec/keygen.md). It makes epoch 1.

    P1                                                    P2
    com ──── G1: network, name, n1, com, sheet1 ────────►
         ◄── G2: n2, X2, ch2, proof, OT1, sheet2 ───────   x2
    x1 ───── G3: opening of com, proof, OT2, seal1 ─────►  Q = X1 + X2; PENDING durable
         ◄── PREPARED: T, confirm, seal2 ───────────────
    PENDING durable, then core/protocol/commit.py

P1 is bound to X1 before it sees X2, so neither can steer the joint key. Sheets and seals: copies.py.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

from core.codec.codec import Bytes32, Exact, Name, encode
from core.codec.messages import Message, MessageType
from core.crypto.rng import Rng
from core.crypto.secp256k1 import Point, add, base_mult, random_scalar
from core.errors import PeerFault
from core.primitives import all_but_one, base_ot, commitment, schnorr_proof
from core.primitives.hashing import Tag, tagged_hash
from core.primitives.vole import KC, XI
from core.protocol import commit
from core.protocol.changes import Prepared
from core.protocol.copies import Seals, must_be_known, sealed, sheet_of, with_copies
from core.protocol.ecdsa import selftest
from core.protocol.progress import ProgressStep
from core.protocol.run import NewShare, confirmed, new_share, run_id
from core.protocol.session import Purpose
from core.protocol.share import NO_RUN, KeyShare, Role
from core.recovery.sealed_copy import Sealing
from core.recovery.sheet import PublicSheet, SheetPair
from core.sansio.effects import Persist, Script, Send, Step, receive
from core.secret import Secret

VERSION = 2
CURVE = b"secp256k1"
Proof = Annotated[bytes, Exact(schnorr_proof.SIZE)]
FirstOtMessage = Annotated[bytes, Exact(base_ot.SIZE)]
SecondOtMessage = Annotated[bytes, Exact(all_but_one.SIZE)]


@dataclass(frozen=True, slots=True)
class KeygenOpening:
    """What com commits to."""

    salt: Bytes32
    X1: Point
    ch1: Bytes32


@dataclass(frozen=True, slots=True)
class G1(Message):  # P1 -> P2
    """A commitment to X1 and half of the chain code."""

    TYPE: ClassVar[MessageType] = MessageType.G1
    network: Name
    name: Name
    n1: Bytes32
    com: Bytes32
    sheet: PublicSheet


@dataclass(frozen=True, slots=True)
class G2(Message):  # P2 -> P1
    """X2, with proof, and the first message of the base OTs."""

    TYPE: ClassVar[MessageType] = MessageType.G2
    n2: Bytes32
    X2: Point
    ch2: Bytes32
    proof: Proof
    OT1: FirstOtMessage
    sheet: PublicSheet


@dataclass(frozen=True, slots=True)
class G3(Message):  # P1 -> P2
    """X1, with proof, and the second message of the base OTs."""

    TYPE: ClassVar[MessageType] = MessageType.G3
    opening: KeygenOpening
    proof: Proof
    OT2: SecondOtMessage
    seals: Seals


def sid_of(network: str, chan: bytes, n1: bytes, n2: bytes, com: bytes) -> bytes:
    """The session of a key generation."""
    params = tagged_hash(
        Tag.PARAMS, VERSION.to_bytes(1, "big"), CURVE, KC.to_bytes(2, "big"), XI.to_bytes(2, "big"), network.encode()
    )
    return tagged_hash(Tag.DKG_SID, params, chan, n1, n2, com)


def pok_ctx(sid: bytes, ch: bytes) -> bytes:
    """What a proof at key generation is bound to; `ch` is the prover's half of the chain code."""
    return tagged_hash(Tag.DKG_POK, sid, ch)


def joint_share(
    role: Role, sid: bytes, g1: G1, g2: G2, opening: KeygenOpening, OT2: bytes, x: int, ot: Secret[bytes]
) -> KeyShare:
    """What this side keeps of the new key."""
    Q = add(opening.X1, g2.X2)
    chain = tagged_hash(Tag.DKG_CHAIN, sid, opening.ch1, g2.ch2, bytes(Q))
    halves, sheets = (bytes(opening.X1), bytes(g2.X2)), (SheetPair(g1.sheet), SheetPair(g2.sheet))
    T = run_id(sid, NO_RUN, 1, halves, (g2.OT1, OT2), sheets)
    share = KeyShare(role, g1.network, Q, chain, 1, T, NO_RUN, Secret(x), ot, opening.X1, g2.X2, sid)
    return replace(share, sheet1=g1.sheet, sheet2=g2.sheet)


# ------------------------------------------------------------------ steps
@dataclass(frozen=True, slots=True)
class KeygenP1Committed:
    """P1 between G1 and G2."""

    x1: Secret[int]
    opening: KeygenOpening
    g1: G1


@dataclass(frozen=True, slots=True)
class KeygenP2Answered:
    """P2 between G2 and G3."""

    sid: bytes
    x2: Secret[int]
    ot: all_but_one.ReceiverState
    g1: G1
    g2: G2


def step1_p1_commit(network: str, name: str, rng: Rng, sealing: Sealing | None = None) -> tuple[KeygenP1Committed, G1]:
    """P1 draws x1 and commits."""
    x1 = random_scalar(rng, "x1")
    n1 = rng.bytes("n1", 32)
    opening = KeygenOpening(rng.bytes("salt", commitment.SALT), base_mult(x1), rng.bytes("ch1", 32))
    com = commitment.commit(Tag.DKG_COM, [n1], encode(opening))
    g1 = G1(network, name, n1, com, sheet_of(sealing))
    return KeygenP1Committed(Secret(x1), opening, g1), g1


def step2_p2_answer(g1: G1, chan: bytes, rng: Rng, sealing: Sealing | None = None) -> tuple[KeygenP2Answered, G2]:
    """P2 draws x2 and begins the base OTs."""
    x2, n2, ch2 = random_scalar(rng, "x2"), rng.bytes("n2", 32), rng.bytes("ch2", 32)
    sid = sid_of(g1.network, chan, g1.n1, n2, g1.com)
    X2 = base_mult(x2)
    proof = schnorr_proof.prove("dkg/P2", pok_ctx(sid, ch2), [x2], [X2], rng)
    ot, OT1 = all_but_one.receive_1(sid, rng)
    g2 = G2(n2, X2, ch2, proof, OT1, sheet_of(sealing))
    return KeygenP2Answered(sid, Secret(x2), ot, g1, g2), g2


def step3_p1_open(
    state: KeygenP1Committed,
    g2: G2,
    chan: bytes,
    rng: Rng,
    sealing: Sealing | None = None,
    known: Collection[PublicSheet] = (),
) -> tuple[KeyShare, G3]:
    """P1 checks X2 and the sheet, opens, seals, and finishes its side."""
    g1, opening = state.g1, state.opening
    must_be_known(Role.P2, g2.sheet, known)
    sid = sid_of(g1.network, chan, g1.n1, g2.n2, g1.com)
    schnorr_proof.check("dkg/P2", pok_ctx(sid, g2.ch2), [g2.X2], g2.proof)
    if g2.X2 == opening.X1:
        raise PeerFault("the co-signer answered with this computer's own public share")
    proof = schnorr_proof.prove("dkg/P1", pok_ctx(sid, opening.ch1), [state.x1.reveal()], [opening.X1], rng)
    ot, OT2 = all_but_one.send(sid, g2.OT1, rng)
    share = joint_share(Role.P1, sid, g1, g2, opening, OT2, state.x1.reveal(), ot)
    return share, G3(opening, proof, OT2, sealed(share, sealing, rng))


def step4_p2_finish(
    state: KeygenP2Answered, g3: G3, rng: Rng, sealing: Sealing | None = None
) -> tuple[KeyShare, NewShare]:
    """P2 checks the opening, X1 and the copy of x1, seals, and finishes its side."""
    commitment.check(state.g1.com, Tag.DKG_COM, [state.g1.n1], encode(g3.opening))
    X1 = g3.opening.X1
    if state.g2.X2 == X1:
        raise PeerFault("the computer answered with the co-signer's own public share")
    schnorr_proof.check("dkg/P1", pok_ctx(state.sid, g3.opening.ch1), [X1], g3.proof)
    ot = all_but_one.receive_2(state.sid, state.ot, g3.OT2)
    share = joint_share(Role.P2, state.sid, state.g1, state.g2, g3.opening, g3.OT2, state.x2.reveal(), ot)
    share = with_copies(share, g3.seals)
    return share, new_share(share, sealed(share, sealing, rng))


# ------------------------------------------------------------------ conversations
def p1(
    network: str,
    name: str,
    chan: bytes,
    rng: Rng,
    sealing: Sealing | None = None,
    known: Collection[PublicSheet] = (),
) -> Script[KeyShare]:
    """The wallet's side, up to its own commit. `sealing`: with which it seals its share; None: it has no sheet.
    `known`: the sheets of the co-signer that copies of its other keys are kept for."""
    yield Step(ProgressStep.OWN_HALF)
    state, g1 = step1_p1_commit(network, name, rng, sealing)
    yield Send(g1)
    g2 = yield from receive(G2)
    yield Step(ProgressStep.OTHER_HALF)
    share, g3 = step3_p1_open(state, g2, chan, rng, sealing, known)
    yield Send(g3)
    del state, g3  # x1 is in `share` alone
    told = yield from receive(NewShare)
    share = confirmed(told, share)
    yield Persist(Prepared(share, name))
    yield from commit.p1(share.T, selftest.whole_p1(share, Purpose.SELF_TEST, rng))
    return share


def p2(g1: G1, chan: bytes, rng: Rng, sealing: Sealing | None = None) -> Script[KeyShare]:
    """The co-signer's side, up to its own commit. The caller has allowed network, name and sheet."""
    state, g2 = step2_p2_answer(g1, chan, rng, sealing)
    yield Send(g2)
    g3 = yield from receive(G3)
    share, told = step4_p2_finish(state, g3, rng, sealing)
    del state  # x2 is in `share` alone
    yield Persist(Prepared(share, g1.name))
    yield Send(told)
    yield from commit.p2(share.T, selftest.whole_p2(share, Purpose.SELF_TEST, rng))
    return share
