"""BDK's knowledge of the chain as entries of a store, one for each fact, so that a sync writes only what is new.

BDK hands out what changed as a ChangeSet and starts from the sum of all of them. Its own SQLite form would lie on the
disk in plain text; these entries go through the sealed Store instead.

    tx/ TXID                 the raw transaction
    prev/ TXID INDEX         amount, script: what a transaction of others spends, out of the transaction of that id
    in/ TXID BLOCK           height, time: where it is confirmed
    first/ last/ gone/ TXID  when it was first and last seen unconfirmed, and last missed
    block/ HEIGHT            hash: what BDK compares to find a reorganisation
    next/ BRANCH             the last index that was shown

What BDK is not told, for the next sync (scan.py):

    proof/ TXID              block, height, time: what a sync that did not end has proved; counts for nothing yet
    status/ SCRIPT           what Electrum calls so, of the history that was read; its highest block; how it was paid
    lack/ TXID               what it spends of others is not known

Stores of before have out/ entries instead of prev/: outputs as a server told them, compared with no id (D8). They are
never read, and the next sync deletes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import bdkpython as bdk

from core.bitcoin.tx import parse_output
from core.chain.kept import Changes, KeptEntries

REVEALED = b"next/"
TX, UNPROVEN = b"tx/", b"out/"
OUT, IN, BLOCK = b"prev/", b"in/", b"block/"
FIRST, LAST, GONE = b"first/", b"last/", b"gone/"
PROOF, STATUS, LACK, SENT = b"proof/", b"status/", b"lack/", b"sent/"
FACTS = (TX, IN, FIRST, LAST, GONE, PROOF, LACK)  # about one transaction
PLACES = (IN, LAST)  # what makes it count
CHAIN = (*FACTS, OUT, UNPROVEN, BLOCK, STATUS)  # what a fresh start forgets

LOOKAHEAD = 25  # addresses beyond those shown that BDK recognises
NETWORKS = {
    "practice": bdk.Network.REGTEST,
    "regtest": bdk.Network.REGTEST,
    "testnet4": bdk.Network.TESTNET4,
    "signet": bdk.Network.SIGNET,
    "bitcoin": bdk.Network.BITCOIN,
}

Entries = Mapping[bytes, bytes]


class Loaded(bdk.Persistence):  # type: ignore[misc]
    """Hands BDK what was kept. It is told never to write: what changes is asked for and put into the Store."""

    def __init__(self, found: Any) -> None:
        self._found = found

    def initialize(self) -> Any:
        """What BDK asks for once."""
        return self._found


def grown(kept: KeptEntries, changes: Changes) -> Changes:
    """Those of the changes that would let shrink what only grows, as they do not: `kept` may have grown since they were
    begun."""
    found = ((name, value) for name, value in changes.items() if value and name.startswith((REVEALED, LAST)))
    return {name: max(kept.get(name) or b"", value) for name, value in found}


def changeset(kept: Entries, descriptors: tuple[Any, Any], network: Any, genesis: bytes) -> Any:
    """All entries -> the ChangeSet that BDK loads; with none, a wallet that knows the `genesis` block and no more."""
    blocks = {0: genesis} | {number(height): block for height, block in under(BLOCK, kept)}
    chain = [bdk.ChainChange(height=h, hash=bdk.BlockHash.from_bytes(blocks[h])) for h in sorted(blocks)]
    placed = {key[:32] for place in PLACES for key, _ in under(place, kept)}  # others are of a sync that did not end
    graph = bdk.TxGraphChangeSet(
        txs=[bdk.Transaction(value) for txid, value in under(TX, kept) if txid in placed],
        txouts=dict(_output(key, value) for key, value in under(OUT, kept)),
        anchors=[_anchor(key, value) for key, value in under(IN, kept)],
        first_seen=_times(FIRST, kept),
        last_seen=_times(LAST, kept),
        last_evicted=_times(GONE, kept),
    )
    revealed = {descriptors[key[0]].descriptor_id(): number(value) for key, value in under(REVEALED, kept)}
    return bdk.ChangeSet.from_aggregate(
        *descriptors,
        network,
        bdk.LocalChainChangeSet(changes=chain),
        graph,
        bdk.IndexerChangeSet(last_revealed=revealed),
    )


def built(entries: Entries, descriptors: tuple[Any, Any], network: str, genesis: bytes) -> Any:
    """BDK's wallet from what is kept."""
    found = changeset(entries, descriptors, NETWORKS[network], genesis)
    return bdk.Wallet.load(*descriptors, bdk.Persister.custom(Loaded(found)), LOOKAHEAD)


def under(prefix: bytes, kept: Entries) -> Iterable[tuple[bytes, bytes]]:
    """The entries whose names begin with this, by the rest of the name."""
    return ((key[len(prefix) :], value) for key, value in kept.items() if key.startswith(prefix))


def _output(key: bytes, value: bytes) -> tuple[Any, Any]:
    output = parse_output(value, "an output that was kept")
    outpoint = bdk.OutPoint(txid=bdk.Txid.from_bytes(key[:32]), vout=number(key[32:]))
    kept = bdk.TxOut(value=bdk.Amount.from_sat(output.amount), script_pubkey=bdk.Script(output.script))
    return bdk.HashableOutPoint(outpoint), kept


def _anchor(key: bytes, value: bytes) -> Any:
    block = bdk.BlockId(height=number(value[:4]), hash=bdk.BlockHash.from_bytes(key[32:]))
    time = bdk.ConfirmationBlockTime(block_id=block, confirmation_time=number(value[4:]))
    return bdk.Anchor(confirmation_block_time=time, txid=bdk.Txid.from_bytes(key[:32]))


def _times(prefix: bytes, kept: Entries) -> dict[Any, int]:
    return {bdk.Txid.from_bytes(key): number(value) for key, value in under(prefix, kept)}


def u32(n: int) -> bytes:
    """Four bytes."""
    return n.to_bytes(4, "big")


def u64(n: int) -> bytes:
    """Eight bytes."""
    return n.to_bytes(8, "big")


def number(data: bytes) -> int:
    """Back from either."""
    return int.from_bytes(data, "big")
