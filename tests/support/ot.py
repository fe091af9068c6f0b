"""Randomness that repeats, and base OTs as if by a dealer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.primitives import ot_extension
from core.primitives.all_but_one import ALL, DEPTH, LEAF, LEAVES, TREES
from core.primitives.base_ot import KC, bits
from core.secret import Secret

Packed = NDArray[np.uint8]


def values(lanes: Packed) -> list[int]:
    """Every lane as an integer, in memory order."""
    data = lanes.tobytes()
    return [int.from_bytes(data[at : at + 32], "little") for at in range(0, len(data), 32)]


class SeededRng:
    """The same draws for the same seed; records the label of every draw."""

    def __init__(self, seed: str = "") -> None:
        self.seed = seed
        self.labels: list[str] = []

    def bytes(self, label: str, n: int) -> bytes:
        self.labels.append(label)
        return hashlib.shake_256(f"{self.seed}/{len(self.labels)}/{label}".encode()).digest(n)


@dataclass(frozen=True)
class Dealt:
    """Base OTs of both parties."""

    p1: Secret[bytes]
    p2: Secret[bytes]
    delta: bytes

    @property
    def choices(self) -> list[int]:
        return bits(self.delta)

    @property
    def lacking(self) -> list[int]:
        """The leaf that P2 lacks, of each tree."""
        return [byte >> shift & 15 for byte in self.delta for shift in (0, 4)]


def deal(seed: str = "dealer") -> Dealt:
    rng = SeededRng(seed)
    leaves, delta = rng.bytes("leaves", ALL), rng.bytes("delta", KC // 8)
    known = bytearray(leaves)
    dealt = Dealt(Secret(leaves), Secret(b""), delta)
    for g, x in enumerate(dealt.lacking):
        at = LEAF * (LEAVES * g + x)
        known[at : at + LEAF] = bytes(LEAF)
    return replace(dealt, p2=Secret(delta + bytes(known)))


def extension_message(
    dealt: Dealt,
    sid1: bytes,
    x: bytes,
    n0: int,
    errors: dict[int, bytes] | None = None,
    guesses: dict[int, int] | None = None,
    wrong_leaves: dict[int, int] | None = None,
) -> bytes:
    """P1's message with columns that lie. `errors`: what the column of tree g differs by; `guesses`: the leaf, 0 to 15,
    that P1 bets there P2 lacks (0 without); `wrong_leaves`: a leaf of tree g that P1 does not really have."""
    errors, guesses = errors or {}, guesses or {}
    nb, leaves = ot_extension.column_size(n0), bytearray(dealt.p1.reveal())
    for g, wrong in (wrong_leaves or {}).items():
        at = LEAF * (LEAVES * g + wrong)
        leaves[at : at + LEAF] = bytes(LEAF)
    sums, T = ot_extension.expand(bytes(leaves), sid1, nb)
    E = np.zeros((TREES, nb), np.uint8)
    for g, error in errors.items():
        E[g] = np.frombuffer(error, np.uint8)
    choice = np.frombuffer(x, np.uint8).reshape(1, nb)
    U = (sums ^ choice ^ E).tobytes()
    key = ot_extension.check_key(sid1, U)
    h, hE, hx = (ot_extension.column_hash(columns, key) for columns in (T, E, choice))
    for g, guess in guesses.items():
        for b in range(DEPTH):
            h[DEPTH * g + b] ^= hE[g] * np.uint8(guess >> b & 1)
    return U + hx.tobytes() + ot_extension.check_value(sid1, h)
