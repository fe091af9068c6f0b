"""A watch on a key of its own for each test, on the real node and its real Electrum server."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import pytest

from core.bitcoin.account import WPKH, Account
from core.chain.rows import Balance
from core.chain.watch_only import WatchOnlyWallet
from tests.support.stack import Electrum, Node
from tests.support.whole_key import WholeKey


class MemoryStore:
    """A store that counts how often it was written, and keeps copies only."""

    def __init__(self, kept: Mapping[bytes, bytes] | None = None) -> None:
        self.kept = dict(kept or {})
        self.saves = 0

    def load(self) -> dict[bytes, bytes]:
        return dict(self.kept)

    def save(self, changes: Mapping[bytes, bytes | None]) -> None:
        self.saves += 1
        for key, value in changes.items():
            if value is None:
                self.kept.pop(key, None)
            else:
                self.kept[key] = value


class Watched:
    """A key, what is known of it, and the chain that pays it."""

    def __init__(self, name: str, node: Node, electrum: Electrum, account: Account = WPKH) -> None:
        self.key = WholeKey(name, account=account)
        self.node, self.electrum = node, electrum
        self.store = MemoryStore()
        self.watch = self.again()

    def again(self, clock: Callable[[], float] = time.time) -> WatchOnlyWallet:
        """The same from its store alone, as after a restart."""
        self.watch = WatchOnlyWallet(*self.key.descriptors, self.key.network, self.store, clock)
        return self.watch

    def receive(self, *amounts: int, mine: bool = True) -> list[str]:
        """Pay to fresh addresses; the ids."""
        paid = [
            str(self.node.rpc("sendtoaddress", self.watch.address(new=True), f"{amount / 1e8:.8f}"))
            for amount in amounts
        ]
        if mine:
            self.node.mine()
        self.sync()
        return paid

    def sync(self) -> Balance:
        """As soon as the server shows what the node knows; the balance."""
        self.electrum.wait()
        self.watch.sync(self.electrum.url)
        return self.watch.balance()

    def shop(self) -> str:
        return str(self.node.rpc("getnewaddress", "", "bech32"))

    def send(self, psbt: bytes) -> str:
        return self.watch.broadcast(self.key.signed(psbt))

    def allowed(self, raw: bytes) -> bool:
        return bool(self.node.rpc("testmempoolaccept", [raw.hex()])[0]["allowed"])

    def waiting(self) -> set[str]:
        """What waits in the node's mempool."""
        return set(self.node.rpc("getrawmempool"))


@pytest.fixture
def account() -> Account:
    """Of the addresses; tests choose another."""
    return WPKH


@pytest.fixture
def funded(request: pytest.FixtureRequest, node: Node, electrum: Electrum, account: Account) -> Watched:
    """Three coins in a block."""
    found = Watched(request.node.nodeid, node, electrum, account)
    found.receive(1_000_000, 200_000, 50_000)
    return found


@pytest.fixture
def fresh(request: pytest.FixtureRequest, node: Node, electrum: Electrum) -> Watched:
    """Nothing received yet."""
    return fresh_watch(request, node, electrum)


def fresh_watch(request: pytest.FixtureRequest, node: Node, electrum: Electrum) -> Watched:
    return Watched(request.node.nodeid, node, electrum)
