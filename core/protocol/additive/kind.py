"""What one scheme of the family adds to it: its group, what it signs under, and how the world checks it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Generic, Protocol

from core.codec.codec import Var
from core.crypto.group import Group, P
from core.protocol.additive.share import AdditiveShare

Encoded = Annotated[bytes, Var(64)]  # a point, in a message: what it is, the group says


@dataclass(frozen=True, slots=True)
class SigningKey(Generic[P]):
    """What is signed under: point = ±Q + tweak·B, the minus where it `flips`. So P1's half of its secret is ±x1, and
    P2's ±x2 + tweak."""

    point: P
    flips: bool
    tweak: bytes  # a public scalar, zero too


class SumKind(Protocol[P]):
    """One scheme of the family: what its keys are. All it is asked is public."""

    @property
    def id(self) -> int:
        """u8, the first byte of its messages."""
        ...

    @property
    def group(self) -> Group[P]:
        """Its group."""
        ...

    @property
    def share(self) -> type[AdditiveShare[P]]:
        """The class of its shares."""
        ...

    @property
    def has_coins(self) -> bool:
        """Whether its keys are of a network, and have child keys."""
        ...


class Kind(SumKind[P], Protocol[P]):
    """One that signs."""

    @property
    def test_path(self) -> tuple[int, ...]:
        """Of the key that a self-test signs under."""
        ...

    def key(self, share: AdditiveShare[P], path: tuple[int, ...]) -> SigningKey[P]:
        """Of a path. Raises BadInput for one that has no key, PeerFault."""
        ...

    def must_sign(self, message: bytes) -> None:
        """Raises BadInput for what is no message of this scheme."""
        ...

    def test_message(self, digest: bytes) -> bytes:
        """What a self-test signs, by its 32 bytes: nothing that anything real could be."""
        ...

    def flips_nonce(self, R: P) -> bool:
        """Whether both nonces change sign for a joint R."""
        ...

    def challenge(self, R: P, key: P, message: bytes) -> bytes:
        """c, a scalar."""
        ...

    def signature(self, R: P, s: bytes) -> bytes:
        """64 bytes, as the world reads it."""
        ...

    def verify(self, key: P, message: bytes, signature: bytes) -> None:
        """Accept a signature as everybody will who reads it; else raise Cheat."""
        ...


def signed(group: Group[P], scalar: bytes, *, flips: bool) -> bytes:
    """±a scalar."""
    return group.negate_scalar(scalar) if flips else scalar


def turned(group: Group[P], point: P, *, flips: bool) -> P:
    """±a point."""
    return group.negate(point) if flips else point
