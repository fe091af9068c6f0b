"""What may be clicked stays where it is while something else changes: a click never meets what came under the pointer.

Everything here happens by itself (the co-signer, the server, another program); what a person does may move things.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.desktop.model.state import FailedRenewal, State
from app.desktop.pages import pages
from app.desktop.pages.cosigner.page import CosignerPage
from app.desktop.parts import practice_card
from app.desktop.parts.health import trouble
from app.desktop.parts.practice_card import RequestCard
from app.desktop.widgets.bar import DEAD_MS
from app.desktop.window import MainWindow
from core.errors import LinkError, LinkKind
from tests.app.desktop import checks
from tests.screenshots import wallet
from tests.screenshots.cosigner import returnable
from tests.screenshots.wallet import everyday, with_cosigner
from tests.support.practised import said_by
from tests.support.sheet_words import OTHER_FINGERPRINT

PAGES = [page.KEY for page in pages()]
CLICKABLE = (QAbstractButton, QComboBox, QLineEdit, QAbstractItemView)


def places(window: QWidget) -> dict[QWidget, QRect]:
    """Where everything that may be clicked is seen, in pixels of the window."""
    found: dict[QWidget, QRect] = {}
    for widget in window.findChildren(QWidget):
        if isinstance(widget, CLICKABLE) and widget.isVisible() and not widget.visibleRegion().isEmpty():
            found[widget] = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    return found


def settle() -> None:
    for _ in range(6):  # wrapped text asks for its height after it knows its width
        QApplication.processEvents()


def click_at(window: QWidget, at: QPoint) -> None:
    """A click of the mouse there, on whatever it meets."""
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)


def moved(before: dict[QWidget, QRect], after: dict[QWidget, QRect]) -> list[str]:
    """What is seen before and after, and begins at another place: a sentence each."""
    return [
        f"{checks.called(widget)}: {place.topLeft().toTuple()} -> {after[widget].topLeft().toTuple()}"
        for widget, place in before.items()
        if widget in after and place.topLeft() != after[widget].topLeft()
    ]


Change = Callable[[State], State]


def replaced(state: State, **changes: Any) -> State:
    """A new sheet of this computer is on its way into the place of the one in force."""
    return replace(state, sheets=replace(state.sheets, **{"coming": OTHER_FINGERPRINT, "coming_made": 1, **changes}))


EARNEST: dict[str, Change] = {
    "silent": wallet.silent,
    "locked": wallet.locked,
    "old copy": lambda state: with_cosigner(state, old_copy="cosigner", approve_below=0, per_day=0),
    "mismatch": lambda state: with_cosigner(state, state="mismatch"),
    "near": lambda state: with_cosigner(state, host="127.0.0.1", same_machine=True),
    "stale": wallet.stale,
    "server": lambda state: replace(
        state, chain=replace(state.chain, error="no answer from electrum.nas.lan", offline=True)
    ),
    "unseen": wallet.unseen,
    "immature": wallet.immature,
    "unpaired": lambda state: with_cosigner(state, words_compared=False),
    "under way": wallet.paying,
    "requests": lambda state: with_cosigner(state, open_requests=2),
    "price": lambda state: replace(state, price=91_234.5, price_note="test, 10:32"),
    "received": lambda state: replace(
        state, history=(replace(state.history[1], txid="0f" * 32, net=1), *state.history)
    ),
    "sheet waits": lambda state: replace(state, sheets=replace(state.sheets, cosigner=(), waiting=OTHER_FINGERPRINT)),
    "copy missing": lambda state: replace(state, sheets=replace(state.sheets, sealed=False)),
    "new sheet": lambda state: replaced(state),
    "old paper": lambda state: replace(state, sheets=replace(state.sheets, old=OTHER_FINGERPRINT)),
    "replacement": lambda state: replace(state, cosigners=returnable(state).cosigners),
    "place asked": lambda state: with_cosigner(state, place_asked="waits"),
    "renewal failed": lambda state: replace(
        state, failed_renewals=(FailedRenewal("Everyday", 0.0, "the co-signer hung up"),)
    ),
    "renewed": lambda state: replace(state, key=state.key and replace(state.key, epoch=13)),
}
PRACTICE: dict[str, Change] = {
    "asked": lambda state: wallet.asked(state, "fee"),
    "unlock asked": wallet.unlock_asked,
    "under way": wallet.paying,
    "silent": wallet.silent,
}
CASES = [
    *((name, change, lambda state: state) for name, change in EARNEST.items()),
    *((f"practice: {name}", change, wallet.practice) for name, change in PRACTICE.items()),
]
SIZES = {"usual": (1120, 740), "least": (900, 520)}
Opened = Callable[[State, str, tuple[int, int]], MainWindow]


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Opened]:
    """Opens the real window on a state and a page; whatever was opened is gone after the test."""
    windows: list[MainWindow] = []

    def open_on(state: State, page: str, size: tuple[int, int]) -> MainWindow:
        window = wallet.window(state, page, state.addresses[-1].address if page == "receive" else None)
        windows.append(window)
        window.resize(*size)
        window.show()
        settle()
        return window

    yield open_on
    for window in windows:
        window.close()
        window.deleteLater()
    qtbot.wait(1)  # a loop, in which what is to be deleted is deleted


@pytest.mark.parametrize("size", SIZES)
def test_the_bar_comes_and_goes_over_the_page(opened: Opened, size: str) -> None:
    window = opened(everyday(), PAGES[0], SIZES[size])
    assert window.frame is not None
    for page in PAGES:
        window.open_page(page, everyday().addresses[-1].address if page == "receive" else None)
        settle()
        first = places(window)
        assert len(first) > 10
        window.frame.bar.say("Something happened. " * 20, action="Show it")
        settle()
        assert (page, moved(first, places(window))) == (page, [])
        window.frame.bar.hide()
        settle()
        assert (page, places(window)) == (page, first)


def test_the_end_of_a_page_can_be_scrolled_above_the_bar(opened: Opened) -> None:
    window = opened(everyday(), "settings", SIZES["least"])
    assert window.frame is not None
    assert window.page is not None
    window.frame.bar.say("Something happened.")
    settle()
    area = window.page.findChildren(QScrollArea)[0]
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    settle()
    shown = [one for one in window.page.findChildren(QAbstractButton) if one.isVisible()]
    lowest = max(one.mapTo(window, QPoint(0, one.height())).y() for one in shown)
    assert lowest < window.frame.bar.mapTo(window, QPoint(0, 0)).y()


def test_a_click_on_its_way_when_the_bar_comes_does_nothing(opened: Opened, qtbot: QtBot) -> None:
    """The mouse presses where the button of the bar has just come: neither it nor what it covers is meant."""
    window = opened(everyday(), "home", SIZES["usual"])
    assert window.frame is not None
    done: list[str] = []
    bar = window.frame.bar
    bar.say("Something happened.", action="Show it", act=lambda: done.append("shown"))
    settle()
    at = bar.action.mapTo(window, bar.action.rect().center())
    click_at(window, at)
    assert (done, bar.isHidden(), window.page.KEY if window.page else "") == ([], False, "home")
    qtbot.wait(DEAD_MS + 50)
    click_at(window, at)
    assert (done, bar.isHidden()) == (["shown"], True)


def test_a_page_that_begins_to_scroll_moves_nothing_sideways(opened: Opened) -> None:
    window = opened(everyday(), "home", (1120, 1300))
    assert window.page is not None
    area = window.page.findChildren(QScrollArea)[0]
    assert area.verticalScrollBar().maximum() == 0
    first = places(window)
    window.resize(1120, 520)
    settle()
    assert area.verticalScrollBar().maximum() > 0
    assert {place.x() for place in places(window).values()} <= {place.x() for place in first.values()}


@pytest.mark.parametrize(
    ("page", "size"), [*((page, "usual") for page in PAGES), *((page, "least") for page in ("home", "cosigner"))]
)
def test_what_happens_by_itself_moves_nothing_that_may_be_clicked(opened: Opened, page: str, size: str) -> None:
    """It comes while the page is on screen, and goes again."""
    found: dict[str, list[str]] = {}
    for place, changes in ((lambda state: state, EARNEST), (wallet.practice, PRACTICE)):
        usual = place(everyday())
        window = opened(usual, page, SIZES[size])
        for name, change in changes.items():
            window.open_page(page, usual.addresses[-1].address if page == "receive" else None)
            settle()
            before = places(window)
            assert len(before) >= 10
            write(window, change(usual))
            there = places(window)
            write(window, usual)
            found |= {f"{name} comes": moved(before, there), f"{name} goes": moved(there, places(window))}
        window.close()
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.parametrize("page", ["home", "receive", "cosigner", "send"])
@pytest.mark.parametrize("change", [wallet.locked, wallet.paying])
def test_what_stood_there_when_the_page_was_opened_leaves_its_room(opened: Opened, page: str, change: Change) -> None:
    usual = everyday()
    window = opened(change(usual), page, SIZES["usual"])
    before = places(window)
    write(window, usual)
    assert moved(before, places(window)) == []
    window.open_page("history")
    window.open_page(page, usual.addresses[-1].address if page == "receive" else None)
    settle()
    fresh = opened(usual, page, SIZES["usual"])
    assert named(window) == named(fresh)


def named(window: MainWindow) -> dict[str, QRect]:
    """Where what may be clicked on its page stands, by name."""
    assert window.page is not None
    own = set(window.page.findChildren(QWidget))
    return {checks.called(widget): place for widget, place in places(window).items() if widget in own}


def write(window: MainWindow, state: State) -> None:
    """This is true now."""
    window.controller.store.write(**{name: getattr(state, name) for name in State.__slots__})
    settle()


def requests(window: MainWindow) -> list[RequestCard]:
    """The cards of requests on screen, as they stand."""
    cards = [one for one in window.findChildren(RequestCard) if one.isVisible()]
    return sorted(cards, key=lambda one: one.mapTo(window, QPoint(0, 0)).y())


@pytest.mark.parametrize("page", ["home", "cosigner"])
def test_a_request_comes_below_the_one_that_is_shown_and_one_that_is_decided_keeps_its_place(
    opened: Opened, page: str
) -> None:
    """Rule W5: a shown request never moves, and none takes the place of another."""
    one = wallet.asked(everyday())
    window = opened(one, page, (1120, 2000))
    (first,) = requests(window)
    place = first.mapTo(window, QPoint(0, 0))
    second = replace(one.requests[0], id="4e" * 16)
    write(window, replace(one, requests=(second, *one.requests)))
    assert [card.approve.isVisible() for card in requests(window)] == [True, True]
    assert requests(window)[0] is first
    assert first.mapTo(window, QPoint(0, 0)) == place
    below = requests(window)[1].mapTo(window, QPoint(0, 0))
    write(window, replace(one, requests=(second,)))
    assert [card.isEnabled() for card in requests(window)] == [False, True]
    assert requests(window)[1].mapTo(window, QPoint(0, 0)) == below
    assert "This is decided" in said_by(first)
    window.open_page(page)
    settle()
    assert [card.isEnabled() for card in requests(window)] == [True]


def test_a_request_takes_no_yes_before_it_can_have_been_read(
    opened: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rule W5: two seconds after anything on the card has changed."""
    assert practice_card.DEAD_MS == 2_000
    monkeypatch.setattr(practice_card, "DEAD_MS", 400)
    window = opened(wallet.practice(everyday()), "home", (1120, 2000))
    asked: list[str] = []
    failures: list[Callable[[LinkError], object]] = []

    def decide(id: str, *_: object, failed: Callable[[LinkError], object], **__: object) -> None:
        asked.append(id)
        failures.append(failed)

    monkeypatch.setattr(window.controller, "decide", decide)
    write(window, wallet.asked(everyday()))
    (card,) = requests(window)
    click_at(window, card.approve.mapTo(window, card.approve.rect().center()))
    card.approve.setFocus()
    QTest.keyClick(card.approve, Qt.Key.Key_Return)
    assert asked == []
    qtbot.waitUntil(card.approve.isEnabled, timeout=5_000)
    click_at(window, card.approve.mapTo(window, card.approve.rect().center()))
    assert asked == [card.asked]
    failures[0](LinkError("the other side does not answer", LinkKind.TIMEOUT))
    settle()
    assert not card.approve.isEnabled()  # something else stands on it now
    qtbot.waitUntil(card.approve.isEnabled, timeout=5_000)


