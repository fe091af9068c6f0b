"""SIGN: one round trip on a prepared session (core/spec/sign.md).

    P1                                              P2
    k1, r1 ── S1: sid2, gadget, task, inputs,
              Q1' = bG, R1 = k1G, r1, cc, proof ──►  t2; e = r1 + k2, y = t2 + cc, yG + X1 == e Q1'
                                                     R = e R1; all checks, then limits and debit durable
    verify ◄── S2: sid2, openings of R2, proof,
               s2 = (h + r (x2 + t - y)) / e ───────
    R = k1 (R2 + r1 G), s = (s2 + r b) / k1

Nothing about the nonce is fixed before the message: R is unknown to P1 until S2 and to P2 until S1. The self-test
(selftest.py) takes the same steps.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from core.codec.codec import U16, Bytes32, Exact, Sized, encode
from core.codec.messages import Message, MessageType
from core.crypto import secp256k1
from core.crypto.rng import Rng
from core.crypto.secp256k1 import (
    Point,
    Scalar,
    ScalarNZ,
    add,
    base_mult,
    ecdh,
    ecdh_of,
    invert,
    mult_secret,
    reduce,
)
from core.errors import Bug, Cheat, PeerFault, Retry
from core.primitives import schnorr_proof, vole
from core.primitives.hashing import Tag, tagged_hash
from core.protocol.changes import Debit
from core.protocol.derive import child
from core.protocol.ecdsa.prepare import (
    P1Nonce,
    P1Secrets,
    P1Session,
    P2Secrets,
    P2Session,
    PrepareOpening,
    Purpose,
    check_openings,
)
from core.protocol.scheme import Item
from core.protocol.session import is_in_order
from core.protocol.share import KeyShare
from core.sansio.effects import Persist, Script, Send, receive
from core.secret import Secret

HALF_Q = secp256k1.q // 2
Proof = Annotated[bytes, Exact(schnorr_proof.SIZE)]


@dataclass(frozen=True, slots=True)
class Signature:
    """An ECDSA signature with low s; recid is the parity of R's y."""

    r: int
    s: int
    recid: int

    def __bytes__(self) -> bytes:
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
class S1(Message):  # P1 -> P2
    """Which inputs of which task, the gadget's seed, and P1's masked values."""

    TYPE: ClassVar[MessageType] = MessageType.S1
    sid2: Bytes32
    seed: Bytes32
    task_id: Bytes32
    inputs: tuple[U16, ...]
    masked: Annotated[tuple[Masked, ...], Sized(lambda s1: len(s1.inputs))]
    proof: Proof


@dataclass(frozen=True, slots=True)
class S2(Message):  # P2 -> P1
    """Openings and answers."""

    TYPE: ClassVar[MessageType] = MessageType.S2
    sid2: Bytes32
    openings: tuple[PrepareOpening, ...]
    proof: Proof
    s2: Annotated[tuple[Scalar, ...], Sized(lambda s2: len(s2.openings))]


@dataclass(frozen=True, slots=True)
class P1Signing:
    """P1 between S1 and S2."""

    sid2: bytes
    ctx: bytes
    secrets: P1Secrets
    nonces: tuple[P1Nonce, ...]


@dataclass(frozen=True, slots=True)
class P2Checked:
    """P2 between its last check and S2: per input e, y and r, and what S2 opens."""

    ctx: bytes
    e: Secret[tuple[int, ...]]
    y: Secret[tuple[int, ...]]
    r: tuple[int, ...]
    k2: Secret[tuple[int, ...]]
    openings: tuple[PrepareOpening, ...]
    proof: schnorr_proof.Nonce


def request_of(task_id: bytes, inputs: Sequence[int]) -> bytes:
    """A task and the numbers of the inputs to be signed."""
    return task_id + len(inputs).to_bytes(2, "big") + b"".join(n.to_bytes(2, "big") for n in inputs)


