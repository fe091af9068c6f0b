"""What the proof of a sealed copy needs of a group of points, so that it holds for other curves as it stands."""

from __future__ import annotations

from typing import Final, Protocol, TypeVar

from core.crypto import secp256k1
from core.crypto.secp256k1 import Point

P = TypeVar("P")


class SealingGroup(Protocol[P]):
    """A group of prime order. Scalars are 0..order-1; a point is never the neutral one. Faults of what the other side
    sent, and results that would be neutral, raise PeerFault."""

    @property
    def name(self) -> str:
        """What tells it from other groups, in hashes too."""
        ...

    @property
    def seals(self) -> bool:
        """Whether it is the group of seal keys, so that what is sealed with kG needs no other ephemeral key. Its points
        are then encoded as `secp256k1.Point` is."""
        ...

    def scalar_of(self, wide: bytes) -> int:
        """A scalar from the 64 bytes of a hash, with a bias below 2^-255."""
        ...

    def reduce(self, v: int) -> int:
        """`v` mod the order, for |v| < 2^524."""
        ...

    def scalar_bytes(self, k: int) -> bytes:
        """32 bytes."""
        ...

    def parse_scalar(self, data: bytes) -> int:
        """1..order-1 from exactly 32 bytes. Raises PeerFault."""
        ...

    def parse(self, data: bytes) -> P:
        """The point of its one encoding. Raises PeerFault."""
        ...

    def encode(self, point: P) -> bytes:
        """The encoding."""
        ...

    def base_mult(self, k: int) -> P:
        """kG, in constant time."""
        ...

    def add(self, A: P, B: P) -> P:
        """A + B."""
        ...

    def negate(self, A: P) -> P:
        """-A."""
        ...


class SealingSecp256k1:
    """The group of Bitcoin's keys."""

    name: Final = "secp256k1"
    seals: Final = True

    def scalar_of(self, wide: bytes) -> int:
        """As Hq does."""
        return secp256k1.reduce(int.from_bytes(wide, "big"))

    def reduce(self, v: int) -> int:
        """`v` mod q."""
        return secp256k1.reduce(v)

    def scalar_bytes(self, k: int) -> bytes:
        """Big-endian."""
        return secp256k1.scalar_bytes(k)

    def parse_scalar(self, data: bytes) -> int:
        """1..q-1."""
        return secp256k1.parse_scalar(data)

    def parse(self, data: bytes) -> Point:
        """From 33 bytes."""
        return Point.parse(data)

    def encode(self, point: Point) -> bytes:
        """33 bytes, compressed."""
        return bytes(point)

    def base_mult(self, k: int) -> Point:
        """kG."""
        return secp256k1.base_mult(k)

    def add(self, A: Point, B: Point) -> Point:
        """A + B."""
        return secp256k1.add(A, B)

    def negate(self, A: Point) -> Point:
        """-A."""
        return secp256k1.negate(A)


SECP256K1: Final = SealingSecp256k1()
