"""The two hashes of Bitcoin's own formats."""

from __future__ import annotations

import hashlib

from core.bitcoin import ripemd160

IN_OPENSSL = True
try:
    hashlib.new("ripemd160", usedforsecurity=False)
except ValueError:
    IN_OPENSSL = False


def sha256d(data: bytes) -> bytes:
    """SHA-256 twice: 32 bytes."""
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()


def hash160(data: bytes) -> bytes:
    """RIPEMD-160 of SHA-256: 20 bytes."""
    inner = hashlib.sha256(data).digest()
    if IN_OPENSSL:
        return hashlib.new("ripemd160", inner, usedforsecurity=False).digest()
    return ripemd160.ripemd160(inner)
