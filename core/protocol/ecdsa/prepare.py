"""PREPARE: one VOLE per input, in the background, before there is a message (core/spec/sign.md).

    P1                                                   P2
    beta ── A1: key, epoch, purpose, B, n1, columns ──────►  CHECKING durable, OT check, OPEN or LOCKED durable
    VOLE check ◄── A2: sid1, n2, com_i, block_i ───────────  k2_i, commitments to R2_i, VOLE with a_i = k2_i
    gadget, b, t1                                            (t2: when S1 tells the gadget)

What both keep is for one SIGN, in memory only. P1's state is consumed by the first answer, valid or not: two answers
to one A1, or a second try after a failed check, would give P2 the share x1 (rule F1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, TypeAlias

from core.codec.codec import U16, Bytes32, Sized, encode
from core.codec.messages import Message, MessageType
from core.crypto.rng import Rng
from core.crypto.secp256k1 import Point, base_mult, invert, random_scalar
from core.errors import Bug, FaultKind, OtCheat, PeerFault
from core.primitives import commitment, ot_extension, schnorr_proof, vole
from core.primitives.hashing import Tag, tagged_hash
from core.primitives.vole import XI, VoleBlock
from core.protocol.changes import Checked, Checking
from core.protocol.session import Once as Once
from core.protocol.session import Purpose as Purpose
from core.protocol.session import Session as Session
from core.protocol.session import com_context as com_context
from core.protocol.session import is_batch
from core.protocol.session import pre_of as pre_of
from core.protocol.session import sid1_of as sid1_of
from core.protocol.session import sid2_of as sid2_of
from core.protocol.share import KeyShare
from core.sansio.effects import Persist, Script, Send, receive
from core.secret import Secret


def _columns_size(a1: Any) -> int:
    if not is_batch(a1.B, a1.purpose):
        raise PeerFault("a session has 1 to 128 inputs, and exactly one when it is a test")
    return ot_extension.message_size(XI * a1.B)


@dataclass(frozen=True, slots=True)
class A1(Message):  # P1 -> P2
    """The OT extension's columns, under sid1."""

    TYPE: ClassVar[MessageType] = MessageType.A1
    key_id: Bytes32
    epoch_id: Bytes32
    purpose: Purpose
    B: U16
    n1: Bytes32
    columns: Annotated[bytes, Sized(_columns_size)]


@dataclass(frozen=True, slots=True)
class A2(Message):  # P2 -> P1
    """A commitment to R2 and a VOLE block for each input."""

    TYPE: ClassVar[MessageType] = MessageType.A2
    sid1: Bytes32
    n2: Bytes32
    coms: tuple[Bytes32, ...]
    blocks: Annotated[tuple[VoleBlock, ...], Sized(lambda a2: len(a2.coms))]


@dataclass(frozen=True, slots=True)
class PrepareOpening:
    """Opens the commitment to R2 of one input."""

    salt: Bytes32
    R2: Point


@dataclass(frozen=True, slots=True)
class P1Offer:
    """P1 between A1 and A2."""

    sid1: bytes
    h1: bytes  # hash of A1 whole
    receiver: vole.VoleReceiver


@dataclass(frozen=True, slots=True)
class P1Nonce:
    """What P1 adds to one signature, drawn once A2 was checked (F5). Nothing of it depends on a message, so that all of
    its curve arithmetic is done before one is signed; Q1 is here for the same reason."""

    k1: Secret[int]
    inverse: Secret[int]  # 1/k1
    r1: int
    R1: Point  # k1 G
    R0: Point  # r1 G
    Q1: Point  # bG


@dataclass(frozen=True, slots=True)
class P1Secrets:
    """The VOLE's share, and per input P1's nonce and the commitment to R2, made under `pre`."""

    product: vole.VoleShare
    nonces: tuple[P1Nonce, ...]
    proof: schnorr_proof.Nonce
    pre: bytes
    coms: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class P2Secrets:
    """Per input: k2, the pads that t2 is made of, and the opening of R2."""

    k2: Secret[tuple[int, ...]]
    pads: Secret[vole.Pads]
    openings: Secret[tuple[PrepareOpening, ...]]
    proof: schnorr_proof.Nonce


P1Session: TypeAlias = Session[P1Secrets]
P2Session: TypeAlias = Session[P2Secrets]


def h1_of(a1: A1) -> bytes:
    """A1 whole."""
    return tagged_hash(Tag.PREP_A1, encode(a1))


def check_openings(pre: bytes, coms: tuple[bytes, ...], openings: tuple[PrepareOpening, ...]) -> None:
    """Accept if they open the first commitments, one each. Raises PeerFault."""
    for i, (com, opening) in enumerate(zip(coms, openings, strict=False)):
        commitment.check(com, Tag.PREP_COM, com_context(pre, i), encode(opening))


