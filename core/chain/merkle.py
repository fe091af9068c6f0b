"""That a transaction is in a block, by the hashes beside its way up to the block's Merkle root."""

from __future__ import annotations

from core.bitcoin.hashes import sha256d
from core.bitcoin.tx import Transaction
from core.errors import BadInput

DEEPEST = 32  # levels; a block of the largest size has 17
NODE = 64  # bytes of two hashes: what is a transaction and a node of the tree at once proves nothing (CVE-2017-12842)


def root(txid: bytes, branch: list[bytes], position: int) -> bytes | None:
    """The Merkle root, 32 bytes, over a transaction at a position of its block and the hashes beside its way up; None
    where the way leads through a transaction, which may have been made to begin or end with any id."""
    digest = txid
    for beside in branch:
        node = beside + digest if position & 1 else digest + beside
        if _is_transaction(node):
            return None
        digest = sha256d(node)
        position >>= 1
    return digest


def _is_transaction(node: bytes) -> bool:
    if node[4] != 1:  # inputs: none is shorter than 41 bytes
        return False
    try:
        Transaction.parse(node)
    except BadInput:
        return False
    return True


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
