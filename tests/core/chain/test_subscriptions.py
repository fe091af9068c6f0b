"""What a server tells unasked wakes, spares questions and counts for nothing: a silent, a lying, a talkative one."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from core.bitcoin.tx import Transaction
from core.chain import scan, subscriptions
from core.chain.electrum_client import ElectrumClient
from core.chain.guarded_line import HISTORY, STATUS, Params, ServerAnswer
from core.chain.subscriptions import HEADERS, MAX_NEWS, Subscriptions, name_of
from core.chain.watch_only import WatchOnlyWallet
from core.errors import LinkError, LinkKind
from tests.core.chain.conftest import MemoryStore
from tests.core.chain.test_guarded_line import talk
from tests.support.long_chain import LongChain, Serving, serving
from tests.support.lying_server import LyingServer
from tests.support.whole_key import WholeKey

KEY = WholeKey("subscribed")
PAYMENTS, ADDRESSES, FEW = 60, 30, 8


class Wallet:
    """A watch, what it asked for, and that it was woken."""

    def __init__(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.url, self.asked, self.woken = url, Counter[str](), threading.Event()
        self.store, self.lines = MemoryStore(), set[Subscriptions]()
        self.watch = WatchOnlyWallet(*KEY.descriptors, KEY.network, self.store)
        ask = ElectrumClient.ask

        def counted(
            line: ElectrumClient, method: str, params: Iterable[Params], *, optional: bool = False
        ) -> Iterator[ServerAnswer]:
            listed = list(params)
            self.asked[method] += len(listed)
            self.lines.add(line.subscriptions)
            return ask(line, method, listed, optional=optional)

        monkeypatch.setattr(ElectrumClient, "ask", counted)
        self.watch.listen(self.woken.set)
        self.looked = self.sync()[STATUS]

    def sync(self) -> Counter[str]:
        self.asked.clear()
        self.woken.clear()
        self.watch.sync(self.url)
        return Counter(self.asked)

    def wait(self) -> None:
        assert self.woken.wait(20)


@pytest.fixture
def chain(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serving]:
    monkeypatch.setattr(subscriptions, "AGAIN", FEW)
    with serving(LongChain(KEY, PAYMENTS, ADDRESSES)) as server:
        yield server


def test_a_payment_wakes_and_its_address_alone_is_asked_for(chain: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    wallet, histories = Wallet(chain.url, monkeypatch), 0
    assert wallet.looked > 2 * ADDRESSES
    asked = wallet.sync()
    assert (asked[STATUS], asked[HISTORY]) == (FEW, 0)
    chain.mine(1)
    while len(wallet.watch.history()) == PAYMENTS:  # of the block and of the payment it hears one after the other
        wallet.wait()
        asked = wallet.sync()
        assert asked[STATUS] == FEW
        histories += asked[HISTORY]
    assert histories == 1


def test_a_block_wakes_and_no_history_is_asked_for(chain: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    wallet = Wallet(chain.url, monkeypatch)
    before = wallet.watch.height
    chain.mine()
    wallet.wait()
    asked = wallet.sync()
    assert wallet.watch.height == before + 1
    assert (asked[STATUS], asked[HISTORY]) == (FEW, 0)


def test_a_payment_to_a_busy_address_reads_no_other_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "AGAIN", 0)  # receipts whose fee nobody knows are looked at in turn
    with serving(LongChain(KEY, PAYMENTS, 1)) as server:
        wallet, parsed, parse = Wallet(server.url, monkeypatch), set[bytes](), Transaction.parse

        def counted(data: bytes, *args: Any, **facts: Any) -> Transaction:
            parsed.add(data)
            return parse(data, *args, **facts)

        monkeypatch.setattr(Transaction, "parse", counted)
        server.mine(1)
        while len(wallet.watch.history()) == PAYMENTS:
            wallet.wait()
            wallet.sync()
    assert len(parsed) == 1


def test_a_silent_server_is_found_out(chain: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    """It hands on no notification: every script is asked for again in turn."""
    with LyingServer(chain.port) as silent:
        wallet = Wallet(silent.url, monkeypatch)
        chain.mine(1)
        for _ in range(wallet.looked // FEW + 1):
            if len(wallet.watch.history()) == PAYMENTS + 1:
                break
            assert wallet.sync()[STATUS] == FEW
        assert len(wallet.watch.history()) == PAYMENTS + 1
        assert not wallet.woken.is_set()


def test_on_a_new_line_everything_is_asked_for(chain: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    with LyingServer(chain.port) as server:
        wallet = Wallet(server.url, monkeypatch)
        server.hang_up()
        chain.mine(1)
        assert wallet.sync()[STATUS] == wallet.looked
    assert len(wallet.watch.history()) == PAYMENTS + 1


def test_what_is_told_counts_for_nothing(chain: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    """Attack: statuses without a history behind them, and a block that is none."""
    wallet = Wallet(chain.url, monkeypatch)
    true = wallet.watch.history(), wallet.watch.coins(), wallet.watch.height
    names = [name_of(KEY.table.script(0, at)) for at in range(40)]
    line = wallet.lines.pop()
    for name in names:
        line.hear(STATUS, [name, "00" * 32])
    line.hear(HEADERS, [{"height": 10_000, "hex": "00" * 80}])
    wallet.wait()
    assert wallet.sync()[HISTORY] == len(names) - FEW  # those were asked for again
    assert (wallet.watch.history(), wallet.watch.coins(), wallet.watch.height) == true
    for _ in range(wallet.looked // FEW + 1):
        assert wallet.sync()[STATUS] == FEW
    assert wallet.sync()[HISTORY] == 0


def test_what_waits_stays_while_its_server_says_that_nothing_has_changed(
    chain: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not missed though its history is not read again; on another line it is."""
    hidden = list[str]()

    def unconfirmed(method: str, params: list[Any], true: Any) -> Any:
        if method != HISTORY:
            return true
        known = chain.chain.ledger.transactions
        paid = [entry for entry in true if entry["tx_hash"] not in hidden
                and known[bytes.fromhex(entry["tx_hash"])[::-1]][0].inputs[0].outpoint.txid not in known]  # fmt: skip
        return [{**entry, "height": 0} for entry in paid]  # receipts alone: nobody has signed the rest

    with LyingServer(chain.port, unconfirmed) as server:
        wallet = Wallet(server.url, monkeypatch)
        waiting = {row.txid for row in wallet.watch.history()}
        assert len(waiting) == PAYMENTS // 2
        assert wallet.sync()[HISTORY] == 0
        assert {row.txid for row in wallet.watch.history()} == waiting
        hidden.append(min(waiting))
        server.hang_up()
        for _ in range(3):
            wallet.sync()
        assert hidden[0] not in {row.txid for row in wallet.watch.history()}


