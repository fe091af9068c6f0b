"""Unsigned payments: which coins, which change, which fee. BDK chooses; what is refused is said in our own words."""

from __future__ import annotations

import base64
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import bdkpython as bdk

from core.bitcoin.address import script_of
from core.bitcoin.coins import GAP
from core.bitcoin.fee_rate import LEAST, MOST, FeeRate, per_1000, written
from core.bitcoin.script import dust_threshold
from core.bitcoin.tx import MAX_MONEY
from core.chain.chain_index import MATURITY
from core.chain.chooser import INTERNAL, Chooser
from core.errors import BadInput, InputKind, UnripeCoin

Payee = tuple[str, int]  # address, sat


@dataclass(frozen=True)
class DraftRequest:
    """What to pay. `coins`: exactly these outpoints; `drain`: the address that gets all that is left.

    `spent`: coins of payments under way, which are taken only where `coins` names them; `paid`: scripts that those
    pay, so that the change goes elsewhere.
    """

    recipients: Sequence[Payee]
    rate: FeeRate
    coins: Collection[str] | None = None
    frozen: Collection[str] = frozenset()
    drain: str | None = None
    spent: Collection[str] = frozenset()
    paid: Collection[bytes] = frozenset()
    trusted: Collection[str] = frozenset()  # transactions in no block whose coins nobody but we can undo
    turn: int = 0  # a number that differs from draft to draft
    free: int | None = None  # to how many change addresses coins may come back for nothing, if that is known (C7)


def draft(chooser: Chooser, network: str, wish: DraftRequest) -> Any:
    """BDK's PSBT, with the whole previous transaction of every input. Raises BadInput.

    Kinds: "address", "network", "amount", "dust", "rate", "coin", "funds". Payments of others that are not in a block
    are spent only when chosen. A change address is shown but not used up: the next draft may have the same.
    """
    wallet = chooser.bdk
    builder = bdk.TxBuilder().fee_rate(fee_rate(wish.rate))
    for script, amount in _outputs(wish, network):
        builder = builder.add_recipient(bdk.Script(script), bdk.Amount.from_sat(amount))
    builder = _from(builder, chooser, wish)
    if wish.drain is not None:
        builder = builder.drain_to(bdk.Script(script_of(wish.drain, network)))
    ahead = [where for where in (wallet.derivation_of_spk(bdk.Script(script)) for script in wish.paid) if where]
    used = [where.index for where in ahead if where.keychain == INTERNAL and wallet.mark_used(INTERNAL, where.index)]
    try:
        back = None if wish.drain is not None else _within(wallet, wish)
        builder = builder if back is None else builder.drain_to(back)
        return finish(builder, chooser, wish.frozen, wish.spent, wish.trusted)
    finally:
        for index in used:
            chooser.free_change(index)


def _within(wallet: Any, wish: DraftRequest) -> Any:
    """An earlier change address where the next one is too far out; else None.

    Payments that no person approves move no limit. Change beyond it would be shown as lost and asked about each time,
    and who is asked so often says yes to a thief as well: so the last GAP addresses are taken in turn until then.
    """
    shown = (found.index for found in wallet.list_unused_addresses(INTERNAL))
    if not wish.free or min(shown, default=wallet.next_derivation_index(INTERNAL)) < wish.free:
        return None
    first = max(0, wish.free - GAP)
    count = wish.free - first
    scripts = (
        wallet.peek_address(INTERNAL, first + (wish.turn + n) % count).address.script_pubkey() for n in range(count)
    )
    return next((script for script in scripts if script.to_bytes() not in wish.paid), None)


