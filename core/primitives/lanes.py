"""Long vectors mod q, fast in CPython. A lane is 32 bytes little-endian, any residue below 2^256, read mod q.

No step branches on a lane or indexes by it.
"""

from __future__ import annotations

from collections.abc import Sequence
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
_WORDS = 8  # of 32 bits
_FOLD_WORDS = np.frombuffer((2**256 - q).to_bytes(LANE, "little"), "<u4").astype(np.int64).reshape(_WORDS, 1, 1)


def _as_integer(lanes: Lanes) -> mpz:
    return mpz(int.from_bytes(lanes.tobytes(), "little"))


def _widen(lanes: Lanes) -> mpz:
    wide = np.zeros((lanes.size // LANE, _WIDE), np.uint8)
    wide[:, :LANE] = lanes.reshape(-1, LANE)
    return _as_integer(wide)


def difference(A0: Lanes, A1: Lanes, constants: Sequence[tuple[int, ...]]) -> Lanes:
    """A0 - A1 + a, each instance with its own constants; the lanes as they are sent.

    A0, A1: (B, n, w, 32); constants: B tuples of w scalars. Per lane: v = A0 - A1 + a + 2q, and then, twice,
    v = (v mod 2^256) + (v div 2^256)(2^256 mod q): the second time for a carry that comes once in 2^126.
    """
    sent = np.empty(A0.shape, np.uint8)
    for i, instance in enumerate(constants):  # one at a time stays in the processor's cache
        v = _words(A0[i])
        v -= _words(A1[i])
        offsets = b"".join([(2 * q + a).to_bytes(4 * _WORDS + 4, "little") for a in instance])
        added = np.frombuffer(offsets, "<u4").reshape(-1, 1, _WORDS + 1).transpose(2, 1, 0).astype(np.int64)
        v += added[:_WORDS]
        top = _carried(v) + added[_WORDS]
        for _ in range(2):
            v += _FOLD_WORDS * top
            top = _carried(v)
        sent[i] = v.transpose(1, 2, 0).astype("<u4", order="C").view(np.uint8)
    return sent


def _words(lanes: Lanes) -> NDArray[np.int64]:
    """(n, w, 32) bytes as (8, n, w) words of 32 bits, with room for sums and signs."""
    return lanes.view("<u4").transpose(2, 0, 1).astype(np.int64, order="C")


def _carried(v: NDArray[np.int64]) -> NDArray[np.int64]:
    """Carry or borrow from word to word, in place; what leaves the last one."""
    carry: NDArray[np.int64] = v[0] >> 32
    v[0] &= 0xFFFFFFFF
    for word in v[1:]:
        word += carry
        np.right_shift(word, 32, out=carry)
        word &= 0xFFFFFFFF
    return carry


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
