"""A Merkle path proves one transaction in one place of one block, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from app.practice_network.block import merkle
from core.bitcoin.hashes import sha256d
from core.bitcoin.tx import OutPoint, Transaction, TxIn, TxOut
from core.chain.merkle import DEEPEST, NODE, is_proved


def payment(number: int, script: bytes = b"\x51") -> Transaction:
    part = TxIn(OutPoint(number.to_bytes(32, "big"), 0), b"", 0xFFFFFFFF)
    return Transaction(2, (part,), (TxOut(1_000, script),), 0)


def told(transactions: list[Transaction], position: int) -> tuple[dict[str, Any], bytes]:
    """What an honest server says, and the root."""
    root, branch = merkle([tx.txid for tx in transactions], position)
    return {"merkle": [digest[::-1].hex() for digest in branch], "pos": position}, root


@pytest.mark.parametrize("count", [1, 2, 3, 7, 8, 33])
def test_every_place_of_a_block(count: int) -> None:
    transactions = [payment(number, b"\x51" * 9) for number in range(count)]
    for position, tx in enumerate(transactions):
        answer, root = told(transactions, position)
        assert is_proved(tx, answer, root)
        assert not is_proved(payment(99), answer, root)
        assert not is_proved(tx, answer, bytes(32))
        if count > 1:
            alone = answer["merkle"][0] == tx.txid[::-1].hex()  # the last of an odd row stands beside itself
            assert is_proved(tx, {**answer, "pos": position ^ 1}, root) is alone
            assert not is_proved(tx, {**answer, "merkle": answer["merkle"][:-1]}, root)


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        {},
        {"merkle": "00", "pos": 0},
        {"merkle": [None], "pos": 0},
        {"merkle": ["zz" * 32], "pos": 0},
        {"merkle": ["00"], "pos": 0},
        {"merkle": [], "pos": 1},
        {"merkle": [], "pos": -1},
        {"merkle": [], "pos": "0"},
        {"merkle": ["00" * 32] * (DEEPEST + 1), "pos": 0},
    ],
)
def test_nonsense_proves_nothing(answer: Any) -> None:
    tx = payment(1, b"\x51" * 9)
    assert not is_proved(tx, answer, tx.txid)


def test_a_node_of_the_tree_is_no_transaction() -> None:
    """Attack (CVE-2017-12842): 64 bytes that are two hashes for the tree and a payment for us."""
    false = payment(1, b"\x51" * 4)
    raw = false.serialize()
    assert len(raw) == NODE
    left, right = raw[:32], raw[32:]
    root = sha256d(left + right)
    assert false.txid == root
    assert not is_proved(false, {"merkle": [], "pos": 0}, root)
    assert is_proved(payment(1, b"\x51" * 5), *told([payment(1, b"\x51" * 5)], 0))


def test_a_transaction_is_no_node_of_the_tree() -> None:
    """Attack (CVE-2017-12842, the other way): a real transaction of 64 bytes that begins with the id of a false one."""
    false = next(tx for tx in (payment(number, b"\x51" * 9) for number in range(10_000)) if tx.txid[4] == 1)
    rest = bytes(9) + bytes(1) + b"\xff" * 4 + b"\x01" + bytes(8) + b"\x04" + b"\x51" * 4 + bytes(4)
    real = Transaction.parse(false.txid + rest)
    assert len(real.serialize()) == NODE
    answer, root = told([payment(number, b"\x51" * 9) for number in (1, 2)] + [real], 2)
    assert not is_proved(false, {"merkle": [rest[::-1].hex(), *answer["merkle"]], "pos": 4}, root)
