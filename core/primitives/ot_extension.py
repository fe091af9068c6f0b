"""OT extension: SoftSpokenOT with k = 4 and its consistency check (Roy, ePrint 2022/192), over GF(2^128).

P1 receives, P2 sends (core/spec/sign.md). From the trees (all_but_one.py) come n0 rows

    q_j = t_j ^ x_j Delta      t_j and the bit x_j are P1's, q_j and Delta are P2's.

The check costs a cheating P1 one guess of Delta bits, and a failed one locks the trees for good: see OtCheat.
A packed bit k is bit k & 7 of byte k >> 3; row j is 16 bytes, its bit i comes from column i. Vectorised with numpy;
reference.py says the same in plain Python.
"""

from __future__ import annotations

import hmac
from typing import TypeAlias

import numpy as np
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from numpy.typing import NDArray

from core.errors import Bug, OtCheat, PeerFault
from core.primitives import aes
from core.primitives.all_but_one import DEPTH, LEAVES, TREES
from core.primitives.base_ot import KC
from core.primitives.hashing import Tag, tagged_hash
from core.primitives.lanes import unpacked
from core.secret import Secret

Rows: TypeAlias = NDArray[np.uint8]  # (n0, 16)
Columns: TypeAlias = NDArray[np.uint8]  # (…, nb): column i of the protocol is row i of this array

PAD = KC // 8  # bytes of every column beyond the n0 rows: they hide x in h(x)
CHECK = PAD + 32  # bytes of h(x) and of the hash
_CACHE = 1 << 16  # bytes of leaves that are expanded at a time, so that they stay in the processor's cache
_NONCE = bytes(12)  # what is enciphered with it is nothing

_SWAPS = tuple(
    (np.uint64(shift), np.uint64(mask))
    for shift, mask in ((7, 0x00AA00AA00AA00AA), (14, 0x0000CCCC0000CCCC), (28, 0x00000000F0F0F0F0))
)


def column_size(n0: int) -> int:
    """nb: bytes of one column for n0 rows, n0 a multiple of 8."""
    return n0 // 8 + PAD


def message_size(n0: int) -> int:
    """Bytes of P1's message: U_0…U_31 | h(x) 16 | H 32."""
    return TREES * column_size(n0) + CHECK


def transpose(columns: Columns) -> Rows:
    """128 packed columns of n bytes -> 8n packed rows of 16 bytes: 8 x 8 bits at a time, by swaps within a uint64."""
    n = columns.shape[1]
    x = np.ascontiguousarray(columns.reshape(16, 8, n).transpose(2, 0, 1)).view("<u8").reshape(n, 16)
    for shift, mask in _SWAPS:
        t = (x ^ (x >> shift)) & mask
        x = x ^ t ^ (t << shift)
    blocks = x.astype("<u8", copy=False).view(np.uint8).reshape(n, 16, 8)
    return np.ascontiguousarray(blocks.transpose(0, 2, 1)).reshape(8 * n, 16)


