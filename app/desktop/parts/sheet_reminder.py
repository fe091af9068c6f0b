"""That there is no recovery sheet yet: one line, which stands in nobody's way, and the way to the page about it."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.model.state import State
from app.desktop.parts.page import Go
from app.desktop.widgets import Button, Comings, Glyph, Row, Text

RECOVERY = "recovery"  # the page


class SheetReminder(QWidget):
    """Shown for as long as a real wallet is without this computer's sheet."""

    def __init__(self, go: Go) -> None:
        super().__init__()
        words = Text(self.tr("No recovery sheet yet: only this computer has its half."), "small", "text2", wrap=True)
        self.open = Button(self.tr("Make the sheet"), "link")
        self.open.clicked.connect(lambda: go(RECOVERY, "make"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(Row(Glyph("life-buoy", "warn"), (words, 1), self.open, gap=10))
        self.hide()

    def show_state(self, state: State, comings: Comings) -> None:
        """Come or go."""
        comings.show(self, state.wants_sheet)
