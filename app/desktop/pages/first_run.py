"""The first minutes."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.actions import Actions
from app.desktop.beginning import Beginning
from app.desktop.widgets import Page


class FirstRun(QWidget):
    """Practise or a real wallet."""

    def __init__(self, actions: Actions, beginning: Beginning) -> None:
        super().__init__()
        self._actions, self._beginning = actions, beginning
        column = QVBoxLayout(self)
        column.addWidget(Page(self.tr("Tandem")))

    def begin(self) -> None:
        """It is shown (again)."""
