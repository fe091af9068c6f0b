"""Coins."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.desktop.actions import Actions
from app.desktop.pages.base import AppPage, Go, Say
from app.desktop.state import State
from app.desktop.widgets import Page


class Coins(AppPage):
    """Coins."""

    KEY, ICON, NAME = "coins", "coins", str(QT_TRANSLATE_NOOP("Pages", "Coins"))

    def __init__(self, actions: Actions, go: Go, say: Say) -> None:
        super().__init__(actions, go, say)
        self.fill(Page(self.tr("Coins")))

    def open(self, what: Any = None) -> None:
        """Nothing to begin with."""

    def show_state(self, state: State, before: State | None) -> None:
        """Nothing yet."""
