"""What a cheating party computes with what it holds: its own secrets of a session, and the other's where an attack
supposes that a rule was broken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.crypto.secp256k1 import Point, add, base_mult, mult_public, negate, q
from core.primitives import schnorr_proof, vole
from core.protocol.ecdsa import sign
from core.protocol.ecdsa.prepare import P1Secrets, P2Secrets, P2Session
from core.protocol.ecdsa.sign import S1, S2, Masked
from core.sansio.effects import Script, Send, receive
from tests.support.joint_key import TASK, JointKey, items_of
from tests.support.ot import SeededRng
from tests.support.pair import Talk, answering, converse


def inverse(v: int) -> int:
    return pow(v, -1, q)


@dataclass(frozen=True)
class Resharing:
    """What P2 sees in S1 for one input, with its own k2 and pads: e = r1 + k2, y = t2 + cc = b e - x1."""

    e: int
    y: int


def t2_of(s1: S1, secrets: P2Secrets) -> int:
    """P2's part of the first product, once it was told the gadget."""
    return vole.t2_of(secrets.pads, 1, s1.sid2, s1.seed)[0]


def resharing(s1: S1, secrets: P2Secrets) -> Resharing:
    masked = s1.masked[0]
    return Resharing((masked.r1 + secrets.k2.reveal()[0]) % q, (t2_of(s1, secrets) + masked.cc) % q)


def x1_of_two(one: Resharing, two: Resharing) -> int:
    """x1 from two sharings with the same b."""
    b = (one.y - two.y) * inverse(one.e - two.e) % q
    return (b * one.e - one.y) % q


@dataclass(frozen=True)
class Choice:
    """What a cheating P1 puts into S1 for one input; None is the honest value."""

    b: int | None = None
    r1: int | None = None
    cc: int | None = None
    Q1: Point | None = None
    R1: Point | None = None


def crafted_s1(key: JointKey, sid2: bytes, secrets: P1Secrets, choices: Sequence[Choice]) -> S1:
    """S1 of a P1 that may lie, with a proof that holds for its k1."""
    rng = SeededRng("cheater")
    masked, k1s, R1s = [], [], []
    for i, choice in enumerate(choices):
        b, t1 = secrets.product.b.reveal()[i], secrets.product.t1.reveal()[i]
        b = b if choice.b is None else choice.b
        r1 = 1 + i if choice.r1 is None else choice.r1
        k1 = int.from_bytes(rng.bytes("k1", 64), "big") % q
        cc = (t1 + b * r1 - key.p1.x.reveal()) % q if choice.cc is None else choice.cc
        k1s.append(k1)
        R1s.append(choice.R1 or base_mult(k1))
        masked.append(Masked(choice.Q1 or base_mult(b), R1s[-1], r1, cc))
    numbers = tuple(range(0, 2 * len(masked), 2))
    seed = secrets.product.seed
    ctx = sign.ctx_of(sid2, seed, sign.request_of(TASK, numbers), masked)
    proof = schnorr_proof.prove("sign/R1", ctx, k1s, R1s, rng)
    return S1(sid2, seed, TASK, numbers, tuple(masked), proof)


def ask(key: JointKey, s1: S1, session: P2Session, wanted: Any, seed: str = "honest") -> Talk[S2, None]:
    """Send one S1 to the honest P2."""

    def send() -> Script[S2]:
        yield Send(s1)
        return (yield from receive(S2))

    rng = SeededRng(seed)
    return converse(send(), answering(S1, lambda m: sign.p2(m, session, key.p2, items_of(wanted), rng)))


def simulated_proof(Xs: Sequence[Point], ctx: bytes, role: str, programmed: dict[Any, int], seed: str) -> bytes:
    """A batch proof without knowing any logarithm, by choosing the challenge: random oracle `programmed`."""
    rng = SeededRng(seed)
    c, s = (int.from_bytes(rng.bytes(label, 64), "big") % q for label in ("c", "s"))
    T = base_mult(s)
    for i, X in enumerate(Xs):
        T = add(T, negate(mult_public(X, pow(c, i + 1, q))))
    programmed[role, ctx, tuple(bytes(X) for X in Xs), bytes(T)] = c
    return bytes(T) + s.to_bytes(32, "big")
