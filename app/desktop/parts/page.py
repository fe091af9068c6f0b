"""What every page is: it shows a snapshot, asks the controller to act, the window to go elsewhere. Pages never meet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from app.desktop.controller.controller import Controller
from app.desktop.model.state import State
from app.desktop.widgets.painting import Tone

T = TypeVar("T")


class Go(Protocol):
    """How a page leaves: to another page, perhaps with something to begin with there."""

    def __call__(self, key: str, what: Any = None) -> object:
        """`key` is the KEY of a page."""
        ...


class Say(Protocol):
    """How a page tells what happened, in the window's bar."""

    def __call__(self, text: str, tone: Tone = "info", *, seconds: float = 0) -> object:
        """One sentence."""
        ...


def while_there(widget: QObject, call: Callable[[T], object]) -> Callable[[T], None]:
    """`call` for a job, unless the widget has been dropped meanwhile: what it would have shown is nobody's then."""

    def told(what: T) -> None:
        if isValid(widget):
            call(what)

    return told


class AppPage(QWidget):
    """A page of the open wallet; `controller` is its one way to act. A subclass puts one widget in and shows states."""

    KEY = ""  # its name for `go`
    ICON = ""
    NAME = ""  # its word in the sidebar, translated in the context "Pages"

    def __init__(self, controller: Controller, go: Go, say: Say) -> None:
        super().__init__()
        self.controller, self.go, self.say = controller, go, say
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)

    @property
    def state(self) -> State:
        """What is true now."""
        return self.controller.state

    def fill(self, widget: QWidget) -> None:
        """The one widget of this page, in place of the one before."""
        while self._outer.count():
            item = self._outer.takeAt(0)
            old = item.widget() if item else None
            if old is not None:
                old.hide()
                old.deleteLater()
        self._outer.addWidget(widget)

    def show_state(self, state: State, before: State | None) -> None:
        """The state has changed, or (before None) the page was just opened. Called for the page on screen only."""

    def open(self, what: Any = None) -> None:
        """The page is about to be shown, perhaps with something to begin with."""

    def back(self) -> bool:
        """Escape was pressed; True if the page has gone back a step by itself."""
        return False

    def leave(self) -> None:
        """Another page is about to be shown, or the wallet is locked: forget what nobody must find here."""
