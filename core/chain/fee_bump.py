"""Payments that are not in a block yet: paid again with a higher fee, called off, or hurried by a payment after them.

A replacement is drafted on a copy of the wallet in which the replaced payment, and what was paid out of it, never
happened. BDK's own way to raise a fee cannot shrink a payment of everything, and knows no frozen coins.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from fractions import Fraction
from typing import Any

import bdkpython as bdk

from core.bitcoin.account import account_of
from core.bitcoin.fee_rate import FeeRate, RateTooLow, fee_at, from_per_1000, rate_of, reaching, written
from core.bitcoin.tx import Transaction
from core.chain import own_spends, queries
from core.chain.chain_index import ChainIndex
from core.chain.chooser import INTERNAL, Chooser
from core.chain.drafts import fee_rate, finish, str_of
from core.errors import BadInput, InputKind

_TRIES = 4  # until a named rate is one: more coins may be spent at it, which makes another size


def must_wait(index: ChainIndex, txid: str) -> bytes:
    """The id of a payment that is not in a block, signed by us if it spends anything of ours. Raises BadInput.

    The signatures cover the outputs: whoever is paid in a replacement was paid by this wallet (D8).
    """
    found = queries.known(index, txid)
    if found not in index.waiting():
        raise BadInput("this payment is in a block already; nothing can change it", InputKind.CONFIRMED)
    tx, coin = Transaction.parse(index.raw(found)), own_spends.finder(index)
    if own_spends.spends(tx, coin) and not own_spends.is_ours(tx, coin):
        raise BadInput(
            "this wallet never signed this payment: the server has invented it; use another server", InputKind.INVENTED
        )
    return found


def must_be_ours(index: ChainIndex, txid: str) -> bytes:
    """The same; all that it spends must be of this wallet."""
    found = must_wait(index, txid)
    if not all(index.is_own(coin) for coin in index.spends(found)):
        raise BadInput(
            "only who made this payment can replace it; you can hurry it with a payment after it", InputKind.FOREIGN
        )
    return found


def replaced_by(index: ChainIndex, txid: bytes) -> list[bytes]:
    """What would be gone with a payment: itself first, then all that spends from it."""
    waiting, gone = index.waiting(), {txid}
    while more := {one for one in waiting if one not in gone and any(coin[:32] in gone for coin in index.spends(one))}:
        gone |= more
    return [txid, *sorted(gone - {txid})]


def details(chooser: Chooser, txids: Collection[bytes]) -> list[Any]:
    """BDK's of transactions that it knows."""
    return [chooser.bdk.tx_details(bdk.Txid.from_bytes(txid)) for txid in txids]


def bump(copy: Chooser, old: Any, gone: list[Any], rate: FeeRate, step: FeeRate, frozen: Collection[str]) -> Any:
    """The same payment with another fee: out of the change, then out of more coins; where there are neither and only
    one is paid, out of what that one gets. `copy`: as if `gone` had never happened, the `old` payment and what came of
    it."""
    change, kept = _change(copy.bdk, old.tx)
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
    return _dear_enough(made, copy, gone, step)


def cancel(copy: Chooser, old: Any, gone: list[Any], rate: FeeRate, step: FeeRate) -> Any:
    """The same coins, all to a change address of our own."""
    back = copy.bdk.next_unused_address(INTERNAL).address.script_pubkey()
    made = finish(_of(old.tx, rate).manually_selected_only().drain_to(back), copy)
    return _dear_enough(made, copy, gone, step)


def least_rates(
    index: ChainIndex,
    chooser: Callable[[], Chooser],
    txid: str,
    without: Callable[[bytes], tuple[Chooser, list[Any]]],
    least: FeeRate,
    step: FeeRate,
    frozen: Collection[str],
) -> dict[str, FeeRate]:
    """The lowest rates at which `bump`, `cancel` and `cpfp` draft, by those names; a way that is not open is left out.

    `chooser` gives the one of all coins, `without` one where the payment never happened, and what is gone with it.
    """
    old = must_wait(index, txid)
    try:
        must_be_ours(index, txid)
    except BadInput:
        with_all = chooser()
        [parent] = details(with_all, [old])
        found = {"cpfp": _least(lambda rate: cpfp(with_all, parent, rate, frozen), least)}
    else:
        copy, gone = without(old)
        found = {
            "bump": _least(lambda rate: bump(copy, gone[0], gone, rate, step, frozen), least),
            "cancel": _least(lambda rate: cancel(copy, gone[0], gone, rate, step), least),
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


def cpfp(chooser: Chooser, parent: Any, rate: FeeRate, frozen: Collection[str]) -> Any:
    """Spend what of `parent` came to this wallet, with a fee that brings it and all that waits before it to `rate`.

    What waits before it and is not known to this wallet is not counted.
    """
    found = [coin.outpoint for coin in chooser.unspent() if str(coin.outpoint.txid) == str(parent.txid)]
    if not found:
        raise BadInput(
            "nothing of this payment came to this wallet, so no payment after it can hurry it", InputKind.COIN
        )
    outpoints = [outpoint for outpoint in found if str_of(outpoint) not in frozen]
    if not outpoints:
        raise BadInput(
            "what this payment brought is set aside; free that coin to hurry the payment with it", InputKind.COIN
        )
    family = _ancestors(chooser.bdk, str(parent.txid))
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
    to = chooser.bdk.next_unused_address(INTERNAL).address.script_pubkey()
    builder = bdk.TxBuilder().add_utxos(outpoints).manually_selected_only().drain_to(to)
    alone = finish(builder.fee_rate(fee_rate(rate)), chooser).fee()
    return finish(builder.fee_absolute(bdk.Amount.from_sat(alone + missing)), chooser)


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


def _not_for_replacing(chooser: Chooser, frozen: Collection[str]) -> list[Any]:
    """Nodes take no replacement that spends more payments that wait."""
    return [
        coin.outpoint
        for coin in chooser.unspent()
        if str_of(coin.outpoint) in frozen or not coin.chain_position.is_confirmed()
    ]


def _dear_enough(psbt: Any, copy: Chooser, gone: list[Any], step: FeeRate) -> Any:
    """RateTooLow with the least rate if nodes would not take it for what it replaces (BIP125): it pays more for each
    vbyte than what it replaces itself, and `step` for its own size on top of all that goes."""
    bare = Transaction.parse(psbt.extract_tx_unchecked_fee_rate().serialize(), unsigned=True)
    account = account_of(copy.bdk.peek_address(INTERNAL, 0).address.script_pubkey().to_bytes())
    weight = 4 * len(bare.serialize()) + 2 + (account.witness + 1) * len(bare.inputs)  # one byte more than most
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
    return [wallet.tx_details(bdk.Txid.from_string(name)) for name in sorted(found)]


def _waiting(wallet: Any) -> dict[str, Any]:
    """All transactions that are not in a block, by id."""
    found = (one for one in wallet.transactions() if not one.chain_position.is_confirmed())
    return {str(one.transaction.compute_txid()): one.transaction for one in found}


def _spends(tx: Any) -> list[tuple[str, int]]:
    return [(str(part.previous_output.txid), part.previous_output.vout) for part in tx.input()]
