"""A watch on the real node and its real Electrum server: receiving, balance, history, drafts, broadcast, restart."""

from __future__ import annotations

import base64
import socket
from decimal import Decimal

import pytest

from core.chain.rows import AddressRow, Balance, HistoryRow
from core.chain.watch_only import REACH, WatchOnlyWallet
from core.errors import BadInput, LinkError
from tests.core.chain.conftest import MemoryStore, Watched
from tests.support.stack import running_electrum, running_node
from tests.support.whole_key import WholeKey

pytestmark = pytest.mark.slow


def refused(kind: str) -> pytest.RaisesExc[BadInput]:
    return pytest.RaisesExc(BadInput, check=lambda error: error.kind == kind)


# ------------------------------------------------------------------ receiving
def test_a_payment_from_first_sight_to_deep_in_the_chain(fresh: Watched) -> None:
    watch, node = fresh.watch, fresh.node
    assert watch.balance() == Balance(confirmed=0, pending=0, spendable=0, total=0, height=0)
    [txid] = fresh.receive(70_000, mine=False)
    tip = node.rpc("getblockcount")
    assert watch.balance() == Balance(confirmed=0, pending=70_000, spendable=0, total=70_000, height=tip)
    [entry] = watch.history()
    assert entry == HistoryRow(
        txid=txid,
        height=None,
        time=None,
        confirmations=0,
        net=70_000,
        fee=round(-node.rpc("gettransaction", txid)["fee"] * 1e8),
    )
    [block] = node.mine()
    assert fresh.sync() == Balance(confirmed=70_000, pending=0, spendable=70_000, total=70_000, height=tip + 1)
    node.mine(2)
    fresh.sync()
    [entry] = watch.history()
    assert (entry.height, entry.confirmations) == (tip + 1, 3)
    assert entry.time == node.rpc("getblockheader", block)["time"]


def test_the_node_watching_the_same_descriptors_agrees(funded: Watched) -> None:
    node = funded.node
    node.rpc("createwallet", f"watch-{funded.key.key_id.hex()}", True, True, "", False, True)
    name = f"watch-{funded.key.key_id.hex()}"
    told = [{"desc": text, "timestamp": 0, "range": [0, 99]} for text in funded.key.descriptors]
    assert all(answer["success"] for answer in node.rpc("importdescriptors", told, wallet=name))
    assert round(node.rpc("getbalances", wallet=name)["mine"]["trusted"] * 1e8) == funded.watch.balance().confirmed
    theirs = {f"{coin['txid']}:{coin['vout']}" for coin in node.rpc("listunspent", wallet=name)}
    assert theirs == {coin.outpoint for coin in funded.watch.coins()}


def test_addresses_are_those_of_the_descriptor_and_stay_until_used(fresh: Watched) -> None:
    expected = fresh.node.rpc("deriveaddresses", fresh.key.descriptors[0], [0, 3])
    assert [fresh.watch.address(), fresh.watch.address()] == [expected[0]] * 2
    assert fresh.watch.address(new=True) == expected[1]
    assert fresh.again().address(new=True) == expected[2]
    fresh.node.rpc("sendtoaddress", expected[0], "0.001")
    fresh.sync()
    assert fresh.watch.address() == expected[1]
    assert fresh.again().address() == expected[1]


def test_no_address_beyond_the_reach_of_the_co_signer(fresh: Watched) -> None:
    addresses = [fresh.watch.address(new=True) for _ in range(REACH - 1)]
    with pytest.raises(BadInput, match="none of them used"):
        fresh.watch.address(new=True)
    fresh.node.rpc("sendtoaddress", addresses[4], "0.001")
    fresh.sync()
    for _ in range(5):
        fresh.watch.address(new=True)
    with pytest.raises(BadInput, match="none of them used"):
        fresh.watch.address(new=True)


def test_payments_to_addresses_another_program_has_shown(fresh: Watched) -> None:
    fresh.sync()
    ahead = fresh.node.rpc("deriveaddresses", fresh.key.descriptors[0], [0, 40])
    for index in (15, 30):
        fresh.node.rpc("sendtoaddress", ahead[index], "0.001")
    assert fresh.sync().total == 200_000
    assert fresh.watch.addresses()[30] == AddressRow(30, ahead[30], True, 100_000)


