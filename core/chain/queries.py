"""What the wallet shows of the chain, as of the last sync, read from BDK's wallet. Amounts in sat, unix times."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import bdkpython as bdk

from core.bitcoin.address import address
from core.bitcoin.fee_rate import rate_of
from core.chain import own_spends
from core.chain.rows import AddressRow, Balance, CoinRow, HistoryRow, InputRow, OutputRow, TransactionDetail
from core.errors import BadInput, InputKind

COINBASE_MATURITY = 100  # blocks
EXTERNAL, INTERNAL = bdk.KeychainKind.EXTERNAL, bdk.KeychainKind.INTERNAL


def height(wallet: Any) -> int:
    """Of the best block known."""
    return int(wallet.latest_checkpoint().height)


def unripe(wallet: Any) -> dict[str, int]:
    """Mined transactions that the network does not let be spent yet, and from which block on it does.

    All at once: to ask BDK for one costs as much as for all.
    """
    tip = height(wallet)
    found = ((each.transaction, each.chain_position) for each in wallet.transactions())
    placed = (
        (tx, at.confirmation_block_time.block_id.height + COINBASE_MATURITY) for tx, at in found if at.is_confirmed()
    )
    return {str(tx.compute_txid()): int(ripe) for tx, ripe in placed if tip + 1 < ripe and tx.is_coinbase()}


def is_spendable(coin: Any, trusted: Collection[str], mined: Mapping[str, int]) -> bool:
    """Whether a draft may take it: nobody but we can make it disappear, and the network lets it be spent.

    `trusted`: the transactions in no block that are so; `mined`: see `unripe`.
    """
    txid = str(coin.outpoint.txid)
    return txid not in mined if coin.chain_position.is_confirmed() else txid in trusted


def balance(wallet: Any, trusted: Collection[str] = frozenset()) -> Balance:
    """All of it. `trusted` as in `is_spendable`."""
    found, mined = wallet.balance(), unripe(wallet)
    sure = (coin for coin in wallet.list_unspent() if is_spendable(coin, trusted, mined))
    return Balance(
        confirmed=found.confirmed.to_sat(),
        pending=found.trusted_pending.to_sat() + found.untrusted_pending.to_sat(),
        spendable=sum(coin.txout.value.to_sat() for coin in sure),
        total=found.total.to_sat(),
        height=height(wallet),
        immature=found.immature.to_sat(),
    )


def history(wallet: Any, unshown: Collection[str] = frozenset()) -> tuple[HistoryRow, ...]:
    """All transactions, newest first. `unshown`: what we sent and the server does not show."""
    tip, own = height(wallet), _own(wallet)
    return tuple(
        HistoryRow(
            str(found.transaction.compute_txid()),
            *position(found.chain_position, tip),
            net=_net(own, found.transaction),
            fee=fee(wallet, found.transaction),
            shown=str(found.transaction.compute_txid()) not in unshown,
        )
        for found in sorted(wallet.transactions(), key=lambda found: _age(found.chain_position), reverse=True)
    )


def fee(wallet: Any, tx: Any) -> int | None:
    """None when an input of somebody else is not known."""
    try:
        return int(wallet.calculate_fee(tx).to_sat())
    except bdk.CalculateFeeError:
        return None


def _own(wallet: Any) -> dict[str, int]:
    """Amounts of all that ever came to us, by outpoint; out of whole transactions only."""
    return {_place(output.outpoint): output.txout.value.to_sat() for output in wallet.list_output()}


def _net(own: dict[str, int], tx: Any) -> int:
    txid = str(tx.compute_txid())
    received = sum(own.get(f"{txid}:{number}", 0) for number in range(len(tx.output())))
    return received - sum(own.get(_place(part.previous_output), 0) for part in tx.input())


def _place(outpoint: Any) -> str:
    return f"{outpoint.txid}:{outpoint.vout}"


def position(found: Any, tip: int) -> tuple[int | None, int | None, int]:
    """Height and time of the block, or None; confirmations."""
    if not found.is_confirmed():
        return None, None, 0
    block = found.confirmation_block_time
    at = int(block.block_id.height)
    return at, int(block.confirmation_time), max(0, tip - at + 1)


def _age(found: Any) -> tuple[int, int]:
    if found.is_confirmed():
        return 0, found.confirmation_block_time.block_id.height
    return 1, found.timestamp or 0


def coins(wallet: Any, network: str, trusted: Collection[str] = frozenset()) -> tuple[CoinRow, ...]:
    """Unspent outputs, largest first. `trusted` as in `is_spendable`."""
    tip, mined = height(wallet), unripe(wallet)
    found = sorted(wallet.list_unspent(), key=lambda coin: coin.txout.value.to_sat(), reverse=True)
    return tuple(
        CoinRow(
            _place(coin.outpoint),
            address(coin.txout.script_pubkey.to_bytes(), network) or "",
            int(coin.keychain == INTERNAL),
            coin.derivation_index,
            coin.txout.value.to_sat(),
            *position(coin.chain_position, tip),
            is_change=coin.keychain == INTERNAL,
            spendable=is_spendable(coin, trusted, mined),
            ripe=mined.get(str(coin.outpoint.txid)),
        )
        for coin in found
    )


def addresses(wallet: Any, derived: list[str]) -> tuple[AddressRow, ...]:
    """The receiving addresses shown so far.

    `derived` holds those of the first indexes and is made longer as needed: deriving is slow.
    """
    last = wallet.derivation_index(EXTERNAL)
    shown = 0 if last is None else last + 1
    derived += (str(wallet.peek_address(EXTERNAL, index).address) for index in range(len(derived), shown))
    received: dict[int, int] = {}
    for output in wallet.list_output():
        if output.keychain == EXTERNAL:
            index = output.derivation_index
            received[index] = received.get(index, 0) + output.txout.value.to_sat()
    return tuple(AddressRow(index, derived[index], index in received, received.get(index, 0)) for index in range(shown))


def highest_used(wallet: Any, kind: Any = EXTERNAL, *, confirmed: bool = False) -> int:
    """Index of the last address of a branch that was paid; -1 if none was. `confirmed`: in a block."""
    return max(
        (
            output.derivation_index
            for output in wallet.list_output()
            if output.keychain == kind and (output.chain_position.is_confirmed() or not confirmed)
        ),
        default=-1,
    )


def known(wallet: Any, txid: str) -> Any:
    """BDK's details of a transaction of this wallet. Raises BadInput."""
    try:
        found = wallet.tx_details(bdk.Txid.from_string(txid))
    except bdk.HashParseError:
        found = None
    if found is None:
        raise BadInput(f"this wallet knows no transaction {txid}; see its history", InputKind.TXID)
    return found


