"""Key generation: x1 and x2 are born apart and stay apart (core/spec/schnorr.md). It makes epoch 1.

    P1                                                    P2
    com ──── G1: network, name, n1, com, sheet1 ────────►
         ◄── G2: n2, X2, ch2, proof, sheet2 ────────────   x2
    x1 ───── G3: opening of com, proof, seal1 ──────────►  Q = X1 + X2; PENDING durable
         ◄── PREPARED: T, confirm, seal2 ───────────────
    PENDING durable, then core/protocol/commit.py

P1 is bound to X1 before it sees X2, so neither can steer the joint key. Sheets and seals: core/protocol/copies.py.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated, ClassVar, Generic

from core.codec.codec import U8, Bytes32, Name, Var, encode
from core.codec.messages import Message, MessageType
from core.crypto.group import P
from core.crypto.rng import Rng
from core.errors import PeerFault
from core.primitives import commitment, knowledge
from core.primitives.hashing import Tag, tagged_hash
from core.protocol import commit
from core.protocol.additive.kind import Encoded, SumKind
from core.protocol.additive.share import NO_CHAIN, NO_NETWORK, AdditiveShare
from core.protocol.changes import Prepared
from core.protocol.copies import Seals, must_be_known, sealed, sheet_of, with_copies
from core.protocol.progress import ProgressStep
from core.protocol.run import NewShare, confirmed, new_share, run_id
from core.protocol.scheme import SelfTest
from core.protocol.session import Purpose
from core.protocol.share import NO_RUN, Role
from core.recovery.sealed_copy import Sealing
from core.recovery.sheet import PublicSheet, SheetPair
from core.sansio.effects import Persist, Script, Send, Step, receive
from core.secret import Secret

VERSION = 1
Proof = Annotated[bytes, Var(96)]


@dataclass(frozen=True, slots=True)
class SumOpening:
    """What com commits to."""

    salt: Bytes32
    X1: Encoded
    ch1: Bytes32


@dataclass(frozen=True, slots=True)
class SumG1(Message):  # P1 -> P2
    """A commitment to X1 and half of the chain code."""

    TYPE: ClassVar[MessageType] = MessageType.SUM_G1
    scheme: U8
    network: Name
    name: Name
    n1: Bytes32
    com: Bytes32
    sheet: PublicSheet


@dataclass(frozen=True, slots=True)
class SumG2(Message):  # P2 -> P1
    """X2, with proof."""

    TYPE: ClassVar[MessageType] = MessageType.SUM_G2
    scheme: U8
    n2: Bytes32
    X2: Encoded
    ch2: Bytes32
    proof: Proof
    sheet: PublicSheet


@dataclass(frozen=True, slots=True)
class SumG3(Message):  # P1 -> P2
    """X1, with proof."""

    TYPE: ClassVar[MessageType] = MessageType.SUM_G3
    scheme: U8
    opening: SumOpening
    proof: Proof
    seals: Seals


def must_be_of(kind: SumKind[P], scheme: int) -> None:
    """A later message of a run of this scheme. Raises PeerFault."""
    if scheme != kind.id:
        raise PeerFault("a message is about another kind of key than the conversation it came in")


def sid_of(kind: SumKind[P], network: str, chan: bytes, n1: bytes, n2: bytes, com: bytes) -> bytes:
    """The session of a key generation."""
    params = tagged_hash(Tag.SUM_PARAMS, bytes([VERSION, kind.id]), kind.group.name.encode(), network.encode())
    return tagged_hash(Tag.DKG_SID, params, chan, n1, n2, com)


def pok_ctx(sid: bytes, ch: bytes) -> bytes:
    """What a proof is bound to; `ch` is the prover's half of the chain code."""
    return tagged_hash(Tag.DKG_POK, sid, ch)


def label_of(kind: SumKind[P]) -> tuple[bytes, bytes]:
    """What stands in T beside the halves: the name of the group, and the scheme."""
    return kind.group.name.encode(), bytes([kind.id])


def must_be_network(kind: SumKind[P], network: str) -> None:
    """A key with coins has a network, and no other. Raises PeerFault."""
    if kind.has_coins == (network == NO_NETWORK):
        raise PeerFault("a key of this kind is of no such network")


def joint_share(
    kind: SumKind[P], role: Role, sid: bytes, g1: SumG1, g2: SumG2, opening: SumOpening, x: bytes
) -> AdditiveShare[P]:
    """What this side keeps of the new key."""
    X1, X2 = kind.group.parse(opening.X1), kind.group.parse(g2.X2)
    Q = kind.group.add(X1, X2)
    chain = tagged_hash(Tag.DKG_CHAIN, sid, opening.ch1, g2.ch2, bytes(Q)) if kind.has_coins else NO_CHAIN
    sheets = SheetPair(g1.sheet), SheetPair(g2.sheet)
    T = run_id(sid, NO_RUN, 1, (opening.X1, g2.X2), label_of(kind), sheets)
    share = kind.share(role, g1.network, Q, chain, 1, T, NO_RUN, Secret(x), X1, X2, sid)
    return share.with_sheets(*sheets)


# ------------------------------------------------------------------ steps
@dataclass(frozen=True, slots=True)
class SumKeygenP1(Generic[P]):
    """P1 between G1 and G2."""

    x1: Secret[bytes]
    X1: P
    opening: SumOpening
    g1: SumG1


@dataclass(frozen=True, slots=True)
class SumKeygenP2:
    """P2 between G2 and G3."""

    sid: bytes
    x2: Secret[bytes]
    g1: SumG1
    g2: SumG2


