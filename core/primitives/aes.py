"""AES-256 as a fixed permutation of 16-byte blocks under a public key, and the hash that is made of it.

OpenSSL computes it, with the processor's AES instructions where there are any (core/spec/sign.md, "AES"). The argument
treats it as an ideal cipher, so a key serves one purpose of one session: it is a tagged hash of both.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TypeAlias

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from numpy.typing import NDArray

from core.errors import Bug, BugKind

Permutation: TypeAlias = Callable[[bytes], bytes]

BLOCK = 16  # bytes
_WHOLE = np.dtype(f"V{BLOCK}")  # a block that is copied as one

# FIPS 197, appendix C.3.
_KEY, _PLAIN = bytes(range(32)), bytes.fromhex("00112233445566778899aabbccddeeff")
_CIPHER = "8ea2b7ca516745bfeafc49904b496089"


def permutation(key: bytes) -> Permutation:
    """π under a key of 32 bytes: block by block of any number of whole blocks."""
    return Cipher(algorithms.AES(key), modes.ECB()).encryptor().update  # noqa: S305 - of single blocks, keyed in public


@cache
def _numbers(n: int) -> NDArray[np.uint64]:
    """The numbers 0 … n - 1 as little-endian blocks; (n, 2)."""
    found = np.zeros((n, 2), "<u8")
    found[:, 0] = np.arange(n, dtype="<u8")
    found.setflags(write=False)
    return found


def prg(pi: Permutation, seeds: NDArray[np.uint64], n: int) -> NDArray[np.uint64]:
    """Blocks c = 0 … n - 1 of each seed: π(seed ^ c) ^ seed ^ c. (…, 2) -> (…, n, 2), little-endian halves."""
    inputs = np.repeat(np.ascontiguousarray(seeds).reshape(-1).view(_WHOLE), n).view("<u8").reshape(-1, n, 2)
    inputs[:, :, 0] ^= _numbers(n)[:, 0]
    inputs ^= np.frombuffer(pi(inputs.tobytes()), "<u8").reshape(inputs.shape)
    return inputs.reshape(*seeds.shape[:-1], n, 2)


def stream(key: bytes, size: int) -> bytes:
    """CTR mode from a block of zeros."""
    return Cipher(algorithms.AES(key), modes.CTR(bytes(BLOCK))).encryptor().update(bytes(size))


def tmmo(key: bytes, rows: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """TMMO (Guo, Katz, Wang, Yu, ePrint 2019/074) of row j: π(π(x) ^ j) ^ π(x).

    (…, n, 16) -> (…, n, 2), little-endian halves of blocks.
    """
    encrypt = permutation(key)
    inner = np.frombuffer(encrypt(rows.tobytes()), "<u8").reshape(*rows.shape[:-1], 2)
    tweaked: NDArray[np.uint64] = inner ^ _numbers(rows.shape[-2])
    outer = np.frombuffer(encrypt(tweaked.tobytes()), "<u8").reshape(inner.shape)
    np.bitwise_xor(outer, inner, out=tweaked)
    return tweaked


def self_test() -> None:
    """The standard's own example. Raises Bug."""
    if permutation(_KEY)(_PLAIN).hex() != _CIPHER:
        raise Bug(
            "OpenSSL gives wrong answers on this machine; install the pinned cryptography again", BugKind.SELF_TEST
        )
