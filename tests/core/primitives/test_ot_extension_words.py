"""Known answers of the trees and the OT extension, computed from the words of core/spec alone: no numpy, none of our
code. AES is the library's, block by block."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from core.primitives import all_but_one
from core.primitives.ot_extension import extend_receive, extend_send
from core.secret import Secret

N0, NB = 416, 68
SID, SID1 = bytes(range(32, 64)), bytes(range(32))
K0 = [bytes([0, i]) * 16 for i in range(128)]
K1 = [bytes([1, i]) * 16 for i in range(128)]
X = bytes(7 * i & 255 for i in range(NB))
DELTA = bytes(16 * i + 5 & 255 for i in range(16))
FIRST_LEAF = "281d52dab24dd8327a8e08fb8522b1c6"
TREES = "c6da30bea994f69a26bf1bf68442ebca516e55adee776a43daa73a8baa3e082a"
FIRST_COLUMN = "59b0827c5b022635a3d7ce3e33e15e00"
H_OF_X = "2f0a99a335dd0bfdbab962798d54e189"
MESSAGE = "a6f7ef25ac5f9dc8a68ba053a9a1966402d926a1b069668372e988ea65478c32"


def hashed(tag: str, *parts: bytes) -> bytes:
    found = bytes([len(tag)]) + tag.encode()
    return hashlib.sha256(found + b"".join(len(part).to_bytes(8, "big") + part for part in parts)).digest()


def aes(key: bytes) -> Callable[[bytes], bytes]:
    return Cipher(algorithms.AES(key), modes.ECB()).encryptor().update  # noqa: S305 - single blocks


def xor(*strings: bytes) -> bytes:
    found = strings[0]
    for other in strings[1:]:
        found = bytes(a ^ b for a, b in zip(found, other, strict=True))
    return found


def prg(pi: Callable[[bytes], bytes], seed: bytes, blocks: int) -> list[bytes]:
    found = []
    for c in range(blocks):
        block = xor(seed, c.to_bytes(16, "little"))
        found.append(xor(pi(block), block))
    return found


def trees() -> tuple[list[list[bytes]], bytes]:
    """16 leaves of each of 32 trees, and what P1 sends of them."""
    pi = aes(hashed("otx/tree", SID))
    leaves, corrections, sums, marks = [], b"", b"", b""
    for g in range(32):
        nodes = [K1[4 * g][:16], K0[4 * g][:16]]
        for level in (1, 2, 3):
            left, right = zip(*[prg(pi, node, 2) for node in nodes], strict=True)
            corrections += xor(*left, K1[4 * g + level][:16]) + xor(*right, K0[4 * g + level][:16])
            nodes = [*left, *right]
        ends = [prg(pi, node, 3) for node in nodes]
        leaves.append([end[0] for end in ends])
        marks += b"".join(end[1] + end[2] for end in ends)
        sums += xor(*[end[1] + end[2] for end in ends])
    return leaves, corrections + sums + hashed("otx/leaves", SID, marks)


def times(x: int, y: int) -> int:
    """GF(2^128) of GCM (NIST SP 800-38D, algorithm 1); the first bit of a block is the integer's highest."""
    z = 0
    for k in range(128):
        z ^= y if x >> (127 - k) & 1 else 0
        y = (y >> 1) ^ (0xE1 << 120 if y & 1 else 0)
    return z


def by_the_words() -> bytes:
    """All U_g, h(x), V."""
    pi = aes(hashed("otx/prg", SID1))
    U, T = b"", []
    for tree in trees()[0]:
        r = [b"".join(prg(pi, leaf, 5))[:NB] for leaf in tree]
        U += xor(*r, X)
        T += [xor(*[r[x] for x in range(16) if x >> b & 1]) for b in range(4)]
    H = int.from_bytes(aes(hashed("otx/chi", SID1, U))(bytes(16)), "big")

    def h(v: bytes) -> bytes:
        data, found = v[: N0 // 8], 0
        for at in range(0, len(data), 16):
            found = times(found ^ int.from_bytes(data[at : at + 16].ljust(16, b"\0"), "big"), H)
        return xor(times(found, H).to_bytes(16, "big"), v[N0 // 8 :])

    return U + h(X) + hashed("otx/V", SID1, b"".join(map(h, T)))


def test_the_words_give_the_known_answers() -> None:
    leaves, sent = trees()
    assert leaves[0][0].hex() == FIRST_LEAF
    assert len(sent) == 32 * (96 + 32) + 32 == 4128
    assert hashlib.sha256(b"".join(map(b"".join, leaves)) + sent).hexdigest() == TREES
    message = by_the_words()
    assert len(message) == 32 * NB + 48
    assert message[:16].hex() == FIRST_COLUMN
    assert message[-48:-32].hex() == H_OF_X
    assert hashlib.sha256(message).hexdigest() == MESSAGE


def test_a_second_implementation_meets_ours() -> None:
    leaves, sent = all_but_one.grow(SID, b"".join(K0 + K1))
    assert hashlib.sha256(leaves + sent).hexdigest() == TREES
    message, _ = extend_receive(Secret(leaves), SID1, X, N0)
    assert hashlib.sha256(message).hexdigest() == MESSAGE
    chosen = [(K1 if DELTA[i >> 3] >> (i & 7) & 1 else K0)[i] for i in range(128)]
    known = all_but_one.gather(SID, DELTA + b"".join(chosen), trees()[1])
    assert extend_send(Secret(known), SID1, by_the_words(), N0).reveal().shape == (N0, 16)
