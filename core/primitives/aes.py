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

# FIPS 197, appendix C.3.
_KEY, _PLAIN = bytes(range(32)), bytes.fromhex("00112233445566778899aabbccddeeff")
_CIPHER = "8ea2b7ca516745bfeafc49904b496089"


def permutation(key: bytes) -> Permutation:
    """π under a key of 32 bytes: block by block of any number of whole blocks."""
    return Cipher(algorithms.AES(key), modes.ECB()).encryptor().update  # noqa: S305 - of single blocks, keyed in public


@cache
def _tweaks(n: int, width: int) -> NDArray[np.uint64]:
    """The numbers 0 … n·width - 1 as little-endian blocks; (n, width, 2)."""
    found = np.zeros((n, width, 2), "<u8")
    found[:, :, 0] = np.arange(n * width, dtype="<u8").reshape(n, width)
    found.setflags(write=False)
    return found


def prg(pi: Permutation, seeds: NDArray[np.uint64], n: int) -> NDArray[np.uint64]:
    """Blocks c = 0 … n - 1 of each seed: π(seed ^ c) ^ seed ^ c. (…, 2) -> (…, n, 2), little-endian halves."""
    inputs: NDArray[np.uint64] = seeds[..., None, :] ^ _tweaks(1, n)[0]
    found = np.frombuffer(pi(inputs.tobytes()), "<u8").reshape(inputs.shape)
    inputs ^= found
    return inputs


def stream(key: bytes, size: int) -> bytes:
    """CTR mode from a block of zeros."""
    return Cipher(algorithms.AES(key), modes.CTR(bytes(BLOCK))).encryptor().update(bytes(size))


def tmmo(key: bytes, rows: NDArray[np.uint8], out: NDArray[np.uint64]) -> None:
    """TMMO (Guo, Katz, Wang, Yu, ePrint 2019/074): π(π(x) ^ i) ^ π(x), with i = j·width, j·width + 1 … for row j.

    `rows`: (n, 16); `out`: (n, width, 2), little-endian halves of blocks, written to.
    """
    n, width, _ = out.shape
    encrypt = permutation(key)
    inner = np.frombuffer(encrypt(rows.tobytes()), "<u8").reshape(n, 1, 2)
    outer = np.frombuffer(encrypt((inner ^ _tweaks(n, width)).tobytes()), "<u8").reshape(n, width, 2)
    np.bitwise_xor(outer, inner, out=out)


def self_test() -> None:
    """The standard's own example. Raises Bug."""
    if permutation(_KEY)(_PLAIN).hex() != _CIPHER:
        raise Bug(
            "OpenSSL gives wrong answers on this machine; install the pinned cryptography again", BugKind.SELF_TEST
        )
