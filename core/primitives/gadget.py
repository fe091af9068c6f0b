"""The gadget of a session: 208 public scalars g_j that turn digits 0 to 3 into a scalar, b = Σ beta_j g_j.

P1 draws its seed when P2's answer is fixed and checked, and tells it in S1 (rule F10): what P2 has bet on by then was
chosen without it, so b stays within 2^-81 of uniform whatever that was (core/spec/sign.md, Lemma A).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.crypto.secp256k1 import reduce
from core.primitives import aes
from core.primitives.hashing import Tag, tagged_hash
from core.primitives.lanes import LANE, pick, weights

XI = 416  # rows of one VOLE: 256 + 2·80
DIGITS = XI // 2  # two rows make a digit beta_j, 0 to 3
SEED = 32  # bytes


class Gadget:
    """g_0…g_207 of a session and a seed, as they multiply. Immutable."""

    __slots__ = ("weights",)

    def __init__(self, sid2: bytes, seed: bytes) -> None:
        drawn = aes.stream(tagged_hash(Tag.GADGET, sid2, seed), DIGITS * LANE)
        self.weights = weights(np.frombuffer(drawn, np.uint8).reshape(1, DIGITS, LANE))  # (1, 16, DIGITS)

    @property
    def g(self) -> tuple[int, ...]:
        """As numbers."""
        lanes = np.ascontiguousarray(self.weights[0].T.astype("<u2")).tobytes()
        return tuple(reduce(int.from_bytes(lanes[at : at + LANE], "little")) for at in range(0, len(lanes), LANE))

    def encode(self, digits: NDArray[np.uint8]) -> list[int]:
        """b = Σ beta_j g_j mod q of each instance; digits: (B, DIGITS)."""
        return pick(self.weights, digits)[0]
