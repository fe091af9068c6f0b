"""What BDK knows, taken apart into entries and put together again, is the same."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import bdkpython as bdk
import pytest

from core.bitcoin.tx import OutPoint, Transaction, TxIn, TxOut
from core.chain.bdk_changeset import BLOCK, FIRST, GONE, IN, LAST, OUT, REVEALED, TX, changeset, u32, u64
from core.chain.headers import RULES
from core.chain.kept import Changes
from core.chain.known_chain import GRACE
from core.chain.watch_only import WatchOnlyWallet
from core.errors import BadInput, StorageError
from tests.core.chain.conftest import MemoryStore
from tests.support.whole_key import WholeKey

KEY = WholeKey("changes")
DESCRIPTORS = tuple(bdk.Descriptor(text, bdk.NetworkKind.TEST) for text in KEY.descriptors)
external, internal = DESCRIPTORS
GENESIS = RULES["regtest"].genesis


def txid(n: int) -> bdk.Txid:
    return bdk.Txid.from_bytes(bytes([n]) * 32)


def block(n: int) -> bdk.BlockId:
    return bdk.BlockId(height=n, hash=bdk.BlockHash.from_bytes(bytes([n]) * 32))


def payment(amount: int, index: int = 0) -> Transaction:
    source = TxIn(OutPoint(bytes([amount % 256]) * 32, 1), b"", 0xFFFFFFFD, (b"witness",))
    return Transaction(2, (source,), (TxOut(amount, KEY.table.script(0, index)),), 0)


def everything() -> bdk.ChangeSet:
    anchors = [
        bdk.Anchor(
            confirmation_block_time=bdk.ConfirmationBlockTime(block_id=block(n), confirmation_time=1_700_000_000 + n),
            txid=txid(7),
        )
        for n in (1, 2)
    ]
    paid = [bdk.Transaction(payment(amount).serialize()) for amount in (1_000, 2_000)]
    output = bdk.TxOut(value=bdk.Amount.from_sat(21_000_000 * 10**8), script_pubkey=bdk.Script(b"\x51" * 300))
    graph = bdk.TxGraphChangeSet(
        txs=paid,
        txouts={bdk.HashableOutPoint(bdk.OutPoint(txid=txid(9), vout=2**32 - 1)): output},
        anchors=anchors,
        first_seen={txid(1): 2**40, txid(2): 1},
        last_seen={tx.compute_txid(): 2**40 + 1 for tx in paid},
        last_evicted={txid(3): 5},
    )
    chain = [bdk.ChainChange(height=0, hash=bdk.BlockHash.from_bytes(GENESIS))]
    chain += [bdk.ChainChange(height=n, hash=block(n).hash) for n in (1, 2, 200)]
    return bdk.ChangeSet.from_aggregate(
        external,
        internal,
        bdk.Network.REGTEST,
        bdk.LocalChainChangeSet(changes=chain),
        graph,
        bdk.IndexerChangeSet(last_revealed={external.descriptor_id(): 40, internal.descriptor_id(): 7}),
    )


def changes_of(found: bdk.ChangeSet, descriptors: tuple[bdk.Descriptor, bdk.Descriptor]) -> Changes:
    """A ChangeSet of BDK -> what to save. `descriptors`: external and internal, BDK's."""
    graph = found.tx_graph_changeset()
    changes: Changes = {}
    for tx in graph.txs:
        changes[TX + tx.compute_txid().serialize()] = tx.serialize()
    for key, output in graph.txouts.items():
        outpoint = key.outpoint()
        kept = TxOut(output.value.to_sat(), output.script_pubkey.to_bytes())
        changes[OUT + outpoint.txid.serialize() + u32(outpoint.vout)] = bytes(kept)
    for anchor in graph.anchors:
        block = anchor.confirmation_block_time
        at = anchor.txid.serialize() + block.block_id.hash.serialize()
        changes[IN + at] = u32(block.block_id.height) + u64(block.confirmation_time)
    for prefix, times in ((FIRST, graph.first_seen), (LAST, graph.last_seen), (GONE, graph.last_evicted)):
        for one, when in times.items():
            changes[prefix + one.serialize()] = u64(when)
    for change in found.localchain_changeset().changes:
        changes[BLOCK + u32(change.height)] = change.hash.serialize() if change.hash else None
    branches = {descriptor.descriptor_id().serialize(): branch for branch, descriptor in enumerate(descriptors)}
    for identity, index in found.indexer_changeset().last_revealed.items():
        changes[REVEALED + bytes([branches[identity.serialize()]])] = u32(index)
    return changes