def test_restart_from_the_store_alone(funded: Watched) -> None:
    funded.send(funded.watch.draft([(funded.shop(), 20_000)], 2))
    before = funded.watch
    after = funded.again()
    assert after is not before
    for what in ("balance", "history", "coins", "addresses"):
        assert getattr(after, what)() == getattr(before, what)()
    assert (after.height, after.server) == (before.height, funded.electrum.url)
    assert after.balance().total > 0
    saves = funded.store.saves
    after.sync(funded.electrum.url)
    assert after.balance() == before.balance()
    assert funded.store.saves == saves + 1


# ------------------------------------------------------------------ drafts
def test_a_draft_is_whole_and_the_node_can_finish_it(funded: Watched) -> None:
    node, shop = funded.node, funded.shop()
    psbt = funded.watch.draft([(shop, 123_456)], 3)
    text = base64.b64encode(psbt).decode()
    shown, judged = node.rpc("decodepsbt", text), node.rpc("analyzepsbt", text)
    assert all("non_witness_utxo" in part for part in shown["inputs"])
    assert judged["next"] == "signer"
    paid = {output["scriptPubKey"]["address"]: round(output["value"] * 1e8) for output in shown["tx"]["vout"]}
    assert paid[shop] == 123_456
    assert funded.key.read(psbt).fee == round(shown["fee"] * 1e8)
    [verdict] = node.rpc("testmempoolaccept", [funded.key.signed(psbt).hex()])
    assert verdict["allowed"]
    assert verdict["fees"]["base"] * 1e8 / verdict["vsize"] == pytest.approx(3, abs=0.03)


def test_change_is_our_own_and_a_draft_uses_nothing_up(funded: Watched) -> None:
    drafts = [funded.watch.draft([(funded.shop(), 10_000)], 2) for _ in range(5)]
    change = {path for psbt in drafts for path in change_paths(funded.key, psbt)}
    assert change == {(84, 0, 0, 1, 0)}
    funded.send(drafts[0])
    assert change_paths(funded.key, funded.watch.draft([(funded.shop(), 10_000)], 2)) == [(84, 0, 0, 1, 1)]


def change_paths(key: WholeKey, psbt: bytes) -> list[tuple[int, ...]]:
    found = [key.table.find(output.script) for output in key.read(psbt).outputs]
    return [path for path in found if path is not None]


def test_what_was_sent_is_not_spent_again(funded: Watched) -> None:
    """Not even when the server does not show it at the next sync."""
    before = {coin.outpoint for coin in funded.watch.coins()}
    psbt = funded.watch.draft([(funded.shop(), 900_000)], 2)
    txid = funded.send(psbt)
    assert txid in funded.waiting()
    spent = {str(part.outpoint) for part in funded.key.read(psbt).inputs}
    for _ in range(3):
        assert {coin.outpoint for coin in funded.watch.coins()} & before == before - spent
        funded.watch.sync(funded.electrum.url)
    funded.node.mine()
    funded.sync()
    assert funded.watch.history()[0].txid == txid
    assert funded.watch.history()[0].confirmations == 1


def test_sending_twice_is_no_failure(funded: Watched) -> None:
    raw = funded.key.signed(funded.watch.draft([(funded.shop(), 10_000)], 2))
    txid = funded.watch.broadcast(raw)
    assert funded.watch.broadcast(raw) == txid
    funded.node.mine()
    assert funded.watch.broadcast(raw) == txid


REFUSED = [
    ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", 10_000, "network", "belongs to the network bitcoin"),
    ("tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", 10_000, "network", "testnet4"),
    ("bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt081", 10_000, "address", "not a valid address"),
    ("shop", 10_000, "address", "not"),
    ("bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080", 293, "dust", "at least 294 sat"),
    ("bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080", 0, "amount", "above 0"),
    ("bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080", -5, "amount", "above 0"),
    ("bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080", 2_100_000_000_000_001, "amount", "at most 2100000000000000 sat"),
    ("bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080", 10**16, "amount", "cannot be paid"),
    ("bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080", 1_250_000, "funds", "1250000 sat can be spent"),
    ("bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080", 10**15, "funds", "not enough funds"),
]


def test_refusals_say_what_is_wrong_and_change_nothing(funded: Watched) -> None:
    kept = dict(funded.store.kept)
    for address, amount, kind, words in REFUSED:
        with pytest.raises(BadInput, match=words) as caught:
            funded.watch.draft([(address, amount)], 2)
        assert caught.value.kind == kind, (address, amount)
    with pytest.raises(BadInput, match="nobody is paid"):
        funded.watch.draft([], 2)
    for rate in (0, Decimal("0.099"), -1, 1001, Decimal("inf")):
        with pytest.raises(BadInput, match=r"fee rate is 0\.1 to 1000"):
            funded.watch.draft([(funded.shop(), 10_000)], rate)
    assert funded.store.kept == kept


