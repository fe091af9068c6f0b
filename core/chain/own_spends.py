"""Which transactions are payments of this wallet: those whose every own coin is spent with a signature of its key.

A server can put any outputs beside our inputs; it cannot sign them. What spends coins of ours without that, and is in
no block, nobody but the server has made: it is not kept, and nothing is built on it (D8).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from core.bitcoin.account import TR, account_of
from core.bitcoin.sighash import Sighashes
from core.bitcoin.taproot_sighash import TaprootSighashes
from core.bitcoin.tx import OutPoint, Transaction, TxOut
from core.bitcoin.witness import is_signed, is_signed_by_key_path
from core.chain.bdk_changeset import FACTS, GONE, IN, STATUS, TX, u32
from core.chain.chain_index import ChainIndex
from core.chain.kept import Changes, KeptEntries

Finder = Callable[[OutPoint], TxOut | None]  # a coin of ours by its place; None: it is not ours


def finder(index: ChainIndex, *, counting: bool = True) -> Finder:
    """The coins of ours, in transactions that count or, else, in all that are known."""

    def find(outpoint: OutPoint) -> TxOut | None:
        return index.own_output(outpoint.txid + u32(outpoint.index), counting=counting)

    return find


def spends(tx: Transaction, coin: Finder) -> bool:
    """Whether it spends a coin of ours."""
    return any(coin(part.outpoint) for part in tx.inputs)


def is_ours(tx: Transaction, coin: Finder) -> bool:
    """Whether it spends coins of ours, all of them with our signature. That covers whom it pays."""
    own = {i: found for i, part in enumerate(tx.inputs) if (found := coin(part.outpoint))}
    if any(account_of(spent.script) is TR for spent in own.values()):
        if len(own) < len(tx.inputs):
            return False  # what the others spend is signed too, and unknown here: a block decides
        taproot = TaprootSighashes(tx, list(own.values()))
        return all(is_signed_by_key_path(tx.inputs[i], i, spent, taproot) for i, spent in own.items())
    sighashes = Sighashes(tx, [own[i].amount if i in own else 0 for i in range(len(tx.inputs))])
    return bool(own) and all(is_signed(tx.inputs[i], i, spent, sighashes) for i, spent in own.items())


def invented(index: ChainIndex, kept: KeptEntries) -> list[bytes]:
    """Transactions of a store, in no block of it, that spend coins of ours without our signature, and all that
    spends from those. Ids, as they are hashed."""
    read = {txid: Transaction.parse(index.raw(txid)) for txid in index.in_no_block() if TX + txid in kept}
    coin = finder(index, counting=False)
    false = {txid for txid, tx in read.items() if spends(tx, coin) and not is_ours(tx, coin)}
    while more := {txid for txid, tx in read.items() if txid not in false and _after(tx, false)}:
        false |= more
    return sorted(false)


def heeded(changes: Changes) -> Changes:
    """Of what a sync says, what a server that invents payments of ours is not believed: about those that it does not
    show."""
    return {name: data for name, data in changes.items() if data is not None and name.startswith((GONE, STATUS))}


def forgotten(txids: Iterable[bytes], kept: KeptEntries) -> Changes:
    """What takes every fact about these out of a store."""
    ids = set(txids)
    if not ids:
        return {}
    names = (fact + txid for fact in FACTS if fact != IN for txid in ids)
    return dict.fromkeys(name for name in names if name in kept) | dict.fromkeys(
        IN + rest for rest in kept.of(IN) if rest[:32] in ids
    )


def _after(tx: Transaction, before: set[bytes]) -> bool:
    return any(part.outpoint.txid in before for part in tx.inputs)
