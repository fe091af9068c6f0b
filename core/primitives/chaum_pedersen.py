"""A multiple of a point of Edwards25519, and the proof that it is by the share behind X (core/spec/opening.md).

Chaum and Pedersen (1992), made non-interactive: Z = xE, T1 = kB, T2 = kE, s = k + cx, and
c = Hq("cp/multiple", context…, B, X, E as received, Z, T1, T2). The context says who proves, for which key, epoch,
session and task; E is hashed as it came, a key of X25519, which two points have. Who checks wants sB = T1 + cX and
sE = T2 + cZ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.codec.codec import Bytes32
from core.crypto.ed25519 import (
    EdwardsPoint,
    add_scalars,
    base_mult,
    lift,
    mul_scalars,
    mult,
    mult_sum,
    negate_scalar,
    parse_scalar,
    reduce,
    sum_of_products,
)
from core.errors import PeerFault
from core.primitives.hashing import Tag, wide_hash
from core.secret import Secret

_B: Final = bytes(base_mult(b"\1" + bytes(31)))


@dataclass(frozen=True, slots=True)
class ProvenMultiple:
    """Z, and that its logarithm to E is that of X to B. Points have passed the guard when they are read."""

    Z: EdwardsPoint
    T1: EdwardsPoint
    T2: EdwardsPoint
    s: Bytes32


def challenge(context: Sequence[bytes], X: EdwardsPoint, u: bytes, one: ProvenMultiple) -> bytes:
    """c, a scalar. `u`: the ephemeral share as it was received."""
    points = bytes(one.Z), bytes(one.T1), bytes(one.T2)
    return reduce(wide_hash(Tag.CHAUM_PEDERSEN, *context, _B, bytes(X), u, *points))


def prove(context: Sequence[bytes], x: Secret[bytes], X: EdwardsPoint, u: bytes, k: Secret[bytes]) -> ProvenMultiple:
    """xE with its proof, of the E behind `u`. `k`: a random nonce, for this proof alone; two tell x. PeerFault where no
    point of the subgroup is behind `u`."""
    E = lift(u)
    one = ProvenMultiple(mult(E, x.reveal()), base_mult(k.reveal()), mult(E, k.reveal()), bytes(32))
    c = challenge(context, X, u, one)
    s = add_scalars(k.reveal(), mul_scalars(c, x.reveal()))
    return ProvenMultiple(one.Z, one.T1, one.T2, s)


def check(context: Sequence[bytes], X: EdwardsPoint, u: bytes, one: ProvenMultiple) -> EdwardsPoint:
    """Z, if it is what the proof says. Raises PeerFault."""
    s, E = parse_scalar(one.s), lift(u)
    minus_c = negate_scalar(challenge(context, X, u, one))
    if mult_sum(X, minus_c, s) != one.T1 or sum_of_products(one.Z, minus_c, E, s) != one.T2:
        raise PeerFault("what was computed for an opening is not by the share of this key")
    return one.Z