def ctx_of(sid2: bytes, seed: bytes, request_id: bytes, masked: Sequence[Masked]) -> bytes:
    """What the proof in S1 is bound to."""
    return tagged_hash(Tag.S1, sid2, seed, request_id, b"".join(encode(m) for m in masked))


def r_of(R: Point) -> int:
    """x(R), the r of the signature. Raises Retry where r would not be x(R) itself (F13)."""
    if not 0 < R.x < secp256k1.q:
        raise Retry("x(R) is not below the group order; start again")
    return R.x


# ------------------------------------------------------------------ steps
def step1_p1_mask(
    session: P1Session, x1: Secret[int], request_id: bytes, n: int, rng: Rng
) -> tuple[P1Signing, tuple[Masked, ...], bytes]:
    """P1 masks its share."""
    secrets = session.take()
    b, t1, nonces = secrets.product.b.reveal()[:n], secrets.product.t1.reveal()[:n], secrets.nonces[:n]
    masked = tuple(
        Masked(nonce.Q1, nonce.R1, nonce.r1, reduce(t1_i + b_i * nonce.r1 - x1.reveal()))
        for b_i, t1_i, nonce in zip(b, t1, nonces, strict=True)
    )
    ctx = ctx_of(session.sid2, secrets.product.seed, request_id, masked)
    k1, R1 = [nonce.k1.reveal() for nonce in nonces], [nonce.R1 for nonce in nonces]
    proof = schnorr_proof.prove("sign/R1", ctx, k1, R1, rng, secrets.proof)
    return P1Signing(session.sid2, ctx, secrets, nonces), masked, proof


def step2_p2_check(
    secrets: P2Secrets,
    sid2: bytes,
    seed: bytes,
    X1: Point,
    request_id: bytes,
    masked: Sequence[Masked],
    proof: bytes,
    rng: Rng,
) -> P2Checked:
    """All checks of all inputs. Raises PeerFault, Retry, Cheat."""
    n, ctx = len(masked), ctx_of(sid2, seed, request_id, masked)
    schnorr_proof.check("sign/R1", ctx, [m.R1 for m in masked], proof)
    k2, t2 = secrets.k2.reveal()[:n], vole.t2_of(secrets.pads, n, sid2, seed)
    e = tuple(reduce(m.r1 + k2_i) for m, k2_i in zip(masked, k2, strict=True))
    y = tuple(reduce(t2_i + m.cc) for m, t2_i in zip(masked, t2, strict=True))
    r = []
    for m, e_i, y_i in zip(masked, e, y, strict=True):
        if e_i == 0 or y_i == 0:
            raise Retry("a scalar of this signature is zero; start again")
        _check_resharing(X1, m.Q1, e_i, y_i)
        r.append(r_of(mult_secret(m.R1, e_i, rng)))
    return P2Checked(ctx, Secret(e), Secret(y), tuple(r), Secret(k2), secrets.openings.reveal()[:n], secrets.proof)


def _check_resharing(X1: Point, Q1: Point, e: int, y: int) -> None:
    """y = b e - x1, for the x1 behind X1 and the b behind Q1. Raises Cheat."""
    fault = Cheat("re-sharing check: the computer's masked share does not fit its public share")
    try:
        left = add(base_mult(y), X1)
    except PeerFault:  # infinity
        raise fault from None
    if not hmac.compare_digest(ecdh_of(left), ecdh(Q1, e)):  # no point e Q1 is needed, so constant time is to be had
        raise fault


def step3_p2_answer(
    state: P2Checked, x2: Secret[int], wanted: Sequence[tuple[bytes, int]], rng: Rng
) -> tuple[tuple[PrepareOpening, ...], bytes, tuple[int, ...]]:
    """Openings, proof, and s2 for each (digest, tweak) wanted."""
    R2 = [opening.R2 for opening in state.openings]
    proof = schnorr_proof.prove("sign/R2", state.ctx, state.k2.reveal(), R2, rng, state.proof)
    s2 = tuple(
        reduce(invert(e, rng) * reduce(int.from_bytes(digest, "big") + r * reduce(x2.reveal() + t - y)))
        for e, y, r, (digest, t) in zip(state.e.reveal(), state.y.reveal(), state.r, wanted, strict=True)
    )
    return state.openings, proof, s2


