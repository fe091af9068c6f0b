"""What a prover who lies can make of a sealed copy."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from operator import xor
from types import MappingProxyType
from typing import Final

from core.crypto.group import SECP256K1
from core.crypto.secp256k1 import base_mult, scalar_bytes
from core.primitives.hashing import Tag
from core.recovery import proof
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
    points = [bytes(G.base_mult(r)) for r in masks]
    sealed = [common.sealed(i, seeds(i), masks[i], points[i]) for i in rows]
    for i in shifted:
        more = G.add_scalars(masks[i], scalar_bytes(1))
        sealed[i] = bytes(map(xor, sealed[i], map(xor, masks[i], more)))
    sealed = [bytes(32) if i in spoilt else told.get(i, one) for i, one in enumerate(sealed)]
    e = proof.challenge(PK, label, bytes(base_mult(x)), points, sealed)
    masked = [G.add_scalars(scalar_bytes(x), r) for r in masks]
    return joined(e, [(masked[i], sealed[i]) if b else (seeds(i), bytes(32)) for i, b in enumerate(proof.bits_of(e))])


def signed(copy: SealedCopy, sheet: Sheet) -> SealedCopy:
    """The copy with a true signature of this sheet."""
    copy = replace(copy, signature=bytes(SIGNATURE))
    return replace(copy, signature=sheet.kept(0).sign(Tag.SEAL_COPY, copy.signed))
