"""libbitcoinkernel, Bitcoin Core's own script code, judges what both sides sign."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pbk
from pbk.script import PrecomputedTransactionData

from core.bitcoin.script import tr, wpkh
from core.bitcoin.taproot_sighash import TaprootSighashes
from core.bitcoin.tx import OutPoint, Transaction, TxIn, TxOut
from core.crypto.bip340 import x_only
from core.protocol.scheme import Item
from core.protocol.schnorr.kind import SCHNORR_KIND
from tests.support.sums import renewed_sum, signed_sums, sum_key

PATHS = [(branch, index) for branch in (0, 1) for index in range(4)]


def accepted(tx: Transaction, spent: Sequence[TxOut], i: int) -> bool:
    whole = pbk.Transaction(tx.serialize())
    outputs = [pbk.TransactionOutput(pbk.ScriptPubkey(one.script), one.amount) for one in spent]
    flags = pbk.ScriptVerificationFlags.ALL
    try:
        return bool(
            outputs[i].script_pubkey.verify(
                spent[i].amount, whole, PrecomputedTransactionData(whole, outputs), i, flags
            )
        )
    except pbk.ScriptVerifyException:
        return False


def test_a_spend_of_eight_addresses() -> None:
    """Of both branches, so that signs fall in all ways; before and after a refresh."""
    spent = [TxOut(10_000 + n, tr(x_only(SCHNORR_KIND.key(sum_key().p1, path).point))) for n, path in enumerate(PATHS)]
    coins = [OutPoint(hashlib.sha256(b"coin %d" % n).digest(), n) for n in range(len(PATHS))]
    bare = Transaction(2, tuple(TxIn(coin, b"", 0xFFFFFFFD) for coin in coins), (TxOut(70_000, wpkh(bytes(20))),), 0)
    digests = TaprootSighashes(bare, spent)
    wanted = [Item(n, digests.digest(n), path) for n, path in enumerate(PATHS)]
    for key in (sum_key(), renewed_sum(sum_key())):
        found = [bytes(signature) for signature in signed_sums(key, wanted)]
        inputs = tuple(
            TxIn(one.outpoint, b"", one.sequence, (sig,)) for one, sig in zip(bare.inputs, found, strict=True)
        )
        tx = Transaction(bare.version, inputs, bare.outputs, bare.locktime)
        assert [n for n in range(len(PATHS)) if not accepted(tx, spent, n)] == []
        other = [TxOut(one.amount + (n == 3), one.script) for n, one in enumerate(spent)]
        assert not any(accepted(tx, other, n) for n in range(len(PATHS)))  # each signature is of all amounts
