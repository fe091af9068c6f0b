"""OT extension: IKNP with the F2-linear consistency check of SoftSpokenOT (Roy, ePrint 2022/192; KOS, 2015/546).

P1 receives, P2 sends (core/spec/sign.md). From 128 base OTs with P2's choice bits Delta come n0 rows

    q_j = t_j ^ x_j Delta      t_j and the bit x_j are P1's, q_j and Delta are P2's.

The check costs a cheating P1 one guess of Delta bits, and a failed one locks the base-OT set for good: see OtCheat.
A packed bit k is bit k & 7 of byte k >> 3; row j is 16 bytes, its bit i comes from column i. Vectorised with numpy;
reference.py says the same in plain Python.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from core.errors import Bug, OtCheat, PeerFault
from core.primitives.base_ot import KC
from core.primitives.hashing import Tag, enc, tagged_hash
from core.secret import Secret

Rows: TypeAlias = NDArray[np.uint8]  # (n0, 16)
_Columns: TypeAlias = NDArray[np.uint8]  # (128, nb): column i of the protocol is row i of this array

PAD = KC // 8  # bytes of every column beyond the n0 rows: they hide x in h(x)
KEY = 32
CHECK = PAD + 32  # bytes of h(x) and of the hash

_SWAPS = tuple(
    (np.uint64(shift), np.uint64(mask))
    for shift, mask in ((7, 0x00AA00AA00AA00AA), (14, 0x0000CCCC0000CCCC), (28, 0x00000000F0F0F0F0))
)


def column_size(n0: int) -> int:
    """nb: bytes of one column for n0 rows, n0 a multiple of 8."""
    return n0 // 8 + PAD


def message_size(n0: int) -> int:
    """Bytes of P1's message: U_0…U_127 | h(x) 16 | H 32."""
    return KC * column_size(n0) + CHECK


def transpose(columns: _Columns) -> Rows:
    """128 packed columns of n bytes -> 8n packed rows of 16 bytes: 8 x 8 bits at a time, by swaps within a uint64."""
    n = columns.shape[1]
    x = np.ascontiguousarray(columns.reshape(16, 8, n).transpose(2, 0, 1)).view("<u8").reshape(n, 16)
    for shift, mask in _SWAPS:
        t = (x ^ (x >> shift)) & mask
        x = x ^ t ^ (t << shift)
    blocks = x.astype("<u8", copy=False).view(np.uint8).reshape(n, 16, 8)
    return np.ascontiguousarray(blocks.transpose(0, 2, 1)).reshape(8 * n, 16)


def _unpack(packed: NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.unpackbits(packed, axis=1, bitorder="little").astype(np.float32)


def expand(keys: bytes, sid1: bytes, nb: int) -> _Columns:
    """One column of nb bytes per 32-byte key: SHAKE128("otx/prg" | sid1 | key)."""
    head = Tag.OTX_PRG.encode() + sid1
    columns = [hashlib.shake_128(head + keys[at : at + KEY]).digest(nb) for at in range(0, KC * KEY, KEY)]
    return np.frombuffer(b"".join(columns), np.uint8).reshape(KC, nb)


def check_matrix(sid1: bytes, U: bytes, n0: int) -> NDArray[np.float32]:
    """M: n0 x 128 bits, drawn after U is fixed."""
    seed = enc(Tag.OTX_CHI) + tagged_hash(Tag.OTX_FS, sid1, U)
    M = np.frombuffer(hashlib.shake_128(seed).digest(PAD * n0), np.uint8)
    return _unpack(M.reshape(n0, PAD))


def column_hash(columns: NDArray[np.uint8], M: NDArray[np.float32]) -> NDArray[np.uint8]:
    """h(v) = v[:n0]·M ^ v[n0:] of every column; (r, nb) -> (r, 16). Sums stay below 2^24, where float32 is exact."""
    n = M.shape[0] // 8
    sums = (_unpack(columns[:, :n]) @ M).astype(np.uint32) & np.uint32(1)
    return np.packbits(sums.astype(np.uint8), axis=1, bitorder="little") ^ columns[:, n:]


def check_value(sid1: bytes, hashes: NDArray[np.uint8]) -> bytes:
    """H: what P2 recomputes from its own columns."""
    return tagged_hash(Tag.OTX_V, sid1, hashes.tobytes())


def extend_receive(ot: Secret[bytes], sid1: bytes, x: bytes, n0: int) -> tuple[bytes, Rows]:
    """P1: the message for P2 and the rows t_j.

    `ot` is K0_0…K0_127 | K1_0…K1_127; `x` is n0 choice bits, packed, and then 16 random bytes.
    """
    nb, keys = column_size(n0), ot.reveal()
    if len(x) != nb:
        raise Bug("x does not have n0 bits and 16 bytes")
    T0 = expand(keys[: KC * KEY], sid1, nb)
    choice = np.frombuffer(x, np.uint8).reshape(1, nb)
    columns = T0 ^ expand(keys[KC * KEY :], sid1, nb) ^ choice
    U = columns.tobytes()
    hashes = column_hash(np.concatenate((T0, choice)), check_matrix(sid1, U, n0))
    message = U + hashes[KC].tobytes() + check_value(sid1, hashes[:KC])
    return message, transpose(T0[:, : n0 // 8])


def extend_send(ot: Secret[bytes], sid1: bytes, message: bytes, n0: int) -> Rows:
    """P2: the rows q_j, after the check. `ot` is Delta 16 | K_0…K_127.

    Raises PeerFault on a wrong length, before Delta is used, and OtCheat if P1's columns do not agree: one bit of
    Delta is then known to P1, and the caller locks this base-OT set before it answers.
    """
    nb, secret = column_size(n0), ot.reveal()
    if len(message) != message_size(n0):
        raise PeerFault("the OT extension message has a wrong length")
    U, claimed, value = message[: KC * nb], message[KC * nb : -32], message[-32:]
    mask = delta_mask(secret)
    columns = expand(secret[PAD:], sid1, nb) ^ (np.frombuffer(U, np.uint8).reshape(KC, nb) & mask)
    hashes = column_hash(columns, check_matrix(sid1, U, n0)) ^ (np.frombuffer(claimed, np.uint8) & mask)
    if not hmac.compare_digest(check_value(sid1, hashes), value):
        raise OtCheat("OT check: the columns of the OT extension do not agree")
    return transpose(columns[:, : n0 // 8])


def delta_mask(ot: bytes) -> NDArray[np.uint8]:
    """(128, 1): 255 where the bit of Delta is set, else 0."""
    delta = np.frombuffer(ot[:PAD], np.uint8)
    return (np.unpackbits(delta, bitorder="little") * np.uint8(255)).reshape(KC, 1)
