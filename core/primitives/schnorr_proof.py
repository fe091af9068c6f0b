"""One proof of knowledge for many discrete logarithms (core/spec/sign.md, batch proof).

T = kG, c = Hq("2p/pok", role, ctx, u16 n, X_0|…|X_{n-1}, T), s = k + Σ c^(i+1) x_i; the proof is T 33 | s 32.
The role and the context say who proves what to whom, so that a proof is worth nothing elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.crypto.rng import Rng
from core.crypto.secp256k1 import (
    Point,
    add,
    base_mult,
    mult_public,
    mult_sum,
    parse_scalar,
    random_scalar,
    reduce,
    scalar_bytes,
)
from core.errors import PeerFault
from core.primitives.hashing import Tag, hash_to_scalar
from core.secret import Secret

SIZE = 65  # bytes


@dataclass(frozen=True, slots=True)
class Nonce:
    """What a proof begins with, drawn before there is anything to prove. It serves one proof; two tell the x_i."""

    k: Secret[int]
    T: bytes  # kG


def new_nonce(rng: Rng) -> Nonce:
    """For one proof."""
    k = random_scalar(rng, "proof")
    return Nonce(Secret(k), bytes(base_mult(k)))


def challenge(role: str, ctx: bytes, Xs: Sequence[Point], T: bytes) -> int:
    """c of a proof whose first message is T."""
    return hash_to_scalar(Tag.POK, role.encode(), ctx, len(Xs).to_bytes(2, "big"), b"".join([bytes(X) for X in Xs]), T)


def prove(role: str, ctx: bytes, xs: Sequence[int], Xs: Sequence[Point], rng: Rng, nonce: Nonce | None = None) -> bytes:
    """65 bytes that prove knowledge of all x_i with X_i = x_i G; with `nonce`, where one was drawn ahead."""
    while True:
        nonce = nonce or new_nonce(rng)
        s, power = nonce.k.reveal(), 1
        c = challenge(role, ctx, Xs, nonce.T)
        for x in xs:
            power = reduce(power * c)
            s = reduce(s + power * x)
        if s:
            return nonce.T + scalar_bytes(s)
        nonce = None


def check(role: str, ctx: bytes, Xs: Sequence[Point], proof: bytes) -> None:
    """Accept a proof made with this role and context for these points. Raises PeerFault."""
    if len(proof) != SIZE:
        raise PeerFault("a proof of knowledge does not have 65 bytes")
    T, s = proof[:33], parse_scalar(proof[33:])
    power = c = challenge(role, ctx, Xs, T)
    terms = [mult_sum(Xs[0], -c, s)]
    for X in Xs[1:]:
        power = reduce(power * c)
        terms.append(mult_public(X, reduce(-power)))
    if bytes(add(*terms)) != T:  # what is no point is no sum either
        raise PeerFault("a proof of knowledge does not hold")
