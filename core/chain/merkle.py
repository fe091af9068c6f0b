"""That a transaction is in a block, by the hashes beside its way up to the block's Merkle root."""

from __future__ import annotations

from core.bitcoin.hashes import sha256d
from core.bitcoin.tx import Transaction

DEEPEST = 32  # levels; a block of the largest size has 17
NODE = 64  # bytes: what a transaction must not be long, or two hashes of a tree could pass for one (CVE-2017-12842)


def root(txid: bytes, branch: list[bytes], position: int) -> bytes:
    """The Merkle root, 32 bytes, over a transaction at a position of its block and the hashes beside its way up."""
    digest = txid
    for beside in branch:
        digest = sha256d(beside + digest if position & 1 else digest + beside)
        position >>= 1
    return digest


def is_proved(tx: Transaction, told: object, expected: bytes) -> bool:
    """Whether an answer of Electrum's `transaction.get_merkle` leads from `tx` to the root that is `expected`."""
    match told:
        case {"merkle": [*texts], "pos": int(position)} if len(texts) <= DEEPEST and 0 <= position < 1 << len(texts):
            try:
                branch = [bytes.fromhex(text)[::-1] for text in texts]
            except (TypeError, ValueError):
                return False
            whole = all(len(digest) == len(expected) for digest in branch)
            is_node = len(tx.serialize(witness=False)) == NODE
            return whole and not is_node and root(tx.txid, branch, position) == expected
    return False
