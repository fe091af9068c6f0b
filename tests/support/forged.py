"""What a prover who lies can make of a sealed copy, and a group that is nothing but a group."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from core.errors import PeerFault
from core.primitives.hashing import Tag
from core.recovery import proof
from core.recovery.group import SECP256K1
from core.recovery.proof import SealedRows, joined
from core.recovery.sealed_copy import SealedCopy
from core.recovery.sheet import SIGNATURE, Sheet

Seeds = Callable[[int], bytes]
NONE: Final[Mapping[int, bytes]] = MappingProxyType({})
G = SECP256K1


def proof_of(
    x: int,
    label: bytes,
    PK: bytes,
    seeds: Seeds,
    spoilt: Collection[int] = (),
    shifted: Collection[int] = (),
    told: Mapping[int, bytes] = NONE,
) -> bytes:
    """A proof from these seeds, with zeros sealed in some rows, one more than the mask in others, and `told` in place
    of others, before the challenge is taken."""
    common, rows = SealedRows(G, PK, label), range(proof.ROWS)
    masks = [common.mask(i, seeds(i)) for i in rows]
    points = [G.encode(G.base_mult(r)) for r in masks]
    sealed = [common.sealed(i, seeds(i), masks[i], points[i]) for i in rows]
    for i in shifted:
        pad = int.from_bytes(sealed[i], "big") ^ masks[i]
        sealed[i] = (masks[i] + 1 ^ pad).to_bytes(32, "big")
    sealed = [bytes(32) if i in spoilt else told.get(i, one) for i, one in enumerate(sealed)]
    e = proof.challenge(PK, label, G.encode(G.base_mult(x)), points, sealed)
    masked = [G.scalar_bytes(G.reduce(x + r)) for r in masks]
    return joined(e, [(masked[i], sealed[i]) if b else (seeds(i), bytes(32)) for i, b in enumerate(proof.bits_of(e))])


def signed(copy: SealedCopy, sheet: Sheet) -> SealedCopy:
    """The copy with a true signature of this sheet."""
    copy = replace(copy, signature=bytes(SIGNATURE))
    return replace(copy, signature=sheet.kept(0).sign(Tag.SEAL_COPY, copy.signed))


class Squares:
    """The squares modulo a safe prime of 256 bits: points are numbers, so whatever holds here holds of any group."""

    name: Final = "squares"
    seals: Final = False
    prime: Final = 2**256 - 36113
    order: Final = prime // 2

    def scalar_of(self, wide: bytes) -> int:
        return int.from_bytes(wide, "big") % self.order

    def reduce(self, v: int) -> int:
        return v % self.order

    def scalar_bytes(self, k: int) -> bytes:
        return k.to_bytes(32, "big")

    def parse_scalar(self, data: bytes) -> int:
        k = int.from_bytes(data, "big")
        if len(data) != 32 or not 0 < k < self.order:
            raise PeerFault("no scalar")
        return k

    def parse(self, data: bytes) -> int:
        point = int.from_bytes(data, "big")
        if not 1 < point < self.prime or pow(point, self.order, self.prime) != 1:
            raise PeerFault("no point")
        return point

    def encode(self, point: int) -> bytes:
        return point.to_bytes(32, "big")

    def base_mult(self, k: int) -> int:
        return self._point(pow(4, k, self.prime))

    def add(self, A: int, B: int) -> int:
        return self._point(A * B % self.prime)

    def negate(self, A: int) -> int:
        return pow(A, -1, self.prime)

    def _point(self, point: int) -> int:
        if point == 1:
            raise PeerFault("neutral")
        return point
