"""Our own payments, on a server that does not show them: the real one, with one lie laid over its answers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from core.chain import header_checks, headers
from core.chain.sent import DEEP
from core.errors import BadInput
from tests.core.chain.conftest import Watched
from tests.support.lying_server import LyingServer
from tests.support.stack import Electrum, Node, running_electrum, running_node

pytestmark = pytest.mark.slow


@contextmanager
def hiding(watched: Watched, *txids: str) -> Iterator[LyingServer]:
    """The same server, whose mempool lacks these transactions and no others."""

    def lie(method: str, _: list[Any], true: Any) -> Any:
        if method != "blockchain.scripthash.get_history" or not isinstance(true, list):
            return true
        kept = [entry for entry in true if entry["tx_hash"] not in txids or entry["height"] > 0]
        return kept if len(kept) != len(true) else true

    port = int(watched.electrum.url.rpartition(":")[2])
    with LyingServer(port, lie) as server:
        yield server


@pytest.fixture
def sender(funded: Watched, monkeypatch: pytest.MonkeyPatch) -> Watched:
    """What it sends counts as sent before the grace of a server began."""
    late, send = [0], funded.send

    def sent(psbt: bytes) -> str:
        late[0] = 120
        try:
            return send(psbt)
        finally:
            late[0] = 0

    funded.again(clock=lambda: time.time() - late[0])
    monkeypatch.setattr(funded, "send", sent)
    return funded


def coins_of(watched: Watched) -> set[str]:
    return {coin.outpoint for coin in watched.watch.coins()}


def spent_by(watched: Watched, psbt: bytes) -> set[str]:
    return {str(part.outpoint) for part in watched.key.read(psbt).inputs}


def test_what_the_server_does_not_show_stays_and_is_said(sender: Watched) -> None:
    """Cases 01: it vanished, its coins were free, and the bill was paid again from others."""
    shop = sender.shop()
    first = sender.watch.draft([(shop, 150_000)], 2)
    txid = sender.send(first)
    sent, free = sender.watch.balance(), coins_of(sender)
    with hiding(sender, txid) as server:
        for _ in range(2):
            sender.watch.sync(server.url)
            [row] = [row for row in sender.watch.history() if row.txid == txid]
            assert row.fee is not None
            assert (row.shown, row.height, row.net) == (False, None, -150_000 - row.fee)
            assert not sender.watch.transaction(txid).shown
            assert sender.watch.balance().total == sent.total
            assert coins_of(sender) == free
        again = sender.watch.draft([(shop, 150_000)], 2)
        assert not spent_by(sender, again) & spent_by(sender, first)
        assert sender.watch.relatives(sender.key.signed(again)).unshown == (txid,)
        assert sender.watch.relatives(sender.key.signed(first)).unshown == ()
        assert not sender.again().history()[0].shown
    for _ in range(60):  # BDK counts in seconds: what was missed in this one is seen in the next
        sender.sync()
        if sender.watch.history()[0].shown:
            break
        time.sleep(0.1)
    assert sender.watch.history()[0].shown
    assert sender.watch.relatives(sender.key.signed(again)).unshown == ()
    sender.node.mine()
    sender.sync()
    [row] = [row for row in sender.watch.history() if row.txid == txid]
    assert (row.shown, row.confirmations) == (True, 1)


def test_it_can_be_sent_again(sender: Watched) -> None:
    txid = sender.send(sender.watch.draft([(sender.shop(), 150_000)], 2))
    with hiding(sender, txid) as server:
        sender.watch.sync(server.url)
        assert sender.watch.send_again(txid) == txid
        assert server.asked.count("blockchain.transaction.broadcast") == 1
    with pytest.raises(BadInput, match="has sent no transaction"):
        sender.watch.send_again("00" * 32)


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Electrum]:
    """Another node, which hears of nothing by itself and passes on nothing below 3 sat/vB, and its server."""
    with running_node(0, minrelaytxfee="0.00003") as node, running_electrum(node) as found:
        yield found


def catch_up(behind: Electrum, node: Node) -> None:
    """Give it the blocks of `node`, and nothing that waits."""
    for height in range(behind.node.rpc("getblockcount") + 1, node.rpc("getblockcount") + 1):
        behind.node.rpc("submitblock", node.rpc("getblock", node.rpc("getblockhash", height), 0))
    assert behind.node.rpc("getbestblockhash") == node.rpc("getbestblockhash")
    behind.wait()


def after(watched: Watched, *txids: str) -> bytes:
    """A draft that spends the change of these."""
    change = [coin.outpoint for coin in watched.watch.coins() if coin.outpoint.startswith(txids)]
    assert len(change) == len(txids)
    return watched.watch.draft([(watched.shop(), 20_000)], 9, coins=change)


def test_what_a_server_lacks_goes_before_what_spends_from_it(sender: Watched, elsewhere: Electrum) -> None:
    """It was refused for "a coin that is gone", and the next draft spent the same coin."""
    first = sender.send(sender.watch.draft([(sender.shop(), 150_000)], 5))
    second = sender.send(after(sender, first))
    catch_up(elsewhere, sender.node)
    sender.watch.sync(elsewhere.url)
    assert [row.shown for row in sender.watch.history()[:2]] == [False, False]
    third = sender.send(after(sender, second))
    assert {first, second, third} <= {*elsewhere.node.rpc("getrawmempool")}
    assert all(row.shown for row in sender.watch.history())


def test_what_it_refuses_of_that_is_named(sender: Watched, elsewhere: Electrum) -> None:
    txid = sender.send(sender.watch.draft([(sender.shop(), 150_000)], 2))
    catch_up(elsewhere, sender.node)
    sender.watch.sync(elsewhere.url)
    with pytest.raises(BadInput, match=f"does not know {txid}, .*min relay fee not met.*; raise the fee of") as caught:
        sender.send(after(sender, txid))
    assert caught.value.kind == "rejected"
    assert not sender.watch.history()[0].shown
    raised = sender.watch.broadcast(sender.key.signed(sender.watch.bump(txid, 8, frozen=())), {txid})
    assert raised in elsewhere.node.rpc("getrawmempool")


def test_it_can_be_replaced(sender: Watched) -> None:
    first = sender.watch.draft([(sender.shop(), 150_000)], 2)
    txid = sender.send(first)
    with hiding(sender, txid) as server:
        sender.watch.sync(server.url)
        raised = sender.watch.bump(txid, 8, frozen=frozenset())
        assert spent_by(sender, raised) & spent_by(sender, first)
        assert sender.watch.relatives(sender.key.signed(raised)).unshown == ()
        again = sender.watch.broadcast(sender.key.signed(raised), {txid})
        assert again in sender.waiting()
        assert txid not in sender.waiting()
        sender.watch.sync(server.url)
        assert {row.txid for row in sender.watch.history() if not row.height} == {again}


def test_a_payment_that_another_of_ours_replaced_on_the_chain_is_gone(sender: Watched) -> None:
    """What is in a block counts, and what we insisted on does not come back."""
    txid = sender.send(sender.watch.draft([(sender.shop(), 150_000)], 2))
    raised = sender.key.signed(sender.watch.bump(txid, 8, frozen=frozenset()))
    sender.node.rpc("sendrawtransaction", raised.hex())  # another program of ours
    sender.node.mine()
    sender.sync()
    assert txid not in {row.txid for row in sender.watch.history()}


def test_it_is_insisted_on_until_it_is_deep(sender: Watched) -> None:
    txid = sender.send(sender.watch.draft([(sender.shop(), 150_000)], 2))
    sender.node.mine()
    sender.sync()
    assert any(key.startswith(b"sent/") for key in sender.store.kept)
    sender.node.mine(DEEP)
    sender.sync()
    assert not any(key.startswith(b"sent/") for key in sender.store.kept)
    assert txid in {row.txid for row in sender.watch.history()}


def test_nothing_takes_the_place_of_our_own_payment_unasked(sender: Watched) -> None:
    """Two drafts of the same coins: the second one sent replaced the first."""
    coins = [sender.watch.coins()[0].outpoint]
    first = sender.watch.draft([(sender.shop(), 150_000)], 2, coins=coins)
    second = sender.watch.draft([(sender.shop(), 150_000)], 20, coins=coins)
    txid = sender.send(first)
    with pytest.raises(BadInput, match=f"another payment of this wallet, {txid}") as caught:
        sender.watch.broadcast(sender.key.signed(second), frozenset())
    assert caught.value.kind == "conflict"
    assert sender.waiting() >= {txid}
    with hiding(sender, txid) as server:
        sender.watch.sync(server.url)
        with pytest.raises(BadInput, match="would take its place"):
            sender.watch.broadcast(sender.key.signed(second), frozenset())
    sender.sync()
    assert sender.watch.broadcast(sender.key.signed(second), {txid}) in sender.waiting()


@pytest.mark.parametrize("passing", [False, True])
def test_a_server_with_a_shorter_chain_undoes_nothing(
    sender: Watched, monkeypatch: pytest.MonkeyPatch, passing: bool
) -> None:
    """Attack: a height that is made up costs nothing. Only a network that one person can begin again is forgotten."""
    if not passing:
        monkeypatch.setattr(header_checks, "PASSING", ())
    txid = sender.send(sender.watch.draft([(sender.shop(), 150_000)], 2))
    sender.node.mine(2 * headers.DEPTH)
    sender.sync()

    def behind(method: str, _: list[Any], true: Any) -> Any:
        match method:
            case "blockchain.headers.subscribe":
                height = sender.watch.height - headers.DEPTH - 2
                return {
                    "height": height,
                    "hex": str(sender.node.rpc("getblockheader", sender.node.rpc("getblockhash", height), False)),
                }
            case "blockchain.scripthash.get_history":
                return []
        return true

    with LyingServer(sender.electrum.port, behind) as server:
        sender.watch.sync(server.url)
    assert (txid in {row.txid for row in sender.watch.history()}) is not passing
