"""Long vectors mod q, fast in CPython. A lane is 32 bytes little-endian, any residue below 2^256, read mod q.

No step branches on a lane or indexes by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TypeAlias

import gmpy2
import numpy as np
from gmpy2 import mpz
from numpy.typing import NDArray

from core.crypto.secp256k1 import q, reduce

Lanes: TypeAlias = NDArray[np.uint8]  # (…, 32)

LANE = 32
LIMBS = 16  # of 16 bits
_WIDE = 40  # bytes per lane while lanes are added as one integer: 64 bits for carries
_FOLD = mpz(2**256 - q)  # 2^256 mod q


def _as_integer(lanes: Lanes) -> mpz:
    return mpz(int.from_bytes(lanes.tobytes(), "little"))


@cache
def _constants(n: int) -> tuple[mpz, mpz]:
    """For n wide lanes: the integers with 2^256 - 1, and with 15, in every lane."""
    low = (1 << 256) - 1
    return (
        mpz(int.from_bytes(low.to_bytes(_WIDE, "little") * n, "little")),
        mpz(int.from_bytes((15).to_bytes(_WIDE, "little") * n, "little")),
    )


def _widen(lanes: Lanes) -> mpz:
    wide = np.zeros((lanes.size // LANE, _WIDE), np.uint8)
    wide[:, :LANE] = lanes.reshape(-1, LANE)
    return _as_integer(wide)


def difference(A0: Lanes, A1: Lanes, constants: Sequence[tuple[int, ...]]) -> Lanes:
    """A0 - A1 + a, each instance with its own constants; the lanes as they are sent.

    A0, A1: (B, n, w, 32); constants: B tuples of w scalars. Per lane: v = A0 - A1 + a + 2q, and then, twice,
    v = (v mod 2^256) + (v div 2^256)(2^256 mod q): the second time for a carry that comes once in 2^126.
    """
    n = A0.shape[1]
    total = A0.size // LANE
    offsets = b"".join(
        [b"".join([(2 * q + a).to_bytes(_WIDE, "little") for a in instance]) * n for instance in constants]
    )
    v = _widen(A0) + mpz(int.from_bytes(offsets, "little")) - _widen(A1)
    low, carries = _constants(total)
    for _ in range(2):
        v = (v & low) + ((v >> 256) & carries) * _FOLD
    wide = np.frombuffer(int(v).to_bytes(total * _WIDE, "little"), np.uint8).reshape(total, _WIDE)
    return np.ascontiguousarray(wide[:, :LANE]).reshape(A0.shape)


def to_integers(lanes: Lanes) -> list[mpz]:
    """Every lane as an integer, in memory order."""
    integers: list[mpz] = gmpy2.unpack(_as_integer(lanes), 8 * LANE)
    return integers + [mpz(0)] * (lanes.size // LANE - len(integers))  # unpack stops at the last lane that is not zero


def sums(A: Lanes, B: Lanes) -> list[mpz]:
    """Every A + B + 4q: congruent to A + B mod q, and five 64-bit limbs long whether B's lane is zero or not."""
    n = A.size // LANE
    offset = mpz(int.from_bytes((4 * q).to_bytes(_WIDE, "little") * n, "little"))
    integers: list[mpz] = gmpy2.unpack(_widen(A) + _widen(B) + offset, 8 * _WIDE)
    return integers


def from_integers(integers: list[mpz]) -> bytes:
    """The lanes of integers below 2^256."""
    return int(gmpy2.pack(integers, 8 * LANE)).to_bytes(len(integers) * LANE, "little")


def limbs(lanes: Lanes) -> NDArray[np.uint16]:
    """(…, 32) bytes as (…, 16) limbs."""
    return np.ascontiguousarray(lanes).view("<u2").astype(np.uint16, copy=False)


def weigh(sums: NDArray[np.float64]) -> int:
    """Σ sums[k] 2^(16k) mod q of exact non-negative integers below 2^53, at most 31 of them."""
    padded = np.zeros(32, "<u8")
    padded[: len(sums)] = sums.astype(np.uint64)
    strides = padded.reshape(8, 4)
    return reduce(sum(int.from_bytes(strides[:, s].tobytes(), "little") << (LIMBS * s) for s in range(4)))
