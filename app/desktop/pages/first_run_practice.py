"""Practice on its way: a network, a co-signer, a pairing and a key, each named while it is made."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.beginning import Beginning
from app.desktop.sentences import sentence, step
from app.desktop.widgets import Button, Card, Centered, Mark, Notice, Page, Row, Text
from app.desktop.widgets.course import Course, Deed
from app.desktop.widgets.painting import A
from core.errors import TandemError

translate = QCoreApplication.translate

WIDE = 560  # px


class PracticeStart(QWidget):
    """Starts practice and shows how far it is; the window opens it by itself when it is ready."""

    left = Signal()  # back to the choice

    def __init__(self, beginning: Beginning) -> None:
        super().__init__()
        self._beginning = beginning
        self._under_way = False
        self.course = Course(
            (
                Deed(
                    "network",
                    translate("FirstRun", "A Bitcoin network of your own starts"),
                    "computer",
                    translate("FirstRun", "On this computer, without money, with the rules of Bitcoin Core"),
                    15,
                ),
                Deed(
                    "cosigner",
                    translate("FirstRun", "A co-signer for practice starts"),
                    "cosigner",
                    translate("FirstRun", "A program of its own on this computer; in earnest it is another device"),
                    15,
                ),
                Deed("pair", translate("FirstRun", "Both are paired"), "both", "", 10),
                Deed(
                    "key",
                    translate("FirstRun", "Both make a key together"),
                    "both",
                    translate("FirstRun", "Each makes its own half; no side ever holds the whole"),
                    10,
                ),
                Deed("open", translate("FirstRun", "The wallet opens"), "computer", "", 10),
            )
        )
        self.course.late.connect(self._late)
        self.notice = Notice("", "", "warn")
        self.notice.hide()
        self.title = Text(translate("FirstRun", "Practice is being set up"), "big", align=A.AlignHCenter)
        self.back = Button(translate("FirstRun", "Back"), "quiet", "arrow-left")
        self.again = Button(translate("FirstRun", "Try again"), "primary", "refresh-cw")
        self.again.hide()  # until something has failed
        self.back.clicked.connect(self._back)
        self.again.clicked.connect(self.begin)
        page = Page(
            "",
            "",
            None,
            Row(None, Mark(84), None),
            self.title,
            Centered(Card(self.course), self.notice, width=WIDE, gap=16),
            Row(None, self.back, self.again, None, gap=10),
            None,
            None,
            width=1600,
        )
        page.setAccessibleName(self.title.text())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)

    def begin(self) -> None:
        """Start, or start again."""
        if self._under_way:
            return
        self._under_way = True
        self.notice.announce("")
        self.again.hide()
        self.back.setEnabled(True)
        self.course.begin()
        self._beginning.start_practice(self._said, self._done, self._failed)

    def _said(self, what: Any) -> None:
        if isinstance(what, str):
            self.course.at(what)
        else:
            self.course.tell(step(what.text))

    def _done(self, _: Any) -> None:
        self._under_way = False
        self.course.finish()

    def _failed(self, error: TandemError) -> None:
        self._under_way = False
        self.course.stop()
        if error.kind == "given_up":
            self.left.emit()
            return
        self.course.fail(sentence(error))
        self.notice.announce(
            translate("FirstRun", "Practice could not start"),
            translate("FirstRun", "What was made is kept: trying again goes on from there."),
            "danger",
        )
        self.again.show()
        self.again.setFocus()

    def _late(self, _key: str, seconds: int) -> None:
        self.notice.announce(
            translate("FirstRun", "This takes longer than usual: {0}\u00a0s").format(seconds),
            translate("FirstRun", "A busy computer needs more time and nothing is lost. To stop it, go back."),
            "warn",
        )

    def _back(self) -> None:
        if not self._under_way:
            self.left.emit()
            return
        self.back.setEnabled(False)
        self.course.tell(translate("FirstRun", "It is being stopped."))
        self._beginning.give_up()
