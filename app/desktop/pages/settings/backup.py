"""A backup of this home: a good copy of one moment, and what such a copy is and is not."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from app.desktop.controller.controller import Controller
from app.desktop.controller.sheets import WrittenBackup
from app.desktop.parts.command_line import CommandLine
from app.desktop.parts.page import while_there
from app.desktop.text.sentences import sentence
from app.desktop.widgets import Button, Card, Notice, Row, Text
from core.errors import TandemError

FILE = "tandem-backup.tar"
PUT_BACK = "mkdir -m 700 HOME && tar -xf FILE -C HOME"


class BackupCard(Card):
    """Written where a person says; nothing is written over."""

    def __init__(self, controller: Controller) -> None:
        super().__init__(title=self.tr("A backup of this computer's half"), gap=10)
        self._controller = controller
        about = self.tr(
            "A copy of everything that this home is, of one moment: its half, labels, history, log. It opens with the "
            "passphrase of today. It is good until the halves are renewed the next time, which an open window does "
            "every day: put back later it signs nothing, and brings back labels, history and log alone. So it is no "
            "recovery sheet, which has no such end."
        )
        back = self.tr(
            "To put it back: end the program, move the folder of this home away, and unpack the file into a new one. "
            "It is an old copy then: the halves are renewed before it pays. Never use two copies."
        )
        self.write = Button(self.tr("Write a backup"), "secondary", "download")
        self.write.clicked.connect(self._ask_where)
        self.notice = Notice()
        self.notice.hide()
        self.add(
            Text(about, "small", "text2", wrap=True),
            Row(self.write, None),
            self.notice,
            Text(back, "small", "text2", wrap=True),
            CommandLine(PUT_BACK),
        )

    def _ask_where(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Write a backup"), FILE)
        if path:
            self.write_to(Path(path))

    def write_to(self, path: Path) -> None:
        """A new file, for its owner alone."""
        done, failed = while_there(self, self._written), while_there(self, self._failed)
        if self._controller.sheets.write_backup(path, done, failed):
            self.write.setEnabled(False)
            self.notice.announce(self.tr("The copy is being written"), self.tr("The wallet can be used meanwhile."))

    def _written(self, found: WrittenBackup) -> None:
        self.write.setEnabled(True)
        text = self.tr("A copy of {0}, of this moment. It opens with the passphrase of today.").format(found.home)
        if found.keyring:
            text = self.tr(
                "A copy of {0}, of this moment. It opens with the passphrase of today and what the keyring of this "
                "system keeps: keep a backup of that too."
            ).format(found.home)
        self.notice.announce(self.tr("Written to {0}").format(found.path.name), text, "ok")

    def _failed(self, error: TandemError) -> None:
        self.write.setEnabled(True)
        self.notice.announce(self.tr("No backup was written"), sentence(error), "danger")
