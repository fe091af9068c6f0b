"""Known answers of the OT extension, computed from the words of core/spec/sign.md alone: no numpy, none of our code."""

from __future__ import annotations

import hashlib

from core.primitives.ot_extension import extend_receive, extend_send
from core.secret import Secret

N0, NB = 416, 68
SID1 = bytes(range(32))
K0 = [bytes([0, i]) * 16 for i in range(128)]
K1 = [bytes([1, i]) * 16 for i in range(128)]
X = bytes(7 * i & 255 for i in range(NB))
DELTA = bytes(16 * i + 5 & 255 for i in range(16))
FIRST_COLUMN = "632e1ee0710c57ee71f9d4de52ec7b6f"
H_OF_X = "cf2345828c09fd4ac04ff3bfcc80095a"
MESSAGE = "22b7bc81fb0b224bb439f12ff62feb377897ce936601f78c364afc893363e6c7"


def hashed(tag: str, *parts: bytes) -> bytes:
    found = bytes([len(tag)]) + tag.encode()
    return hashlib.sha256(found + b"".join(len(part).to_bytes(8, "big") + part for part in parts)).digest()


def xor(*strings: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(*strings, strict=True))


def column(key: bytes) -> bytes:
    return hashlib.shake_128(b"otx/prg" + SID1 + key).digest(NB)


def by_the_words() -> bytes:
    """All U_i, h(x), V."""
    T0 = [column(key) for key in K0]
    U = b"".join(xor(xor(T0[i], column(K1[i])), X) for i in range(128))
    M = hashlib.shake_128(b"\x07otx/chi" + hashed("otx/fs", SID1, U)).digest(16 * N0)

    def h(v: bytes) -> bytes:
        found = v[N0 // 8 :]
        for j in range(N0):
            if v[j >> 3] >> (j & 7) & 1:
                found = xor(found, M[16 * j : 16 * j + 16])
        return found

    return U + h(X) + hashed("otx/V", SID1, b"".join(map(h, T0)))


def test_the_words_give_the_known_answers() -> None:
    message = by_the_words()
    assert len(message) == 128 * NB + 48
    assert message[:16].hex() == FIRST_COLUMN
    assert message[-48:-32].hex() == H_OF_X
    assert hashlib.sha256(message).hexdigest() == MESSAGE


def test_a_second_implementation_meets_ours() -> None:
    message, _ = extend_receive(Secret(b"".join(K0 + K1)), SID1, X, N0)
    assert hashlib.sha256(message).hexdigest() == MESSAGE
    chosen = [(K1 if DELTA[i >> 3] >> (i & 7) & 1 else K0)[i] for i in range(128)]
    assert extend_send(Secret(DELTA + b"".join(chosen)), SID1, by_the_words(), N0).shape == (N0, 16)
