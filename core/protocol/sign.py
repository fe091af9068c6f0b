"""SIGN: one round trip on a prepared session (core/spec/sign.md).

    P1                                              P2
    k1, r1 ── S1: sid2, task, inputs,
              Q1' = bG, R1 = k1G, r1, cc, proof ──►  e = r1 + k2, y = t2 + cc, yG + X1 == e Q1'
                                                     R = e R1; all checks, then limits and debit durable
    verify ◄── S2: sid2, openings of R2, proof,
               s2 = (h + r (x2 + t - y)) / e ───────
    R = k1 (R2 + r1 G), s = (s2 + r b) / k1

Nothing about the nonce is fixed before the message: R is unknown to P1 until S2 and to P2 until S1. The self-test
runs the same equations on a digest that both compute from the session alone; no digest is ever on the wire.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from core import curve
from core.curve import Point, add, base_mult, invert, mult_secret, random_scalar, reduce
from core.encoding import U16, Bytes32, Exact, Message, Scalar, ScalarNZ, Type, encode
from core.errors import Bug, Cheat, PeerFault, Retry
from core.primitives import commitment, schnorr_proof
from core.primitives.hashing import Tag, tagged_hash
from core.protocol.derive import child
from core.protocol.prepare import P1Secrets, P1Session, P2Secrets, P2Session, Purpose, com_context
from core.protocol.script import Debit, Persist, Script, Send, receive
from core.protocol.share import KeyShare
from core.rng import Rng

HALF_Q = curve.q // 2
Proof = Annotated[bytes, Exact(schnorr_proof.SIZE)]


@dataclass(frozen=True, slots=True)
class Item:
    """One input to sign: its number in the transaction, its digest (32 bytes), the path of its key."""

    number: int
    digest: bytes
    path: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """An ECDSA signature with low s; recid is the parity of R's y."""

    r: int
    s: int
    recid: int

    def der(self) -> bytes:
        """Strict DER, without a sighash byte."""
        body = b"".join(_der_integer(v) for v in (self.r, self.s))
        return b"\x30" + bytes([len(body)]) + body


