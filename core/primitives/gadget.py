"""The gadget of a key: 416 public scalars g_j that turn a row of random bits into a scalar, b = Σ beta_j g_j.

It is fixed for the life of a key and never renewed: by the leftover hash lemma b stays within 2^-81 of uniform even
to a peer that has guessed some bits (core/spec/sign.md).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.crypto.secp256k1 import scalar_bytes
from core.primitives.hashing import Tag, hash_to_scalar, tagged_hash
from core.primitives.lanes import LANE, pick, weights

XI = 416  # rows of one VOLE: 256 + 2·80


class Gadget:
    """g_0…g_415, and as they multiply. Immutable."""

    __slots__ = ("g", "weights")

    def __init__(self, key_id: bytes) -> None:
        seed = tagged_hash(Tag.GADGET_SEED, key_id)
        self.g = tuple(hash_to_scalar(Tag.GADGET, seed, j.to_bytes(2, "big")) for j in range(XI))
        lanes = b"".join([scalar_bytes(g)[::-1] for g in self.g])
        self.weights = weights(np.frombuffer(lanes, np.uint8).reshape(1, XI, LANE))  # (1, 16, XI)

    def encode(self, bits: NDArray[np.uint8]) -> list[int]:
        """b = Σ bit_j g_j mod q of each instance; bits: (B, XI)."""
        return pick(self.weights, bits)[0]


@lru_cache(maxsize=64)
def gadget(key_id: bytes) -> Gadget:
    """The gadget of a key."""
    return Gadget(key_id)