def expand(leaves: bytes, sid1: bytes, nb: int, known: NDArray[np.uint64] | None = None) -> tuple[Columns, Columns]:
    """The sum of each tree's leaves, (TREES, nb), and of those whose number has bit b, column 4g + b, (128, nb).

    A leaf counts as its PRG, cut to nb bytes, and as zeros where `known` (LEAVES, TREES, 1) is 0.
    """
    seeds = np.frombuffer(leaves, "<u8").reshape(TREES, LEAVES, 2).transpose(1, 0, 2)
    pi, n = aes.permutation(tagged_hash(Tag.OTX_PRG, sid1)), -(-nb // aes.BLOCK)
    sums, columns = np.empty((TREES, 2 * n), "<u8"), np.empty((TREES, DEPTH, 2 * n), "<u8")
    step = max(1, _CACHE // (LEAVES * n * aes.BLOCK))
    for at in range(0, TREES, step):
        few = slice(at, at + step)
        left = aes.prg(pi, seeds[:, few], n).reshape(LEAVES, -1, 2 * n)
        if known is not None:
            left &= known[:, few]
        for b in reversed(range(DEPTH)):
            low, high = left[: 1 << b], left[1 << b :]
            np.bitwise_xor.reduce(high, axis=0, out=columns[few, b])
            left = low ^ high
        sums[few] = left[0]
    return sums.view(np.uint8)[:, :nb], columns.view(np.uint8).reshape(KC, -1)[:, :nb]


def check_key(sid1: bytes, U: bytes) -> bytes:
    """The key of the check's hash: drawn after U is fixed."""
    return tagged_hash(Tag.OTX_CHI, sid1, U)


def column_hash(columns: Columns, key: bytes) -> NDArray[np.uint8]:
    """h(v) = GHASH(v[:n0]) ^ v[n0:] of every column; (r, nb) -> (r, 16).

    A tag of AES-256-GCM over associated data is GHASH of it, and a constant that the tag over zeros removes.
    """
    n, tag = columns.shape[1] - PAD, AESGCM(key).encrypt
    data = columns[:, :n].tobytes()
    tags = b"".join([tag(_NONCE, b"", data[at : at + n]) for at in range(0, len(data), n)])
    constant = np.frombuffer(tag(_NONCE, b"", bytes(n)), np.uint8)
    return np.frombuffer(tags, np.uint8).reshape(-1, PAD) ^ constant ^ columns[:, n:]


def check_value(sid1: bytes, hashes: NDArray[np.uint8]) -> bytes:
    """H: what P2 recomputes from its own columns."""
    return tagged_hash(Tag.OTX_V, sid1, hashes.tobytes())


def extend_receive(ot: Secret[bytes], sid1: bytes, x: bytes, n0: int) -> tuple[bytes, Secret[Rows]]:
    """P1: the message for P2 and the rows t_j.

    `ot` is all leaves (8192 bytes); `x` is n0 choice bits, packed, and then 16 random bytes.
    """
    nb = column_size(n0)
    if len(x) != nb:
        raise Bug("x does not have n0 bits and 16 bytes")
    choice = np.frombuffer(x, np.uint8).reshape(1, nb)
    sums, T = expand(ot.reveal(), sid1, nb)
    U = (sums ^ choice).tobytes()
    hashes = column_hash(np.concatenate((T, choice)), check_key(sid1, U))
    message = U + hashes[KC].tobytes() + check_value(sid1, hashes[:KC])
    return message, Secret(transpose(T[:, : n0 // 8]))


def extend_send(ot: Secret[bytes], sid1: bytes, message: bytes, n0: int) -> Secret[Rows]:
    """P2: the rows q_j, after the check. `ot` is Delta 16 | leaves, zeros for each that it lacks (8208 bytes).

    Raises PeerFault on a wrong length, before Delta is used, and OtCheat if P1's columns do not agree: bits of Delta
    are then known to P1, and the caller locks these trees before it answers.
    """
    nb, secret = column_size(n0), ot.reveal()
    if len(message) != message_size(n0):
        raise PeerFault("the OT extension message has a wrong length")
    U, claimed, value = message[: TREES * nb], message[TREES * nb : -32], message[-32:]
    delta = delta_mask(secret)
    sums, columns = expand(secret[PAD:], sid1, nb, known_mask(secret))
    corrections = sums ^ np.frombuffer(U, np.uint8).reshape(TREES, nb)
    columns = columns ^ (np.repeat(corrections, DEPTH, axis=0) & delta)
    hashes = column_hash(columns, check_key(sid1, U)) ^ (np.frombuffer(claimed, np.uint8) & delta)
    if not hmac.compare_digest(check_value(sid1, hashes), value):
        raise OtCheat("OT check: the columns of the OT extension do not agree")
    return Secret(transpose(columns[:, : n0 // 8]))


def delta_mask(ot: bytes) -> NDArray[np.uint8]:
    """(128, 1): 255 where the bit of Delta is set, else 0."""
    return (unpacked(ot[:PAD]) * np.uint8(255)).reshape(KC, 1)


def known_mask(ot: bytes) -> NDArray[np.uint64]:
    """(LEAVES, TREES, 1): 0 at the leaf that P2 lacks, else 64 ones."""
    delta = np.frombuffer(ot[:PAD], np.uint8)
    missing = np.stack((delta & np.uint8(15), delta >> np.uint8(4)), axis=1).reshape(TREES)
    known: NDArray[np.uint64] = np.uint64(0) - (np.arange(LEAVES, dtype=np.uint8)[:, None] != missing).astype("<u8")
    return known.reshape(LEAVES, TREES, 1)