def step4_p1_finish(
    state: P1Signing,
    sid2: bytes,
    openings: tuple[PrepareOpening, ...],
    proof: bytes,
    s2: Sequence[int],
    wanted: Sequence[tuple[bytes, Point]],
    rng: Rng,
) -> list[Signature]:
    """The signatures for each (digest, child key) wanted, all of them verified, or none. Raises PeerFault, Cheat."""
    if sid2 != state.sid2:
        raise PeerFault("an answer belongs to another session")
    if len(openings) != len(state.nonces):
        raise PeerFault("an answer has another number of inputs than asked for")
    check_openings(state.secrets.pre, state.secrets.coms, openings)
    schnorr_proof.check("sign/R2", state.ctx, [opening.R2 for opening in openings], proof)
    n = len(openings)
    signatures = []
    for nonce, b, opening, s2_i, (digest, key) in zip(
        state.nonces, state.secrets.product.b.reveal()[:n], openings, s2, wanted, strict=True
    ):
        R = mult_secret(add(opening.R2, nonce.R0), nonce.k1.reveal(), rng)
        r = r_of(R)
        s = reduce(nonce.inverse.reveal() * reduce(s2_i + r * b))
        negated = s > HALF_Q
        s = secp256k1.q - s if negated else s
        secp256k1.verify(key, digest, r, s)
        signatures.append(Signature(r, s, int(R.is_odd) ^ int(negated)))
    return signatures


# ------------------------------------------------------------------ conversations
def p1(session: P1Session, share: KeyShare, task_id: bytes, items: Sequence[Item], rng: Rng) -> Script[list[Signature]]:
    """The wallet's side, for the first len(items) instances of a payment session."""
    numbers = tuple(item.number for item in items)
    if session.purpose != Purpose.PAY or session.epoch_id != share.epoch_id:
        raise Bug("a payment was to be signed with a session made for something else")
    if not 1 <= len(numbers) <= session.B or not is_in_order(numbers):
        raise Bug("a session signs as many different inputs as it was prepared for, in order")
    wanted = [(item.message, child(share.Q, share.chain, item.path)[1]) for item in items]
    state, masked, proof = step1_p1_mask(session, share.x, request_of(task_id, numbers), len(numbers), rng)
    yield Send(S1(session.sid2, state.secrets.product.seed, task_id, numbers, masked, proof))
    answer = yield from receive(S2)
    return step4_p1_finish(state, answer.sid2, answer.openings, answer.proof, answer.s2, wanted, rng)


def p2(
    s1: S1,
    session: P2Session,
    share: KeyShare,
    items_of: Callable[[bytes, tuple[int, ...]], list[Item]],
    rng: Rng,
) -> Script[None]:
    """The co-signer's side. `items_of` answers from its own stored task, or raises Refused."""
    secrets = session.take()
    if session.purpose != Purpose.PAY or session.epoch_id != share.epoch_id or s1.sid2 != session.sid2:
        raise PeerFault("a payment was to be signed with a session made for something else")
    items = items_of(s1.task_id, s1.inputs)
    if not 1 <= len(s1.inputs) <= session.B or not is_in_order(s1.inputs):
        raise PeerFault("a session signs as many different inputs as it was prepared for, in order")
    if [item.number for item in items] != list(s1.inputs):
        raise Bug("a task gave other inputs than it was asked for")
    request_id = request_of(s1.task_id, s1.inputs)
    checked = step2_p2_check(secrets, s1.sid2, s1.seed, share.X1, request_id, s1.masked, s1.proof, rng)
    wanted = [(item.message, child(share.Q, share.chain, item.path)[0]) for item in items]
    yield Persist(Debit(s1.task_id, s1.inputs))
    openings, proof, s2 = step3_p2_answer(checked, share.x, wanted, rng)
    yield Send(S2(s1.sid2, openings, proof, s2))
