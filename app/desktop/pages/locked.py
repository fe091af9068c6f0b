"""Locked: nothing of the wallet is in memory; the passphrase opens it again."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop import format
from app.desktop.actions import Actions
from app.desktop.widgets import Button, Centered, Mark, Passphrase, Row, Text
from core.errors import TandemError

TRIES, PAUSE = 5, 30  # after so many wrong passphrases in a row, so many seconds


class Locked(QWidget):
    """The face of a locked wallet."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self._actions = actions
        self._by_itself, self._wrong = False, 0
        self._title = Text(self.tr("Tandem is locked"), "big")
        self._why = Text("", "lead", "text2", wrap=True)
        self.passphrase = Passphrase(self.tr("Passphrase"))
        self.unlock = Button(self.tr("Unlock"), "primary")
        self.unlock.clicked.connect(self._unlock)
        self.passphrase.entered.connect(self._unlock)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addLayout(Centered(Row(None, Mark(64), None), width=360))
        column.addSpacing(16)
        column.addLayout(Centered(self._title, self._why, self.passphrase, self.unlock, width=360, gap=14))
        column.addStretch(3)
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(lambda: self._ready())

    def by_itself(self) -> None:
        """The next lock is one that nobody asked for."""
        self._by_itself = True

    def begin(self) -> None:
        """The wallet has just been locked, or the program started."""
        self._why.say(self.tr("By itself, at {0}.").format(format.clock(datetime.now())) if self._by_itself else "")
        self._by_itself = False
        self.passphrase.clear()
        self._ready()

    def _ready(self) -> None:
        self.unlock.setEnabled(True)
        self.passphrase.setEnabled(True)
        self.passphrase.editor.setFocus()

    def _unlock(self) -> None:
        if not self.passphrase.text() or not self.unlock.isEnabled():
            return
        given = self.passphrase.take()
        self.passphrase.set_error("")
        self.unlock.setEnabled(False)
        self._why.say(self.tr("Opening the vault; this takes a second on purpose."))
        self._actions.unlock(given, self._failed)

    def _failed(self, error: TandemError) -> None:
        self._why.say("")
        if error.kind == "passphrase":
            self._wrong += 1
        if self._wrong >= TRIES:
            self._wrong = 0
            self.passphrase.set_error(self.tr("Not the passphrase of this wallet. Try again in {0} s.").format(PAUSE))
            self.passphrase.setEnabled(False)
            self._pause.start(PAUSE * 1000)
            return
        self.passphrase.set_error(error.message)
        self._ready()
