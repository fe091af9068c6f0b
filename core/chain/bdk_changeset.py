"""BDK's knowledge of the chain as entries of a store, one for each fact, so that a sync writes only what is new.

BDK hands out what changed as a ChangeSet and starts from the sum of all of them. Its own SQLite form would lie on the
disk in plain text; these entries go through the sealed Store instead.

    tx/ TXID                 the raw transaction
    prev/ TXID INDEX         amount, script: what a transaction of others spends, out of the transaction of that id
    in/ TXID BLOCK           height, time: where it is confirmed
    first/ last/ gone/ TXID  when it was first and last seen unconfirmed, and last missed
    block/ HEIGHT            hash: what BDK compares to find a reorganisation
    next/ BRANCH             the last index that was shown

Stores of before have out/ entries instead of prev/: outputs as a server told them, compared with no id (D8). They are
never read, and the next sync deletes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import bdkpython as bdk

from core.bitcoin.tx import TxOut, parse_output

REVEALED = b"next/"
TX, UNPROVEN = b"tx/", b"out/"
_OUT, _IN, _BLOCK = b"prev/", b"in/", b"block/"
_FIRST, _LAST, GONE = b"first/", b"last/", b"gone/"
FACTS = (TX, _IN, _FIRST, _LAST, GONE)  # about one transaction
PLACES = (_IN, _LAST)  # what makes it count
CHAIN = (*FACTS, _OUT, UNPROVEN, _BLOCK)  # what a fresh start forgets

Entries = Mapping[bytes, bytes]
Changes = dict[bytes, bytes | None]


class Loaded(bdk.Persistence):  # type: ignore[misc]
    """Hands BDK what was kept. It is told never to write: what changes is asked for and put into the Store."""

    def __init__(self, found: Any) -> None:
        self._found = found

    def initialize(self) -> Any:
        """What BDK asks for once."""
        return self._found


def changes_of(found: Any, descriptors: tuple[Any, Any]) -> Changes:
    """A ChangeSet of BDK -> what to save. `descriptors`: external and internal, BDK's."""
    graph = found.tx_graph_changeset()
    changes: Changes = {}
    for tx in graph.txs:
        changes[TX + tx.compute_txid().serialize()] = tx.serialize()
    for key, output in graph.txouts.items():
        outpoint = key.outpoint()
        kept = TxOut(output.value.to_sat(), output.script_pubkey.to_bytes())
        changes[_OUT + outpoint.txid.serialize() + _u32(outpoint.vout)] = bytes(kept)
    for anchor in graph.anchors:
        block = anchor.confirmation_block_time
        at = anchor.txid.serialize() + block.block_id.hash.serialize()
        changes[_IN + at] = _u32(block.block_id.height) + _u64(block.confirmation_time)
    for prefix, times in ((_FIRST, graph.first_seen), (_LAST, graph.last_seen), (GONE, graph.last_evicted)):
        for txid, time in times.items():
            changes[prefix + txid.serialize()] = _u64(time)
    for change in found.localchain_changeset().changes:
        changes[_BLOCK + _u32(change.height)] = change.hash.serialize() if change.hash else None
    branches = {descriptor.descriptor_id().serialize(): branch for branch, descriptor in enumerate(descriptors)}
    for identity, index in found.indexer_changeset().last_revealed.items():
        changes[REVEALED + bytes([branches[identity.serialize()]])] = _u32(index)
    return changes


def merged(kept: Entries, changes: Changes) -> Changes:
    """The changes, but what only grows does not shrink: `kept` may have grown since they were begun."""
    return {
        key: max(kept.get(key, b""), value) if value is not None and key.startswith((REVEALED, _LAST)) else value
        for key, value in changes.items()
    }


def seen_until(kept: Entries, txid: Any) -> int:
    """The last moment at which anything was heard of a transaction that waits; 0 for never."""
    return max(_int(kept.get(prefix + txid.serialize(), b"")) for prefix in (_LAST, GONE))


def changeset(kept: Entries, descriptors: tuple[Any, Any], network: Any, genesis: bytes) -> Any:
    """All entries -> the ChangeSet that BDK loads; with none, a wallet that knows the `genesis` block and no more."""
    blocks = {0: genesis} | {_int(key): value for key, value in _under(_BLOCK, kept)}
    chain = [bdk.ChainChange(height=h, hash=bdk.BlockHash.from_bytes(blocks[h])) for h in sorted(blocks)]
    graph = bdk.TxGraphChangeSet(
        txs=[bdk.Transaction(value) for _, value in _under(TX, kept)],
        txouts=dict(_output(key, value) for key, value in _under(_OUT, kept)),
        anchors=[_anchor(key, value) for key, value in _under(_IN, kept)],
        first_seen=_times(_FIRST, kept),
        last_seen=_times(_LAST, kept),
        last_evicted=_times(GONE, kept),
    )
    revealed = {descriptors[key[0]].descriptor_id(): _int(value) for key, value in _under(REVEALED, kept)}
    return bdk.ChangeSet.from_aggregate(
        *descriptors,
        network,
        bdk.LocalChainChangeSet(changes=chain),
        graph,
        bdk.IndexerChangeSet(last_revealed=revealed),
    )


def _under(prefix: bytes, kept: Entries) -> Iterable[tuple[bytes, bytes]]:
    return ((key[len(prefix) :], value) for key, value in kept.items() if key.startswith(prefix))


def _output(key: bytes, value: bytes) -> tuple[Any, Any]:
    output = parse_output(value, "an output that was kept")
    outpoint = bdk.OutPoint(txid=bdk.Txid.from_bytes(key[:32]), vout=_int(key[32:]))
    kept = bdk.TxOut(value=bdk.Amount.from_sat(output.amount), script_pubkey=bdk.Script(output.script))
    return bdk.HashableOutPoint(outpoint), kept


def _anchor(key: bytes, value: bytes) -> Any:
    block = bdk.BlockId(height=_int(value[:4]), hash=bdk.BlockHash.from_bytes(key[32:]))
    time = bdk.ConfirmationBlockTime(block_id=block, confirmation_time=_int(value[4:]))
    return bdk.Anchor(confirmation_block_time=time, txid=bdk.Txid.from_bytes(key[:32]))


def _times(prefix: bytes, kept: Entries) -> dict[Any, int]:
    return {bdk.Txid.from_bytes(key): _int(value) for key, value in _under(prefix, kept)}


def _u32(n: int) -> bytes:
    return n.to_bytes(4, "big")


def _u64(n: int) -> bytes:
    return n.to_bytes(8, "big")


def _int(data: bytes) -> int:
    return int.from_bytes(data, "big")
