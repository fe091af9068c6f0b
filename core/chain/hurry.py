"""Payments that are not in a block yet: paid again with a higher fee, called off, or hurried by a payment after them.

A replacement is drafted on a copy of the wallet in which the replaced payment, and what was paid out of it, never
happened. BDK's own way to raise a fee cannot shrink a payment of everything, and knows no frozen coins.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

import bdkpython as bdk

from core.bitcoin.tx import Transaction
from core.chain.drafts import fee_rate, finish, str_of
from core.chain.views import INTERNAL, known
from core.errors import BadInput

_WITNESS = 108  # weight of a wpkh input's witness, at most
_RELAY = 1  # sat/vB that a replacement pays on top of all it replaces


def must_wait(wallet: Any, txid: str) -> Any:
    """BDK's details of a payment that is not in a block. Raises BadInput."""
    found = known(wallet, txid)
    if found.chain_position.is_confirmed():
        raise BadInput("this payment is in a block already; nothing can change it", "confirmed")
    return found


def must_be_ours(wallet: Any, txid: str) -> Any:
    """The same; all that it spends must be of this wallet."""
    found = must_wait(wallet, txid)
    before = [(wallet.get_tx(part.previous_output.txid), part.previous_output.vout) for part in found.tx.input()]
    if not all(tx and wallet.is_mine(tx.transaction.output()[vout].script_pubkey) for tx, vout in before):
        raise BadInput("only who made this payment can replace it; you can hurry it with a payment after it", "foreign")
    return found


def replaced_by(wallet: Any, txid: str) -> list[Any]:
    """What would be gone with a payment: itself first, then all that spends from it. Details of BDK."""
    waiting = _waiting(wallet)
    gone = {txid}
    while more := {
        name for name, tx in waiting.items() if name not in gone and gone & {spent[0] for spent in _spends(tx)}
    }:
        gone |= more
    return [known(wallet, name) for name in (txid, *sorted(gone - {txid}))]


def forget(copy: Any, gone: list[Any]) -> None:
    """Make a copy of the wallet believe that these never happened, nor what they had replaced before."""
    coins = {spent for one in gone for spent in _spends(one.tx)}
    while gone:
        copy.apply_evicted_txs(
            [bdk.EvictedTx(txid=one.txid, evicted_at=(one.chain_position.timestamp or 0) + 1) for one in gone]
        )
        back = [txid for txid, tx in _waiting(copy).items() if coins & set(_spends(tx))]
        gone = [known(copy, txid) for txid in back]


def raise_fee(copy: Any, old: Any, gone: list[Any], rate: float, frozen: Collection[str]) -> Any:
    """The same payment with another fee: out of the change, then out of more coins; where there are neither and only
    one is paid, out of what that one gets."""
    change, kept = _change(copy, old.tx)
    builder = _of(old.tx, rate).unspendable(_not_for_replacing(copy, frozen))
    for output in kept:
        builder = builder.add_recipient(output.script_pubkey, output.value)
    if change is not None:
        builder = builder.drain_to(change.script_pubkey)
    try:
        made = finish(builder if kept else builder.manually_selected_only(), copy, frozen)
    except BadInput:
        if change is not None or len(kept) != 1:
            raise
        made = finish(_of(old.tx, rate).manually_selected_only().drain_to(kept[0].script_pubkey), copy, frozen)
    return _dear_enough(made, gone)


def call_off(copy: Any, old: Any, gone: list[Any], rate: float) -> Any:
    """The same coins, all to a change address of our own."""
    back = copy.next_unused_address(INTERNAL).address.script_pubkey()
    return _dear_enough(finish(_of(old.tx, rate).manually_selected_only().drain_to(back), copy), gone)


