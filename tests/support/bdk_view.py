"""What BDK's whole wallet says of the entries of a store: worked out by it anew, and slowly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import bdkpython as bdk

from core.chain.bdk_changeset import GONE, LAST, SENT, built, number, under
from core.chain.headers import RULES as RULES

MATURITY = 100
EXTERNAL, INTERNAL = bdk.KeychainKind.EXTERNAL, bdk.KeychainKind.INTERNAL
Row = tuple[int | None, int | None, int, int | None, bool]  # height, time, net, fee, shown


@dataclass(frozen=True)
class View:
    """Everything that is shown of a wallet, by ids and outpoints as people write them."""

    rows: dict[str, Row]
    coins: dict[str, tuple[int, int, int, bool, int | None]]  # branch, index, amount, in a block, ripe
    received: dict[tuple[int, int], int]
    unused: tuple[list[int], list[int]]
    balance: tuple[int, int, int]  # confirmed, pending, immature
    newest: list[str]  # what waits, last seen first


def view(entries: Mapping[bytes, bytes], descriptors: tuple[Any, Any], network: str = "regtest") -> View:
    """Of these entries, and of what was sent."""
    wallet = built(entries, descriptors, network, RULES[network].genesis)
    unshown = _laid_over(wallet, entries)
    found, tip = wallet.transactions(), wallet.latest_checkpoint().height
    own = {_place(output.outpoint): output.txout.value.to_sat() for output in wallet.list_output()}
    rows, ripe = dict[str, Row](), dict[str, int]()
    for one in found:
        txid, at = str(one.transaction.compute_txid()), one.chain_position
        block = at.confirmation_block_time if at.is_confirmed() else None
        net = sum(own.get(f"{txid}:{n}", 0) for n in range(len(one.transaction.output())))
        net -= sum(own.get(_place(part.previous_output), 0) for part in one.transaction.input())
        where = (block.block_id.height, block.confirmation_time) if block else (None, None)
        rows[txid] = (*where, net, _fee(wallet, one.transaction), txid not in unshown)
        if block and one.transaction.is_coinbase() and tip + 1 < block.block_id.height + MATURITY:
            ripe[txid] = block.block_id.height + MATURITY
    coins = {
        _place(coin.outpoint): (
            int(coin.keychain == INTERNAL), coin.derivation_index, coin.txout.value.to_sat(),
            coin.chain_position.is_confirmed(), ripe.get(str(coin.outpoint.txid)),
        )
        for coin in wallet.list_unspent()
    }  # fmt: skip
    received = dict[tuple[int, int], int]()
    for output in wallet.list_output():
        key = int(output.keychain == INTERNAL), output.derivation_index
        received[key] = received.get(key, 0) + output.txout.value.to_sat()
    unused = tuple([one.index for one in wallet.list_unused_addresses(kind)] for kind in (EXTERNAL, INTERNAL))
    told = wallet.balance()
    pending = told.trusted_pending.to_sat() + told.untrusted_pending.to_sat()
    waits = [(one.chain_position.timestamp or 0, str(one.transaction.compute_txid())) for one in found
             if not one.chain_position.is_confirmed()]  # fmt: skip
    times = sorted({time for time, _ in waits}, reverse=True)
    newest = [txid for time in times for txid in sorted(txid for at, txid in waits if at == time)]
    return View(
        rows, coins, received, (unused[0], unused[1]),
        (told.confirmed.to_sat(), pending, told.immature.to_sat()), newest,
    )  # fmt: skip


def _laid_over(wallet: Any, entries: Mapping[bytes, bytes]) -> set[str]:
    """Make it know what we sent and is not shown; the ids of what counts again by that."""
    shown = {str(one.transaction.compute_txid()) for one in wallet.transactions()}
    sent = [(txid, bdk.Transaction(data)) for txid, data in under(SENT, entries)]
    missing = [(txid, tx) for txid, tx in sent if str(tx.compute_txid()) not in shown]
    times = {txid: max(number(entries.get(kind + txid, b"")) for kind in (LAST, GONE)) for txid, _ in missing}
    wallet.apply_unconfirmed_txs([bdk.UnconfirmedTx(tx=tx, last_seen=times[txid] + 1) for txid, tx in missing])
    after = {str(one.transaction.compute_txid()) for one in wallet.transactions()}
    return {str(tx.compute_txid()) for _, tx in missing} & after


def _fee(wallet: Any, tx: Any) -> int | None:
    try:
        return int(wallet.calculate_fee(tx).to_sat())
    except bdk.CalculateFeeError:
        return None


def _place(outpoint: Any) -> str:
    return f"{outpoint.txid}:{outpoint.vout}"
