"""Transactions: strict, and read like Bitcoin Core, embit and btclib read them."""

from __future__ import annotations

import pbk
import pytest
from btclib.tx.tx import Tx
from embit.transaction import Transaction as EmbitTransaction
from hypothesis import given

from core.bitcoin.tx import MAX_MONEY, OutPoint, Transaction, TxIn, TxOut
from core.errors import BadInput
from tests.support.bitcoin_bytes import transactions

# BIP143, native P2WPKH, signed.
SIGNED = bytes.fromhex(
    "01000000000102fff7f7881a8099afa6940d42d1e7f6362bec38171ea3edf433541db4e4ad969f00000000494830450221008b9d1dc26ba6a9"
    "cb62127b02742fa9d754cd3bebf337f7a55d114c8e5cdd30be022040529b194ba3f9281a99f2b1c0a19c0489bc22ede944ccf4ecbab4cc618e"
    "f3ed01eeffffffef51e1b804cc89d182d279655c3aa89e815b1b309fe287d9b2b55d57b90ec68a0100000000ffffffff02202cb20600000000"
    "1976a9148280b37df378db99f66f85c95a783a76ac7a6d5988ac9093510d000000001976a9143bde42dbee7e4dbe6a21b2d50ce2f0167faa81"
    "5988ac000247304402203609e17b84f6a7d30c80bfa610b5b4542f32a8a0d5447a12fb1366d7f01cc44a0220573a954c4518331561406f9030"
    "0e8f3358f51928d43c212a8caed02de67eebee0121025476c2e83188368da1ff3e292e7acafcdb3566bb0ad253f62fc70f07aeee635711000000"
)
OUT = TxOut(1_000, b"\x6a")
PLAIN = Transaction(2, (TxIn(OutPoint(bytes(32), 1), b"", 0xFFFFFFFD),), (OUT,), 0)
WITH = Transaction(2, (TxIn(OutPoint(bytes(32), 1), b"", 0xFFFFFFFD, (b"x",)),), (OUT,), 0)


def test_a_known_transaction() -> None:
    tx = Transaction.parse(SIGNED)
    assert tx.serialize() == SIGNED
    theirs = Tx.parse(SIGNED)
    assert (tx.txid[::-1], tx.wtxid[::-1], tx.vsize, tx.weight) == (theirs.id, theirs.hash, theirs.vsize, theirs.weight)
    assert (len(tx.inputs), tx.outputs[0].amount, tx.locktime, len(tx.inputs[1].witness)) == (2, 112_340_000, 17, 2)
    assert str(tx.inputs[1].outpoint) == "8ac60eb9575db5b2d987e29f301b5b819ea83a5c6579d282d189cc04b8e151ef:1"


@given(transactions())
def test_there_and_back_and_three_others(tx: Transaction) -> None:
    data = tx.serialize()
    assert Transaction.parse(data) == tx
    kernel = pbk.Transaction(data)
    embit = EmbitTransaction.parse(data)
    assert bytes(kernel.txid) == tx.txid == embit.txid()[::-1]
    assert [int(output.amount) for output in kernel.outputs] == [output.amount for output in tx.outputs]
    assert [bytes(output.script_pubkey) for output in kernel.outputs] == [output.script for output in tx.outputs]
    theirs = Tx.parse(data, check_validity=False)
    assert (theirs.id, theirs.hash, theirs.weight, theirs.vsize) == (
        tx.txid[::-1], tx.wtxid[::-1], tx.weight, tx.vsize,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("data", "about"),
    [
        (b"", "too early"),
        (PLAIN.serialize()[:-1], "too early"),
        (PLAIN.serialize() + b"\0", "left over"),
        (PLAIN.serialize().replace(b"\x01\x6a", b"\xfd\x01\x00\x6a"), "longer form"),
        (b"\2\0\0\0\0" + PLAIN.serialize()[46:], "too early"),  # reads as the mark of witnesses
        (b"\2\0\0\0\0\1\0" + PLAIN.serialize()[46:], "no inputs"),
        (PLAIN.serialize()[:46] + b"\0" + bytes(4), "no outputs"),
        (WITH.serialize().replace(b"\1\1x", b"\0"), "announces witnesses"),
        (WITH.serialize().replace(b"\0\1\1", b"\0\2\1", 1), "no inputs"),
        (Transaction(2, PLAIN.inputs, (TxOut(MAX_MONEY + 1, b""),), 0).serialize(), "more than 21 million"),
        (Transaction(2, PLAIN.inputs, (TxOut(2**63, b""),), 0).serialize(), "more than 21 million"),
        (Transaction(2, PLAIN.inputs, (TxOut(MAX_MONEY, b""), TxOut(1, b"")), 0).serialize(), "more than 21 million"),
    ],
)  # fmt: skip
def test_refused(data: bytes, about: str) -> None:
    with pytest.raises(BadInput, match=about):
        Transaction.parse(data)


def test_the_unsigned_form_has_no_witnesses() -> None:
    assert Transaction.parse(PLAIN.serialize(), unsigned=True) == PLAIN
    with pytest.raises(BadInput, match="no inputs"):
        Transaction.parse(WITH.serialize(), unsigned=True)


def test_all_the_money_there_is() -> None:
    tx = Transaction(2, PLAIN.inputs, (TxOut(MAX_MONEY, b""),), 0)
    assert Transaction.parse(tx.serialize()) == tx
