"""Send."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.desktop.actions import Actions
from app.desktop.pages.base import AppPage, Go, Say
from app.desktop.state import State
from app.desktop.widgets import Page


class Send(AppPage):
    """Send."""

    KEY, ICON, NAME = "send", "arrow-up-right", str(QT_TRANSLATE_NOOP("Pages", "Send"))

    def __init__(self, actions: Actions, go: Go, say: Say) -> None:
        super().__init__(actions, go, say)
        self.fill(Page(self.tr("Send")))

    def open(self, what: Any = None) -> None:
        """Nothing to begin with."""

    def show_state(self, state: State, before: State | None) -> None:
        """Nothing yet."""
