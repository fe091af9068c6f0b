"""Which transactions are payments of this wallet: those whose every own coin is spent with a signature of its key.

A server can put any outputs beside our inputs; it cannot sign them. What spends coins of ours without that, and is in
no block, nobody but the server has made: it is not kept, and nothing is built on it (D8).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import bdkpython as bdk

from core.bitcoin.sighash import Sighashes
from core.bitcoin.tx import OutPoint, Transaction, TxOut
from core.bitcoin.witness import is_signed
from core.chain.bdk_changeset import BLOCK, FACTS, GONE, IN, PLACES, STATUS, TX, Changes, Entries, under
from core.errors import BadInput

Coin = Callable[[OutPoint], TxOut | None]  # a coin of ours by its place; None: it is not ours


def read(wallet: Any, found: Any) -> tuple[Transaction, Coin]:
    """A transaction of BDK, and the coins of ours: in whole transactions that its wallet takes for real."""

    def find(outpoint: OutPoint) -> TxOut | None:
        before = wallet.get_tx(bdk.Txid.from_bytes(outpoint.txid))
        return _own(wallet, Transaction.parse(before.transaction.serialize()), outpoint.index) if before else None

    return Transaction.parse(found.serialize()), find


def spends(tx: Transaction, coin: Coin) -> bool:
    """Whether it spends a coin of ours."""
    return any(coin(part.outpoint) for part in tx.inputs)


def is_ours(tx: Transaction, coin: Coin) -> bool:
    """Whether it spends coins of ours, all of them with our signature. That covers whom it pays."""
    own = {i: found for i, part in enumerate(tx.inputs) if (found := coin(part.outpoint))}
    sighashes = Sighashes(tx, [own[i].amount if i in own else 0 for i in range(len(tx.inputs))])
    return bool(own) and all(is_signed(tx.inputs[i], i, spent, sighashes) for i, spent in own.items())


def invented(wallet: Any, entries: Entries) -> list[bytes]:
    """Transactions of a store, in no block of it, that spend coins of ours without our signature, and all that
    spends from those. Ids, as they are hashed."""
    known = {key[len(TX) :]: value for key, value in entries.items() if key.startswith(TX)}
    confirmed = {txid for txid, place in ((key[:32], (key[32:], data[:4])) for key, data in under(IN, entries))
                 if entries.get(BLOCK + place[1]) == place[0]}  # fmt: skip
    read = {txid: _read(data) for txid, data in known.items() if txid not in confirmed}

    def coin(outpoint: OutPoint) -> TxOut | None:
        before = _read(known[outpoint.txid]) if outpoint.txid in known else None
        return _own(wallet, before, outpoint.index) if before else None

    false = {txid for txid, tx in read.items() if tx is None or (spends(tx, coin) and not is_ours(tx, coin))}
    while more := {txid for txid, tx in read.items() if txid not in false and tx and _after(tx, false)}:
        false |= more
    return sorted(false)


def unfit(entries: Iterable[bytes]) -> set[bytes]:
    """Ids of transactions that are said to be nowhere, and ids that are said to be somewhere and have no transaction.

    They come of a sync that did not end, or of a block that is gone; the latter, in stores of before, of a server that
    answered an id with another transaction.
    """
    by_fact = {fact: {key[len(fact) :][:32] for key in entries if key.startswith(fact)} for fact in (TX, *PLACES)}
    return by_fact[TX] ^ set().union(*(by_fact[place] for place in PLACES))


def heeded(changes: Changes) -> Changes:
    """What a server that invents payments of ours is believed: nothing about those that it does not show."""
    return {key: data for key, data in changes.items() if data is None or not key.startswith((GONE, STATUS))}


def forgotten(txids: Iterable[bytes], entries: Mapping[bytes, object]) -> Changes:
    """What takes every fact about these out of a store."""
    ids = set(txids)
    return {key: None for key in entries for fact in FACTS if key.startswith(fact) and key[len(fact) :][:32] in ids}


def _after(tx: Transaction, before: set[bytes]) -> bool:
    return any(part.outpoint.txid in before for part in tx.inputs)


def _own(wallet: Any, before: Transaction, index: int) -> TxOut | None:
    if index >= len(before.outputs):
        return None
    found = before.outputs[index]
    return found if wallet.is_mine(bdk.Script(found.script)) else None


def _read(data: bytes) -> Transaction | None:
    try:
        return Transaction.parse(data)
    except BadInput:
        return None
