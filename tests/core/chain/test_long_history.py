"""A history of many transactions: what is in hand at once, what is asked for twice, and what a sync leaves that was
ended. The server is the practice network's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from core.bitcoin.tx import OutPoint, Transaction, TxIn, TxOut
from core.chain import in_hand, scan
from core.chain.subscriptions import name_of
from core.chain.watch_only import WatchOnlyWallet
from core.errors import LinkError, LinkKind
from tests.core.chain.conftest import MemoryStore
from tests.support.long_chain import LongChain, Serving, serving
from tests.support.lying_server import LyingServer
from tests.support.whole_key import WholeKey

PAYMENTS, SLICE = 240, 40
TX, PROOF = "blockchain.transaction.get", "blockchain.transaction.get_merkle"
HISTORY, STATUS = "blockchain.scripthash.get_history", "blockchain.scripthash.subscribe"
KEY = WholeKey("long history")


class Wallet:
    """A watch of KEY on its store, and what a server was asked for."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.watch = self.again()

    def again(self) -> WatchOnlyWallet:
        """As after a restart, or a kill."""
        self.watch = WatchOnlyWallet(*KEY.descriptors, KEY.network, self.store)
        return self.watch

    def sync(self, server: LyingServer) -> Counter[str]:
        before = len(server.asked)
        self.watch.sync(server.url)
        return Counter(server.asked[before:])


@pytest.fixture(scope="module", params=[1, 30], ids=["one busy address", "many addresses"])
def chain(request: pytest.FixtureRequest) -> Iterator[Serving]:
    with serving(LongChain(KEY, PAYMENTS, request.param)) as server:
        yield server


@pytest.fixture
def short_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "SLICE", SLICE)


def fees_of_others(wallet: Wallet) -> int:
    """What is asked for beyond our own transactions: what our receipts spend. Nobody has it."""
    return len([row for row in wallet.watch.history() if row.fee is None])


def test_each_transaction_and_its_proof_is_asked_for_once(chain: Serving) -> None:
    wallet = Wallet()
    with LyingServer(chain.port) as server:
        asked = wallet.sync(server)
        assert len(wallet.watch.history()) == PAYMENTS
        assert asked[PROOF] == PAYMENTS
        assert asked[TX] == PAYMENTS + fees_of_others(wallet)
        again = wallet.sync(server)
        assert (again[PROOF], again[HISTORY]) == (0, 0)
        assert again[STATUS] == asked[STATUS]
        wallet.again()
        assert wallet.sync(server)[HISTORY] == 0
    assert wallet.watch.balance().confirmed == PAYMENTS // 2 * 3_000


