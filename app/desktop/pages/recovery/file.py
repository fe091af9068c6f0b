"""A recovery file: with both papers it is the key, for the day when both devices are gone."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog

from app.desktop.controller.sheets import SheetController, WrittenFile
from app.desktop.model.state import SheetsView, State
from app.desktop.parts.page import while_there
from app.desktop.text import format
from app.desktop.text.sentences import sentence
from app.desktop.widgets import Button, Card, Notice, Row, Text
from core.errors import TandemError

FILE = "tandem-recovery"
LINES = 3  # room for what the last one is good for
translate = QCoreApplication.translate


def _is_due(sheets: SheetsView) -> bool:
    return sheets.file_missing or sheets.file_needs_own or sheets.file_needs_cosigner


def _last(sheets: SheetsView, epoch: int) -> str:
    """When the last one was written, and what it is good for by now."""
    if sheets.file_missing:
        return translate(
            "RecoveryFile", "This wallet is in none of the files that were written here. Write another one."
        )
    if not sheets.file:
        return translate("RecoveryFile", "None that has this wallet was written here yet.")
    now = datetime.fromtimestamp(time.time())
    words = translate("RecoveryFile", "Last written here {0}: {1} wallets, this one of epoch {2}.")
    if sheets.file_wallets == 1:
        words = translate("RecoveryFile", "Last written here {0}: {1} wallet, of epoch {2}.")
    first = words.format(format.day(datetime.fromtimestamp(sheets.file), now), sheets.file_wallets, sheets.file_epoch)
    if sheets.file_needs_own or sheets.file_needs_cosigner:
        whose = {
            (True, False): translate(
                "RecoveryFile", "It needs the old paper of this computer, whose sheet was exchanged."
            ),
            (False, True): translate(
                "RecoveryFile", "It needs the old paper of the co\u2011signer, whose sheet was exchanged."
            ),
            (True, True): translate("RecoveryFile", "It needs both old papers, for both sheets were exchanged."),
        }[sheets.file_needs_own, sheets.file_needs_cosigner]
        then = translate("RecoveryFile", "Write another one before you burn an old paper; then destroy the old file.")
        return f"{first} {whose} {then}"
    if sheets.file_epoch != epoch:
        good = translate(
            "RecoveryFile",
            "With both papers it is the key, whatever was renewed since; with one paper and a device it opens nothing.",
        )
    else:
        good = translate("RecoveryFile", "With both papers it is the key, also after later renewals.")
    return f"{first} {good}"


class RecoveryFileCard(Card):
    """Written where a person says; nothing is written over."""

    def __init__(self, sheets: SheetController) -> None:
        super().__init__(title=self.tr("A recovery file"), gap=10)
        self._sheets = sheets
        about = self.tr(
            "For the day when both devices are lost. With both papers it is the whole key, for ever, so keep it where "
            "neither of them is; alone it opens nothing. A wallet that is made later wants another file."
        )
        self.write = Button(self.tr("Write the file"), "secondary", "download")
        self.write.clicked.connect(self._ask_where)
        self.notice = Notice()
        self.notice.hide()
        self.last = Text("", "small", "text2", wrap=True)
        self.last.set_least(LINES)
        self.add(Text(about, "small", "text2", wrap=True), self.last, Row(self.write, None), self.notice)

    def show_state(self, state: State) -> None:
        """Practice has no sheets, and so no file."""
        self.setVisible(not state.practice)
        self.last.setText(_last(state.sheets, state.key.epoch if state.key else 0))
        self.last.set_ink("warn" if _is_due(state.sheets) else "text2")

    def _ask_where(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Write a recovery file"), FILE)
        if path:
            self.write_to(Path(path))

    def write_to(self, path: Path) -> None:
        """A new file, for its owner alone."""
        if self._sheets.write_file(path, while_there(self, self._written), while_there(self, self._failed)):
            self.write.setEnabled(False)

    def _written(self, found: WrittenFile) -> None:
        self.write.setEnabled(True)
        text = self.tr("In it: {0}.").format(", ".join(found.wallets))
        if found.without:
            lacking = self.tr("Not in it, for both copies are not there yet: {0}. Make both sheets, then renew.")
            text = f"{text} {lacking.format(', '.join(found.without))}"
        self.notice.announce(self.tr("Written to {0}").format(found.path.name), text, "warn" if found.without else "ok")

    def _failed(self, error: TandemError) -> None:
        self.write.setEnabled(True)
        self.notice.announce(self.tr("No file was written"), sentence(error), "danger")


class LeaveCard(Card):
    """The way out: the file and both papers become a key for another program."""

    def __init__(self) -> None:
        super().__init__(title=self.tr("Leave Tandem"), gap=10)
        about = self.tr(
            "Both papers and a recovery file make the key whole, once and for good, for Bitcoin Core or Sparrow. For "
            "the day when both devices are lost, or when you want to go. The coins go to a new wallet then."
        )
        self.leave = Button(self.tr("Leave Tandem\u2026"), "danger")
        self.add(Text(about, "small", "text2", wrap=True), Row(self.leave, None))

    def show_state(self, state: State) -> None:
        """Practice has no sheets, and so no way out."""
        self.setVisible(not state.practice)
