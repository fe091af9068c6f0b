"""A recovery file: with both papers it is the key, for the day when both devices are gone."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from app.desktop.controller.sheets import SheetController, WrittenFile
from app.desktop.model.state import State
from app.desktop.parts.page import while_there
from app.desktop.text.sentences import sentence
from app.desktop.widgets import Button, Card, Notice, Row, Text
from core.errors import TandemError

FILE = "tandem-recovery"


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
        self.add(Text(about, "small", "text2", wrap=True), Row(self.write, None), self.notice)

    def show_state(self, state: State) -> None:
        """Practice has no sheets, and so no file."""
        self.setVisible(not state.practice)

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