def test_a_foreign_payment_is_not_spent_before_it_is_in_a_block(funded: Watched) -> None:
    funded.receive(5_000_000, mine=False)
    with pytest.raises(BadInput, match="5000000 sat more are not in a block yet"):
        funded.watch.draft([(funded.shop(), 2_000_000)], 2)
    funded.node.mine()
    funded.sync()
    assert funded.watch.draft([(funded.shop(), 2_000_000)], 2)


def test_the_node_refuses_and_its_reason_is_told(funded: Watched) -> None:
    before, coins = funded.watch.balance(), funded.watch.coins()
    raw = bytearray(funded.key.signed(funded.watch.draft([(funded.shop(), 10_000)], 2)))
    raw[-60] ^= 1
    with pytest.raises(BadInput, match=r"refused this transaction: .*script-verify-flag-failed") as caught:
        funded.watch.broadcast(bytes(raw))
    assert caught.value.kind == "rejected"
    assert (funded.watch.balance(), funded.watch.coins()) == (before, coins)


def test_a_coin_spent_elsewhere_is_told_so(funded: Watched) -> None:
    drafts = [
        funded.watch.draft([(funded.shop(), amount)], 2, coins=[funded.watch.coins()[0].outpoint])
        for amount in (10_000, 20_000)
    ]
    funded.send(drafts[0])
    funded.node.mine()
    with pytest.raises(BadInput, match="sync and draft it again"):
        funded.send(drafts[1])


# ------------------------------------------------------------------ the chain changes
def test_reorganisation(fresh: Watched) -> None:
    node = fresh.node
    [txid] = fresh.receive(80_000)
    assert fresh.watch.balance().confirmed == 80_000
    node.rpc("invalidateblock", node.rpc("getbestblockhash"))
    for _ in range(2):
        node.rpc("generateblock", node.rpc("getnewaddress", "", "bech32"), [])
    assert fresh.sync().confirmed == 0
    assert fresh.watch.balance().pending == 80_000
    assert fresh.again().balance().pending == 80_000
    node.mine()
    assert fresh.sync().confirmed == 80_000
    assert fresh.watch.history()[0].txid == txid
    assert fresh.watch.history()[0].confirmations == 1


def test_a_chain_that_was_begun_anew(funded: Watched) -> None:
    """Here shorter than ours, and BDK alone would stay on the one that is gone."""
    shown = funded.watch.addresses()
    with running_node(101) as node, running_electrum(node) as electrum:
        assert funded.watch.sync(electrum.url) == 101
        assert funded.watch.balance().total == 0
        assert funded.watch.history() == ()
        assert [found.address for found in funded.watch.addresses()] == [found.address for found in shown]
        node.rpc("sendtoaddress", funded.watch.address(new=True), "0.003")
        node.mine()
        electrum.wait()
        funded.watch.sync(electrum.url)
        assert funded.watch.balance().confirmed == 300_000
        assert funded.again().balance().confirmed == 300_000
    assert funded.sync().confirmed == 1_250_000


def test_another_network_is_refused(fresh: Watched) -> None:
    for network in ("testnet4", "signet", "bitcoin"):
        key = WholeKey("elsewhere", network)
        store = MemoryStore()
        watch = WatchOnlyWallet(*key.descriptors, network, store)
        with pytest.raises(BadInput, match=f"is not on {network}") as caught:
            watch.sync(fresh.electrum.url)
        assert caught.value.kind == "network"
        assert store.kept == {}
        assert watch.server is None


# ------------------------------------------------------------------ the server
def test_a_server_that_is_gone(funded: Watched) -> None:
    before = dict(funded.store.kept)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"tcp://127.0.0.1:{nobody.getsockname()[1]}"
        with pytest.raises(LinkError, match=url):
            funded.watch.sync(url)
    assert funded.store.kept == before
    assert funded.watch.server == funded.electrum.url
    assert funded.sync().total == 1_250_000


@pytest.mark.parametrize(
    "url", ["", "127.0.0.1:1", "http://127.0.0.1:1", "tcp://:1", "tcp://a b:1", "ssl://host", "tcp://h:1/x"]
)
def test_not_a_server(url: str, fresh: Watched) -> None:
    with pytest.raises(BadInput, match="tcp://HOST:PORT or ssl://HOST:PORT"):
        fresh.watch.sync(url)


def test_nothing_can_be_sent_before_a_server_is_known(fresh: Watched) -> None:
    with pytest.raises(BadInput, match="sync first"):
        fresh.watch.fee_rates()