def fee_rate(rate: FeeRate, least: FeeRate | None = None) -> Any:
    """As BDK's. BadInput (kind "rate") outside what any node passes on, and below `least`, what this one does."""
    if not LEAST <= rate <= MOST:  # a NaN neither
        raise BadInput(f"the fee rate is {written(LEAST)} to {MOST} sat/vB", InputKind.RATE)
    if least is not None and rate < least:
        raise BadInput(
            f"the server passes on nothing below {written(least)} sat/vB; give at least that, or use another server",
            InputKind.RATE,
        )
    return bdk.FeeRate.from_sat_per_kwu(-(-per_1000(rate) // 4))


def finish(
    builder: Any,
    chooser: Chooser,
    frozen: Collection[str] = frozenset(),
    spent: Collection[str] = frozenset(),
    trusted: Collection[str] = frozenset(),
) -> Any:
    """Build. Raises BadInput (kind "funds")."""
    try:
        psbt = builder.finish(chooser.bdk)
    except (bdk.CreateTxError.CoinSelection, bdk.CreateTxError.InsufficientFunds) as error:
        raise _funds(chooser, frozen, spent, trusted, str(error)) from None
    except bdk.CreateTxError.NoUtxosSelected:
        raise _funds(chooser, frozen, spent, trusted, "") from None
    except bdk.CreateTxError.OutputBelowDustLimit:
        raise BadInput(
            "not enough funds: after the fee less is left than the network passes on", InputKind.FUNDS
        ) from None
    for output in psbt.extract_tx_unchecked_fee_rate().output():
        where = chooser.bdk.derivation_of_spk(output.script_pubkey)
        if where is not None and where.keychain == INTERNAL:
            chooser.free_change(where.index)
    return psbt


def serialized(psbt: Any) -> bytes:
    """In its binary form."""
    return base64.b64decode(psbt.serialize())


def outpoint(text: str) -> Any:
    """ "txid:vout" as BDK's. Raises BadInput."""
    txid, _, vout = text.partition(":")
    try:
        return bdk.OutPoint(txid=bdk.Txid.from_string(txid), vout=int(vout))
    except (bdk.HashParseError, ValueError, OverflowError):
        raise BadInput(f"{text[:80]} is not a coin; coins are written TXID:NUMBER", InputKind.COIN) from None


def _outputs(wish: DraftRequest, network: str) -> list[tuple[bytes, int]]:
    if not wish.recipients and wish.drain is None:
        raise BadInput("nobody is paid", InputKind.NOBODY)
    outputs = []
    for text, amount in wish.recipients:
        script = script_of(text, network)
        if not 0 < amount <= MAX_MONEY:
            raise BadInput(
                f"{amount} sat cannot be paid to {text}; an amount is above 0 and at most {MAX_MONEY} sat",
                InputKind.AMOUNT,
            )
        least = dust_threshold(script)
        if amount < least:
            raise BadInput(
                f"{amount} sat to {text} is dust, which the network does not pass on; pay at least {least} sat",
                InputKind.DUST,
            )
        outputs.append((script, amount))
    return outputs


def _from(builder: Any, chooser: Chooser, wish: DraftRequest) -> Any:
    """Say which coins may be spent."""
    unspent, mined = {str_of(coin.outpoint): coin for coin in chooser.unspent()}, _unripe(chooser.bdk)
    if wish.coins is not None:
        for text in wish.coins:
            if text not in unspent:
                raise BadInput(
                    f"the coin {text[:80]} is spent or not of this wallet; sync and choose again", InputKind.COIN
                )
            if text in wish.frozen:
                raise BadInput(f"the coin {text} is frozen; unfreeze it or choose another", InputKind.COIN)
            ripe = mined.get(str(unspent[text].outpoint.txid))
            if ripe is not None:
                told = f"the coin {text} was mined and can be spent from block {ripe} on"
                raise UnripeCoin(told, block=ripe)
        return builder.manually_selected_only().add_utxos([outpoint(text) for text in wish.coins])
    aside = {*wish.frozen, *wish.spent}
    kept = [c.outpoint for text, c in unspent.items() if text in aside or not _is_spendable(c, wish.trusted, mined)]
    builder = builder.unspendable(kept)
    return builder.drain_wallet() if wish.drain is not None else builder


def _unripe(wallet: Any) -> dict[str, int]:
    """Mined transactions that the network does not let be spent yet, and from which block on it does.

    All at once: to ask BDK for one costs as much as for all.
    """
    tip = wallet.latest_checkpoint().height
    found = ((each.transaction, each.chain_position) for each in wallet.transactions())
    placed = ((tx, at.confirmation_block_time.block_id.height + MATURITY) for tx, at in found if at.is_confirmed())
    return {str(tx.compute_txid()): int(ripe) for tx, ripe in placed if tip + 1 < ripe and tx.is_coinbase()}


def _is_spendable(coin: Any, trusted: Collection[str], mined: Mapping[str, int]) -> bool:
    """See queries.is_spendable."""
    txid = str(coin.outpoint.txid)
    return txid not in mined if coin.chain_position.is_confirmed() else txid in trusted


def str_of(found: Any) -> str:
    """BDK's outpoint as people write it."""
    return f"{found.txid}:{found.vout}"


def _funds(
    chooser: Chooser, frozen: Collection[str], spent: Collection[str], trusted: Collection[str], error: str
) -> BadInput:
    """In our words. `error` is BDK's, which has both amounts in bitcoin."""
    aside = coming = going = young = 0
    mined = _unripe(chooser.bdk)
    for coin in chooser.unspent():
        if str_of(coin.outpoint) in frozen:
            aside += coin.txout.value.to_sat()
        elif str_of(coin.outpoint) in spent:
            going += coin.txout.value.to_sat()
        elif str(coin.outpoint.txid) in mined:
            young += coin.txout.value.to_sat()
        elif not _is_spendable(coin, trusted, mined):
            coming += coin.txout.value.to_sat()
    amounts = re.search(r"([\d.]+) BTC available of ([\d.]+) BTC needed", error)
    available, needed = (int(Decimal(text) * 100_000_000) for text in amounts.groups()) if amounts else (0, 0)
    told = [f"this payment takes {needed} sat with its fee"] if needed else []
    told.append(f"{available} sat can be spent for it")
    told += [f"{coming} sat more are not in a block yet"] if coming else []
    told += [f"{young} sat more were mined and are not ripe yet"] if young else []
    told += [f"{going} sat more are of payments under way"] if going else []
    told += [f"{aside} sat more are frozen"] if aside else []
    return BadInput(f"not enough funds: {', '.join(told)}", InputKind.FUNDS)