def child(wallet: Any, parent: Any, rate: float, frozen: Collection[str]) -> Any:
    """Spend what of `parent` came to this wallet, with a fee that brings it and all that waits before it to `rate`.

    What waits before it and is not known to this wallet is not counted.
    """
    found = [coin.outpoint for coin in wallet.list_unspent() if str(coin.outpoint.txid) == str(parent.txid)]
    if not found:
        raise BadInput("nothing of this payment came to this wallet, so no payment after it can hurry it", "coin")
    outpoints = [outpoint for outpoint in found if str_of(outpoint) not in frozen]
    if not outpoints:
        raise BadInput("what this payment brought is set aside; free that coin to hurry the payment with it", "coin")
    family = _ancestors(wallet, str(parent.txid))
    if any(one.fee is None for one in family):
        raise BadInput("the fee of this payment is not known; sync and try again", "coin")
    missing = math.ceil(rate * sum(one.tx.vsize() for one in family)) - sum(one.fee.to_sat() for one in family)
    if missing <= 0:
        raise BadInput(f"this payment already pays {rate:g} sat/vB or more", "rate")
    to = wallet.next_unused_address(INTERNAL).address.script_pubkey()
    builder = bdk.TxBuilder().add_utxos(outpoints).manually_selected_only().drain_to(to)
    alone = finish(builder.fee_rate(fee_rate(rate)), wallet).fee()
    return finish(builder.fee_absolute(bdk.Amount.from_sat(alone + missing)), wallet)


def _of(tx: Any, rate: float) -> Any:
    """A builder that spends all that `tx` spends."""
    return bdk.TxBuilder().add_utxos([part.previous_output for part in tx.input()]).fee_rate(fee_rate(rate))


def _change(wallet: Any, tx: Any) -> tuple[Any, list[Any]]:
    """The output that takes the difference, if there is one, and the others."""
    outputs = sorted(tx.output(), key=lambda output: output.value.to_sat())
    ours = [output for output in outputs if _is_change(wallet, output)]
    return (ours[-1], [output for output in outputs if output is not ours[-1]]) if ours else (None, outputs)


def _is_change(wallet: Any, output: Any) -> bool:
    where = wallet.derivation_of_spk(output.script_pubkey)
    return where is not None and where.keychain == INTERNAL


def _not_for_replacing(wallet: Any, frozen: Collection[str]) -> list[Any]:
    """Nodes take no replacement that spends more payments that wait."""
    return [
        coin.outpoint
        for coin in wallet.list_unspent()
        if str_of(coin.outpoint) in frozen or not coin.chain_position.is_confirmed()
    ]


def _dear_enough(psbt: Any, gone: list[Any]) -> Any:
    """BadInput (kind "rate") with the least rate if nodes would not take it for what it replaces (BIP125)."""
    bare = Transaction.parse(psbt.extract_tx_unchecked_fee_rate().serialize(), unsigned=True)
    vsize = math.ceil((4 * len(bare.serialize()) + 2 + _WITNESS * len(bare.inputs)) / 4)
    least = sum(one.fee.to_sat() for one in gone if one.fee is not None) + _RELAY * vsize
    best = max((one.fee.to_sat() / one.tx.vsize() for one in gone[:1] if one.fee is not None), default=0.0)
    needed = max(least / vsize, best)
    if psbt.fee() < least or psbt.fee() / vsize <= best:
        rate = math.ceil(needed * 10 + 1) / 10
        raise BadInput(f"nodes take this in place of the old payment from {rate:g} sat/vB on; raise the rate", "rate")
    return psbt


def _ancestors(wallet: Any, txid: str) -> list[Any]:
    """A payment that waits, and those that wait before it."""
    waiting = _waiting(wallet)
    found, ahead = {txid}, [txid]
    while ahead:
        before = {spent[0] for spent in _spends(waiting[ahead.pop()])} & waiting.keys() - found
        found |= before
        ahead += before
    return [known(wallet, name) for name in sorted(found)]


def _waiting(wallet: Any) -> dict[str, Any]:
    """All transactions that are not in a block, by id."""
    found = (one for one in wallet.transactions() if not one.chain_position.is_confirmed())
    return {str(one.transaction.compute_txid()): one.transaction for one in found}


def _spends(tx: Any) -> list[tuple[str, int]]:
    return [(str(part.previous_output.txid), part.previous_output.vout) for part in tx.input()]
