"""What this wallet has sent, known whatever a server shows: its silence neither undoes a payment nor frees the coins.

    sent/ TXID   the raw transaction, until it or another of the same coins is DEEP in the chain

The other entries of the store are what the server says. These are laid over them when they are loaded, in memory only,
so it can be told which of our payments the server does not show.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import bdkpython as bdk

from core.chain import queries
from core.chain.bdk_changeset import Changes, seen_until
from core.chain.rows import Relatives
from core.errors import BadInput, InputKind

SENT = b"sent/"
DEEP = 100  # confirmations after which no reorganisation is feared

Entries = Mapping[bytes, bytes]
Spent = tuple[str, int]  # txid and number


def laid_over(wallet: Any, kept: Entries, seen: Entries) -> frozenset[str]:
    """Make `wallet` know what we sent and the server does not show; the ids of what counts again by that.

    `seen`: all entries of the store. What was replaced since, by a transaction that is shown, does not come back.
    """
    shown = _ids(wallet)
    missing = [tx for tx in _sent(kept) if str(tx.compute_txid()) not in shown]
    if not missing:
        return frozenset()
    again = [bdk.UnconfirmedTx(tx=tx, last_seen=seen_until(seen, tx.compute_txid()) + 1) for tx in missing]
    wallet.apply_unconfirmed_txs(again)
    wallet.take_staged()
    return frozenset(str(tx.compute_txid()) for tx in missing) & _ids(wallet)


def entries(tx: Any, kept: Entries) -> Changes:
    """What to keep of a transaction that was just sent; what it replaces is not ours to insist on any more."""
    coins = spends(tx)
    gone: Changes = {SENT + old.compute_txid().serialize(): None for old in _sent(kept) if coins & spends(old)}
    return {**gone, SENT + tx.compute_txid().serialize(): tx.serialize()}


def settled(wallet: Any, kept: Entries) -> Changes:
    """Forget those that are DEEP in the chain, or whose coins are spent there by another."""
    if not any(key.startswith(SENT) for key in kept):
        return {}
    tip = int(wallet.latest_checkpoint().height)
    deep: set[Spent] = set()
    for found in wallet.transactions():
        position = found.chain_position
        if position.is_confirmed() and tip - position.confirmation_block_time.block_id.height >= DEEP:
            deep |= spends(found.transaction)
    return {SENT + tx.compute_txid().serialize(): None for tx in _sent(kept) if deep & spends(tx)}


def trusted(wallet: Any, kept: Entries) -> frozenset[str]:
    """Transactions in no block that nobody but we can undo: sent by us, all their inputs ours, and as trusted."""
    waiting = {
        str(found.transaction.compute_txid())
        for found in wallet.transactions()
        if not found.chain_position.is_confirmed()
    }
    ours = {name: tx for tx in _sent(kept) if (name := str(tx.compute_txid())) in waiting and _all_ours(wallet, tx)}
    while doubtful := {
        name for name, tx in ours.items() if any(before in waiting and before not in ours for before, _ in spends(tx))
    }:
        ours = {name: tx for name, tx in ours.items() if name not in doubtful}
    return frozenset(ours)


def _all_ours(wallet: Any, tx: Any) -> bool:
    for part in tx.input():
        before = wallet.get_tx(part.previous_output.txid)
        if before is None:
            return False
        if not wallet.is_mine(before.transaction.output()[part.previous_output.vout].script_pubkey):
            return False
    return True


def raw(kept: Entries, txid: str) -> bytes:
    """One that was sent. Raises BadInput."""
    for tx in _sent(kept):
        if str(tx.compute_txid()) == txid:
            return bytes(tx.serialize())
    raise BadInput(f"this wallet has sent no transaction {txid}; see its history", InputKind.TXID)


def must_not_conflict(wallet: Any, tx: Any, replaces: Collection[str]) -> None:
    """BadInput (kind "conflict") if another payment of ours that waits spends a coin of `tx`, unless `tx` was made to
    replace it."""
    for name in conflicts(wallet, tx) - set(replaces):
        raise BadInput(
            f"another payment of this wallet, {name}, was sent from the same coins, and this one would take its "
            "place; give this one up, or raise the fee of the other",
            InputKind.CONFLICT,
        )


def conflicts(wallet: Any, tx: Any) -> set[str]:
    """The ids of payments that wait and spend a coin of `tx`, itself aside."""
    coins, own = spends(tx), str(tx.compute_txid())
    waiting = (one for one in wallet.transactions() if not one.chain_position.is_confirmed())
    found = {str(one.transaction.compute_txid()) for one in waiting if coins & spends(one.transaction)}
    return found - {own}


def relatives(wallet: Any, tx: Any, unshown: Collection[str] = frozenset()) -> Relatives:
    """What `tx`, which is not sent yet, would replace of what waits, and what of it it spends from. `unshown`: what we
    sent and the server does not show."""
    waiting = {str(one.transaction.compute_txid()) for one in wallet.transactions() if not _in_block(one)}
    replaced = sorted(conflicts(wallet, tx))
    fees = [queries.fee(wallet, queries.known(wallet, name).tx) for name in replaced]
    paid = [fee for fee in fees if fee is not None]
    whole = sum(paid) if replaced and len(paid) == len(fees) else None
    spends_from = sorted({before for before, _ in spends(tx)} & waiting)
    others = sorted(set(unshown) - {*replaced, str(tx.compute_txid())})
    return Relatives(tuple(replaced), whole, tuple(spends_from), tuple(others))


def _in_block(found: Any) -> bool:
    return bool(found.chain_position.is_confirmed())


def spends(tx: Any) -> set[Spent]:
    """The coins that a transaction of BDK spends."""
    return {(str(part.previous_output.txid), int(part.previous_output.vout)) for part in tx.input()}


def _sent(kept: Entries) -> Iterator[Any]:
    return (bdk.Transaction(value) for key, value in kept.items() if key.startswith(SENT))


def _ids(wallet: Any) -> set[str]:
    return {str(found.transaction.compute_txid()) for found in wallet.transactions()}