# ------------------------------------------------------------------ steps
def step1_p1_offer(share: KeyShare, purpose: Purpose, B: int, rng: Rng) -> tuple[Once[P1Offer], A1]:
    """P1 draws beta."""
    if not is_batch(B, purpose):
        raise Bug("a session has 1 to 128 inputs, and exactly one when it is a test")
    n1 = rng.bytes("n1", 32)
    sid1 = sid1_of(share.epoch_id, purpose, B, n1)
    receiver, columns = vole.receive_1(share.base_ots, sid1, B, rng)
    a1 = A1(share.key_id, share.epoch_id, Purpose(purpose), B, n1, columns)
    return Once(P1Offer(sid1, h1_of(a1), receiver)), a1


def step2_p2_match(a1: A1, share: KeyShare) -> None:
    """Before any OT work: this key, this epoch. Raises PeerFault (kind "mismatch"), KeyBlocked."""
    if a1.key_id != share.key_id or a1.epoch_id != share.epoch_id:
        raise PeerFault("the two sides hold different epochs of this key", FaultKind.MISMATCH)
    _ = share.base_ots


def step3_p2_check(a1: A1, share: KeyShare) -> Secret[ot_extension.Rows]:
    """The OT check, between two durable writes. Raises OtCheat: something of Delta is known, lock it."""
    sid1 = sid1_of(a1.epoch_id, a1.purpose, a1.B, a1.n1)
    return ot_extension.extend_send(share.ot, sid1, a1.columns, XI * a1.B)


def step4_p2_answer(a1: A1, rows: Secret[ot_extension.Rows], share: KeyShare, rng: Rng) -> tuple[P2Session, A2]:
    """P2 draws k2, commits to R2, and multiplies k2 with b."""
    sid1, h1, n2 = sid1_of(a1.epoch_id, a1.purpose, a1.B, a1.n1), h1_of(a1), rng.bytes("n2", 32)
    pre = pre_of(sid1, n2, h1)
    k2 = tuple(random_scalar(rng, "k2") for _ in range(a1.B))
    openings = tuple(PrepareOpening(rng.bytes("salt", commitment.SALT), base_mult(k)) for k in k2)
    coms = tuple(
        commitment.commit(Tag.PREP_COM, com_context(pre, i), encode(opening)) for i, opening in enumerate(openings)
    )
    sid2 = sid2_of(sid1, n2, h1, coms)
    pads, blocks = vole.send(share.ot, rows, sid2, k2, rng)
    secrets = P2Secrets(Secret(k2), pads, Secret(openings), schnorr_proof.new_nonce(rng))
    return Session(sid2, a1.epoch_id, a1.purpose, a1.B, Once(secrets)), A2(sid1, n2, coms, tuple(blocks))


def step5_p1_finish(offer: P1Offer, a1: A1, a2: A2, rng: Rng) -> P1Session:
    """P1 checks the VOLE of all inputs, then draws the gadget (F10) and its nonces (F5). Raises Cheat; the offer is
    gone either way."""
    if a2.sid1 != offer.sid1:
        raise PeerFault("an answer belongs to another preparation")
    if len(a2.coms) != a1.B:
        raise PeerFault("an answer has another number of inputs than asked for")
    sid2 = sid2_of(offer.sid1, a2.n2, offer.h1, a2.coms)
    share = vole.receive_2(offer.receiver, sid2, a2.blocks, rng)
    nonces = tuple(_p1_nonce(b, rng) for b in share.b.reveal())
    secrets = P1Secrets(share, nonces, schnorr_proof.new_nonce(rng), pre_of(offer.sid1, a2.n2, offer.h1), a2.coms)
    return Session(sid2, a1.epoch_id, a1.purpose, a1.B, Once(secrets))


def _p1_nonce(b: int, rng: Rng) -> P1Nonce:
    k1, r1 = random_scalar(rng, "k1"), random_scalar(rng, "r1")
    return P1Nonce(Secret(k1), Secret(invert(k1, rng)), r1, base_mult(k1), base_mult(r1), base_mult(b))


# ------------------------------------------------------------------ conversations
def p1(share: KeyShare, purpose: Purpose, B: int, rng: Rng) -> Script[P1Session]:
    """The wallet's side."""
    offer, a1 = step1_p1_offer(share, purpose, B, rng)
    yield Send(a1)
    taken = offer.take()  # before the first byte of an answer is parsed, so no other answer finds it
    a2 = yield from receive(A2)
    return step5_p1_finish(taken, a1, a2, rng)


def p2(a1: A1, share: KeyShare, rng: Rng) -> Script[P2Session]:
    """The co-signer's side. CHECKING is durable before the check, its result before the answer (rule F3)."""
    step2_p2_match(a1, share)
    yield Persist(Checking(share.T))
    try:
        rows = step3_p2_check(a1, share)
    except Exception as error:  # also what nobody foresaw: how far the check came is not known
        yield Persist(Checked(share.T, ok=False))
        if isinstance(error, OtCheat):
            raise
        raise OtCheat("the OT check ended without a result") from error
    yield Persist(Checked(share.T, ok=True))
    session, a2 = step4_p2_answer(a1, rows, share, rng)
    yield Send(a2)
    return session