@pytest.mark.parametrize("change", [wallet.locked, lambda state: with_cosigner(state, words_compared=False)])
def test_what_comes_below_what_is_seen_is_told_in_the_bar_too(opened: Opened, change: Change, qtbot: QtBot) -> None:
    window = opened(everyday(), "home", SIZES["least"])
    assert window.frame is not None
    found = trouble(change(everyday()), 0.0)
    assert found is not None
    write(window, change(everyday()))
    assert window.frame.bar.text() == found.title
    window.frame.bar.action.click()
    settle()
    page = window.page
    assert isinstance(page, CosignerPage)
    assert page.trouble.notice.title() == found.title
    notice = page.trouble.notice
    assert notice.mapTo(window, QPoint(0, notice.height())).y() < window.height() / 2


def test_a_new_sheet_goes_all_its_way_and_nothing_moves(opened: Opened) -> None:
    """From the question to the ashes, on a page that is open all the time."""
    usual, moving = everyday(), list[tuple[int, list[str]]]()
    window = opened(replaced(usual), "recovery", (1120, 2000))
    first = places(window)
    assert window.page is not None
    stages: list[dict[str, Any]] = [
        {"coming_waits": 80_000},
        {"coming_accepted": True, "coming_left": ("Everyday", "Savings")},
        {"coming_sealed": True},
        {"coming_sealed": True, "coming_drilled": 1, "coming_left": ("Savings",)},
        {"coming": (), "old": usual.sheets.own},
    ]
    for number, stage in enumerate(stages):
        write(window, replaced(usual, **stage))
        moving.append((number, moved(first, places(window))))
    assert [one for one in moving if one[1]] == []
