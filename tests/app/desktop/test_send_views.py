"""The parts of Send on hand-made states: what a wallet does is in test_page_send."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from app.desktop.bip21 import Request
from app.desktop.pages.practice_card import warning
from app.desktop.pages.send import Send
from app.desktop.pages.send_fee import OWN, FeeCard
from app.desktop.pages.send_recipient import Recipient, _came
from app.desktop.state import State
from app.desktop.window import Window
from core import policy
from core.bitcoin.checked_task import CheckedTask
from tests.app.desktop import checks
from tests.screenshots import _wallet, send
from tests.screenshots._wallet import everyday, own_address
from tests.screenshots.scenes import SCENES

Show = Callable[..., None]


@pytest.fixture
def page(show: Show) -> Send:
    return opened(show, send.usual())


def opened(show: Show, state: State) -> Send:
    shown, page = send.send(state)
    show(shown)
    page.form._pause.stop()
    return page


def first(page: Send) -> Recipient:
    return page.form.people[0]


def types(field: object, text: str) -> None:
    assert isinstance(field, QLineEdit)
    field.setText(text)


# ------------------------------------------------------------------ the address and where it came from
@pytest.mark.parametrize(
    ("before", "after", "came"),
    [
        ("", "bc1q", 4),
        ("bc1q", "bc1qx", 1),
        ("bc1qx", "bc1q", 0),
        ("aaa", "bbbb", 4),
        ("axxb", "ayyyb", 3),
        ("aa", "a", 0),
    ],
)
def test_how_much_came_at_once(before: str, after: str, came: int) -> None:
    assert _came(before, after) == came


def test_typed_or_pasted_is_told(page: Send) -> None:
    person, address = first(page), own_address(901)
    for end in range(1, len(address)):
        types(person.address.editor, address[:end])
        assert not person.address.is_wrong()  # nobody wants to be corrected while typing
    types(person.address.editor, address)
    assert person.source.text() == "Typed"
    assert person.fours.address == address
    types(person.address.editor, "")
    assert not person.fours.isVisible()
    types(person.address.editor, address)
    assert person.source.text().startswith("Pasted")


def test_groups_and_capitals_become_the_address(page: Send) -> None:
    person, address = first(page), own_address(901)
    types(person.address.editor, " ".join(address[i : i + 4] for i in range(0, len(address), 4)))
    assert person.address.text() == address
    person.take(address.upper(), "Read from a QR code")
    assert person.address.text() == address


def test_a_link_says_what_it_ignores(page: Send) -> None:
    first(page).take(f"bitcoin:{own_address(901)}?amount=0.001&pj=https://x&lightning=y", "Pasted")
    assert first(page).amount.sats() == 100_000
    assert "pj, lightning" in first(page).address.message()
    first(page).take(f"bitcoin:{own_address(901)}?amount=0.001&amount=2", "Pasted")
    assert "twice" in first(page).address.message()


def test_an_empty_clipboard_is_said(page: Send) -> None:
    first(page).take("  ", "Pasted")
    assert first(page).address.is_wrong()


def test_a_known_name_becomes_the_label(page: Send) -> None:
    first(page).take(send.MARTA, "Pasted")
    assert first(page).label.text() == "Marta"
    assert "Marta" in first(page).source.text()


# ------------------------------------------------------------------ recipients
def test_recipients_come_and_go(page: Send) -> None:
    form = page.form
    assert not first(page).remove.isVisible()
    form.add.click()
    form.add.click()
    assert [person.address.label.text() for person in form.people] == ["Recipient 1", "Recipient 2", "Recipient 3"]
    middle = form.people[1]
    middle.remove.click()
    assert middle not in form.people
    assert len(form.people) == 2
    form.clear.click()
    assert len(form.people) == 1


def test_only_one_gets_the_maximum(page: Send) -> None:
    page.form.add.click()
    one, two = page.form.people
    one.most.click()
    two.most.click()
    assert (one.most.isChecked(), two.most.isChecked()) == (False, True)


def test_requests_fill_the_first_free_place(page: Send) -> None:
    form = page.form
    assert form.take(Request(own_address(901), 5_000), "From a payment link") == 1
    assert form.take(Request(own_address(902)), "From a payment link") == 2
    assert form.people[1].amount.sats() is None
    assert form.wish() is None


def test_coins_that_are_gone_are_not_wished_for(page: Send) -> None:
    state = page.state
    page.form.choose_coins([coin.outpoint for coin in state.coins[:2]])
    assert len(list(page.form.chosen_coins)) == 2
    page.do.hub.write(coins=state.coins[1:])
    assert list(page.form.chosen_coins) == [state.coins[1].outpoint]
    page.do.hub.write(coins=())
    assert not list(page.form.chosen_coins)


# ------------------------------------------------------------------ fees
def test_presets_follow_the_server(page: Send) -> None:
    fee = page.form.fee
    assert fee.rate() == 6.0
    fee.choose("fast")
    page.do.hub.write(rates=(("fast", 12.0), ("normal", 6.0)))
    assert fee.rate() == 12.0
    page.do.hub.write(rates=())
    assert fee.rate() == 1.0
    assert fee.own.isVisible()
    assert "no estimate" in fee.own.message()
    page.do.hub.write(rates=(("normal", 7.0),))
    assert fee.rate() == 7.0


@pytest.mark.parametrize(
    ("text", "rate", "said"),
    [
        ("3", 3.0, ""),
        ("3,5", 3.5, ""),
        ("0.99", None, "from 1 to 500"),
        ("501", None, "from 1 to 500"),
        ("1e2", None, "from 1 to 500"),
        ("", None, ""),
        ("²", None, "from 1 to 500"),
        ("28", 28.0, "far more"),
        ("1.5", 1.5, "may wait for days"),
    ],
)
def test_a_rate_of_ones_own(show: Show, text: str, rate: float | None, said: str) -> None:
    card = FeeCard()
    show(card, 400, 200)
    card.show_rates({"fast": 9.0, "normal": 6.0, "slow": 2.0})
    card.choose(OWN)
    types(card.own.editor, text)
    assert card.rate() == rate
    assert said in card.own.message()
    assert card.own.is_wrong() == (rate is None and bool(text))


# ------------------------------------------------------------------ another wallet, another unit
def test_another_wallet_begins_anew(page: Send) -> None:
    first(page).take(own_address(901), "Pasted")
    other = _wallet.practice(everyday())
    page.do.hub.write(key=other.key, contacts=())
    assert page.form.is_empty
    first(page).take(own_address(901), "Pasted")
    assert first(page).address.is_wrong()
    first(page).take(own_address(901, "practice"), "Pasted")
    assert not first(page).address.is_wrong()


def test_amounts_follow_the_unit(page: Send) -> None:
    types(first(page).amount.editor, "250000")
    page.do.hub.write(settings=replace(page.state.settings, unit="BTC"))
    assert first(page).amount.text() == "0.0025"
    assert first(page).amount.sats() == 250_000


def test_every_warning_has_words() -> None:
    codes = re.findall(r'"([a-z-]+)"', inspect.getsource(CheckedTask.warnings) + inspect.getsource(policy.decide))
    assert len(codes) == 11
    for code in codes:
        assert warning(code) != code


@pytest.mark.parametrize("name", sorted(name for name in SCENES if name.startswith(("send", "review", "signing"))))
def test_every_state_fits_the_least_window(show: Show, name: str) -> None:
    built = SCENES[name]()
    assert isinstance(built, Window)
    show(built, 900, 640)
    page = built.page
    assert isinstance(page, Send)
    page.form._pause.stop()
    assert checks.faults(built) == []


@pytest.mark.qt_log_ignore("does not support grabbing the keyboard")  # the offscreen screen, of every menu
def test_menus_do_not_pile_up(page: Send, qtbot: QtBot) -> None:
    codes = page.form.codes
    for _ in range(3):
        menu = codes.menu(lambda _: None)
        menu.popup(page.mapToGlobal(page.rect().center()))
        menu.close()
    qtbot.waitUntil(lambda: not codes.findChildren(QMenu))
