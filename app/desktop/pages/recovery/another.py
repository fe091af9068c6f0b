"""Another sheet of this computer in the place of the one in force: how it begins, and what is still missing for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.controller.sheets import SheetController
from app.desktop.model.state import SheetsView, State
from app.desktop.parts.page import Say, while_there
from app.desktop.text import format
from app.desktop.text.sentences import sentence
from app.desktop.widgets import Button, Card, Comings, Notice, NumberedWords, Row, Steps, StepView, Text, speak
from core.errors import TandemError

translate = QCoreApplication.translate

LINES = 4  # room for what is to be done now
YES, DAY, COPIES, DRILL, RENEW, BURN = range(6)


def step(sheets: SheetsView) -> int:
    """Which one of the steps is under way."""
    if not sheets.coming:
        return BURN
    if sheets.coming_drilled:
        return RENEW if sheets.coming_sealed else COPIES
    if sheets.coming_sealed:
        return COPIES if sheets.coming_left else DRILL
    if sheets.coming_accepted:
        return COPIES
    return DAY if sheets.coming_waits else YES


def deeds() -> tuple[tuple[str, str], ...]:
    """Each step in a few words, and whose it is."""
    return (
        (translate("AnotherSheet", "A yes on the co\u2011signer"), "cosigner"),
        (translate("AnotherSheet", "A day to take the yes back"), "cosigner"),
        (translate("AnotherSheet", "Copies for both sheets"), "both"),
        (translate("AnotherSheet", "The new paper is tried"), "computer"),
        (translate("AnotherSheet", "Copies for the new sheet alone"), "both"),
        (translate("AnotherSheet", "The old paper is burnt"), "computer"),
    )


def to_do(sheets: SheetsView) -> str:
    """What is to be done now, and by whom."""
    left = ", ".join(sheets.coming_left)
    match step(sheets):
        case 0:
            return translate(
                "AnotherSheet",
                "The co\u2011signer asks its person whether the new sheet may count. There: tandem-cosigner approvals. "
                "Compare the 12 words with these, and say yes there. Keep the old paper.",
            )
        case 1:
            return translate(
                "AnotherSheet",
                "The co\u2011signer's person has said yes; it counts {0}, and until then it can be taken back "
                "there. The copies are made by themselves as soon as both are on\u2011line. Keep the old paper.",
            ).format(format.until(sheets.coming_waits))
        case 2:
            return translate(
                "AnotherSheet",
                "The next renewal makes copies for both sheets; it comes by itself when both are on\u2011line. Not "
                "made yet for: {0}. Keep the old paper.",
            ).format(left)
        case 3:
            return translate(
                "AnotherSheet",
                "From now on either paper brings this computer's half back. Try the new one: type its 24 words. Only "
                "then is the old one let go of. Keep the old paper until then.",
            )
        case 4:
            return translate(
                "AnotherSheet",
                "The new paper is right. Each wallet is renewed once more, by itself when both are on\u2011line. Still "
                "to come: {0}. If another co\u2011signer holds it, try the paper with that wallet too. Keep the old "
                "paper.",
            ).format(left)
    return translate(
        "AnotherSheet",
        "The new sheet has taken the place of the old one. Write a new recovery file first if you keep one: an "
        "older one needs the old paper. Then burn the old paper; its sheet is the one with these words.",
    )


class ReplaceSheet(QWidget):
    """How it begins. `make`: somebody wants to."""

    def __init__(self, make: Callable[[], object]) -> None:
        super().__init__()
        about = self.tr(
            "Was this computer's paper lost, or seen by somebody? Make another sheet. Until the new paper was tried "
            "both count, so keep the old one. It takes a yes on the co\u2011signer and a day. Whoever has seen the old "
            "words can still open older copies and recovery files with them."
        )
        self.make = Button(self.tr("Replace this sheet"), "secondary")
        self.make.clicked.connect(lambda: make())
        card = Card(Text(about, "small", "text2", wrap=True), Row(self.make, None), title=self.tr("Paper lost or seen"))
        _stand(self, card)

    def show_state(self, state: State, comings: Comings, *, making: bool) -> None:
        """There is something to replace once copies are sealed to it."""
        sheets = state.sheets
        comings.show(self, sheets.sealed and not sheets.changes and not making and not state.practice)


class AnotherSheet(QWidget):
    """How far it is. Everything that may be clicked stands here from the beginning, and where it stands it stays.

    `try_it`: somebody wants to type the words of the new paper."""

    def __init__(self, sheets: SheetController, say: Say, try_it: Callable[[], object]) -> None:
        super().__init__()
        self._sheets, self._say = sheets, say
        self._said: tuple[int, str] | None = None
        self.named = Text("", "strong", wrap=True)
        self.words = NumberedWords(self.tr("Fingerprint"), "mono", 6)
        self.steps, self.text = Steps(), Text("", "small", "text2", wrap=True)
        self.text.set_least(LINES)
        self.try_it = Button(self.tr("Try the new paper"), "primary")
        self.burnt = Button(self.tr("The old paper is burnt"), "secondary")
        self.keep = Button(self.tr("Keep the old one"), "quiet")
        self.try_it.clicked.connect(lambda: try_it())
        self.burnt.clicked.connect(self._burn)
        self.keep.clicked.connect(self._give_up)
        self.notice = Notice()
        self.notice.hide()
        card = Card(title=self.tr("A new sheet is on its way"), gap=10)
        card.add(
            self.text,
            Row(self.try_it, self.burnt, self.keep, None, gap=10),
            self.steps,
            self.named,
            self.words,
            self.notice,
        )
        _stand(self, card)
        self.hide()

    def show_state(self, state: State, comings: Comings) -> None:
        """Come when one is on its way, go when nothing is left to do; who is read to hears each new step."""
        sheets = state.sheets
        comings.show(self, sheets.changes and not state.practice)
        if not sheets.changes:
            self._said = None
            return
        at, text = step(sheets), to_do(sheets)
        self.steps.set([_row(number, deed, at) for number, deed in enumerate(deeds())])
        self.text.setText(text)
        self._name(sheets)
        self.try_it.setEnabled(sheets.coming_sealed)
        self.keep.setEnabled(bool(sheets.coming))
        self.burnt.setEnabled(at == BURN)
        if self._said is not None and self._said[0] != at:
            speak(self, deeds()[at][0], text)
        self._said = at, text

    def _name(self, sheets: SheetsView) -> None:
        if sheets.coming:
            day = format.day(datetime.fromtimestamp(sheets.coming_made), datetime.fromtimestamp(time.time()))
            self.named.setText(self.tr("The new sheet, made {0}; its fingerprint").format(day))
        else:
            self.named.setText(self.tr("The old sheet, to be burnt; its fingerprint"))
        if self.words.words != (sheets.coming or sheets.old):
            self.words.set(sheets.coming or sheets.old)

    def _give_up(self) -> None:
        self._busy(self._sheets.give_up, self.tr("The old sheet stays. Tear the new paper up."))

    def _burn(self) -> None:
        self._busy(self._sheets.burnt, self.tr("From now on the new paper is the only one."))

    def _busy(
        self, begin: Callable[[Callable[[object], object], Callable[[TandemError], object]], None], say: str
    ) -> None:
        self.notice.announce("")
        begin(while_there(self, lambda _: self._say(say, "ok")), while_there(self, self._failed))

    def _failed(self, error: TandemError) -> None:
        self.notice.announce(self.tr("Nothing has changed"), sentence(error), "danger")


def _row(number: int, deed: tuple[str, str], at: int) -> StepView:
    title, who = deed
    if number != at:
        return StepView(title, "done" if number < at else "todo", "", who)
    return StepView(title, "waiting", "", who)


def _stand(part: QWidget, card: Card) -> None:
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(card)
