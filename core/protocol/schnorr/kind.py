"""BIP340 under the keys of taproot addresses (core/spec/schnorr.md, "Signs").

Q_c = Q + tB is the child of a path, s0 = -1 where it is odd; P = s0 Q_c + tau B, s1 = -1 where that is odd. So the
point with x(P) and an even y is s1 s0 Q + s1 (s0 t + tau) B.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, Final

from core.crypto import bip340
from core.crypto.bip340 import tap_tweak, x_only
from core.crypto.group import SECP256K1, Group
from core.crypto.secp256k1 import Point, negate, reduce, scalar_bytes
from core.errors import BadInput
from core.protocol.additive.kind import SigningKey
from core.protocol.additive.share import AdditiveShare
from core.protocol.derive import child

FIRST_ADDRESS: Final = (0, 0)


@dataclass(frozen=True, slots=True)
class SchnorrShare(AdditiveShare[Point]):
    """Of a taproot key."""

    SCHEME: ClassVar[int] = 2  # core/protocol/registry.py
    GROUP: ClassVar[str] = "secp256k1/schnorr"

    Q: Point
    X1: Point
    X2: Point


class SchnorrKind:
    """BIP340, BIP341's key path, BIP86."""

    id: Final = SchnorrShare.SCHEME
    group: Final[Group[Point]] = SECP256K1
    share: Final = SchnorrShare
    has_coins: Final = True
    test_path: Final = FIRST_ADDRESS

    def key(self, share: AdditiveShare[Point], path: tuple[int, ...]) -> SigningKey[Point]:
        """The output key of the address of a path."""
        return _key(share.Q, share.chain, path)

    def must_sign(self, message: bytes) -> None:
        """A digest of 32 bytes."""
        if len(message) != 32:
            raise BadInput("a taproot key signs digests of 32 bytes")

    def test_message(self, digest: bytes) -> bytes:
        """The digest: no hash of BIP341 or BIP322 is made with its tag."""
        return digest

    def flips_nonce(self, R: Point) -> bool:
        """Where R is odd."""
        return R.is_odd

    def challenge(self, R: Point, key: Point, message: bytes) -> bytes:
        """Of BIP340."""
        return scalar_bytes(bip340.challenge(R, key, message))

    def signature(self, R: Point, s: bytes) -> bytes:
        """x(R) and s."""
        return x_only(R) + s

    def verify(self, key: Point, message: bytes, signature: bytes) -> None:
        """By libsecp256k1."""
        bip340.verify(key, message, signature)


@lru_cache(maxsize=4096)
def _key(Q: Point, chain: bytes, path: tuple[int, ...]) -> SigningKey[Point]:
    t, Q_c, _ = child(Q, chain, path)
    tau, P = tap_tweak(Q_c)
    v = reduce((-t if Q_c.is_odd else t) + tau)
    if P.is_odd:
        return SigningKey(negate(P), not Q_c.is_odd, scalar_bytes(reduce(-v)))
    return SigningKey(P, Q_c.is_odd, scalar_bytes(v))


SCHNORR_KIND: Final = SchnorrKind()
