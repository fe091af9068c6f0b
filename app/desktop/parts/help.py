"""The pages of resources/help: a card that leads to some of them, and one of them as it is read."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.formats.help_pages import HelpBlock, HelpKind, help_page
from app.desktop.parts.command_line import CommandLine
from app.desktop.text import translation
from app.desktop.widgets import Button, Card, Col, Columns, Group, Page, Row, Text
from app.desktop.widgets.layout import Item
from app.desktop.widgets.painting import A

BOTH = "both"  # the page of a case that has a way in the window
WIDE = 700  # px of a line that is read


class HelpCard(Card):
    """`asked`: the name of the page that somebody wants to read."""

    asked = Signal(str)

    def __init__(self, title: str, names: Sequence[str]) -> None:
        super().__init__(title=title, gap=8)
        self.links = {name: Button(help_page(name, translation.language()).title, "link") for name in names}
        for name, link in self.links.items():
            link.clicked.connect(lambda _=False, name=name: self.asked.emit(name))
        rows = [Row(link, None) for link in self.links.values()]
        half = (len(rows) + 1) // 2
        left, right = (Group(Col(*part, None, gap=4)) for part in (rows[:half], rows[half:]))
        self.add(Columns((left, 1), (right, 1)))


class HelpReader(QWidget):
    """One page. `closed`: back to where it was opened; `wants_out`: the way out of Tandem, from the page about it."""

    closed = Signal()
    wants_out = Signal()

    def __init__(self, back: str) -> None:
        """`back`: what the page is called from which it is opened."""
        super().__init__()
        self._back = back
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.page: Page | None = None

    def read(self, name: str) -> None:
        """Show the page of this name; the keyboard goes to the way back."""
        found = help_page(name, translation.language())
        if self.page is not None:
            self._column.removeWidget(self.page)
            self.page.hide()
            self.page.deleteLater()
        parts: list[Item] = [_shown(block) for block in found.blocks]
        if name == BOTH:
            out = Button(self.tr("Leave Tandem, here in the window"), "secondary")
            out.clicked.connect(self.wants_out)
            parts.insert(1, Row(out, None))
        self.page = Page(found.title, "", *parts, None, back=self._back, width=WIDE)
        self.page.back.clicked.connect(self.closed)
        self.setAccessibleName(found.title)
        self._column.addWidget(self.page)
        self.page.back.setFocus()


def _shown(block: HelpBlock) -> QWidget:
    match block.kind:
        case HelpKind.HEADING:
            return Text(block.text, "title", wrap=True)
        case HelpKind.COMMAND:
            return CommandLine(block.text)
        case HelpKind.POINT:
            mark = Text(block.mark, "body", "text2", align=A.AlignRight)
            mark.setFixedWidth(mark.fontMetrics().horizontalAdvance("00."))
            return Group(Row(mark, (Text(block.text, wrap=True), 1), gap=10, align=A.AlignTop))
    return Text(block.text, wrap=True)
