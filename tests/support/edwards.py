"""Edwards25519 in integers (RFC 8032, 5.1), for what no library makes: torsion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from core.crypto.ed25519 import EdwardsPoint, p

_D: Final = -121665 * pow(121666, -1, p) % p
Affine = tuple[int, int]

# A point of order 8: RFC 8032's curve, y as in the usual lists of small-order points.
_Y8: Final = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7


@dataclass(frozen=True, slots=True)
class Holder:
    """A message's field that is a point."""

    point: EdwardsPoint


def plus(A: Affine, C: Affine) -> Affine:
    (x1, y1), (x2, y2) = A, C
    t = _D * x1 * x2 * y1 * y2
    return (x1 * y2 + x2 * y1) * pow(1 + t, -1, p) % p, (y1 * y2 + x1 * x2) * pow(1 - t, -1, p) % p


def times(k: int, A: Affine) -> Affine:
    total = (0, 1)
    while k:
        if k & 1:
            total = plus(total, A)
        A, k = plus(A, A), k >> 1
    return total


def encoded(A: Affine) -> bytes:
    return (A[1] | (A[0] & 1) << 255).to_bytes(32, "little")


def x_of(y: int) -> int:
    """The even x."""
    square = (y * y - 1) * pow(_D * y * y + 1, -1, p) % p
    x = pow(square, (p + 3) // 8, p)
    if (x * x - square) % p:
        x = x * pow(2, (p - 1) // 4, p) % p
    return p - x if x & 1 else x


ORDER_8: Final[Affine] = (x_of(_Y8), _Y8)
TORSION: Final = tuple(times(k, ORDER_8) for k in range(8))


def affine(P: EdwardsPoint) -> Affine:
    """Both coordinates."""
    data = bytes(P)
    y, odd = int.from_bytes(data, "little") & (1 << 255) - 1, data[31] >> 7
    x = x_of(y)
    return (p - x if x & 1 != odd else x), y
