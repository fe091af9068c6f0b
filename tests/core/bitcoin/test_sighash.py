"""BIP143 digests against its vector, embit, btclib, and signatures that Bitcoin Core's script code accepts."""

from __future__ import annotations

import pbk
from btclib.script.sig_hash import segwit_v0
from btclib.tx.tx import Tx
from embit.script import Script
from embit.transaction import Transaction as EmbitTransaction
from hypothesis import given
from hypothesis import strategies as st
from pbk.script import PrecomputedTransactionData

from core.bitcoin.hashes import hash160
from core.bitcoin.psbt import raw_transaction
from core.bitcoin.sighash import Sighashes
from core.bitcoin.tx import Transaction
from tests.support.bitcoin_bytes import transactions
from tests.support.payment import BTC, Coin, Pay, checked, own, private_key, psbt, signed

# BIP143, native P2WPKH.
UNSIGNED = bytes.fromhex(
    "0100000002fff7f7881a8099afa6940d42d1e7f6362bec38171ea3edf433541db4e4ad969f0000000000eeffffffef51e1b804cc89d182d279"
    "655c3aa89e815b1b309fe287d9b2b55d57b90ec68a0100000000ffffffff02202cb206000000001976a9148280b37df378db99f66f85c95a78"
    "3a76ac7a6d5988ac9093510d000000001976a9143bde42dbee7e4dbe6a21b2d50ce2f0167faa815988ac11000000"
)
KEY = bytes.fromhex("025476c2e83188368da1ff3e292e7acafcdb3566bb0ad253f62fc70f07aeee6357")
EVERY_FLAG = pbk.ScriptVerificationFlags.ALL


def test_the_vector() -> None:
    tx = Transaction.parse(UNSIGNED, unsigned=True)
    digest = Sighashes(tx, [625_000_000, 600_000_000]).digest(1, hash160(KEY))
    assert digest.hex() == "c37af31116d1b27caf68aae9e3ac82f1477929014d5b917657d0eb49478cb670"


@given(transactions(witness=False), st.binary(min_size=20, max_size=20), st.data())
def test_as_embit_and_btclib_have_it(tx: Transaction, pubkey_hash: bytes, data: st.DataObject) -> None:
    amounts = [data.draw(st.integers(0, 2_100_000_000_000_000)) for _ in tx.inputs]
    sighashes = Sighashes(tx, amounts)
    raw = tx.serialize()
    embit, btclib = EmbitTransaction.parse(raw), Tx.parse(raw, check_validity=False)
    code = b"\x76\xa9\x14" + pubkey_hash + b"\x88\xac"
    for i, amount in enumerate(amounts):
        digest = sighashes.digest(i, pubkey_hash)
        assert digest == embit.sighash_segwit(i, Script(code), amount)
        if tx.version < 2**31:
            assert digest == segwit_v0(code, btclib, i, 1, amount)


def verdicts(raw: bytes, spent: list[tuple[int, bytes]]) -> list[bool]:
    """What Bitcoin Core's script code says about every input."""
    tx = pbk.Transaction(raw)
    outputs = [pbk.TransactionOutput(pbk.ScriptPubkey(script), amount) for amount, script in spent]
    shared = PrecomputedTransactionData(tx, outputs)
    found = []
    for i, (amount, script) in enumerate(spent):
        try:
            found.append(bool(pbk.ScriptPubkey(script).verify(amount, tx, shared, i, EVERY_FLAG)))
        except pbk.ScriptVerifyException:
            found.append(False)
    return found


COINS = [Coin(amount=BTC), Coin(amount=70_000, script=own(1, 4), seed=1, before=2), Coin(script=own(0, 59), seed=2)]
MADE = psbt(COINS, [Pay(30_000), Pay(2 * BTC, own(1, 2))])
SPENT = [(coin.amount, coin.script) for coin in COINS]


def test_bitcoin_core_accepts_what_the_digests_sign() -> None:
    raw = raw_transaction(signed(MADE, checked(MADE)).serialize())
    assert verdicts(raw, SPENT) == [True, True, True]
    assert Transaction.parse(raw).txid == checked(MADE).txid


def test_bitcoin_core_refuses_everything_else() -> None:
    task = checked(MADE)
    raw = raw_transaction(signed(MADE, task).serialize())
    higher = [(amount + 1, script) for amount, script in SPENT]
    assert verdicts(raw, higher) == [False, False, False]
    key = private_key(task.own_inputs[0][1])
    other = private_key((84, 0, 0, 0, 4))
    public, der = key.public_key.format(), key.sign(task.digest(0), hasher=None)
    good = signed(MADE, task)
    wrong = {
        "another digest": key.sign(task.digest(1), hasher=None),
        "another child key": other.sign(task.digest(0), hasher=None),
        "missing BIP32 tweak": private_key(()).sign(task.digest(0), hasher=None),
        "a flipped byte": bytes(der[:20]) + bytes([der[20] ^ 1]) + bytes(der[21:]),
    }
    for name, bad in wrong.items():
        raw = raw_transaction(good.with_signatures({0: (public, bad)}).serialize())
        assert verdicts(raw, SPENT) == [False, True, True], name
