"""What payments of others to us have spent: asked for by the way, for their fee alone, and it may be missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from core.bitcoin.tx import OutPoint, Transaction, TxOut
from core.chain.bdk_changeset import LACK, OUT, u32
from core.chain.electrum_client import ElectrumClient
from core.chain.kept import Changes, KeptEntries


def foreign_coins(
    line: ElectrumClient, kept: KeptEntries, looked: Iterable[Transaction], counts: Callable[[bytes], bool]
) -> Changes:
    """Of these transactions, out of the transactions of others whose ids these coins name; and which of them still lack
    some. `counts`: is a transaction of this id known anyway?"""
    changes: Changes = {}
    wanted: dict[bytes, list[tuple[bytes, OutPoint]]] = {}
    for tx in looked:
        changes[LACK + tx.txid] = None
        for spent in (part.outpoint for part in tx.inputs):
            if not counts(spent.txid) and _name(spent) not in kept and any(spent.txid):
                wanted.setdefault(spent.txid, []).append((tx.txid, spent))
    for found in line.transactions(list(wanted), optional=True):
        for _, spent in wanted.pop(found.txid):
            if spent.index < len(found.outputs):
                output = found.outputs[spent.index]
                changes[_name(spent)] = bytes(TxOut(output.amount, output.script))
    return changes | {LACK + txid: b"" for users in wanted.values() for txid, _ in users}


def _name(outpoint: OutPoint) -> bytes:
    return OUT + outpoint.txid + u32(outpoint.index)
