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
Weights: TypeAlias = NDArray[np.float64]  # (k, 16, n): limb u of lane j of the k-th at [k, u, j]

LANE = 32
LIMBS = 16  # of 16 bits
_WORDS = 8  # of 32 bits
_SHIFTS = np.arange(8, dtype=np.uint8)
_FOLD_WORDS = np.frombuffer((2**256 - q).to_bytes(LANE, "little"), "<u4").astype(np.int64).reshape(_WORDS, 1, 1)


def difference(A0: Lanes, A1: Lanes, constants: Sequence[int]) -> Lanes:
    """A0 - A1 + a; the lanes as they are sent.

    A0, A1: (n, w, 32); constants: w scalars. Per lane: v = A0 - A1 + a + 2q, and then, twice,
    v = (v mod 2^256) + (v div 2^256)(2^256 mod q): the second time for a carry that comes once in 2^126.
    """
    v = _words(A0)
    v -= _words(A1)
    offsets = b"".join([(2 * q + a).to_bytes(4 * _WORDS + 4, "little") for a in constants])
    added = np.frombuffer(offsets, "<u4").reshape(-1, 1, _WORDS + 1).transpose(2, 1, 0).astype(np.int64)
    v += added[:_WORDS]
    top = _carried(v) + added[_WORDS]
    for _ in range(2):
        v += _FOLD_WORDS * top
        top = _carried(v)
    return v.transpose(1, 2, 0).astype("<u4", order="C").view(np.uint8)


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


def inner(weights: Weights, vectors: NDArray[np.unsignedinteger]) -> list[list[int]]:
    """Σ_j w_j v_j mod q, of each of k weights and m vectors; vectors: (n, m, 16) limbs below 2^17, n at most 2^12.

    Limb products stay below 2^33, their sums over j and along a diagonal below 2^49: exact in a float64.
    """
    k, _, n = weights.shape
    m = vectors.shape[1]
    products = weights.reshape(-1, n) @ vectors.reshape(n, -1).astype(np.float64)
    squares = products.reshape(k, LIMBS, m, LIMBS)  # limb of w, limb of v
    diagonals = np.zeros((k, m, 2 * LIMBS - 1))
    for u in range(LIMBS):
        diagonals[:, :, u : u + LIMBS] += squares[:, u]
    return [[_weigh(row) for row in of_weight] for of_weight in diagonals]


def pick(weights: Weights, bits: NDArray[np.uint8]) -> list[list[int]]:
    """Σ_j w_j bit_j mod q, of each of k weights and rows of bits; bits: (m, n)."""
    sums = weights @ bits.T.astype(np.float64)  # (k, 16, m)
    return [[_weigh(row) for row in of_weight.T] for of_weight in sums]


def _weigh(sums: NDArray[np.float64]) -> int:
    """Σ sums[k] 2^(16k) mod q of exact non-negative integers below 2^53, at most 31 of them."""
    padded = np.zeros(32, "<u8")
    padded[: len(sums)] = sums.astype(np.uint64)
    strides = padded.reshape(8, 4)
    return reduce(sum(int.from_bytes(strides[:, s].tobytes(), "little") << (LIMBS * s) for s in range(4)))
