"""One is said as one: no page says "1 coins" or "1 payments", in no language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QWidget

from app.desktop.model.state import State
from app.desktop.pages.coins import CoinsPage
from app.desktop.pages.history.page import HistoryPage
from app.desktop.pages.receive.page import ReceivePage
from app.desktop.text import translation
from tests.app.desktop.conftest import Show
from tests.screenshots import wallet
from tests.support.practised import said_by, tick_rows


@pytest.fixture(params=["en", "de"])
def language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    before = QLocale()
    translation.install(qapp, request.param)
    yield request.param
    translation.install(qapp, "en")
    QLocale.setDefault(before)


def one_of_each() -> State:
    """A wallet with one payment, one coin that has one confirmation, and one address."""
    state = wallet.everyday()
    return replace(
        state,
        history=state.history[-1:],
        coins=(replace(state.coins[0], height=state.balance.height, frozen=False),),
        addresses=state.addresses[-1:],
    )


def many(state: State) -> State:
    coins = tuple(replace(coin, height=state.balance.height - 1) for coin in state.coins)
    return replace(state, coins=coins)


@pytest.fixture
def page(show: Show) -> Callable[[State, str], QWidget]:
    def shown(state: State, key: str) -> QWidget:
        window = wallet.window(state, key)
        show(window)
        return wallet.page_of(window)

    return shown


def test_one_is_said_as_one(page: Callable[[State, str], QWidget], language: str) -> None:
    history, coins, receive = (page(one_of_each(), key) for key in ("history", "coins", "receive"))
    assert isinstance(history, HistoryPage)
    assert isinstance(coins, CoinsPage)
    assert isinstance(receive, ReceivePage)
    receive.show_all.click()
    cell = coins.rows.columns[1].cell(one_of_each().coins[0])
    words = {
        "en": ["One payment", "One coin, 0 set aside", "One address", "1 confirmation"],
        "de": ["Eine Zahlung", "Eine Münze, 0 zurückgelegt", "Eine Adresse", "1 Bestätigung"],
    }[language]
    said = [*said_by(history), *said_by(coins), *said_by(receive), cell.below]
    assert [word for word in words if not any(re.match(rf"{word}(\W|$)", text) for text in said)] == []


def test_many_are_said_as_many(page: Callable[[State, str], QWidget]) -> None:
    state = many(wallet.everyday())
    coins = page(state, "coins")
    assert isinstance(coins, CoinsPage)
    assert any(text.startswith("7 coins, 1 set aside") for text in said_by(coins))
    assert coins.rows.columns[1].cell(state.coins[0]).below == "2 confirmations"
    assert any(text.startswith("46 payments") for text in said_by(page(state, "history")))


def test_what_is_set_aside_is_told_from_setting_it_aside(page: Callable[[State, str], QWidget], language: str) -> None:
    state = wallet.everyday()
    coins = page(state, "coins")
    assert isinstance(coins, CoinsPage)
    frozen = next(coin for coin in state.coins if coin.frozen)
    free = next(coin for coin in state.coins if not coin.frozen)
    tick_rows(coins.rows, free)
    told = coins.rows.columns[1].cell(frozen).text, coins.freeze.text()
    assert told == {"en": ("Set aside", "Set aside"), "de": ("Zurückgelegt", "Zurücklegen")}[language]
