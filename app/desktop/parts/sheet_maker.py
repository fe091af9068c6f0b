"""Making this computer's recovery sheet: 24 words shown once, written down by hand, three of them asked for."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QRandomGenerator, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.desktop.controller.sheets import NewSheet, SheetController
from app.desktop.parts.page import while_there
from app.desktop.text import translation
from app.desktop.text.sentences import sentence
from app.desktop.widgets import Button, Col, Group, Notice, NumberedWords, Row, Text, WordField, speak
from app.desktop.widgets.painting import appear
from app.resources import text
from app.sheet_form import SheetForm, pdf_of
from core.errors import TandemError
from core.role import Role

ASKED = 3  # words of the 24
FILE = "tandem-sheet.pdf"


def any_three() -> list[int]:
    """Three places of 24, from 0, in their order."""
    draw, found = QRandomGenerator.system(), set[int]()
    while len(found) < ASKED:
        found.add(draw.bounded(24))
    return sorted(found)


class Stage(Enum):
    """Where it stands."""

    BEGIN = "begin"
    WORDS = "words"
    CHECK = "check"


class SheetMaker(QWidget):
    """`back`, `form` and `forward` stand where the page puts them. `finished`: the sheet counts.

    Whoever leaves before that loses nothing: what was written counts for nothing, and next time there are other words.
    """

    finished = Signal()

    def __init__(self, sheets: SheetController, pick: Callable[[], list[int]] = any_three) -> None:
        """`pick` says at which places, from 0, the words are asked for."""
        super().__init__()
        self._sheets, self._pick = sheets, pick
        self._new: NewSheet | None = None
        self._waits = False  # for a new one
        self._exchange = False
        self._places: list[int] = []  # of the words that are asked for, from 0
        self.stage = Stage.BEGIN
        self.title, self.lead = Text("", "title", wrap=True), Text("", "body", "text2", wrap=True)
        self.grid = NumberedWords(self.tr("The words of the sheet"))
        known = text("words", "bip39.txt").split()
        self._known = frozenset(known)
        self.fields = [WordField(self.tr("Word"), known) for _ in range(ASKED)]
        self._check = Group(Row(*((field, 1) for field in self.fields), gap=16, align=None))
        self.note = Text("", "small", "text2", wrap=True)
        self.notice = Notice()
        self.notice.hide()
        self.back = Button(self.tr("Show the words again"), "secondary")
        self.form = Button(self.tr("Paper to write on (PDF)"), "secondary", "download")
        self.forward = Button("", "primary")
        self.back.clicked.connect(lambda: self._turn(Stage.WORDS))
        self.form.clicked.connect(self._ask_where)
        self.forward.clicked.connect(self._go_on)
        for field, following in zip(self.fields, [*self.fields[1:], None], strict=True):
            field.entered.connect(self.forward.click if following is None else following.editor.setFocus)
        self.setLayout(Col(self.title, self.lead, self.grid, self._check, self.note, self.notice, gap=12))
        self._turn(Stage.BEGIN)

    @property
    def new(self) -> NewSheet | None:
        """The sheet that is being made, once its words were shown."""
        return self._new

    def forget(self) -> None:
        """Nobody looks any more: the words are gone, here and on the screen."""
        self._new, self._waits, self._exchange = None, False, False
        self._busy(False)
        self._turn(Stage.BEGIN)

    def open_step(self, *, exchange: bool = False) -> None:
        """The keyboard goes to what is to be done. `exchange`: the sheet is to take the place of the one in force."""
        if exchange is not self._exchange:
            self._exchange = exchange
            self._turn(Stage.BEGIN)
        self.forward.setFocus()

    # -------------------------------------------------------------- from stage to stage
    def _turn(self, stage: Stage) -> None:
        self.stage = stage
        checking = stage is Stage.CHECK
        self.grid.set(self._new.words.reveal() if self._new is not None and stage is Stage.WORDS else ())
        self._places = self._pick() if checking else []
        for field, place in zip(self.fields, self._places or range(ASKED), strict=True):
            field.ask(self.tr("Word {0}").format(place + 1))
        appear(self._check, checking)
        appear(self.back, checking)
        appear(self.form, stage is Stage.WORDS)
        self.notice.announce("")
        self._say(stage)
        self.setAccessibleName(self.title.text())
        if stage is Stage.WORDS:
            speak(self, self.title.text(), self.lead.text())
            self.grid.setFocus()
        elif checking:
            speak(self, self.title.text(), self.lead.text())
            self.fields[0].editor.setFocus()

    def _say(self, stage: Stage) -> None:
        if stage is Stage.BEGIN:
            title = self.tr("24 words, written on paper by hand")
            lead = self.tr(
                "They bring this computer's half back if the computer is lost. You need paper, a pen and five minutes "
                "by yourself. The words are shown once; then three of them are asked for."
            )
            note = self.tr(
                "They are not a wallet seed: they open only the copy of this computer's half that the co\u2011signer "
                "keeps. So never keep them where the co\u2011signer is: together the two are the whole key."
            )
            if self._exchange:
                note = self.tr(
                    "They take the place of the old ones step by step: the co\u2011signer is asked, a day passes, the "
                    "new paper is tried. Until then the old paper counts: keep both apart, and neither where the "
                    "co\u2011signer is."
                )
            forward = self.tr("Show the 24 words")
        elif stage is Stage.WORDS:
            title = self.tr("Write them down by hand")
            lead = self.tr(
                "All 24 with their numbers, row by row. Do not photograph or type them: they are on paper only."
            )
            note = self.tr(
                "They are never shown again after the check. If you stop before it, what you wrote is worth nothing, "
                "nothing is lost, and the next time there are other words."
            )
            forward = self.tr("I have written them down")
        else:
            title = self.tr("Three words from your paper")
            lead = self.tr("The screen is cleared. Type what stands on your paper at these numbers.")
            note = self.tr("Only after this the sheet counts.")
            forward = self.tr("Check")
        self.title.setText(title)
        self.lead.setText(lead)
        self.note.setText(note)
        self.forward.set(forward)

    def _go_on(self) -> None:
        if self.stage is Stage.BEGIN:
            self._busy(True)
            self._waits = True
            done, failed = while_there(self, self._made), while_there(self, self._failed)
            self._sheets.make(done, failed, exchange=self._exchange)
        elif self.stage is Stage.WORDS:
            self._turn(Stage.CHECK)
        elif self._new is not None and self._right():
            self._busy(True)
            self._sheets.confirm(self._new, while_there(self, self._confirmed), while_there(self, self._failed))

    def _busy(self, busy: bool) -> None:
        for part in (self.forward, self.back, *self.fields):
            part.setEnabled(not busy)

    def _made(self, new: NewSheet) -> None:
        if not self._waits:  # whoever asked has left meanwhile
            return
        self._busy(False)
        self._new, self._waits = new, False
        self._turn(Stage.WORDS)

    def _right(self) -> bool:
        """Whether the three are right; if not, the fields say so, and the keyboard goes to the first wrong one."""
        words = self._new.words.reveal() if self._new is not None else ()
        wrong = []
        for field, place in zip(self.fields, self._places, strict=True):
            typed = field.word()
            if typed != words[place]:
                wrong.append(field)
                field.set_error(self._why(typed, place + 1), aloud=len(wrong) == 1)
        if wrong:
            wrong[0].editor.setFocus()
            text = self.tr("Look at your paper. To compare it with the screen, show the words again and correct it.")
            self.notice.announce(self.tr("That is not what the sheet says"), text, "warn")
        return not wrong

    def _why(self, typed: str, number: int) -> str:
        if not typed:
            return self.tr("Type word {0}.").format(number)
        if typed not in self._known:
            return self.tr("No sheet has this word.")
        return self.tr("This is not word {0}.").format(number)

    def _confirmed(self, _: object) -> None:
        self._busy(False)
        self.forget()
        self.finished.emit()

    def _failed(self, error: TandemError) -> None:
        self._busy(False)
        self.notice.announce(self.tr("The sheet was not made"), sentence(error), "danger")

    # -------------------------------------------------------------- the paper
    def _ask_where(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Save the paper to write on"), FILE, "PDF (*.pdf)")
        if path:
            self.save_form(Path(path))

    def save_form(self, path: Path) -> None:
        """Empty boxes and what belongs beside them; no word of the sheet."""
        if self._new is None:
            return
        form = SheetForm(Role.P1, self._new.fingerprint, self._new.wallets, self._new.made)
        try:
            path.write_bytes(pdf_of(form, translation.language()))
        except OSError:
            text = self.tr("The file could not be written. Choose another place.")
            self.notice.announce(self.tr("The paper was not saved"), text, "danger")
        else:
            text = self.tr("Print it and write the words into its boxes by hand. It has none of them.")
            self.notice.announce(self.tr("Saved as {0}").format(path.name), text, "ok")
