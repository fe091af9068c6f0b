"""PREPARE: P2 commits to a nonce for each signature, before there is a message (core/spec/schnorr.md).

    P1                                                   P2
       ── A1: key, epoch, purpose, B, n1 ──────────────►   k2_i
       ◄── A2: sid1, n2, com_i ─────────────────────────   com_i = H(pre, i, salt_i, R2_i)

Hashes and nothing else: with R2 in clear here, who asks for many sessions at once forges a signature (rule GK2). What
both keep is for one SIGN, in memory only. P1 draws its own nonces when it signs, after all com are there (GK3, GK4).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from core.codec.codec import U8, U16, Bytes32, encode
from core.codec.messages import Message, MessageType
from core.crypto.group import P
from core.crypto.rng import Rng
from core.errors import BlockKind, Bug, FaultKind, KeyBlocked, PeerFault
from core.primitives import commitment
from core.primitives.hashing import Tag, tagged_hash
from core.protocol.additive.keygen import must_be_of
from core.protocol.additive.kind import Encoded, SumKind
from core.protocol.additive.share import AdditiveShare
from core.protocol.session import Once, Purpose, Session, com_context, is_batch, pre_of, sid1_of, sid2_of
from core.sansio.effects import Script, Send, receive
from core.secret import Secret


@dataclass(frozen=True, slots=True)
class SumA1(Message):  # P1 -> P2
    """Prepare `B` signatures under this epoch."""

    TYPE: ClassVar[MessageType] = MessageType.SUM_A1
    scheme: U8
    key_id: Bytes32
    epoch_id: Bytes32
    purpose: Purpose
    B: U16
    n1: Bytes32


@dataclass(frozen=True, slots=True)
class SumA2(Message):  # P2 -> P1
    """A commitment to R2 for each signature."""

    TYPE: ClassVar[MessageType] = MessageType.SUM_A2
    scheme: U8
    sid1: Bytes32
    n2: Bytes32
    coms: tuple[Bytes32, ...]


@dataclass(frozen=True, slots=True)
class NonceOpening:
    """Opens the commitment to R2 of one signature."""

    salt: Bytes32
    R2: Encoded


@dataclass(frozen=True, slots=True)
class SumP1Coms:
    """The commitments to R2, made under `pre`."""

    pre: bytes
    coms: tuple[bytes, ...]

    def check(self, openings: tuple[NonceOpening, ...]) -> None:
        """Accept if they open the first commitments, one each. Raises PeerFault."""
        for i, (com, opening) in enumerate(zip(self.coms, openings, strict=False)):
            commitment.check(com, Tag.PREP_COM, com_context(self.pre, i), encode(opening))


@dataclass(frozen=True, slots=True)
class SumP2Nonces:
    """For each signature k2, and the opening of R2."""

    k2: Secret[tuple[bytes, ...]]
    openings: Secret[tuple[NonceOpening, ...]]


SumP1Session: TypeAlias = Session[SumP1Coms]
SumP2Session: TypeAlias = Session[SumP2Nonces]


def h1_of(a1: SumA1) -> bytes:
    """A1 whole."""
    return tagged_hash(Tag.PREP_A1, encode(a1))


def must_sign(share: AdditiveShare[P]) -> None:
    """KeyBlocked for a share that came back from a sealed copy and was not renewed."""
    if share.came_back:
        raise KeyBlocked("this key came back from a sealed copy and needs a refresh first", BlockKind.MUST_REFRESH)


# ------------------------------------------------------------------ steps
def step1_p1_ask(kind: SumKind[P], share: AdditiveShare[P], purpose: Purpose, B: int, rng: Rng) -> SumA1:
    """P1 asks for a session."""
    if not is_batch(B, purpose):
        raise Bug("a session has 1 to 128 inputs, and exactly one when it is a test")
    must_sign(share)
    return SumA1(kind.id, share.key_id, share.epoch_id, Purpose(purpose), B, rng.bytes("n1", 32))


def step2_p2_answer(kind: SumKind[P], a1: SumA1, share: AdditiveShare[P], rng: Rng) -> tuple[SumP2Session, SumA2]:
    """P2 draws k2 and commits to R2. Raises PeerFault (kind "mismatch"), KeyBlocked."""
    if not is_batch(a1.B, a1.purpose):
        raise PeerFault("a session has 1 to 128 inputs, and exactly one when it is a test")
    if a1.key_id != share.key_id or a1.epoch_id != share.epoch_id:
        raise PeerFault("the two sides hold different epochs of this key", FaultKind.MISMATCH)
    must_sign(share)
    sid1, h1, n2 = sid1_of(a1.epoch_id, a1.purpose, a1.B, a1.n1), h1_of(a1), rng.bytes("n2", 32)
    pre = pre_of(sid1, n2, h1)
    k2 = tuple(kind.group.random_scalar(rng, "k2") for _ in range(a1.B))
    openings = tuple(NonceOpening(rng.bytes("salt", commitment.SALT), bytes(kind.group.base_mult(k))) for k in k2)
    coms = tuple(
        commitment.commit(Tag.PREP_COM, com_context(pre, i), encode(opening)) for i, opening in enumerate(openings)
    )
    secrets = SumP2Nonces(Secret(k2), Secret(openings))
    session = Session(sid2_of(sid1, n2, h1, coms), a1.epoch_id, a1.purpose, a1.B, Once(secrets))
    return session, SumA2(kind.id, sid1, n2, coms)


def step3_p1_keep(kind: SumKind[P], a1: SumA1, a2: SumA2) -> SumP1Session:
    """P1 keeps the commitments."""
    must_be_of(kind, a2.scheme)
    sid1, h1 = sid1_of(a1.epoch_id, a1.purpose, a1.B, a1.n1), h1_of(a1)
    if a2.sid1 != sid1:
        raise PeerFault("an answer belongs to another preparation")
    if len(a2.coms) != a1.B:
        raise PeerFault("an answer has another number of inputs than asked for")
    coms = SumP1Coms(pre_of(sid1, a2.n2, h1), a2.coms)
    return Session(sid2_of(sid1, a2.n2, h1, a2.coms), a1.epoch_id, a1.purpose, a1.B, Once(coms))


# ------------------------------------------------------------------ conversations
def p1(kind: SumKind[P], share: AdditiveShare[P], purpose: Purpose, B: int, rng: Rng) -> Script[SumP1Session]:
    """The wallet's side."""
    a1 = step1_p1_ask(kind, share, purpose, B, rng)
    yield Send(a1)
    return step3_p1_keep(kind, a1, (yield from receive(SumA2)))


def p2(kind: SumKind[P], a1: SumA1, share: AdditiveShare[P], rng: Rng) -> Script[SumP2Session]:
    """The co-signer's side. Nothing is durable: what is prepared is lost with the process, and tells nothing."""
    session, a2 = step2_p2_answer(kind, a1, share, rng)
    yield Send(a2)
    return session