@pytest.mark.parametrize("restarted", [False, True])
def test_a_sync_that_was_ended_goes_on_where_it_was(chain: Serving, restarted: bool, short_slices: None) -> None:
    """Nothing of it counts until the whole is read: the coins that are spent later in the chain would."""
    wallet, left = Wallet(), [PAYMENTS // 2]

    def hang_up(method: str, _params: list[Any], true: Any) -> Any:
        if method == PROOF:
            left[0] -= 1
            if left[0] == 0:
                raise OSError
        return true

    with LyingServer(chain.port, hang_up) as server:
        with pytest.raises(LinkError):
            wallet.sync(server)
        for watch in (wallet.watch, wallet.again() if restarted else wallet.watch):
            assert (watch.balance().total, len(watch.history()), len(watch.coins())) == (0, 0, 0)
        asked = wallet.sync(server)
    assert len(wallet.watch.history()) == PAYMENTS
    assert asked[PROOF] <= PAYMENTS // 2 + 2 * SLICE
    assert asked[TX] - fees_of_others(wallet) <= PAYMENTS // 2 + 2 * SLICE
    assert not [key for key in wallet.store.kept if key.startswith(b"proof/")]


def test_a_large_history_goes_to_the_store_in_slices(chain: Serving, short_slices: None) -> None:
    wallet = Wallet()
    with LyingServer(chain.port) as server:
        wallet.sync(server)
        whole = dict(wallet.store.kept)
        assert wallet.store.saves >= PAYMENTS // (2 * SLICE)
    other = Wallet()
    other.watch.sync(chain.url)
    assert other.watch.history() == wallet.watch.history()
    assert {**other.store.kept, b"server": whole[b"server"]} == whole


def test_what_a_sync_left_counts_only_in_a_block_that_is_still_there(chain: Serving, short_slices: None) -> None:
    """A proof of a slice names its block; the next server must show that block, or prove the payment again."""
    wallet, left = Wallet(), [PAYMENTS // 2]

    def hang_up(method: str, _params: list[Any], true: Any) -> Any:
        left[0] -= method == PROOF
        if left[0] == 0:
            raise OSError
        return true

    with LyingServer(chain.port, hang_up) as server, pytest.raises(LinkError):
        wallet.sync(server)
    proofs = [key for key in wallet.store.kept if key.startswith(b"proof/")]
    assert proofs
    wallet.store.save({key: b"\x09" * 32 + wallet.store.kept[key][32:] for key in proofs})
    wallet.again()
    with LyingServer(chain.port) as server:
        assert wallet.sync(server)[PROOF] == PAYMENTS
    assert all(row.height for row in wallet.watch.history())
    assert b"\x09" * 32 not in {key[-32:] for key in wallet.store.kept}


def test_a_sync_that_was_ended_leaves_only_what_is_in_a_block(chain: Serving, short_slices: None) -> None:
    """A server can invent the rest, or other signatures for it, and the next server is not asked for what is there."""
    wallet, left = Wallet(), [PAYMENTS - 10]

    def unconfirmed(method: str, _params: list[Any], true: Any) -> Any:
        left[0] -= method == TX
        if left[0] == 0:
            raise OSError
        return [{**entry, "height": 0} for entry in true] if method == HISTORY else true

    with LyingServer(chain.port, unconfirmed) as server, pytest.raises(LinkError):
        wallet.sync(server)
    assert not [key for key in wallet.store.kept if key.startswith(b"tx/")]


class Elsewhere(LyingServer):
    """For each address that it is asked about it shows the history of another wallet."""

    def put(self, asked: dict[str, Any]) -> dict[str, Any]:
        other = name_of(KEY.table.script(0, 0))
        return {**asked, "params": [other]} if asked["method"] in (HISTORY, STATUS) else asked


def test_transactions_without_end_do_not_fill_the_disk(
    chain: Serving, short_slices: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Attack: the blocks of others are full of large transactions, and each try would leave more of them."""
    other, store = WholeKey("another wallet"), MemoryStore()
    monkeypatch.setattr(in_hand, "MAX_BYTES", 1_000)
    with Elsewhere(chain.port) as server:
        for _ in range(3):
            with pytest.raises(LinkError) as refused:
                WatchOnlyWallet(*other.descriptors, other.network, store).sync(server.url)
            assert refused.value.kind is LinkKind.SERVER_FLOOD
            assert not store.kept


def test_a_history_is_read_that_is_larger_than_what_is_in_hand_at_once(
    chain: Serving, short_slices: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was given up at 512 MiB, and begun again at 1 GiB, for ever."""
    wallet = Wallet()
    wallet.watch.sync(chain.url)
    raws = [raw for name, raw in wallet.store.kept.items() if name.startswith(b"tx/")]
    other = Wallet()
    monkeypatch.setattr(in_hand, "MAX_BYTES", sum(map(len, raws)) // 2)
    other.watch.sync(chain.url)
    assert other.watch.history() == wallet.watch.history()


def test_invented_receipts_do_not_stay_for_ever(chain: Serving) -> None:
    """Attack: each sync brings others, which cost nothing, until the wallet opens no more."""
    wallet = Wallet()
    part = TxIn(OutPoint(b"\x05" * 32, 0), b"", 0xFFFFFFFD)
    lie = Transaction(2, (part,), (TxOut(5_000, KEY.table.script(0, 0)),), 0)
    wallet.store.save({b"tx/" + lie.txid: lie.serialize(), b"last/" + lie.txid: (1_600_000_000).to_bytes(8, "big")})
    wallet.again().sync(chain.url)
    assert lie.txid[::-1].hex() not in {row.txid for row in wallet.watch.history()}
    wallet.again().sync(chain.url)
    assert not [key for key in wallet.store.kept if lie.txid in key]
    assert len(wallet.watch.history()) == PAYMENTS


def test_what_waits_is_not_more_than_a_mempool_holds_for_anybody(
    chain: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "MAX_WAITING", 20_000)

    def unconfirmed(method: str, _params: list[Any], true: Any) -> Any:
        return [{**entry, "height": 0} for entry in true] if method == HISTORY else true

    wallet = Wallet()
    with LyingServer(chain.port, unconfirmed) as server, pytest.raises(LinkError) as refused:
        wallet.watch.sync(server.url)
    assert refused.value.kind is LinkKind.SERVER_FLOOD
    wallet.watch.sync(chain.url)
    assert len(wallet.watch.history()) == PAYMENTS