def _der_integer(v: int) -> bytes:
    data = v.to_bytes(v.bit_length() // 8 + 1, "big")
    return b"\x02" + bytes([len(data)]) + data


@dataclass(frozen=True, slots=True)
class Masked:
    """P1's values for one input."""

    Q1: Point  # bG
    R1: Point  # k1 G
    r1: ScalarNZ
    cc: Scalar  # t1 + b r1 - x1


@dataclass(frozen=True, slots=True)
class Opened:
    """P2's opening of R2 for one input."""

    salt: Bytes32
    R2: Point


@dataclass(frozen=True, slots=True)
class S1(Message):  # P1 -> P2
    """Which inputs of which task, and P1's masked values."""

    TYPE: ClassVar[Type] = Type.S1
    sid2: Bytes32
    task_id: Bytes32
    inputs: tuple[U16, ...]
    masked: tuple[Masked, ...]
    proof: Proof


@dataclass(frozen=True, slots=True)
class S2(Message):  # P2 -> P1
    """Openings and answers."""

    TYPE: ClassVar[Type] = Type.S2
    sid2: Bytes32
    opened: tuple[Opened, ...]
    proof: Proof
    s2: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class TestS1(Message):  # P1 -> P2
    """A self-test: it carries no digest, path or text."""

    TYPE: ClassVar[Type] = Type.TEST_S1
    sid2: Bytes32
    purpose: Purpose
    masked: Masked
    proof: Proof


@dataclass(frozen=True, slots=True)
class TestS2(Message):  # P2 -> P1
    """The answer to a self-test."""

    TYPE: ClassVar[Type] = Type.TEST_S2
    sid2: Bytes32
    opened: Opened
    proof: Proof
    s2: Scalar


@dataclass(frozen=True, slots=True)
class P1Signing:
    """P1 between S1 and S2."""

    sid2: bytes
    ctx: bytes
    secrets: P1Secrets
    k1: tuple[int, ...]
    r1: tuple[int, ...]


def _request(task_id: bytes, inputs: Sequence[int]) -> bytes:
    return task_id + len(inputs).to_bytes(2, "big") + b"".join(n.to_bytes(2, "big") for n in inputs)


def _ctx(sid2: bytes, request: bytes, masked: Sequence[Masked]) -> bytes:
    return tagged_hash(Tag.S1, sid2, request, b"".join(encode(m) for m in masked))


def test_digest(purpose: Purpose, epoch_id: bytes, sid2: bytes) -> bytes:
    """The digest of a self-test: nobody chooses it, for sid2 holds a fresh nonce of each side."""
    return tagged_hash(Tag.SELF_TEST, purpose.to_bytes(1, "big"), epoch_id, sid2)


def r_of(R: Point) -> int:
    """x(R), the r of the signature. Raises Retry where it would not be x(R) itself."""
    if not 0 < R.x < curve.q:
        raise Retry("x(R) is not below the group order; start again")
    return R.x


# ------------------------------------------------------------------ steps
def step1_p1_mask(
    session: P1Session, x1: int, request: bytes, n: int, rng: Rng
) -> tuple[P1Signing, tuple[Masked, ...], bytes]:
    """P1 masks its share; r1 is drawn here, after A2 was fully checked, and depends on nothing P2 knew (F5)."""
    secrets = session.take()
    b, t1 = secrets.b.reveal()[:n], secrets.t1.reveal()[:n]
    k1 = tuple(random_scalar(rng, "k1") for _ in b)
    r1 = tuple(random_scalar(rng, "r1") for _ in b)
    R1 = [base_mult(k) for k in k1]
    masked = tuple(
        Masked(base_mult(b_i), R1_i, r1_i, reduce(t1_i + b_i * r1_i - x1))
        for b_i, t1_i, r1_i, R1_i in zip(b, t1, r1, R1, strict=True)
    )
    ctx = _ctx(session.sid2, request, masked)
    proof = schnorr_proof.prove("sign/R1", ctx, k1, R1, rng)
    return P1Signing(session.sid2, ctx, secrets, k1, r1), masked, proof


def step2_p2_check(
    secrets: P2Secrets, X1: Point, ctx: bytes, masked: Sequence[Masked], proof: bytes, rng: Rng
) -> list[tuple[int, int, int]]:
    """All checks of all inputs; then (e, y, r) of each. Raises PeerFault, Retry, Cheat."""
    schnorr_proof.check("sign/R1", ctx, [m.R1 for m in masked], proof)
    checked = []
    for m, k2, t2 in zip(masked, secrets.k2.reveal(), secrets.t2.reveal(), strict=False):
        e, y = reduce(m.r1 + k2), reduce(t2 + m.cc)
        if e == 0 or y == 0:
            raise Retry("a scalar of this signature is zero; start again")
        try:
            honest = add(base_mult(y), X1) == mult_secret(m.Q1, e, rng)
        except PeerFault:  # yG + X1 is infinity
            honest = False
        if not honest:
            raise Cheat("re-sharing check: the computer's masked share does not fit its public share")
        checked.append((e, y, r_of(mult_secret(m.R1, e, rng))))
    return checked


def step3_p2_answer(
    secrets: P2Secrets,
    x2: int,
    ctx: bytes,
    checked: Sequence[tuple[int, int, int]],
    wanted: Sequence[tuple[bytes, int]],
    rng: Rng,
) -> tuple[tuple[Opened, ...], bytes, tuple[int, ...]]:
    """Openings, proof, and s2 for each (digest, tweak) wanted."""
    n = len(checked)
    k2, R2 = secrets.k2.reveal()[:n], secrets.R2[:n]
    opened = tuple(Opened(salt, R) for salt, R in zip(secrets.salts[:n], R2, strict=True))
    proof = schnorr_proof.prove("sign/R2", ctx, k2, R2, rng)
    s2 = tuple(
        reduce(invert(e, rng) * reduce(int.from_bytes(digest, "big") + r * reduce(x2 + t - y)))
        for (e, y, r), (digest, t) in zip(checked, wanted, strict=True)
    )
    return opened, proof, s2


def step4_p1_finish(
    state: P1Signing,
    sid2: bytes,
    opened: Sequence[Opened],
    proof: bytes,
    s2: Sequence[int],
    wanted: Sequence[tuple[bytes, Point]],
    rng: Rng,
) -> list[Signature]:
    """The signatures, each verified under the child key for the digest that P1 computed itself; all or none."""
    n = len(state.k1)
    if sid2 != state.sid2:
        raise PeerFault("an answer belongs to another session")
    if len(opened) != n or len(s2) != n:
        raise PeerFault("an answer has another number of inputs than asked for")
    for i, (com, op) in enumerate(zip(state.secrets.coms, opened, strict=False)):
        commitment.check(com, Tag.PREP_COM, com_context(state.secrets.pre, i), op.salt + bytes(op.R2))
    schnorr_proof.check("sign/R2", state.ctx, [op.R2 for op in opened], proof)
    signatures = []
    for i, (op, s2_i, (digest, key)) in enumerate(zip(opened, s2, wanted, strict=True)):
        k1, r1, b = state.k1[i], state.r1[i], state.secrets.b.reveal()[i]
        R = mult_secret(add(op.R2, base_mult(r1)), k1, rng)
        r = r_of(R)
        s = reduce(invert(k1, rng) * reduce(s2_i + r * b))
        negated = s > HALF_Q
        s = curve.q - s if negated else s
        curve.verify(key, digest, r, s)
        signatures.append(Signature(r, s, int(R.is_odd) ^ int(negated)))
    return signatures


# ------------------------------------------------------------------ conversations
def p1(session: P1Session, share: KeyShare, task_id: bytes, items: Sequence[Item], rng: Rng) -> Script[list[Signature]]:
    """The wallet's side, for the first len(items) instances of a payment session."""
    if session.purpose is not Purpose.PAY or not 1 <= len(items) <= session.B:
        raise Bug("a session signs payments of at most as many inputs as it was prepared for")
    if session.epoch_id != share.epoch_id:
        raise Bug("a session of another epoch")
    numbers = tuple(item.number for item in items)
    state, masked, proof = step1_p1_mask(session, share.x.reveal(), _request(task_id, numbers), len(items), rng)
    yield Send(S1(session.sid2, task_id, numbers, masked, proof))
    answer = yield from receive(S2)
    wanted = [(item.digest, child(share.Q, share.chain, item.path)[1]) for item in items]
    return step4_p1_finish(state, answer.sid2, answer.opened, answer.proof, answer.s2, wanted, rng)


def p2(
    s1: S1,
    session: P2Session,
    share: KeyShare,
    items_of: Callable[[bytes, tuple[int, ...]], list[Item]],
    rng: Rng,
) -> Script[None]:
    """The co-signer's side. `items_of` answers from its own stored task, or raises Refused."""
    secrets = session.take()
    n = len(s1.inputs)
    if session.purpose is not Purpose.PAY or s1.sid2 != session.sid2:
        raise PeerFault("a signature was asked of a session made for something else")
    if not 1 <= n <= session.B or len(s1.masked) != n:
        raise PeerFault("a signature has another number of inputs than its session")
    if any(a >= b for a, b in zip(s1.inputs, s1.inputs[1:], strict=False)):
        raise PeerFault("input numbers do not increase")
    items = items_of(s1.task_id, s1.inputs)
    ctx = _ctx(s1.sid2, _request(s1.task_id, s1.inputs), s1.masked)
    checked = step2_p2_check(secrets, share.X1, ctx, s1.masked, s1.proof, rng)
    wanted = [(item.digest, child(share.Q, share.chain, item.path)[0]) for item in items]
    yield Persist(Debit(s1.task_id, s1.inputs))
    opened, proof, s2 = step3_p2_answer(secrets, share.x.reveal(), ctx, checked, wanted, rng)
    yield Send(S2(s1.sid2, opened, proof, s2))


# ------------------------------------------------------------------ self-test
def test_p1(session: P1Session, share: KeyShare, rng: Rng) -> Script[None]:
    """The wallet's side of a self-test: both hold matching shares and OT state, or it raises."""
    digest = test_digest(session.purpose, share.epoch_id, session.sid2)
    request = session.purpose.to_bytes(1, "big")
    state, masked, proof = step1_p1_mask(session, share.x.reveal(), request, 1, rng)
    yield Send(TestS1(session.sid2, session.purpose, masked[0], proof))
    answer = yield from receive(TestS2)
    step4_p1_finish(state, answer.sid2, [answer.opened], answer.proof, [answer.s2], [(digest, share.Q)], rng)


def test_p2(session: P2Session, share: KeyShare, rng: Rng) -> Script[None]:
    """The co-signer's side of a self-test; nothing is debited, for nothing can be spent with it."""
    s1 = yield from receive(TestS1)
    secrets = session.take()
    if session.purpose is Purpose.PAY or s1.purpose is not session.purpose or s1.sid2 != session.sid2:
        raise PeerFault("a self-test was asked of a session made for something else")
    digest = test_digest(session.purpose, share.epoch_id, session.sid2)
    ctx = _ctx(s1.sid2, s1.purpose.to_bytes(1, "big"), [s1.masked])
    checked = step2_p2_check(secrets, share.X1, ctx, [s1.masked], s1.proof, rng)
    opened, proof, s2 = step3_p2_answer(secrets, share.x.reveal(), ctx, checked, [(digest, 0)], rng)
    yield Send(TestS2(s1.sid2, opened[0], proof, s2[0]))
