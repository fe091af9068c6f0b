"""Every page on made states, in every look: it opens no window of its own and has no fault a machine can see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.desktop import theme
from app.desktop.pages import pages
from app.desktop.state import State
from app.desktop.window import Window
from tests.app.desktop import checks
from tests.screenshots import _wallet
from tests.screenshots._wallet import everyday

PAGES = [page.KEY for page in pages()]
STATES: dict[str, Callable[[State], State]] = {
    "full": lambda state: state,
    "empty": _wallet.empty,
    "silent": lambda state: _wallet.silent(_wallet.paying(state)),
    "locked": _wallet.locked,
    "practice": _wallet.practice,
    "asked": lambda state: _wallet.asked(state, "fee"),
    "unpaired": lambda state: _wallet.with_cosigner(state, words_compared=False),
    "BTC": lambda state: replace(state, settings=replace(state.settings, unit="BTC")),
    "price": lambda state: replace(
        state, settings=replace(state.settings, price="EUR"), price=91_234.5, price_note="test, 10:32"
    ),
}
LOOKS = {
    "usual": ("light", (1120, 740), 1.0),
    "dark": ("dark", (1120, 740), 1.0),
    "least": ("light", (900, 640), 1.0),
    "large": ("dark", (1120, 740), 1.3),
    "least and large": ("light", (900, 640), 1.3),
    "least, large and dark": ("dark", (900, 640), 1.3),
}


class TopLevels(QObject):
    """Remembers every widget that was shown as a window."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[QWidget] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(watched)
        return False


@pytest.fixture
def tops(qapp: QApplication) -> Iterator[list[QWidget]]:
    watch = TopLevels()
    qapp.installEventFilter(watch)
    yield watch.shown
    qapp.removeEventFilter(watch)


Opened = Callable[[State, str], Window]


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Opened]:
    """Opens the real window on a state and a page; whatever was opened is gone after the test."""
    windows: list[Window] = []

    def open_on(state: State, page: str) -> Window:
        window = _wallet.window(state, page, state.addresses[-1].address if page == "receive" else None)
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


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_cut_or_nameless_in_any_state(opened: Opened, qapp: QApplication, page: str, look: str) -> None:
    scheme, size, scale = LOOKS[look]
    theme.apply(qapp, scheme, scale, calm=True)
    window = opened(everyday(), page)
    window.resize(*size)
    for name, change in STATES.items():
        after = change(everyday())
        if after.practice == window.do.state.practice:
            window.do.hub.write(**{field: getattr(after, field) for field in State.__slots__})
            assert (name, checks.lasting(window)) == (name, [])
    assert window.page is not None
    assert page == window.page.KEY


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("page", PAGES)
def test_practice_is_as_good(opened: Opened, qapp: QApplication, page: str, look: str) -> None:
    scheme, size, scale = LOOKS[look]
    theme.apply(qapp, scheme, scale, calm=True)
    window = opened(_wallet.practice(everyday()), page)
    window.resize(*size)
    for change in (_wallet.empty, lambda state: _wallet.asked(state, "fee")):
        after = change(_wallet.practice(everyday()))
        window.do.hub.write(**{field: getattr(after, field) for field in State.__slots__})
        assert checks.lasting(window) == []
