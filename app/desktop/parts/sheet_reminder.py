"""That there is no recovery sheet yet, or a drill is due: one line that stands in nobody's way, and where to go."""

from __future__ import annotations

import time

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.model.state import State
from app.desktop.parts.health import drill_of
from app.desktop.parts.page import Go
from app.desktop.widgets import Button, Comings, Glyph, Row, Text, speak

RECOVERY = "recovery"  # the page


class SheetReminder(QWidget):
    """Shown for as long as a real wallet is without this computer's sheet, or a drill of one is due."""

    def __init__(self, go: Go) -> None:
        super().__init__()
        self.words = Text("", "small", "text2", wrap=True)
        self.open = Button("", "link")
        self.open.clicked.connect(lambda: go(RECOVERY, "make"))
        self._unsaid = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(Row(Glyph("life-buoy", "warn"), (self.words, 1), self.open, gap=10))
        self.hide()

    def show_state(self, state: State, comings: Comings) -> None:
        """Come or go; who is read to hears each of them once."""
        words, way = self._said(state)
        if words and words != self.words.text():
            self.words.setText(words)
            self.open.set(way)
            self._unsaid = True
        comings.show(self, bool(words))
        self._say()

    def showEvent(self, event: QShowEvent) -> None:
        """It may be said now."""
        super().showEvent(event)
        self._say()

    def _say(self) -> None:
        if self._unsaid:
            self._unsaid = not speak(self, self.words.text())

    def _said(self, state: State) -> tuple[str, str]:
        if state.wants_sheet:
            return self.tr("No recovery sheet yet: only this computer has its half."), self.tr("Make the sheet")
        match drill_of(state, time.time()):
            case "own":
                words = self.tr("A drill is due: does the paper of this computer's sheet still open its copy?")
            case "other":
                words = self.tr("A drill is due: does the paper of the co\u2011signer's sheet still open its copy?")
            case _:
                return "", ""
        return words, self.tr("How to try it")
