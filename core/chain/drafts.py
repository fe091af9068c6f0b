"""Unsigned payments: which coins, which change, which fee. BDK chooses; what is refused is said in our own words."""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import bdkpython as bdk

from core.bitcoin.address import script_of
from core.bitcoin.script import dust_threshold
from core.bitcoin.tx import MAX_MONEY
from core.chain.views import INTERNAL
from core.errors import BadInput

Recipient = tuple[str, int]  # address, sat
LOWEST_RATE, HIGHEST_RATE = 1.0, 1_000.0  # sat/vB; less is not passed on, more is a slip of the hand


@dataclass(frozen=True)
class Wish:
    """What to pay. `coins`: exactly these outpoints; `drain`: the address that gets all that is left."""

    recipients: Sequence[Recipient]
    rate: float  # sat/vB
    coins: Collection[str] | None = None
    frozen: Collection[str] = frozenset()
    drain: str | None = None


def draft(wallet: Any, network: str, wish: Wish) -> Any:
    """BDK's PSBT, with the whole previous transaction of every input. Raises BadInput.

    Kinds: "address", "network", "amount", "dust", "rate", "coin", "funds". Payments of others that are not in a block
    are spent only when chosen. A change address is shown but not used up: the next draft may have the same.
    """
    builder = bdk.TxBuilder().fee_rate(fee_rate(wish.rate))
    for script, amount in _outputs(wish, network):
        builder = builder.add_recipient(bdk.Script(script), bdk.Amount.from_sat(amount))
    builder = _from(builder, wallet, wish)
    if wish.drain is not None:
        builder = builder.drain_to(bdk.Script(script_of(wish.drain, network)))
    return finish(builder, wallet, wish.frozen)


def fee_rate(rate: float) -> Any:
    """sat/vB as BDK's. BadInput (kind "rate") outside LOWEST_RATE..HIGHEST_RATE."""
    if not LOWEST_RATE <= rate <= HIGHEST_RATE:  # a NaN neither
        raise BadInput(f"the fee rate is {LOWEST_RATE:.0f} to {HIGHEST_RATE:.0f} sat/vB", "rate")
    return bdk.FeeRate.from_sat_per_kwu(math.ceil(rate * 250))


def finish(builder: Any, wallet: Any, frozen: Collection[str] = frozenset()) -> Any:
    """Build. Raises BadInput (kind "funds")."""
    try:
        psbt = builder.finish(wallet)
    except (bdk.CreateTxError.CoinSelection, bdk.CreateTxError.InsufficientFunds) as error:
        raise _funds(wallet, frozen, str(error)) from None
    except bdk.CreateTxError.NoUtxosSelected:
        raise _funds(wallet, frozen, "") from None
    except bdk.CreateTxError.OutputBelowDustLimit:
        raise BadInput("not enough funds: after the fee less is left than the network passes on", "funds") from None
    for output in psbt.extract_tx_unchecked_fee_rate().output():
        where = wallet.derivation_of_spk(output.script_pubkey)
        if where is not None and where.keychain == INTERNAL:
            wallet.unmark_used(INTERNAL, where.index)
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
        raise BadInput(f"{text[:80]} is not a coin; coins are written TXID:NUMBER", "coin") from None


def _outputs(wish: Wish, network: str) -> list[tuple[bytes, int]]:
    if not wish.recipients and wish.drain is None:
        raise BadInput("nobody is paid; give ADDRESS=SATS", "amount")
    outputs = []
    for text, amount in wish.recipients:
        script = script_of(text, network)
        if not 0 < amount <= MAX_MONEY:
            raise BadInput(
                f"{amount} sat cannot be paid to {text}; an amount is above 0 and at most {MAX_MONEY} sat", "amount"
            )
        least = dust_threshold(script)
        if amount < least:
            raise BadInput(
                f"{amount} sat to {text} is dust, which the network does not pass on; pay at least {least} sat", "dust"
            )
        outputs.append((script, amount))
    return outputs


def _from(builder: Any, wallet: Any, wish: Wish) -> Any:
    """Say which coins may be spent."""
    unspent = {str_of(coin.outpoint): coin for coin in wallet.list_unspent()}
    if wish.coins is not None:
        for text in wish.coins:
            if text not in unspent:
                raise BadInput(f"the coin {text[:80]} is spent or not of this wallet; sync and choose again", "coin")
            if text in wish.frozen:
                raise BadInput(f"the coin {text} is frozen; unfreeze it or choose another", "coin")
        return builder.manually_selected_only().add_utxos([outpoint(text) for text in wish.coins])
    kept = [coin.outpoint for text, coin in unspent.items() if text in wish.frozen or not trusted(coin)]
    builder = builder.unspendable(kept)
    return builder.drain_wallet() if wish.drain is not None else builder


def trusted(coin: Any) -> bool:
    """Whether nobody but we can make the coin disappear: it is in a block, or change of our own."""
    return bool(coin.keychain == INTERNAL or coin.chain_position.is_confirmed())


def str_of(found: Any) -> str:
    """BDK's outpoint as people write it."""
    return f"{found.txid}:{found.vout}"


def _funds(wallet: Any, frozen: Collection[str], error: str) -> BadInput:
    """In our words. `error` is BDK's, which has both amounts in bitcoin."""
    aside = coming = 0
    for coin in wallet.list_unspent():
        if str_of(coin.outpoint) in frozen:
            aside += coin.txout.value.to_sat()
        elif not trusted(coin):
            coming += coin.txout.value.to_sat()
    amounts = re.search(r"([\d.]+) BTC available of ([\d.]+) BTC needed", error)
    available, needed = (int(Decimal(text) * 100_000_000) for text in amounts.groups()) if amounts else (0, 0)
    told = [f"this payment takes {needed} sat with its fee"] if needed else []
    told.append(f"{available} sat can be spent for it")
    told += [f"{coming} sat more are not in a block yet"] if coming else []
    told += [f"{aside} sat more are frozen"] if aside else []
    return BadInput(f"not enough funds: {', '.join(told)}", "funds")
