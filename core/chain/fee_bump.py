"""Payments that are not in a block yet: paid again with a higher fee, called off, or hurried by a payment after them.

A replacement is drafted on a copy of the wallet in which the replaced payment, and what was paid out of it, never
happened. BDK's own way to raise a fee cannot shrink a payment of everything, and knows no frozen coins.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from fractions import Fraction
from typing import Any

import bdkpython as bdk

from core.bitcoin.fee_rate import FeeRate, RateTooLow, fee_at, from_per_1000, rate_of, reaching, written
from core.bitcoin.tx import Transaction
from core.chain import own_spends
from core.chain.drafts import fee_rate, finish, str_of
from core.chain.queries import INTERNAL, known
from core.errors import BadInput, InputKind

_WITNESS = 108  # weight of a wpkh input's witness, at most
_TRIES = 4  # until a named rate is one: more coins may be spent at it, which makes another size


def must_wait(wallet: Any, txid: str) -> Any:
    """BDK's details of a payment that is not in a block, signed by us if it spends anything of ours. Raises BadInput.

    The signatures cover the outputs: whoever is paid in a replacement was paid by this wallet (D8).
    """
    found = known(wallet, txid)
    if found.chain_position.is_confirmed():
        raise BadInput("this payment is in a block already; nothing can change it", InputKind.CONFIRMED)
    tx, coin = own_spends.read(wallet, found.tx)
    if own_spends.spends(tx, coin) and not own_spends.is_ours(tx, coin):
        raise BadInput(
            "this wallet never signed this payment: the server has invented it; use another server", InputKind.INVENTED
        )
    return found


def must_be_ours(wallet: Any, txid: str) -> Any:
    """The same; all that it spends must be of this wallet."""
    found = must_wait(wallet, txid)
    before = [(wallet.get_tx(part.previous_output.txid), part.previous_output.vout) for part in found.tx.input()]
    if not all(tx and wallet.is_mine(tx.transaction.output()[vout].script_pubkey) for tx, vout in before):
        raise BadInput(
            "only who made this payment can replace it; you can hurry it with a payment after it", InputKind.FOREIGN
        )
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


def bump(copy: Any, old: Any, gone: list[Any], rate: FeeRate, step: FeeRate, frozen: Collection[str]) -> Any:
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
    return _dear_enough(made, gone, step)


def cancel(copy: Any, old: Any, gone: list[Any], rate: FeeRate, step: FeeRate) -> Any:
    """The same coins, all to a change address of our own."""
    back = copy.next_unused_address(INTERNAL).address.script_pubkey()
    return _dear_enough(finish(_of(old.tx, rate).manually_selected_only().drain_to(back), copy), gone, step)


def least_rates(
    wallet: Any,
    txid: str,
    without: Callable[[], tuple[Any, list[Any]]],
    least: FeeRate,
    step: FeeRate,
    frozen: Collection[str],
) -> dict[str, FeeRate]:
    """The lowest rates at which `bump`, `cancel` and `cpfp` draft, by those names; a way that is not open is left out.

    `without` gives a copy of the wallet where the payment never happened, and what is gone with it.
    """
    old = must_wait(wallet, txid)
    try:
        must_be_ours(wallet, txid)
    except BadInput:
        found = {"cpfp": _least(lambda rate: cpfp(wallet, old, rate, frozen), least)}
    else:
        copy, gone = without()
        found = {
            "bump": _least(lambda rate: bump(copy, old, gone, rate, step, frozen), least),
            "cancel": _least(lambda rate: cancel(copy, old, gone, rate, step), least),
        }
    return {way: rate for way, rate in found.items() if rate is not None}


def _least(draft: Callable[[FeeRate], Any], rate: FeeRate) -> FeeRate | None:
    """The lowest rate from `rate` on at which `draft` makes one: what is named when it refuses."""
    for _ in range(_TRIES):
        try:
            draft(rate)
        except RateTooLow as error:
            rate = error.least
        except BadInput:
            return None
        else:
            return rate
    return None


def cpfp(wallet: Any, parent: Any, rate: FeeRate, frozen: Collection[str]) -> Any:
    """Spend what of `parent` came to this wallet, with a fee that brings it and all that waits before it to `rate`.

    What waits before it and is not known to this wallet is not counted.
    """
    found = [coin.outpoint for coin in wallet.list_unspent() if str(coin.outpoint.txid) == str(parent.txid)]
    if not found:
        raise BadInput(
            "nothing of this payment came to this wallet, so no payment after it can hurry it", InputKind.COIN
        )
    outpoints = [outpoint for outpoint in found if str_of(outpoint) not in frozen]
    if not outpoints:
        raise BadInput(
            "what this payment brought is set aside; free that coin to hurry the payment with it", InputKind.COIN
        )
    family = _ancestors(wallet, str(parent.txid))
    if any(one.fee is None for one in family):
        raise BadInput("the fee of this payment is not known; sync and try again", InputKind.COIN)
    missing = fee_at(rate, sum(one.tx.vsize() for one in family)) - sum(one.fee.to_sat() for one in family)
    if missing <= 0:
        paid, size = sum(one.fee.to_sat() for one in family), sum(one.tx.vsize() for one in family)
        least = reaching(Fraction(paid + 1, size))
        raise RateTooLow(
            f"this payment already pays {written(rate)} sat/vB or more; hurry it from {written(least)} sat/vB on",
            least=least,
        )
    to = wallet.next_unused_address(INTERNAL).address.script_pubkey()
    builder = bdk.TxBuilder().add_utxos(outpoints).manually_selected_only().drain_to(to)
    alone = finish(builder.fee_rate(fee_rate(rate)), wallet).fee()
    return finish(builder.fee_absolute(bdk.Amount.from_sat(alone + missing)), wallet)


def _of(tx: Any, rate: FeeRate) -> Any:
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


def _dear_enough(psbt: Any, gone: list[Any], step: FeeRate) -> Any:
    """RateTooLow with the least rate if nodes would not take it for what it replaces (BIP125): it pays more for each
    vbyte than what it replaces itself, and `step` for its own size on top of all that goes."""
    bare = Transaction.parse(psbt.extract_tx_unchecked_fee_rate().serialize(), unsigned=True)
    weight = 4 * len(bare.serialize()) + 2 + _WITNESS * len(bare.inputs)
    vsize = (weight + 3) // 4
    paid = [(one.fee.to_sat(), one.tx.vsize()) for one in gone if one.fee is not None]
    least = sum(fee for fee, _ in paid) + fee_at(step, vsize)
    if gone[0].fee is not None:
        least = max(least, fee_at(rate_of(*paid[0]) + from_per_1000(1), vsize))
    if psbt.fee() < least:
        rate = reaching(Fraction(4 * least, weight))
        raise RateTooLow(
            f"nodes take this in place of the old payment from {written(rate)} sat/vB on; raise the rate", least=rate
        )
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
