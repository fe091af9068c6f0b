"""A group of prime order as protocols see it, so that they hold for secp256k1 and for Edwards25519 as they stand.

A scalar is 32 bytes in the group's own encoding, 0..order-1. A point is never the neutral one, and `bytes(P)` is its
one encoding. Faults of what the other side sent, and results that would be neutral, raise PeerFault.
"""

from __future__ import annotations

from typing import Final, Protocol, SupportsBytes, TypeVar

from core.crypto import ed25519, secp256k1
from core.crypto.ed25519 import EdwardsPoint
from core.crypto.rng import Rng
from core.crypto.secp256k1 import Point

P = TypeVar("P", bound=SupportsBytes)


class Group(Protocol[P]):
    """Its name, its scalars and its points."""

    @property
    def name(self) -> str:
        """What tells it from other groups, in hashes too: in each transcript."""
        ...

    @property
    def order(self) -> int:
        """The number of its points, the neutral one among them."""
        ...

    @property
    def point_size(self) -> int:
        """Bytes of an encoded point."""
        ...

    @property
    def seals(self) -> bool:
        """Whether it is the group of seal keys, so that what is sealed with kG needs no other ephemeral key. Its points
        are then encoded as `secp256k1.Point` is."""
        ...

    def scalar_of(self, wide: bytes) -> bytes:
        """A scalar from the 64 bytes of a hash, with a bias below 2^-255."""
        ...

    def random_scalar(self, rng: Rng, label: str) -> bytes:
        """Uniform, 1..order-1: 64 bytes reduced, zero redrawn."""
        ...

    def parse_scalar(self, data: bytes, zero_ok: bool = False) -> bytes:
        """1..order-1, or 0 if `zero_ok`, from exactly 32 bytes. Raises PeerFault."""
        ...

    def add_scalars(self, a: bytes, b: bytes) -> bytes:
        """a + b, in constant time unless it is zero."""
        ...

    def mul_scalars(self, a: bytes, b: bytes) -> bytes:
        """a·b, in constant time unless it is zero."""
        ...

    def negate_scalar(self, a: bytes) -> bytes:
        """-a, in constant time."""
        ...

    def parse(self, data: bytes) -> P:
        """The point of its one encoding. Raises PeerFault."""
        ...

    def base_mult(self, k: bytes) -> P:
        """kG, in constant time."""
        ...

    def mult_public(self, point: P, k: bytes) -> P:
        """A multiple: for public scalars only."""
        ...

    def mult_sum(self, point: P, a: bytes, b: bytes) -> P:
        """a times the point + bG: for public scalars only, neither zero."""
        ...

    def add(self, *points: P) -> P:
        """The sum of one point or more."""
        ...

    def negate(self, point: P) -> P:
        """The point that gives nothing together with this one."""
        ...


class Secp256k1:
    """The group of Bitcoin's keys; scalars are big-endian, points 33 bytes, compressed."""

    name: Final = "secp256k1"
    order: Final = secp256k1.q
    point_size: Final = 33
    seals: Final = True

    def scalar_of(self, wide: bytes) -> bytes:
        """As Hq does."""
        return secp256k1.scalar_bytes(secp256k1.reduce(int.from_bytes(wide, "big")))

    def random_scalar(self, rng: Rng, label: str) -> bytes:
        """1..q-1."""
        return secp256k1.scalar_bytes(secp256k1.random_scalar(rng, label))

    def parse_scalar(self, data: bytes, zero_ok: bool = False) -> bytes:
        """Big-endian."""
        return secp256k1.scalar_bytes(secp256k1.parse_scalar(data, zero_ok))

    def add_scalars(self, a: bytes, b: bytes) -> bytes:
        """By libsecp256k1."""
        return secp256k1.add_scalars(a, b)

    def mul_scalars(self, a: bytes, b: bytes) -> bytes:
        """By libsecp256k1."""
        return secp256k1.mul_scalars(a, b)

    def negate_scalar(self, a: bytes) -> bytes:
        """By libsecp256k1."""
        return secp256k1.negate_scalar(a)

    def parse(self, data: bytes) -> Point:
        """From 33 bytes."""
        return Point.parse(data)

    def base_mult(self, k: bytes) -> Point:
        """kG."""
        return secp256k1.base_mult(int.from_bytes(k, "big"))

    def mult_public(self, point: Point, k: bytes) -> Point:
        """In variable time."""
        return secp256k1.mult_public(point, int.from_bytes(k, "big"))

    def mult_sum(self, point: Point, a: bytes, b: bytes) -> Point:
        """In variable time, one step."""
        return secp256k1.mult_sum(point, int.from_bytes(a, "big"), int.from_bytes(b, "big"))

    def add(self, *points: Point) -> Point:
        """By libsecp256k1."""
        return secp256k1.add(*points)

    def negate(self, point: Point) -> Point:
        """By libsecp256k1."""
        return secp256k1.negate(point)


class Ed25519:
    """The group of Ed25519 and X25519; scalars are little-endian, points 32 bytes, of prime order."""

    name: Final = "ed25519"
    order: Final = ed25519.q
    point_size: Final = ed25519.SIZE
    seals: Final = False

    def scalar_of(self, wide: bytes) -> bytes:
        """Little-endian, as RFC 8032 reads SHA-512."""
        return ed25519.reduce(wide)

    def random_scalar(self, rng: Rng, label: str) -> bytes:
        """1..q-1."""
        return ed25519.random_scalar(rng, label)

    def parse_scalar(self, data: bytes, zero_ok: bool = False) -> bytes:
        """Little-endian."""
        return ed25519.parse_scalar(data, zero_ok)

    def add_scalars(self, a: bytes, b: bytes) -> bytes:
        """By libsodium."""
        return ed25519.add_scalars(a, b)

    def mul_scalars(self, a: bytes, b: bytes) -> bytes:
        """By libsodium."""
        return ed25519.mul_scalars(a, b)

    def negate_scalar(self, a: bytes) -> bytes:
        """By libsodium."""
        return ed25519.negate_scalar(a)

    def parse(self, data: bytes) -> EdwardsPoint:
        """Through the guard."""
        return EdwardsPoint.parse(data)

    def base_mult(self, k: bytes) -> EdwardsPoint:
        """kB."""
        return ed25519.base_mult(k)

    def mult_public(self, point: EdwardsPoint, k: bytes) -> EdwardsPoint:
        """In constant time, as all of libsodium."""
        return ed25519.mult(point, k)

    def mult_sum(self, point: EdwardsPoint, a: bytes, b: bytes) -> EdwardsPoint:
        """Two products."""
        return ed25519.mult_sum(point, a, b)

    def add(self, *points: EdwardsPoint) -> EdwardsPoint:
        """Through the guard."""
        return ed25519.add(*points)

    def negate(self, point: EdwardsPoint) -> EdwardsPoint:
        """The other sign of x."""
        return ed25519.negate(point)


SECP256K1: Final = Secp256k1()
ED25519: Final = Ed25519()
