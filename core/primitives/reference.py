"""OT extension and VOLE as core/spec/sign.md writes them, in plain Python: what the fast code is compared with.

A column or row is an integer whose bit k is the protocol's bit k. Slow; never used for a signature.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from core.crypto.secp256k1 import q
from core.primitives.aes import permutation
from core.primitives.base_ot import KC
from core.primitives.hashing import Tag, enc, hash_to_scalar, tagged_hash


def xor(x: bytes, y: bytes) -> bytes:
    """Of two strings of one length."""
    return bytes(a ^ b for a, b in zip(x, y, strict=True))


def _bit(value: int, k: int) -> int:
    return value >> k & 1


def _column(key: bytes, sid1: bytes, nb: int) -> int:
    return int.from_bytes(hashlib.shake_128(b"otx/prg" + sid1 + key).digest(nb), "little")


def _keys(data: bytes) -> list[bytes]:
    return [data[at : at + 32] for at in range(0, len(data), 32)]


def _joined(columns: Sequence[int], nb: int) -> bytes:
    return b"".join(column.to_bytes(nb, "little") for column in columns)


def _hashes(columns: Sequence[int], sid1: bytes, U: bytes, n0: int) -> list[int]:
    """h(v) = v[:n0]·M ^ v[n0:] of every column."""
    stream = hashlib.shake_128(enc(Tag.OTX_CHI) + tagged_hash(Tag.OTX_FS, sid1, U)).digest(16 * n0)
    M = [int.from_bytes(stream[16 * k : 16 * k + 16], "little") for k in range(n0)]
    hashes = []
    for column in columns:
        h = column >> n0
        for k, row in enumerate(M):
            h ^= row * _bit(column, k)
        hashes.append(h)
    return hashes


def _rows(columns: Sequence[int], n0: int) -> list[bytes]:
    rows = (sum(_bit(column, j) << i for i, column in enumerate(columns)) for j in range(n0))
    return [row.to_bytes(16, "little") for row in rows]


def extend_receive(ot: bytes, sid1: bytes, x: bytes, n0: int) -> tuple[bytes, list[bytes]]:
    """P1: message and rows t_j."""
    keys, nb, choice = _keys(ot), len(x), int.from_bytes(x, "little")
    T0 = [_column(key, sid1, nb) for key in keys[:KC]]
    T1 = [_column(key, sid1, nb) for key in keys[KC:]]
    U = _joined([t0 ^ t1 ^ choice for t0, t1 in zip(T0, T1, strict=True)], nb)
    *hashes, hx = _hashes([*T0, choice], sid1, U, n0)
    return U + hx.to_bytes(16, "little") + tagged_hash(Tag.OTX_V, sid1, _joined(hashes, 16)), _rows(T0, n0)


def extend_send(ot: bytes, sid1: bytes, message: bytes, n0: int) -> list[bytes] | None:
    """P2: rows q_j; None if the check fails."""
    delta, keys, nb = int.from_bytes(ot[:16], "little"), _keys(ot[16:]), n0 // 8 + 16
    U, hx, value = message[: KC * nb], int.from_bytes(message[KC * nb : -32], "little"), message[-32:]
    Q = [
        _column(keys[i], sid1, nb) ^ int.from_bytes(U[nb * i : nb * i + nb], "little") * _bit(delta, i)
        for i in range(KC)
    ]
    hashes = [h ^ hx * _bit(delta, i) for i, h in enumerate(_hashes(Q, sid1, U, n0))]
    return _rows(Q, n0) if tagged_hash(Tag.OTX_V, sid1, _joined(hashes, 16)) == value else None


def _lanes(row: bytes, key: bytes, j: int) -> tuple[int, int]:
    """alpha_j and alphahat_j of the row j of an instance."""
    encrypt = permutation(key)
    inner = encrypt(row)
    tweaked = [xor(inner, (4 * j + c).to_bytes(16, "little")) for c in range(4)]
    blocks = [int.from_bytes(xor(encrypt(block), inner), "little") for block in tweaked]
    return blocks[0] + (blocks[1] << 128), blocks[2] + (blocks[3] << 128)


def sent(A0: int, A1: int, a: int) -> int:
    """A lane congruent to A0 - A1 + a and below 2^256, as it is sent."""
    v = A0 - A1 + a + 2 * q
    for _ in range(2):
        v = v % 2**256 + (v >> 256) * (2**256 - q)
    return v


def _mu_hash(sid2: bytes, i: int, mu: Sequence[int]) -> bytes:
    return tagged_hash(Tag.MU, sid2, i.to_bytes(2, "big"), b"".join((m % q).to_bytes(32, "little") for m in mu))


def send(
    g: Sequence[int], delta: bytes, rows: Sequence[bytes], sid2: bytes, i: int, a: int, ahat: int
) -> tuple[int, bytes, int, bytes]:
    """P2, instance i (its own rows only): t2, block, eta, mh."""
    key = tagged_hash(Tag.ROW, sid2, i.to_bytes(2, "big"))
    A0 = [_lanes(row, key, j) for j, row in enumerate(rows)]
    A1 = [_lanes(xor(row, delta), key, j) for j, row in enumerate(rows)]
    pairs = [(sent(x, y, a), sent(xhat, yhat, ahat)) for (x, xhat), (y, yhat) in zip(A0, A1, strict=True)]
    block = b"".join(x.to_bytes(32, "little") + xhat.to_bytes(32, "little") for x, xhat in pairs)
    theta = hash_to_scalar(Tag.THETA, sid2, i.to_bytes(2, "big"), block)
    mh = _mu_hash(sid2, i, [xhat + theta * x for x, xhat in A0])
    return -sum(g_j * x for g_j, (x, _) in zip(g, A0, strict=True)) % q, block, (ahat + theta * a) % q, mh


def receive(
    g: Sequence[int], beta: Sequence[int], rows: Sequence[bytes], sid2: bytes, i: int, answer: tuple[bytes, int, bytes]
) -> int | None:
    """P1, instance i (its own bits and rows only): t1; None if the check fails."""
    block, eta, mh = answer
    theta = hash_to_scalar(Tag.THETA, sid2, i.to_bytes(2, "big"), block)
    lanes = [int.from_bytes(block[at : at + 32], "little") for at in range(0, len(block), 32)]
    key = tagged_hash(Tag.ROW, sid2, i.to_bytes(2, "big"))
    V = [_lanes(row, key, j) for j, row in enumerate(rows)]
    d = [v + bit * a for (v, _), bit, a in zip(V, beta, lanes[0::2], strict=True)]
    dhat = [vhat + bit * ahat for (_, vhat), bit, ahat in zip(V, beta, lanes[1::2], strict=True)]
    mu = [xhat + theta * x - bit * eta for x, xhat, bit in zip(d, dhat, beta, strict=True)]
    return sum(g_j * x for g_j, x in zip(g, d, strict=True)) % q if _mu_hash(sid2, i, mu) == mh else None
