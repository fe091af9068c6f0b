"""Real widgets on Qt's offscreen screen, in the light scheme and without motion unless a test says otherwise.

A test of a page takes `practised` (slow: it needs processes) and clicks in `practised.window`. The processes live for
the whole session; before each test the place is made fit again, whatever the test before has broken.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.desktop.look import theme
from app.desktop.parts import practice_card
from app.desktop.platform import garbage_collector
from app.desktop.window import MainWindow
from tests.support import practised as place
from tests.support.earnest import Earnest, earnest
from tests.support.practised import Practised

Show = Callable[..., None]
SHOWN = QEvent.Type.Show  # looked up once: all events of all windows come by


@pytest.fixture(scope="package", autouse=True)
def own_collector() -> Iterator[None]:
    """As in the program, nothing of Qt is collected on another thread than this one."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def look(qapp: QApplication, own_collector: None) -> Iterator[None]:
    """Every test begins with the same look."""
    theme.apply(qapp, "light", 1.0, calm=True)
    yield
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # else every window of every test stays
    theme.apply(qapp, "light", 1.0, calm=True)
    garbage_collector.collect()


class TopLevels(QObject):
    """Remembers every widget that was shown as a window."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[QWidget] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == SHOWN and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(watched)
        return False

    def strays(self) -> list[str]:
        """What of our own was shown as a window and is none."""
        own = (widget for widget in self.shown if type(widget).__module__.startswith("app."))
        return [type(widget).__name__ for widget in own if not isinstance(widget, MainWindow | QDialog | QMenu)]


@pytest.fixture
def top_levels(qapp: QApplication) -> Iterator[TopLevels]:
    """Listens for windows while a test runs."""
    watch = TopLevels()
    qapp.installEventFilter(watch)
    yield watch
    qapp.removeEventFilter(watch)


@pytest.fixture
def tops(top_levels: TopLevels) -> list[QWidget]:
    """Every window that was shown since the test began."""
    return top_levels.shown


def point_at(widget: QWidget, place: QPoint) -> None:
    """Move the mouse there, whatever other window lies above: moving the cursor itself would tell that one."""
    window = widget.window()
    for step in (QPoint(1, 0), QPoint(0, 0)):  # a mouse that was there already has not moved
        QTest.mouseMove(window.windowHandle(), widget.mapTo(window, place) + step)
        QApplication.processEvents()


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Show a widget at a size, active, laid out and painted; it is closed after the test."""

    def shown(widget: QWidget, width: int = 1120, height: int = 740) -> None:
        qtbot.addWidget(widget)
        widget.resize(width, height)
        widget.show()
        widget.activateWindow()
        qtbot.waitUntil(widget.isActiveWindow)
        for _ in range(3):  # wrapped text asks for its height after it knows its width
            QApplication.processEvents()

    return shown


@pytest.fixture(scope="session")
def practice_place(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practised]:
    """The processes and the window; only `practised` takes it."""
    with place.practice(tmp_path_factory.mktemp("window")) as running:
        yield running


@pytest.fixture
def practised(
    look: None, practice_place: Practised, top_levels: TopLevels, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Practised]:
    """The real window, open on the practice wallet, with coins and a co-signer that asks every time; its cards take a
    yes sooner than a person could give it."""
    monkeypatch.setattr(practice_card, "DEAD_MS", 30)
    practice_place.settle()
    yield practice_place
    practice_place.rest()
    assert top_levels.strays() == []


@pytest.fixture(scope="session")
def earnest_place(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Earnest]:
    """The processes and the window; only `in_earnest` takes it."""
    with earnest(tmp_path_factory.mktemp("earnest")) as running:
        yield running


@pytest.fixture
def in_earnest(look: None, earnest_place: Earnest, top_levels: TopLevels) -> Iterator[Earnest]:
    """The real window, open on a real wallet whose co-signer is another program."""
    earnest_place.settle()
    yield earnest_place
    earnest_place.rest()
    assert top_levels.strays() == []
