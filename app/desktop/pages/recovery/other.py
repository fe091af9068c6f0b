"""The co-signer's recovery sheet: made there and nowhere else, accepted here after its 12 words were compared."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.controller.controller import Controller
from app.desktop.model.state import State
from app.desktop.pages.recovery.drill import DrillLine
from app.desktop.parts.command_line import CommandLine
from app.desktop.parts.page import Say, while_there
from app.desktop.text.sentences import sentence
from app.desktop.widgets import Badge, Button, Card, Checkbox, Comings, Notice, NumberedWords, Row, Text, Tone
from core.errors import TandemError

translate = QCoreApplication.translate

LINES = 3  # room for how it stands
MAKE = "tandem-cosigner sheet new"


def standing(state: State) -> tuple[str, Tone, str]:
    """How the co-signer's sheet stands: in a word or two, and in a sentence."""
    sheets, epoch = state.sheets, state.key.epoch if state.key else 0
    if state.practice:
        text = translate("OtherSheet", "Practice goes without. In earnest it is made on the co\u2011signer itself.")
        return translate("OtherSheet", "Not needed"), "neutral", text
    if sheets.cosigner:
        text = translate("OtherSheet", "This computer keeps a copy of the co\u2011signer's half for it, of epoch {0}.")
        return translate("OtherSheet", "In force"), "ok", text.format(epoch)
    if sheets.waiting:
        text = translate("OtherSheet", "It is made, and this computer keeps a copy for it once you have said yes here.")
        return translate("OtherSheet", "Waits for your yes"), "peer", text
    text = translate("OtherSheet", "There is none yet, or nobody here has been told of one.")
    return translate("OtherSheet", "Missing"), "warn", text


class OtherSheetCard(Card):
    """How it stands, and where it is made."""

    def __init__(self) -> None:
        super().__init__(title=self.tr("The co\u2011signer's sheet"), gap=10)
        self.badge = Badge("")
        self.text = Text("", "small", "text2", wrap=True)
        self.text.set_least(LINES)
        self.words = NumberedWords(self.tr("Fingerprint of the co\u2011signer's sheet"), "mono", 3)
        self.where = Text(
            self.tr(
                "Make it on the co\u2011signer itself, at its own screen and keyboard or from a third device, never "
                "from this computer. A terminal here that reaches it (SSH), or its page in a browser here, is this "
                "computer: whatever sits here would read the words and have the whole key."
            ),
            "small",
            "text2",
            wrap=True,
        )
        self.command = CommandLine(MAKE)
        title = Text(self.tr("Brings the co\u2011signer's half back"), "strong", wrap=True)
        there = self.tr("On the co\u2011signer itself, never from this computer:")
        self.drill = DrillLine("tandem-cosigner drill {0} --sheet-file -", there)
        self.add(Row((title, 1), self.badge, gap=12), self.text, self.where, self.command, self.words, self.drill)

    def show_state(self, state: State, *, opening: bool) -> None:
        """Say how it stands; where it is made is left out from the next `opening` of the page on."""
        word, tone, text = standing(state)
        self.badge.set(word, tone)
        self.text.setText(text)
        if self.words.words != state.sheets.cosigner:
            self.words.set(state.sheets.cosigner)
        self.drill.show_drill(state, state.sheets.cosigner_drilled, state.sheets.cosigner_due)
        if opening:
            self.where.setVisible(not state.sheets.cosigner)
            self.command.setVisible(not state.sheets.cosigner and not state.practice)


class AcceptSheet(QWidget):
    """A first sheet of the co-signer waits, or another in its place: its words, and a yes of who has compared them."""

    def __init__(self, controller: Controller, say: Say) -> None:
        super().__init__()
        self._controller, self._say, self._again = controller, say, False
        self.words = NumberedWords(self.tr("Fingerprint of the co\u2011signer's sheet"))
        self.compared = Checkbox(self.tr("I have compared all 12 words with those on the co\u2011signer's own screen"))
        self.accept = Button(self.tr("Accept this sheet"), "primary")
        self.accept.setEnabled(False)
        self.notice = Notice()
        self.notice.hide()
        self.lead = Text("", "body", "text2", wrap=True)
        card = Card(title=self.tr("A sheet of the co\u2011signer waits for your yes"))
        card.add(self.lead, self.words, self.compared, Row(self.accept, None), self.notice)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        self.hide()
        self.compared.toggled.connect(self._allow)
        self.accept.clicked.connect(self._start)
        controller.jobs.changed.connect(self._allow)

    def show_state(self, state: State, comings: Comings) -> None:
        """Come when a sheet waits, go when none does; other words want another look."""
        waits = state.sheets.waiting if not state.practice else ()
        if waits and waits != self.words.words:
            self.words.set(waits)
            self.lead.setText(self._first() if not state.sheets.cosigner else self._another())
            self._again = bool(state.sheets.cosigner)
            self.compared.setChecked(False)
            self.notice.announce("")
        comings.show(self, bool(waits))

    def _first(self) -> str:
        return self.tr(
            "The co\u2011signer has made its recovery sheet. Compare these words with those on its own screen or on "
            "the paper, number by number. If one differs, do not accept: make the sheet anew there."
        )

    def _another(self) -> str:
        return self.tr(
            "The co\u2011signer says that it has made another recovery sheet, in the place of the one in force. Accept "
            "only if you made it, and compare these words with those on its own screen or on the new paper, number by "
            "number. It counts in a day; keep the old paper until a drill there says that it may be burnt."
        )

    def _allow(self) -> None:
        self.accept.setEnabled(self.compared.isChecked() and not self._controller.jobs.running("refresh"))

    def _start(self) -> None:
        if self._controller.sheets.accept(
            self.words.words, while_there(self, self._accepted), while_there(self, self._failed)
        ):
            made = self.tr("The copy is made with it. This takes a few seconds.")
            later = self.tr("The copy for the new sheet is made in a day.")
            self.notice.announce(self.tr("The halves are being renewed"), later if self._again else made)

    def _accepted(self, _: object) -> None:
        self.notice.announce("")
        if self._again:
            self._say(self.tr("Accepted. In a day this computer keeps a copy for the new sheet too."), "ok", seconds=8)
            return
        self._say(self.tr("From now on this computer keeps a copy for the co\u2011signer's sheet."), "ok", seconds=8)

    def _failed(self, error: TandemError) -> None:
        text = self.tr("{0} Your yes is kept if the words were right: the next renewal goes by it.")
        self.notice.announce(self.tr("No copy was made yet"), text.format(sentence(error)), "warn")