# ------------------------------------------------------------------ without end
def test_news_of_scripts_that_nobody_asked_for_are_not_kept_and_wake_nobody() -> None:
    woken = list[int]()
    heard = Subscriptions(lambda: woken.append(1))
    heard.ask_for(["aa"])
    nonsense: list[Any] = [["bb", "00"], ["aa"], ["aa", 5], ["aa", "00", 1], {"aa": "00"}, None, [["aa"], "00"]]
    for params in nonsense:
        heard.hear(STATUS, params)
    heard.hear("server.peers.subscribe", ["aa", "00"])
    heard.hear(HEADERS, ["aa"])
    assert not woken
    heard.begin_sync()
    assert not heard.told
    heard.hear(STATUS, ["aa", "00"])
    heard.hear(STATUS, ["aa", None])
    assert len(woken) == 2
    heard.begin_sync()
    assert not heard.told  # the last one known is asked for again at once


def test_a_flood_of_news_ends_the_line() -> None:
    heard = Subscriptions(lambda: None)
    with talk(notified=heard.hear) as line:
        line.ask(STATUS, [("aa",)])
        told = json.dumps({"method": STATUS, "params": ["aa", "00"]}).encode() + b"\n"
        line.server.sendall(told * (MAX_NEWS + 1))
        assert line.ended() is LinkKind.SERVER_FLOOD


def test_between_two_syncs_as_much_is_taken_as_between_the_next() -> None:
    heard = Subscriptions(lambda: None)
    for _ in range(3):
        for _ in range(MAX_NEWS):
            heard.hear(HEADERS, [{}])
        heard.begin_sync()
    for _ in range(MAX_NEWS):
        heard.hear(HEADERS, [{}])
    with pytest.raises(LinkError):
        heard.hear(HEADERS, [{}])
