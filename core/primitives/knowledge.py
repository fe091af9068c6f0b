"""A proof of knowledge of one discrete logarithm, in any group (core/spec/schnorr.md, "Key generation").

T = kB, c = Hq("sum/pok", group, role, ctx, X, T), s = k + c x; the proof is T | s. The group, the role and the context
say who proves what to whom, so that a proof is worth nothing elsewhere. (schnorr_proof.py is the batch that ECDSA has,
in secp256k1.)
"""

from __future__ import annotations

from core.crypto.group import Group, P
from core.crypto.rng import Rng
from core.errors import PeerFault
from core.primitives.hashing import Tag, wide_hash


def challenge(group: Group[P], role: str, ctx: bytes, X: P, T: bytes) -> bytes:
    """c of a proof whose first message is T."""
    return group.scalar_of(wide_hash(Tag.SUM_POK, group.name.encode(), role.encode(), ctx, bytes(X), T))


def prove(group: Group[P], role: str, ctx: bytes, x: bytes, X: P, rng: Rng) -> bytes:
    """An encoded point and a scalar that prove knowledge of the x of X = xB."""
    k = group.random_scalar(rng, "proof")
    T = bytes(group.base_mult(k))
    return T + group.add_scalars(k, group.mul_scalars(challenge(group, role, ctx, X, T), x))


def check(group: Group[P], role: str, ctx: bytes, X: P, proof: bytes) -> None:
    """Accept a proof made with this role and context for this point. Raises PeerFault."""
    n = group.point_size
    if len(proof) != n + 32:
        raise PeerFault("a proof of knowledge has another length")
    T, s = proof[:n], group.parse_scalar(proof[n:])
    c = challenge(group, role, ctx, X, T)
    if bytes(group.mult_sum(X, group.negate_scalar(c), s)) != T:  # what is no point is no sum either
        raise PeerFault("a proof of knowledge does not hold")
