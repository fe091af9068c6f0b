"""What this wallet has sent, known whatever a server shows: its silence neither undoes a payment nor frees the coins.

    sent/ TXID   the raw transaction, until it or another of the same coins is DEEP in the chain

The other entries of the store are what the server says. What was sent and is not among them counts again
(chain_index.py), so it can be told which of our payments the server does not show.
"""

from __future__ import annotations

from collections.abc import Collection

from core.bitcoin.tx import Transaction
from core.chain.bdk_changeset import FIRST, LAST, SENT, TX, u32, u64
from core.chain.chain_index import ChainIndex, Coin
from core.chain.kept import Changes
from core.chain.queries import name
from core.chain.rows import Relatives
from core.errors import BadInput, InputKind

DEEP = 100  # confirmations after which no reorganisation is feared


def entries(tx: Transaction, raw: bytes, index: ChainIndex, at: int) -> Changes:
    """What to keep of a transaction that was just sent, and counts as seen `at` that time; what it replaces is not ours
    to insist on any more, and what was paid out of that."""
    rivals = {other for coin in coins_of(tx) for other in index.spenders(coin)} - {tx.txid}
    gone = dict.fromkeys(SENT + txid for txid in index.with_descendants(rivals))
    changes: Changes = {**gone, SENT + tx.txid: raw}
    if index.concerns(tx):
        changes |= {TX + tx.txid: raw, LAST + tx.txid: u64(at), FIRST + tx.txid: u64(at)}
    return changes


def coins_of(tx: Transaction) -> list[Coin]:
    """The coins that a transaction spends."""
    return [part.outpoint.txid + u32(part.outpoint.index) for part in tx.inputs]


def settled(index: ChainIndex) -> Changes:
    """Forget those that are DEEP in the chain, or whose coins are spent there by another."""
    return dict.fromkeys(
        SENT + txid for txid in index.sent() if any(_is_deep(index, coin) for coin in index.spends(txid))
    )


def _is_deep(index: ChainIndex, coin: Coin) -> bool:
    txid = index.spender(coin)
    place = index.block_of(txid) if txid else None
    return place is not None and index.height - place.height >= DEEP


def trusted(index: ChainIndex) -> frozenset[bytes]:
    """Transactions in no block that nobody but we can undo: sent by us, all their inputs ours, and as trusted."""
    sent = index.sent()
    waiting = {*index.waiting()} if sent else set[bytes]()
    ours = {txid for txid in sent if txid in waiting and all(index.is_own(coin) for coin in index.spends(txid))}
    while doubtful := {
        txid for txid in ours if any(coin[:32] in waiting and coin[:32] not in ours for coin in index.spends(txid))
    }:
        ours -= doubtful
    return frozenset(ours)


def raw(index: ChainIndex, txid: str) -> bytes:
    """One that was sent. Raises BadInput."""
    for found in index.sent():
        if name(found) == txid:
            return index.raw(found)
    raise BadInput(f"this wallet has sent no transaction {txid}; see its history", InputKind.TXID)


def earlier(index: ChainIndex, tx: Transaction) -> list[bytes]:
    """What was sent, waits, and `tx` spends from, directly or over others: raw, each after what it spends from."""
    ours = {*index.sent()} & {*index.waiting()}
    found, level = list[bytes](), {coin[:32] for coin in coins_of(tx)} & ours
    while level:
        found = [*sorted(level), *(txid for txid in found if txid not in level)]
        level = {coin[:32] for txid in level for coin in index.spends(txid)} & ours
    return [index.raw(txid) for txid in found]


def must_not_conflict(index: ChainIndex, tx: Transaction, replaces: Collection[str]) -> None:
    """BadInput (kind "conflict") if another payment of ours that waits spends a coin of `tx`, unless `tx` was made to
    replace it."""
    for found in {name(txid) for txid in conflicts(index, tx)} - set(replaces):
        raise BadInput(
            f"another payment of this wallet, {found}, was sent from the same coins, and this one would take its "
            "place; give this one up, or raise the fee of the other",
            InputKind.CONFLICT,
        )


def conflicts(index: ChainIndex, tx: Transaction) -> set[bytes]:
    """The ids of payments that wait and spend a coin of `tx`, itself aside."""
    rivals = {txid for coin in coins_of(tx) for txid in index.spenders(coin)}
    return {txid for txid in rivals & {*index.waiting()} if txid != tx.txid} if rivals else set()


def relatives(index: ChainIndex, tx: Transaction) -> Relatives:
    """What `tx`, which is not sent yet, would replace of what waits, and what of it it spends from."""
    waiting, replaced = {*index.waiting()}, conflicts(index, tx)
    fees = [index.rows[txid].fee for txid in replaced]
    paid = [fee for fee in fees if fee is not None]
    whole = sum(paid) if replaced and len(paid) == len(fees) else None
    spends_from = {coin[:32] for coin in coins_of(tx)} & waiting
    others = index.unshown - {*replaced, tx.txid}
    return Relatives(_named(replaced), whole, _named(spends_from), _named(others))


def _named(txids: Collection[bytes]) -> tuple[str, ...]:
    return tuple(sorted(map(name, txids)))
