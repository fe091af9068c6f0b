"""What the wallet shows of the chain, as of the last sync. Amounts in sat, unix times."""

from __future__ import annotations

from collections.abc import Callable, Collection

from core.bitcoin.address import address
from core.bitcoin.fee_rate import rate_of
from core.bitcoin.tx import OutPoint, Transaction
from core.chain import own_spends
from core.chain.bdk_changeset import number
from core.chain.chain_index import EXTERNAL, INTERNAL, ChainIndex, Coin, Effect, Where
from core.chain.ordered import LazyRows
from core.chain.rows import AddressRow, Balance, CoinRow, HistoryRow, InputRow, OutputRow, TransactionDetail
from core.errors import BadInput, InputKind

AddressOf = Callable[[Where], str]
_Unspent = tuple[int, Where, Coin, bool, int | None, Effect]  # minus its amount, so that the largest is first


def name(txid: bytes) -> str:
    """As people write it."""
    return txid[::-1].hex()


def place(coin: Coin) -> str:
    """An outpoint as people write it."""
    return f"{name(coin[:32])}:{number(coin[32:])}"


def coin_named(text: str) -> Coin | None:
    """Back from that, where it is one."""
    txid, _, at = text.partition(":")
    try:
        found = bytes.fromhex(txid)[::-1] + int(at).to_bytes(4, "big")
    except (ValueError, OverflowError):
        return None
    return found if place(found) == text else None


def balance(index: ChainIndex, trusted: Collection[bytes]) -> Balance:
    """All of it. `trusted` as in `is_spendable`."""
    pending = {txid: sum(index.unspent[coin][1] for coin in index.unspent_of(txid)) for txid in index.waiting()}
    immature = sum(index.unspent[coin][1] for coin in index.immature())
    confirmed = index.total - immature - sum(pending.values())
    return Balance(
        confirmed=confirmed,
        pending=sum(pending.values()),
        spendable=confirmed + sum(amount for txid, amount in pending.items() if txid in trusted),
        total=index.total,
        height=index.height,
        immature=immature,
    )


def is_spendable(index: ChainIndex, coin: Coin, trusted: Collection[bytes]) -> bool:
    """Whether a draft may take it: nobody but we can make it disappear, and the network lets it be spent.

    `trusted`: the transactions in no block that are so.
    """
    txid = coin[:32]
    return txid in trusted if index.rows[txid].waits else index.ripe(txid) is None


def history(index: ChainIndex) -> LazyRows[HistoryRow]:
    """All transactions, newest first."""
    tip = index.height

    def row(found: Effect) -> HistoryRow:
        at = position(found, tip)
        return HistoryRow(name(found.txid), *at, found.net, found.fee, found.shown)

    return LazyRows(index.history.entries(index.rows, index.rows.__getitem__), row, backwards=True)


def position(of: Effect, tip: int) -> tuple[int | None, int | None, int]:
    """Height and time of the block, or None; confirmations."""
    return (None, None, 0) if of.waits else (of.at, of.time, max(0, tip - of.at + 1))


def coins(index: ChainIndex, address_of: AddressOf, trusted: Collection[bytes]) -> LazyRows[CoinRow]:
    """Unspent outputs, largest first. `trusted` as in `is_spendable`."""
    tip = index.height

    def entry(coin: Coin) -> _Unspent:
        (where, amount), txid = index.unspent[coin], coin[:32]
        of, ripe = index.rows[txid], index.ripe(txid)
        return -amount, where, coin, txid in trusted if of.waits else ripe is None, ripe, of

    def row(found: _Unspent) -> CoinRow:
        negative, where, coin, spendable, ripe, of = found
        return CoinRow(
            place(coin),
            address_of(where),
            where[0],
            where[1],
            -negative,
            *position(of, tip),
            is_change=where[0] == INTERNAL,
            spendable=spendable,
            ripe=ripe,
        )

    return LazyRows(index.coins.entries(index.unspent, entry), row)


def addresses(index: ChainIndex, address_of: AddressOf) -> tuple[AddressRow, ...]:
    """The receiving addresses shown so far."""
    received = index.received
    rows = ((at, (EXTERNAL, at)) for at in range(index.revealed[EXTERNAL] + 1))
    return tuple(
        AddressRow(at, address_of(where), where in received, received.get(where, (0, 0))[1]) for at, where in rows
    )


def next_unused(index: ChainIndex, branch: int = EXTERNAL) -> int:
    """Index of the first address of a branch that nobody has paid; it may be one beyond those shown."""
    used = index.used[branch]
    return next((at for at in range(index.revealed[branch] + 1) if at not in used), index.revealed[branch] + 1)


def highest_used(index: ChainIndex) -> int:
    """Index of the last receiving address that was paid; -1 if none was."""
    return max((at for branch, at in index.received if branch == EXTERNAL), default=-1)


def known(index: ChainIndex, txid: str) -> bytes:
    """The id of a transaction of this wallet. Raises BadInput."""
    try:
        found = bytes.fromhex(txid)[::-1]
    except ValueError:
        found = b""
    if found not in index.rows:
        raise BadInput(f"this wallet knows no transaction {txid}; see its history", InputKind.TXID)
    return found


def transaction(index: ChainIndex, txid: str, network: str) -> TransactionDetail:
    """One transaction. Raises BadInput."""
    found = known(index, txid)
    tx, effect = Transaction.parse(index.raw(found)), index.rows[found]
    inputs = tuple(_input(index, part.outpoint, network) for part in tx.inputs)
    at, time, confirmations = position(effect, index.height)
    ours = own_spends.is_ours(tx, own_spends.finder(index))
    return TransactionDetail(
        txid=name(found),
        inputs=inputs,
        outputs=tuple(_output(index, output.script, output.amount, network) for output in tx.outputs),
        fee=effect.fee,
        rate=None if effect.fee is None else rate_of(effect.fee, tx.vsize),
        vsize=tx.vsize,
        height=at,
        time=time,
        confirmations=confirmations,
        net=effect.net,
        signed=ours,
        replaceable=at is None and ours and all(part.own for part in inputs),
        shown=effect.shown,
    )


def _input(index: ChainIndex, outpoint: OutPoint, network: str) -> InputRow:
    shown = str(outpoint)
    before = Transaction.parse(index.raw(outpoint.txid)) if index.standing(outpoint.txid) else None
    if before is None or outpoint.index >= len(before.outputs):
        return InputRow(shown, None, None, own=False)
    output = before.outputs[outpoint.index]
    return InputRow(shown, address(output.script, network), output.amount, index.where(output.script) is not None)


def _output(index: ChainIndex, script: bytes, amount: int, network: str) -> OutputRow:
    where = index.where(script)
    return OutputRow(
        address(script, network), amount, own=where is not None, change=where is not None and where[0] == INTERNAL
    )
