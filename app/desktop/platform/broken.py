"""What is shown where a part of Tandem cannot be loaded: no page would work, and standard error is read by nobody."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.look.theme import SPACE
from app.desktop.widgets.actions import Button
from app.desktop.widgets.painting import A
from app.desktop.widgets.speech import speak
from app.desktop.widgets.words import Disc, Text
from app.resources import BUNDLE

WIDE = 460


class Broken(QWidget):
    """Alone, or in place of all pages."""

    closed = Signal()

    def __init__(self, why: str) -> None:
        """`why` is the loader's own words; whoever helps will ask for them."""
        super().__init__()
        self.setWindowTitle("Tandem")
        self.title = Text(self.tr("Tandem cannot be loaded"), "title", wrap=True, align=A.AlignHCenter)
        packed = self.tr(
            "A part of it is missing or damaged, so nothing would work here. Install it again from the package that "
            "you have checked. Your wallet is kept elsewhere, untouched."
        )
        from_source = self.tr(
            "A part of it is missing or damaged, so nothing would work here. Install it again: delete the folder "
            ".venv in Tandem's own folder, then run make run there. Your wallet is kept elsewhere, untouched."
        )
        self.text = Text(
            packed if BUNDLE else from_source,
            "body",
            "text2",
            wrap=True,
            align=A.AlignHCenter,
        )
        self.why = Text(why, "small", "text3", wrap=True, align=A.AlignHCenter)
        self.close_it = Button(self.tr("Close"), "primary")
        self.close_it.clicked.connect(self.closed)
        column = QVBoxLayout(self)
        column.setSpacing(SPACE["m"])
        column.addStretch()
        column.addWidget(Disc("triangle-alert", 52, "danger"), 0, A.AlignHCenter)
        for words in (self.title, self.text, self.why):
            words.setFixedWidth(WIDE)
            column.addWidget(words, 0, A.AlignHCenter)
        column.addWidget(self.close_it, 0, A.AlignHCenter)
        column.addStretch()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        speak(self, self.title.text(), self.text.text(), tone="danger")
