"""Randomness that repeats, and base OTs as if by a dealer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.primitives import ot_extension
from core.primitives.base_ot import KC, bits
from core.secret import Secret

Packed = NDArray[np.uint8]


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

    def keys(self, b: int) -> bytes:
        half = 32 * KC
        return self.p1.reveal()[half * b : half * (b + 1)]


def deal(seed: str = "dealer") -> Dealt:
    rng = SeededRng(seed)
    keys, delta = rng.bytes("keys", 64 * KC), rng.bytes("delta", KC // 8)
    chosen = [keys[32 * (i + KC * c) :][:32] for i, c in enumerate(bits(delta))]
    return Dealt(Secret(keys), Secret(delta + b"".join(chosen)), delta)


def extension_message(
    dealt: Dealt,
    sid1: bytes,
    x: bytes,
    n0: int,
    errors: dict[int, bytes] | None = None,
    guesses: dict[int, int] | None = None,
    wrong_keys: tuple[int, ...] = (),
) -> bytes:
    """P1's message with columns that lie. `errors`: what column i differs by; `guesses`: the bit of Delta that P1
    bets on there; `wrong_keys`: columns whose second key P1 does not really have (it planted nonsense in the base
    OT)."""
    errors, guesses = errors or {}, guesses or {}
    nb = ot_extension.column_size(n0)
    other = bytearray(dealt.keys(1))
    for i in wrong_keys:
        other[32 * i : 32 * i + 32] = bytes(32)
    T0 = ot_extension.expand(dealt.keys(0), sid1, nb)
    E = np.zeros((KC, nb), np.uint8)
    for i, error in errors.items():
        E[i] = np.frombuffer(error, np.uint8)
    choice = np.frombuffer(x, np.uint8).reshape(1, nb)
    U = (T0 ^ ot_extension.expand(bytes(other), sid1, nb) ^ choice ^ E).tobytes()
    M = ot_extension.check_matrix(sid1, U, n0)
    h, hE, hx = (ot_extension.column_hash(columns, M) for columns in (T0, E, choice))
    for i, guess in guesses.items():
        h[i] ^= hE[i] * np.uint8(guess)
    return U + hx.tobytes() + ot_extension.check_value(sid1, h)
