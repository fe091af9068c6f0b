"""Long vectors mod q, fast in CPython. A lane is 32 bytes little-endian, any residue below 2^256, read mod q.

No step branches on a lane or indexes by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from core.crypto.secp256k1 import q, reduce

Lanes: TypeAlias = NDArray[np.uint8]  # (…, 32)
Limbs: TypeAlias = NDArray[np.integer]  # (…, 16): limb u counts 2^(16u)
Weights: TypeAlias = NDArray[np.float64]  # (k, 16, n): limb u of lane j of the k-th at [k, u, j]

LANE = 32
LIMBS = 16  # of LIMB bits
LIMB = 16
_WORDS = 8  # of 32 bits
_DIAGONALS = 2 * LIMBS - 1
_SIGN = 2.0**52  # makes a sum of either sign positive
_OFFSETS = {n: sum(1 << 52 + LIMB * d for d in range(n)) for n in (LIMBS, _DIAGONALS)}
_SHIFTS = np.arange(8, dtype=np.uint8)
_FOLD = np.frombuffer((2**256 - q).to_bytes(20, "little"), "<u4").astype(np.int64).reshape(-1, 1, 1)  # five words


def correction(u: Limbs, constants: Sequence[int]) -> Lanes:
    """a - u; the lanes as they are sent.

    u: (n, w, 16), sums of four lanes; constants: w scalars. Per lane: v = a - u + 5q, and then, twice,
    v = (v mod 2^256) + (v div 2^256)(2^256 mod q): the second time for a carry that comes once in 2^124.
    """
    offsets = b"".join([(5 * q + a).to_bytes(4 * _WORDS + 4, "little") for a in constants])
    added = np.frombuffer(offsets, "<u4").reshape(-1, 1, _WORDS + 1).transpose(2, 1, 0).astype(np.int64)
    v = added[:_WORDS] - _words(u)
    top = _carried(v) + added[_WORDS]
    for _ in range(2):
        v[: len(_FOLD)] += _FOLD * top
        top = _carried(v)
    return v.transpose(1, 2, 0).astype("<u4", order="C").view(np.uint8)


def _words(limbs: Limbs) -> NDArray[np.int64]:
    """(n, w, 16) limbs as (8, n, w) words of 32 bits, with room for sums and signs."""
    found = limbs.transpose(2, 0, 1).astype(np.int64, order="C")
    low: NDArray[np.int64] = found[0::2]
    return low + (found[1::2] << LIMB)


def _carried(v: NDArray[np.int64]) -> NDArray[np.int64]:
    """Carry or borrow from word to word, in place; what leaves the last one."""
    carry: NDArray[np.int64] = v[0] >> 32
    for word in v[1:]:
        word += carry
        np.right_shift(word, 32, out=carry)
    v &= 0xFFFFFFFF
    return carry


def unpacked(packed: bytes) -> NDArray[np.uint8]:
    """(8n,) bits of n bytes: bit k is bit k & 7 of byte k >> 3. By shifts: numpy's own looks bytes up in a table."""
    rows: NDArray[np.uint8] = np.frombuffer(packed, np.uint8)[:, None] >> _SHIFTS & np.uint8(1)
    return rows.reshape(-1)


def limbs(lanes: Lanes) -> NDArray[np.uint16]:
    """(…, 32) bytes as (…, 16) limbs."""
    return np.ascontiguousarray(lanes).view("<u2").astype(np.uint16, copy=False)


def weights(lanes: Lanes) -> Weights:
    """(k, n, 32) lanes as they multiply others: (k, 16, n)."""
    return np.ascontiguousarray(limbs(lanes).astype(np.float64).transpose(0, 2, 1))


def inner(weights: Weights, vectors: Limbs) -> list[list[int]]:
    """Σ_j w_j v_j mod q, of each of k weights and m vectors; vectors: (n, m, 16) limbs of either sign below 2^20, n at
    most 2^8.

    Limb products stay below 2^36, their sums over j and along a diagonal below 2^48: exact in a float64.
    """
    k, _, n = weights.shape
    m = vectors.shape[1]
    products = weights.reshape(-1, n) @ vectors.reshape(n, -1).astype(np.float64)
    squares = np.zeros((k, m, LIMBS, 2 * LIMBS))  # limb of w, limb of v, and as many zeros
    squares[..., :LIMBS] = products.reshape(k, LIMBS, m, LIMBS).transpose(0, 2, 1, 3)
    # Read in rows of 31, not 32, each begins one place further to the right: diagonals are columns.
    skew = squares.reshape(k, m, -1)[:, :, : LIMBS * _DIAGONALS].reshape(k, m, LIMBS, _DIAGONALS)
    return _weighed(skew.sum(axis=2))


def pick(weights: Weights, digits: NDArray[np.uint8]) -> list[list[int]]:
    """Σ_j w_j digit_j mod q, of each of k weights and rows of digits; digits: (m, n)."""
    sums = weights @ digits.T.astype(np.float64)  # (k, 16, m)
    return _weighed(sums.transpose(0, 2, 1))


def _weighed(sums: NDArray[np.float64]) -> list[list[int]]:
    """Σ_d sums[…, d] 2^(16d) mod q of exact integers below 2^51 of either sign; (k, m, at most 31)."""
    k, m, n = sums.shape
    padded = np.zeros((k, m, 8, 4), "<u8")
    padded.reshape(k, m, 32)[:, :, :n] = (sums + _SIGN).astype(np.uint64)
    strides = np.ascontiguousarray(padded.transpose(0, 1, 3, 2))  # (k, m, 4, 8): 64 bits of every fourth
    offset = _OFFSETS[n]
    return [[reduce(_joined(strides[i, j].tobytes()) - offset) for j in range(m)] for i in range(k)]


def _joined(strides: bytes) -> int:
    return sum(int.from_bytes(strides[64 * s : 64 * s + 64], "little") << (LIMB * s) for s in range(4))
