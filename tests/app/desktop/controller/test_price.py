"""A price is asked only while a person wants one for coins that have one; real jobs and a source of the test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.desktop.controller.jobs import Jobs
from app.desktop.controller.price import Prices
from app.desktop.model.settings import Settings
from app.desktop.model.state import KeyView, Phase, State, StateStore
from core.chain.price import Source
from tests.support.sources import PriceServer, price_server

KEY = KeyView("Everyday", "bitcoin", "c0ffee00", 3, False, "open", "", "")
QUIET = 150  # ms in which nothing happens


@pytest.fixture
def server() -> Iterator[PriceServer]:
    with price_server(b'{"EUR": 90000, "USD": 100000}') as running:
        yield running


def prices(server: PriceServer, state: State) -> tuple[StateStore, Prices]:
    store = StateStore(state)
    return store, Prices(store, Jobs(), (Source("test", f"{server.url}/all", ("{currency}",)),))


def with_price(store: StateStore, currency: str) -> None:
    store.write(settings=replace(store.state.settings, price=currency))


def test_nobody_is_asked_until_a_person_wants_it(qtbot: QtBot, server: PriceServer) -> None:
    store, asking = prices(server, State(phase=Phase.OPEN, key=KEY))
    store.write(wallets=("Everyday",))
    asking.ask()
    qtbot.wait(QUIET)
    assert server.asked == []
    with_price(store, "EUR")
    qtbot.waitUntil(lambda: store.state.price is not None)
    assert server.asked == ["/all"]
    assert store.state.worth(1_000_000) == "≈\u202f900.00\u00a0EUR"
    assert store.state.price_note.startswith("test, ")


@pytest.mark.parametrize(
    "state",
    [
        State(phase=Phase.OPEN, key=replace(KEY, network="signet")),
        State(phase=Phase.OPEN, key=replace(KEY, network="practice"), practice=True),
        State(phase=Phase.LOCKED),
        State(phase=Phase.NEW),
    ],
    ids=["signet", "practice", "locked", "new"],
)
def test_coins_without_a_price_ask_nobody(qtbot: QtBot, server: PriceServer, state: State) -> None:
    store, asking = prices(server, state)
    with_price(store, "EUR")
    asking.ask()
    qtbot.wait(QUIET)
    assert (server.asked, store.state.price, store.state.worth(5)) == ([], None, "")


def test_off_again_forgets_the_price(qtbot: QtBot, server: PriceServer) -> None:
    store, asking = prices(server, State(settings=Settings(price="EUR"), phase=Phase.OPEN, key=KEY))
    store.write(wallets=("Everyday",))
    qtbot.waitUntil(lambda: store.state.price == 90_000)
    with_price(store, "USD")
    qtbot.waitUntil(lambda: store.state.price == 100_000)
    with_price(store, "")
    qtbot.waitUntil(lambda: store.state.price is None)
    asked = len(server.asked)
    asking.ask()
    qtbot.wait(QUIET)
    assert (len(server.asked), store.state.price_note, store.state.worth(5)) == (asked, "", "")


def test_a_failure_is_a_note_and_no_price(qtbot: QtBot, server: PriceServer) -> None:
    store, asking = prices(server, State(phase=Phase.OPEN, key=KEY))
    with_price(store, "EUR")
    qtbot.waitUntil(lambda: store.state.price is not None)
    server.status = 500
    asking.ask()
    qtbot.waitUntil(lambda: store.state.price is None)
    assert store.state.price_note == "127.0.0.1 gave no price (answer 500)."
    server.status = 200
    asking.ask()
    qtbot.waitUntil(lambda: store.state.price == 90_000)


def test_the_proxy_of_the_settings_is_used(qtbot: QtBot, server: PriceServer) -> None:
    store, _ = prices(server, State(settings=Settings(proxy="socks5://127.0.0.1:1"), phase=Phase.OPEN, key=KEY))
    with_price(store, "EUR")
    qtbot.waitUntil(lambda: "proxy" in store.state.price_note)
    assert (server.asked, store.state.price) == ([], None)
