"""A price is asked only while a person wants one for coins that have one; real jobs and a source of the test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.desktop.jobs import Jobs
from app.desktop.price import Prices
from app.desktop.settings import Settings
from app.desktop.state import Hub, Key, Phase, State
from core.chain.price import Source
from tests.support.sources import PriceServer, price_server

KEY = Key("Everyday", "bitcoin", "c0ffee00", 3, False, "open", "", "")
QUIET = 150  # ms in which nothing happens


@pytest.fixture
def server() -> Iterator[PriceServer]:
    with price_server(b'{"EUR": 90000, "USD": 100000}') as running:
        yield running


def prices(server: PriceServer, state: State) -> tuple[Hub, Prices]:
    hub = Hub(state)
    return hub, Prices(hub, Jobs(), (Source("test", f"{server.url}/all", ("{currency}",)),))


def with_price(hub: Hub, currency: str) -> None:
    hub.write(settings=replace(hub.state.settings, price=currency))


def test_nobody_is_asked_until_a_person_wants_it(qtbot: QtBot, server: PriceServer) -> None:
    hub, asking = prices(server, State(phase=Phase.OPEN, key=KEY))
    hub.write(wallets=("Everyday",))
    asking.ask()
    qtbot.wait(QUIET)
    assert server.asked == []
    with_price(hub, "EUR")
    qtbot.waitUntil(lambda: hub.state.price is not None)
    assert server.asked == ["/all"]
    assert hub.state.worth(1_000_000) == "≈\u202f900.00\u00a0EUR"
    assert hub.state.price_note.startswith("test, ")


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
    hub, asking = prices(server, state)
    with_price(hub, "EUR")
    asking.ask()
    qtbot.wait(QUIET)
    assert (server.asked, hub.state.price, hub.state.worth(5)) == ([], None, "")


def test_off_again_forgets_the_price(qtbot: QtBot, server: PriceServer) -> None:
    hub, asking = prices(server, State(settings=Settings(price="EUR"), phase=Phase.OPEN, key=KEY))
    hub.write(wallets=("Everyday",))
    qtbot.waitUntil(lambda: hub.state.price == 90_000)
    with_price(hub, "USD")
    qtbot.waitUntil(lambda: hub.state.price == 100_000)
    with_price(hub, "")
    qtbot.waitUntil(lambda: hub.state.price is None)
    asked = len(server.asked)
    asking.ask()
    qtbot.wait(QUIET)
    assert (len(server.asked), hub.state.price_note, hub.state.worth(5)) == (asked, "", "")


def test_a_failure_is_a_note_and_no_price(qtbot: QtBot, server: PriceServer) -> None:
    hub, asking = prices(server, State(phase=Phase.OPEN, key=KEY))
    with_price(hub, "EUR")
    qtbot.waitUntil(lambda: hub.state.price is not None)
    server.status = 500
    asking.ask()
    qtbot.waitUntil(lambda: hub.state.price is None)
    assert hub.state.price_note == "127.0.0.1 gave no price (answer 500)."
    server.status = 200
    asking.ask()
    qtbot.waitUntil(lambda: hub.state.price == 90_000)


def test_the_proxy_of_the_settings_is_used(qtbot: QtBot, server: PriceServer) -> None:
    hub, _ = prices(server, State(settings=Settings(proxy="socks5://127.0.0.1:1"), phase=Phase.OPEN, key=KEY))
    with_price(hub, "EUR")
    qtbot.waitUntil(lambda: "proxy" in hub.state.price_note)
    assert (server.asked, hub.state.price) == ([], None)
