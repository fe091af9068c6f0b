"""Practice on its way: a network, a co-signer, a pairing and a key, each named while it is made."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.controller.onboarding import Onboarding
from app.desktop.text.sentences import doing, sentence
from app.desktop.widgets import Button, Card, Centered, Mark, Notice, Page, Row, Text
from app.desktop.widgets.course import Course, Deed
from app.desktop.widgets.painting import A
from core.errors import RefusalKind, TandemError

translate = QCoreApplication.translate

WIDE = 560  # px


def _deeds(*, again: bool) -> list[Deed]:
    """The steps of the first time, or (`again`) those of every other: nothing is made then."""
    network = translate("Onboarding", "A Bitcoin network of your own starts")
    cosigner = translate("Onboarding", "A co-signer for practice starts")
    opens = translate("Onboarding", "The wallet opens")
    if again:
        network = translate("Onboarding", "Your Bitcoin network goes on")
        cosigner = translate("Onboarding", "Your practice co-signer starts again")
        opens = translate("Onboarding", "The wallet of the last time opens")
    rules = translate("Onboarding", "On this computer, without money, with the rules of Bitcoin Core")
    place = translate("Onboarding", "A program of its own on this computer; in earnest it is another device")
    return [
        Deed("network", network, "computer", rules, 15),
        Deed("cosigner", cosigner, "cosigner", place, 15),
        *([] if again else _bond()),
        Deed("open", opens, "computer", "", 10),
    ]


def _title(*, again: bool) -> str:
    if again:
        return translate("Onboarding", "Practice goes on where it stood")
    return translate("Onboarding", "Practice is being set up")


def _bond() -> list[Deed]:
    """What is made once."""
    halves = translate("Onboarding", "Each makes its own half; no side ever holds the whole")
    return [
        Deed("pair", translate("Onboarding", "Both are paired"), "both", "", 10),
        Deed("key", translate("Onboarding", "Both make a key together"), "both", halves, 10),
    ]


class PracticeStart(QWidget):
    """Starts practice and shows how far it is; the window opens it by itself when it is ready."""

    left = Signal()  # back to the choice

    def __init__(self, onboarding: Onboarding) -> None:
        super().__init__()
        self._onboarding = onboarding
        self._under_way = False
        self.course = Course(_deeds(again=onboarding.has_practised))
        self.course.late.connect(self._late)
        self.notice = Notice("", "", "warn")
        self.notice.hide()
        self.title = Text(_title(again=onboarding.has_practised), "big", align=A.AlignHCenter)
        self.back = Button(translate("Onboarding", "Back"), "quiet", "arrow-left")
        self.again = Button(translate("Onboarding", "Try again"), "primary", "refresh-cw")
        self.again.hide()  # until something has failed
        self.back.clicked.connect(self._back)
        self.again.clicked.connect(self.start_practice)
        self._page = page = Page(
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

    def start_practice(self) -> None:
        """Start, or start again."""
        if self._under_way:
            return
        self._under_way = True
        self.notice.announce("")
        self.again.hide()
        self.back.setEnabled(True)
        again = self._onboarding.has_practised
        self.title.say(_title(again=again))
        self._page.setAccessibleName(self.title.text())
        self.course.start_course(_deeds(again=again))
        self._onboarding.start_practice(self.hear, self._done, self._failed)

    def hear(self, what: Any) -> None:
        """The name of a step that begins, or an Event of the step under way."""
        if isinstance(what, str):
            if not self.course.has(what):  # the last time it had not come so far
                self.course.insert(_bond(), "open")
            self.course.at(what)
        else:
            self.course.tell(doing(what))

    def _done(self, _: Any) -> None:
        self._under_way = False
        self.course.finish()

    def _failed(self, error: TandemError) -> None:
        self._under_way = False
        self.course.stop()
        if error.kind == RefusalKind.GIVEN_UP:
            self.left.emit()
            return
        self.course.fail(sentence(error))
        self.notice.announce(
            translate("Onboarding", "Practice could not start"),
            translate("Onboarding", "What was made is kept: trying again goes on from there."),
            "danger",
        )
        self.again.show()
        self.again.setFocus()

    def _late(self, _key: str, seconds: int) -> None:
        self.notice.announce(
            translate("Onboarding", "This takes longer than usual: {0}\u00a0s").format(seconds),
            translate("Onboarding", "A busy computer needs more time and nothing is lost. To stop it, go back."),
            "warn",
        )

    def _back(self) -> None:
        if not self._under_way:
            self.left.emit()
            return
        self.back.setEnabled(False)
        self.course.tell(translate("Onboarding", "It is being stopped."))
        self._onboarding.give_up()