def test_there_and_back() -> None:
    entries = changes_of(everything(), (external, internal))
    kept = {name: value for name, value in entries.items() if value is not None}
    assert len(kept) == len(entries) == 2 + 1 + 2 + 2 + 2 + 1 + 4 + 2
    back = changeset(kept, (external, internal), bdk.Network.REGTEST, GENESIS)
    for part in ("tx_graph_changeset", "localchain_changeset", "indexer_changeset"):
        assert as_text(getattr(back, part)()) == as_text(getattr(everything(), part)())
    assert changes_of(back, (external, internal)) == entries


def as_text(found: object) -> object:
    """Equal when equal, whatever the order of what has none."""
    if isinstance(found, dict):
        return sorted(str((as_text(key), as_text(value))) for key, value in found.items())
    if isinstance(found, list):
        return sorted(str(as_text(one)) for one in found)
    if isinstance(found, bdk.HashableOutPoint):
        return as_text(found.outpoint())
    if isinstance(found, bdk.Transaction):
        return found.serialize().hex()
    if isinstance(found, bdk.DescriptorId):
        return found.serialize().hex()
    if isinstance(found, bdk.Script):
        return found.to_bytes().hex()
    if isinstance(found, str | int | None):
        return str(found)
    if hasattr(found, "__dict__") and vars(found) and "_handle" not in vars(found):
        return str(sorted((name, as_text(value)) for name, value in vars(found).items()))
    return str(found)


def test_blocks_that_are_gone_are_forgotten() -> None:
    gone = bdk.LocalChainChangeSet(changes=[bdk.ChainChange(height=5, hash=None)])
    entries = changes_of(bdk.ChangeSet.from_local_chain_changes(gone), (external, internal))
    assert list(entries.values()) == [None]


def test_nothing_kept_is_a_wallet_at_the_first_block() -> None:
    back = changeset({}, (external, internal), bdk.Network.REGTEST, GENESIS)
    [first] = back.localchain_changeset().changes
    assert (first.height, first.hash.serialize()) == (0, GENESIS)


# ------------------------------------------------------------------ the watch and its store, without a server
def watch(store: MemoryStore, clock: Callable[[], float] = time.time) -> WatchOnlyWallet:
    return WatchOnlyWallet(*KEY.descriptors, "regtest", store, clock)


def test_an_address_is_kept_before_it_is_shown() -> None:
    store = MemoryStore()
    shown = watch(store).address(new=True)
    assert shown == KEY.table.address(0, 0, "regtest")
    assert store.kept == {REVEALED + b"\0": bytes(4)}
    assert watch(store).address(new=True) == KEY.table.address(0, 1, "regtest")


class FullStore(MemoryStore):
    """As long as it is full, it takes nothing."""

    full = False

    def save(self, changes: Mapping[bytes, bytes | None]) -> None:
        if self.full:
            raise StorageError("the disk is full")
        super().save(changes)


def test_what_cannot_be_kept_is_not_shown_and_not_lost() -> None:
    found = watch(store := FullStore())
    first = found.address()
    store.full = True
    for _ in range(2):
        with pytest.raises(StorageError, match="full"):
            found.address(new=True)
    store.full = False
    later = found.address(new=True)
    assert later != first
    assert later == KEY.table.address(0, 1, "regtest")
    assert watch(store).address(new=True) == KEY.table.address(0, 2, "regtest")


def test_nothing_is_asked_before_a_server_is_known() -> None:
    found = watch(MemoryStore())
    with pytest.raises(BadInput, match="sync first"):
        found.fee_rates()
    with pytest.raises(BadInput, match="sync first"):
        found.broadcast(payment(5_000).serialize())


def test_what_was_sent_counts_as_seen_for_a_while() -> None:
    store = MemoryStore()
    found = watch(store, lambda: 1_000.0)
    found.address()
    found.note_sent(payment(5_000).serialize())
    assert found.balance().pending == 5_000
    [seen] = [value for name, value in store.kept.items() if name.startswith(b"last/")]
    assert int.from_bytes(seen, "big") == 1_000 + GRACE
    again = Transaction(2, payment(5_000).inputs, (TxOut(4_000, KEY.table.script(0, 0)),), 0)
    found.note_sent(again.serialize())
    assert found.balance().pending == 4_000
    assert watch(store).balance().pending == 4_000


def test_another_key_or_network_cannot_use_a_store_by_mistake() -> None:
    """What is kept does not fit its addresses, so nothing of it counts."""
    store = MemoryStore()
    found = watch(store)
    found.address()
    found.note_sent(payment(5_000).serialize())
    other = WatchOnlyWallet(*WholeKey("other").descriptors, "regtest", store)
    assert other.balance().total == 0
    with pytest.raises(BadInput, match="no network"):
        WatchOnlyWallet(*KEY.descriptors, "nowhere", store)
