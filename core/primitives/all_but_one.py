"""All-but-one OT: 32 trees of 16 leaves, P2 lacks one of each: SoftSpokenOT's punctured PRF (Roy, ePrint 2022/192).

The 128 base OTs (base_ot.py) open the paths: four of them make a tree. Leaf x of tree g is missing at P2 where x is
Delta_g, the bits 4g … 4g + 3 of Delta, least significant first.

    P2 -> P1  OT1  of the base OTs
    P1 -> P2  OT2  of the base OTs | corrections (32, 3, 2, 16) | sums of the leaves' marks (32, 32) | hash of all marks

A node's children are the blocks 0 and 1 of its PRG; a leaf is block 0 of that of its node, and its mark blocks 1 and 2.
Level l decides bit l of x; the sums over the nodes with bit b hide behind K_(1-b) of base OT 4g + l. The marks are what
the paper's check for a malicious sender compares. No step branches on a bit of Delta or indexes by it.
"""

from __future__ import annotations

import hmac
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from core.crypto.rng import Rng
from core.errors import PeerFault
from core.primitives import aes, base_ot
from core.primitives.base_ot import KC, ReceiverState, receive_1
from core.primitives.hashing import Tag, tagged_hash
from core.primitives.lanes import unpacked
from core.secret import Secret

__all__ = [
    "ALL",
    "ALL_BUT_ONE",
    "DEPTH",
    "LEAF",
    "LEAVES",
    "SIZE",
    "TREES",
    "ReceiverState",
    "gather",
    "grow",
    "receive_1",
    "receive_2",
    "send",
]

DEPTH = 4  # k of SoftSpokenOT: a quarter of the columns on the wire for four times the PRG
TREES = KC // DEPTH
LEAVES = 1 << DEPTH
LEAF = 16  # bytes
_MARK = 32  # bytes
_CORRECTIONS = TREES * (DEPTH - 1) * 2 * LEAF
GROWN = _CORRECTIONS + TREES * _MARK + 32  # bytes after the base OTs' own
SIZE = base_ot.ANSWER + GROWN  # bytes of OT2
ALL = TREES * LEAVES * LEAF  # bytes that P1 keeps
ALL_BUT_ONE = KC // 8 + ALL  # bytes that P2 keeps, Delta with them

_Nodes: TypeAlias = NDArray[np.uint64]  # (TREES, n, 2): halves of blocks


def _xor(nodes: _Nodes) -> _Nodes:
    found: _Nodes = np.bitwise_xor.reduce(nodes, axis=1)
    return found


def _marked(sid: bytes, marks: _Nodes) -> bytes:
    return tagged_hash(Tag.LEAVES, sid, marks.tobytes())


def _seeds(keys: bytes) -> _Nodes:
    """The first 16 of every 32 bytes; (TREES, DEPTH, 2)."""
    return np.frombuffer(keys, "<u8").reshape(TREES, DEPTH, 4)[:, :, :2]


def grow(sid: bytes, keys: bytes) -> tuple[bytes, bytes]:
    """P1, of its 8192 bytes of base-OT keys: all leaves (8192 bytes, tree by tree) and what it sends (4128 bytes)."""
    pi = aes.permutation(tagged_hash(Tag.TREE, sid))
    K = _seeds(keys[: 32 * KC]), _seeds(keys[32 * KC :])
    nodes = np.stack([K[1][:, 0], K[0][:, 0]], axis=1)
    corrections = np.empty((TREES, DEPTH - 1, 2, 2), "<u8")
    for level in range(1, DEPTH):
        children = aes.prg(pi, nodes, 2)
        for b in (0, 1):
            corrections[:, level - 1, b] = _xor(children[:, :, b]) ^ K[1 - b][:, level]
        nodes = np.concatenate([children[:, :, 0], children[:, :, 1]], axis=1)
    leaves = aes.prg(pi, nodes, 3)
    marks = np.ascontiguousarray(leaves[:, :, 1:])
    sent = corrections.tobytes() + _xor(marks).tobytes() + _marked(sid, marks)
    return leaves[:, :, 0].tobytes(), sent


def gather(sid: bytes, ot: bytes, sent: bytes) -> bytes:
    """P2, of Delta 16 | its base-OT keys (4112 bytes): Delta 16 | leaves, zeros for each that it lacks (8208 bytes).

    Raises PeerFault if what was sent fits another Delta only, or none: that tells P1 bits of a Delta that nothing has
    used, and that is gone with this run.
    """
    pi = aes.permutation(tagged_hash(Tag.TREE, sid))
    delta = ot[: KC // 8]
    bits = unpacked(delta).reshape(TREES, DEPTH).astype("<u8")
    K = _seeds(ot[KC // 8 :])
    corrections = np.frombuffer(sent[:_CORRECTIONS], "<u8").reshape(TREES, DEPTH - 1, 2, 2)
    sums = np.frombuffer(sent[_CORRECTIONS:-32], "<u8").reshape(TREES, 2, 2)

    missing = bits[:, 0]  # of each tree, at the level reached
    nodes = _at(2, missing ^ np.uint64(1)) & K[:, None, 0]
    for level in range(1, DEPTH):
        children = aes.prg(pi, nodes, 2) & ~_at(1 << level, missing)[:, :, None]
        bit = bits[:, level]
        masks = _all_ones(bit), ~_all_ones(bit)  # b = 0 is known where the bit is 1
        for b in (0, 1):
            known = _xor(children[:, :, b]) ^ corrections[:, level - 1, b] ^ K[:, level]
            children[:, :, b] ^= _at(1 << level, missing) & masks[b][:, None, None] & known[:, None]
        nodes = np.concatenate([children[:, :, 0], children[:, :, 1]], axis=1)
        missing = missing | bit << np.uint64(level)
    lacking = _at(LEAVES, missing)[:, :, None]
    leaves = aes.prg(pi, nodes, 3) & ~lacking
    marks = np.ascontiguousarray(leaves[:, :, 1:])
    marks ^= lacking & (_xor(marks) ^ sums)[:, None]
    if not hmac.compare_digest(_marked(sid, marks), sent[-32:]):
        raise PeerFault("the trees of the base OTs do not agree with themselves")
    return delta + leaves[:, :, 0].tobytes()


def _all_ones(bit: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """64 ones where the bit is 1, else 0."""
    return np.uint64(0) - bit


def _at(n: int, index: NDArray[np.uint64]) -> _Nodes:
    """(TREES, n, 1): 64 ones at one place of each tree, else 0."""
    return _all_ones((np.arange(n, dtype="<u8") == index[:, None]).astype("<u8"))[:, :, None]


def send(sid: bytes, OT1: bytes, rng: Rng) -> tuple[Secret[bytes], bytes]:
    """P1: all leaves (8192 bytes) and OT2. Raises PeerFault."""
    keys, OT2 = base_ot.send(sid, OT1, rng)
    leaves, sent = grow(sid, keys.reveal())
    return Secret(leaves), OT2 + sent


def receive_2(sid: bytes, state: ReceiverState, OT2: bytes) -> Secret[bytes]:
    """P2: Delta 16 | leaves, zeros for each that it lacks (8208 bytes). Raises PeerFault."""
    if len(OT2) != SIZE:
        raise PeerFault(f"OT2 does not have {SIZE} bytes")
    ot = base_ot.receive_2(sid, state, OT2[: base_ot.ANSWER])
    return Secret(gather(sid, ot.reveal(), OT2[base_ot.ANSWER :]))
