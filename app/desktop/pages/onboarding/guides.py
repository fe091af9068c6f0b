"""The guides before there is a wallet: all of them, and one as it is read."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QStackedWidget

from app.desktop.formats.help_pages import GUIDES
from app.desktop.parts.help import WIDE, HelpCard, HelpReader
from app.desktop.widgets import Page

translate = QCoreApplication.translate


class GuideShelf(QStackedWidget):
    """`closed`: back to where it was opened."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        title = translate("Onboarding", "Guides")
        self.card = HelpCard(translate("Onboarding", "To read before the first real coin"), GUIDES)
        self.reader = HelpReader(title)
        self.page = Page(title, "", self.card, None, back=translate("Onboarding", "Back"), width=WIDE)
        self.page.back.clicked.connect(self.closed)
        self.card.asked.connect(self._read)
        self.reader.closed.connect(self._close_reader)
        self.addWidget(self.page)
        self.addWidget(self.reader)
        self._asked = GUIDES[0]

    def open_shelf(self) -> None:
        """It is on: the keyboard goes to the first guide."""
        self.setCurrentWidget(self.page)
        self.card.links[GUIDES[0]].setFocus()

    def _read(self, name: str) -> None:
        self._asked = name
        self.setCurrentWidget(self.reader)
        self.reader.read(name)

    def _close_reader(self) -> None:
        self.setCurrentWidget(self.page)
        self.card.links[self._asked].setFocus()
