"""The drill of this computer's sheet: its 24 words are typed, the co-signer hands over the copy, both halves sign."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.controller.sheets import SheetController
from app.desktop.parts.page import while_there
from app.desktop.parts.sheet_entry import SheetEntry
from app.desktop.text.sentences import sentence
from app.desktop.widgets import Button, Card, Notice, Page, Row
from core.errors import TandemError


class DrillView(QWidget):
    """`closed`: back to where it was opened. The words are gone once they were right, and with whoever leaves."""

    closed = Signal()

    def __init__(self, sheets: SheetController) -> None:
        super().__init__()
        self._sheets = sheets
        self._round = 0  # an answer to somebody who has left meanwhile is nobody's
        self.entry = SheetEntry()
        self.notice = Notice()
        self.notice.hide()
        self.go = Button(self.tr("Try the paper"), "primary")
        self.go.clicked.connect(self._start)
        self.entry.entered.connect(self.go.click)
        self.page = Page(
            self.tr("Does the paper still open its copy?"),
            self.tr(
                "Type the 24 words of this computer's own paper. The co\u2011signer hands over the copy that it keeps, "
                "this computer opens it, and both halves sign something that is thrown away. Nothing else changes, and "
                "the words go nowhere."
            ),
            self.notice,
            Card(self.entry, title=self.tr("The words of this computer's paper")),
            Row(None, self.go),
            None,
            back=self.tr("Recovery"),
        )
        self.page.back.clicked.connect(self.closed)
        self.setAccessibleName(self.page.title.text())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)

    def open_view(self) -> None:
        """It is shown; the keyboard goes to the first word."""
        self.forget()
        self.entry.open_part()

    def forget(self) -> None:
        """Nobody looks any more: no word stays."""
        self._round += 1
        self.entry.forget()
        self.entry.allow(True)
        self.notice.announce("")
        self.go.setEnabled(True)

    def _start(self) -> None:
        words = self.entry.take()
        if words is None:
            return
        asked = self._round

        def done(_: object) -> None:
            if asked == self._round:
                self._right()

        def failed(error: TandemError) -> None:
            if asked == self._round:
                self._wrong(error)

        if self._sheets.drill(words, while_there(self, done), while_there(self, failed)):
            self.entry.allow(False)
            self.go.setEnabled(False)
            self.notice.announce(
                self.tr("The copy is being opened"), self.tr("Then both halves sign once. This takes a few seconds.")
            )

    def _right(self) -> None:
        self.forget()
        self.notice.announce(
            self.tr("This paper brings the wallet back"),
            self.tr(
                "Its words open the copy at the co\u2011signer, and both halves sign. Put it away again, not where the "
                "co\u2011signer is."
            ),
            "ok",
        )
        self.page.to_top()
        self.page.back.setFocus()

    def _wrong(self, error: TandemError) -> None:
        self.entry.allow(True)
        self.go.setEnabled(True)
        self.notice.announce(self.tr("The paper was not shown to be right"), sentence(error), "danger")
        self.page.to_top()
        self.entry.open_part()