def step1_p1_commit(
    kind: SumKind[P], network: str, name: str, rng: Rng, sealing: Sealing | None = None
) -> tuple[SumKeygenP1[P], SumG1]:
    """P1 draws x1 and commits."""
    must_be_network(kind, network)
    x1 = kind.group.random_scalar(rng, "x1")
    X1, n1 = kind.group.base_mult(x1), rng.bytes("n1", 32)
    opening = SumOpening(rng.bytes("salt", commitment.SALT), bytes(X1), rng.bytes("ch1", 32))
    com = commitment.commit(Tag.DKG_COM, [n1], encode(opening))
    g1 = SumG1(kind.id, network, name, n1, com, sheet_of(sealing))
    return SumKeygenP1(Secret(x1), X1, opening, g1), g1


def step2_p2_answer(
    kind: SumKind[P], g1: SumG1, chan: bytes, rng: Rng, sealing: Sealing | None = None
) -> tuple[SumKeygenP2, SumG2]:
    """P2 draws x2."""
    must_be_network(kind, g1.network)
    x2, n2, ch2 = kind.group.random_scalar(rng, "x2"), rng.bytes("n2", 32), rng.bytes("ch2", 32)
    sid = sid_of(kind, g1.network, chan, g1.n1, n2, g1.com)
    X2 = kind.group.base_mult(x2)
    proof = knowledge.prove(kind.group, "dkg/P2", pok_ctx(sid, ch2), x2, X2, rng)
    g2 = SumG2(kind.id, n2, bytes(X2), ch2, proof, sheet_of(sealing))
    return SumKeygenP2(sid, Secret(x2), g1, g2), g2


def step3_p1_open(
    kind: SumKind[P],
    state: SumKeygenP1[P],
    g2: SumG2,
    chan: bytes,
    rng: Rng,
    sealing: Sealing | None = None,
    known: Collection[PublicSheet] = (),
) -> tuple[AdditiveShare[P], SumG3]:
    """P1 checks X2 and the sheet, opens, seals, and finishes its side."""
    g1, opening, group = state.g1, state.opening, kind.group
    must_be_of(kind, g2.scheme)
    must_be_known(Role.P2, g2.sheet, known)
    sid = sid_of(kind, g1.network, chan, g1.n1, g2.n2, g1.com)
    knowledge.check(group, "dkg/P2", pok_ctx(sid, g2.ch2), group.parse(g2.X2), g2.proof)
    if g2.X2 == opening.X1:
        raise PeerFault("the co-signer answered with this computer's own public share")
    proof = knowledge.prove(group, "dkg/P1", pok_ctx(sid, opening.ch1), state.x1.reveal(), state.X1, rng)
    share = joint_share(kind, Role.P1, sid, g1, g2, opening, state.x1.reveal())
    return share, SumG3(kind.id, opening, proof, sealed(share, sealing, rng))


def step4_p2_finish(
    kind: SumKind[P], state: SumKeygenP2, g3: SumG3, rng: Rng, sealing: Sealing | None = None
) -> tuple[AdditiveShare[P], NewShare]:
    """P2 checks the opening, X1 and the copy of x1, seals, and finishes its side."""
    must_be_of(kind, g3.scheme)
    commitment.check(state.g1.com, Tag.DKG_COM, [state.g1.n1], encode(g3.opening))
    X1 = kind.group.parse(g3.opening.X1)
    if state.g2.X2 == g3.opening.X1:
        raise PeerFault("the computer answered with the co-signer's own public share")
    knowledge.check(kind.group, "dkg/P1", pok_ctx(state.sid, g3.opening.ch1), X1, g3.proof)
    share = joint_share(kind, Role.P2, state.sid, state.g1, state.g2, g3.opening, state.x2.reveal())
    share = with_copies(share, g3.seals)
    return share, new_share(share, sealed(share, sealing, rng))


# ------------------------------------------------------------------ conversations
def p1(
    kind: SumKind[P],
    test: SelfTest[AdditiveShare[P]],
    network: str,
    name: str,
    chan: bytes,
    rng: Rng,
    sealing: Sealing | None = None,
    known: Collection[PublicSheet] = (),
) -> Script[AdditiveShare[P]]:
    """The wallet's side, up to its own commit. `sealing`: with which it seals its share; None: it has no sheet.
    `known`: the sheets of the co-signer that copies of its other keys are kept for."""
    yield Step(ProgressStep.OWN_HALF)
    state, g1 = step1_p1_commit(kind, network, name, rng, sealing)
    yield Send(g1)
    g2 = yield from receive(SumG2)
    yield Step(ProgressStep.OTHER_HALF)
    share, g3 = step3_p1_open(kind, state, g2, chan, rng, sealing, known)
    yield Send(g3)
    del state, g3  # x1 is in `share` alone
    told = yield from receive(NewShare)
    share = confirmed(told, share)
    yield Persist(Prepared(share, name))
    yield from commit.p1(share.T, test.whole_p1(share, Purpose.SELF_TEST, rng))
    return share


def p2(
    kind: SumKind[P],
    test: SelfTest[AdditiveShare[P]],
    g1: SumG1,
    chan: bytes,
    rng: Rng,
    sealing: Sealing | None = None,
) -> Script[AdditiveShare[P]]:
    """The co-signer's side, up to its own commit. The caller has allowed network, name and sheet."""
    state, g2 = step2_p2_answer(kind, g1, chan, rng, sealing)
    yield Send(g2)
    g3 = yield from receive(SumG3)
    share, told = step4_p2_finish(kind, state, g3, rng, sealing)
    del state  # x2 is in `share` alone
    yield Persist(Prepared(share, g1.name))
    yield Send(told)
    yield from commit.p2(share.T, test.whole_p2(share, Purpose.SELF_TEST, rng))
    return share