def transaction(wallet: Any, txid: str, network: str, unshown: Collection[str] = frozenset()) -> TransactionDetail:
    """One transaction. Raises BadInput."""
    found = known(wallet, txid)
    inputs = tuple(_input(wallet, part.previous_output, network) for part in found.tx.input())
    at, time, confirmations = position(found.chain_position, height(wallet))
    paid = fee(wallet, found.tx)
    vsize, ours = int(found.tx.vsize()), own_spends.is_ours(*own_spends.read(wallet, found.tx))
    return TransactionDetail(
        txid=str(found.txid),
        inputs=inputs,
        outputs=tuple(_output(wallet, output, network) for output in found.tx.output()),
        fee=paid,
        rate=None if paid is None else rate_of(paid, vsize),
        vsize=vsize,
        height=at,
        time=time,
        confirmations=confirmations,
        net=_net(_own(wallet), found.tx),
        signed=ours,
        replaceable=at is None and ours and all(part.own for part in inputs),
        shown=str(found.txid) not in unshown,
    )


def _input(wallet: Any, outpoint: Any, network: str) -> InputRow:
    shown = _place(outpoint)
    before = wallet.get_tx(outpoint.txid)
    if before is None or outpoint.vout >= len(before.transaction.output()):
        return InputRow(shown, None, None, own=False)
    output = before.transaction.output()[outpoint.vout]
    script = output.script_pubkey
    return InputRow(shown, address(script.to_bytes(), network), output.value.to_sat(), wallet.is_mine(script))


def _output(wallet: Any, output: Any, network: str) -> OutputRow:
    script = output.script_pubkey
    where = wallet.derivation_of_spk(script)
    return OutputRow(
        address(script.to_bytes(), network),
        output.value.to_sat(),
        own=where is not None,
        change=where is not None and where.keychain == INTERNAL,
    )
