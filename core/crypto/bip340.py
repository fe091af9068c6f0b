"""BIP340 signatures, and the tweak of BIP341 for a key that has no scripts (BIP86). Checked by libsecp256k1."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Final

from core.crypto.secp256k1 import Point, add, base_mult, negate, q, reduce, verify_schnorr
from core.errors import PeerFault

SIZE: Final = 64  # bytes of a signature


@cache
def _tag(name: str) -> bytes:
    digest = hashlib.sha256(name.encode()).digest()
    return digest + digest


def bip340_hash(name: str, *parts: bytes) -> bytes:
    """The tagged hash of BIP340, 32 bytes."""
    return hashlib.sha256(_tag(name) + b"".join(parts)).digest()


def x_only(P: Point) -> bytes:
    """32 bytes."""
    return bytes(P)[1:]


def challenge(R: Point, P: Point, message: bytes) -> int:
    """e of BIP340, below q."""
    return reduce(int.from_bytes(bip340_hash("BIP0340/challenge", x_only(R), x_only(P), message), "big"))


def tap_tweak(Q: Point) -> tuple[int, Point]:
    """(tau, P) of an internal key: P = ±Q + tau·G, the sign the one with which ±Q is even. The output key of an address
    is x(P); P itself may be odd. PeerFault where tau is no scalar or P is infinity: that key has no address."""
    tau = int.from_bytes(bip340_hash("TapTweak", x_only(Q)), "big")
    if not 0 < tau < q:
        raise PeerFault("a key has no taproot address; it is one in 2^128")
    return tau, add(negate(Q) if Q.is_odd else Q, base_mult(tau))


def verify(P: Point, message: bytes, signature: bytes) -> None:
    """Accept the signature on a message under x(P), as everybody will who reads it; else raise Cheat."""
    verify_schnorr(x_only(P), message, signature)
