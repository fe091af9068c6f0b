"""Ed25519 of RFC 8032 under one key that has no children (core/spec/schnorr.md, "Ed25519").

c = SHA-512(R | A | M) mod q over the whole message. Nonces are random: one that followed from key and message would
give the half away to whoever answers the same message with another nonce of its own.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import ClassVar, Final

from core.crypto import ed25519
from core.crypto.ed25519 import EdwardsPoint
from core.crypto.group import ED25519, Group
from core.errors import BadInput
from core.protocol.additive.kind import SigningKey
from core.protocol.additive.share import AdditiveShare

# What a self-test signs begins so: as a length of SSH it is 0x74616e64, which no blob has, and not "SSHSIG" (GK9).
RESERVED: Final = b"%s self-test v1\0" % b"tandem"


@dataclass(frozen=True, slots=True)
class EddsaShare(AdditiveShare[EdwardsPoint]):
    """Of an ssh key."""

    SCHEME: ClassVar[int] = 3  # core/protocol/registry.py
    GROUP: ClassVar[str] = "ed25519/eddsa"

    Q: EdwardsPoint
    X1: EdwardsPoint
    X2: EdwardsPoint


class EddsaKind:
    """RFC 8032, Ed25519 itself: no context, no hash beforehand."""

    id: Final = EddsaShare.SCHEME
    group: Final[Group[EdwardsPoint]] = ED25519
    share: Final = EddsaShare
    has_coins: Final = False
    test_path: Final = ()

    def key(self, share: AdditiveShare[EdwardsPoint], path: tuple[int, ...]) -> SigningKey[EdwardsPoint]:
        """The joint key; it has no other."""
        if path:
            raise BadInput("a key of this kind has no child keys")
        return SigningKey(share.Q, flips=False, tweak=ed25519.ZERO)

    def must_sign(self, message: bytes) -> None:
        """Anything but what is kept for self-tests."""
        if message.startswith(RESERVED):
            raise BadInput("this message is kept for the test of a key, and is never signed for anybody")

    def test_message(self, digest: bytes) -> bytes:
        """The reserved beginning, and the digest."""
        return RESERVED + digest

    def flips_nonce(self, R: EdwardsPoint) -> bool:  # noqa: ARG002 - whatever it is
        """Never: the sign of x is in the encoding."""
        return False

    def challenge(self, R: EdwardsPoint, key: EdwardsPoint, message: bytes) -> bytes:
        """c."""
        return ed25519.reduce(hashlib.sha512(bytes(R) + bytes(key) + message).digest())

    def signature(self, R: EdwardsPoint, s: bytes) -> bytes:
        """R and s."""
        return bytes(R) + s

    def verify(self, key: EdwardsPoint, message: bytes, signature: bytes) -> None:
        """By libsodium, which is the strictest of those that the world has."""
        ed25519.verify(key, message, signature)


EDDSA_KIND: Final = EddsaKind()
