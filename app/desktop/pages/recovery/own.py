"""This computer's recovery sheet: whether there is one, whether the co-signer keeps a copy for it, and making it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.desktop.model.state import State
from app.desktop.pages.recovery.drill import DrillLine
from app.desktop.text import format
from app.desktop.widgets import Badge, Button, Card, Group, NumberedWords, Row, Text, Tone

translate = QCoreApplication.translate

LINES = 3  # room for how it stands


def standing(state: State) -> tuple[str, Tone, str]:
    """How this computer's sheet stands: in a word or two, and in a sentence."""
    sheets, epoch = state.sheets, state.key.epoch if state.key else 0
    if state.practice:
        text = translate("OwnSheet", "Practice goes without: its coins are worth nothing, and both halves are here.")
        return translate("OwnSheet", "Not needed"), "neutral", text
    if not sheets.own:
        text = translate("OwnSheet", "There is none yet. It takes paper, a pen and five minutes.")
        return translate("OwnSheet", "Missing"), "warn", text
    if sheets.sealed:
        text = translate("OwnSheet", "The co\u2011signer keeps a copy of this computer's half for it, of epoch {0}.")
        return translate("OwnSheet", "In force"), "ok", text.format(epoch)
    if sheets.accepted:
        text = translate("OwnSheet", "The co\u2011signer has said yes to it. The next renewal makes the copy.")
        return translate("OwnSheet", "Next renewal"), "info", text
    text = translate(
        "OwnSheet",
        "The co\u2011signer keeps no copy for it yet: it wants a yes there first. There: tandem-cosigner approvals. "
        "Compare the 12 words.",
    )
    return translate("OwnSheet", "Waits for a yes"), "warn", text


class OwnSheetCard(Card):
    """`make`: somebody wants a new one."""

    def __init__(self, make: Callable[[], object]) -> None:
        super().__init__(title=self.tr("This computer's sheet"), gap=10)
        self.badge, self.made = Badge(""), Text("", "strong", wrap=True)
        self.words = NumberedWords(self.tr("Fingerprint of this computer's sheet"), "mono", 3)
        self.text = Text("", "small", "text2", wrap=True)
        self.text.set_least(LINES)
        self.make = Button(self.tr("Make the sheet"), "primary")
        self.make.clicked.connect(lambda: make())
        self._action = Group(Row(self.make, None))
        self.drill = DrillLine("tandem drill {0} --sheet-file -", here=self.tr("Try the paper here"))
        title = Row((self.made, 1), self.badge, gap=12)
        self.add(title, self.text, self._action, self.words, self.drill)  # what comes stands below

    def show_state(self, state: State, *, making: bool) -> None:
        """Say how it stands; `making`: one is being made."""
        sheets = state.sheets
        word, tone, text = standing(state)
        self.badge.set(word, tone)
        self.text.setText(text)
        if sheets.own:
            day = format.day(datetime.fromtimestamp(sheets.made), datetime.fromtimestamp(time.time()))
            self.made.setText(self.tr("Made {0}; its fingerprint").format(day))
        else:
            self.made.setText(self.tr("Brings this computer's half back"))
        if self.words.words != sheets.own:
            self.words.set(sheets.own)
        self.make.set(self.tr("Make another sheet") if sheets.own else self.tr("Make the sheet"))
        self.drill.show_drill(state, sheets.drilled, sheets.due)
        self._action.setVisible(not state.practice and not sheets.sealed and not making)
