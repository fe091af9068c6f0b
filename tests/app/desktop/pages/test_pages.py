"""Every page on made states, in every look: it opens no window of its own and has no fault a machine can see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.desktop.look import theme
from app.desktop.model.state import State
from app.desktop.pages import pages
from app.desktop.widgets.frame import StatusLine
from app.desktop.window import MainWindow
from tests.app.desktop import checks
from tests.screenshots import wallet
from tests.screenshots.wallet import everyday

PAGES = [page.KEY for page in pages()]
STATES: dict[str, Callable[[State], State]] = {
    "full": lambda state: state,
    "empty": wallet.empty,
    "silent": lambda state: wallet.silent(wallet.paying(state)),
    "locked": wallet.locked,
    "stale": lambda state: replace(state, chain=replace(state.chain, stale=4 * 3600)),
    "practice": wallet.practice,
    "asked": lambda state: wallet.asked(state, "fee"),
    "unpaired": lambda state: wallet.with_cosigner(state, words_compared=False),
    "BTC": lambda state: replace(state, settings=replace(state.settings, unit="BTC")),
    "price": lambda state: replace(
        state, settings=replace(state.settings, price="EUR"), price=91_234.5, price_note="test, 10:32"
    ),
}
LOOKS = {
    "usual": ("light", (1120, 740), 1.0),
    "dark": ("dark", (1120, 740), 1.0),
    "least": ("light", (900, 520), 1.0),
    "large": ("dark", (1120, 740), 1.3),
    "least and large": ("light", (900, 520), 1.3),
    "least, large and dark": ("dark", (900, 520), 1.3),
}


Opened = Callable[[State, str], MainWindow]


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Opened]:
    """Opens the real window on a state and a page; whatever was opened is gone after the test."""
    windows: list[MainWindow] = []

    def open_on(state: State, page: str) -> MainWindow:
        window = wallet.window(state, page, state.addresses[-1].address if page == "receive" else None)
        windows.append(window)
        window.show()
        return window

    yield open_on
    for window in windows:
        window.close()
        window.deleteLater()
    qtbot.wait(1)  # a loop, in which what is to be deleted is deleted


@pytest.mark.parametrize("kind", ["full", "empty", "practice", "asked"])
def test_no_page_opens_a_window_of_its_own(opened: Opened, tops: list[QWidget], kind: str) -> None:
    window = opened(STATES[kind](everyday()), "home")
    for page in PAGES:
        window.open_page(page)
    assert tops == [window]


def test_a_chain_that_stands_still_is_told_at_the_foot_of_the_side_bar(opened: Opened) -> None:
    said = [line.accessibleName() for line in opened(STATES["stale"](everyday()), "home").findChildren(StatusLine)]
    assert [words for words in said if words.endswith("Newest block: 4\u00a0h ago")]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_cut_or_nameless_in_any_state(opened: Opened, qapp: QApplication, page: str, look: str) -> None:
    scheme, size, scale = LOOKS[look]
    theme.apply(qapp, scheme, scale, calm=True)
    window = opened(everyday(), page)
    window.resize(*size)
    for name, change in STATES.items():
        after = change(everyday())
        if after.practice == window.controller.state.practice:
            window.controller.store.write(**{field: getattr(after, field) for field in State.__slots__})
            assert (name, checks.lasting(window)) == (name, [])
    assert window.page is not None
    assert page == window.page.KEY


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("page", PAGES)
def test_practice_is_as_good(opened: Opened, qapp: QApplication, page: str, look: str) -> None:
    scheme, size, scale = LOOKS[look]
    theme.apply(qapp, scheme, scale, calm=True)
    window = opened(wallet.practice(everyday()), page)
    window.resize(*size)
    for change in (wallet.empty, lambda state: wallet.asked(state, "fee")):
        after = change(wallet.practice(everyday()))
        window.controller.store.write(**{field: getattr(after, field) for field in State.__slots__})
        assert checks.lasting(window) == []


@pytest.mark.parametrize("kind", ["full", "practice"])
def test_practice_is_framed_and_named(opened: Opened, kind: str) -> None:
    """Rule N2: a coloured frame around everything, the word in the title, amounts in practice coins."""
    window = opened(STATES[kind](everyday()), "home")
    picture, middle = window.grab().toImage(), window.height() // 2
    framed = picture.pixelColor(1, middle) == picture.pixelColor(picture.width() - 2, middle) == theme.color("warn")
    state = window.controller.state
    assert {framed, "practice, no real money" in window.windowTitle(), state.unit == "practice"} == {state.practice}
