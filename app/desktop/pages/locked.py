"""Locked: nothing of the wallet is in memory; the passphrase opens it again."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop import format
from app.desktop.actions import Actions
from app.desktop.sentences import sentence
from app.desktop.widgets import Button, Centered, Mark, Passphrase, Row, Text, WhoGlyph
from app.desktop.widgets.focus import FocusRing
from app.desktop.widgets.painting import A
from core.errors import TandemError

translate = QCoreApplication.translate

TRIES, PAUSE = 5, 30  # after so many wrong passphrases in a row, so many seconds
WARNED = 3  # tries left at which the pause is announced
WIDE = 380  # px


class Locked(QWidget):
    """The face of a locked wallet."""

    practise = Signal()

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self._do = actions
        self._by_itself, self._wrong, self._caps = False, 0, False
        self._wait = 0  # seconds until the next try
        self.title = Text("", "big", wrap=True, align=A.AlignHCenter)
        self.why = Text("", "body", "text2", wrap=True, align=A.AlignHCenter)
        self.passphrase = Passphrase(translate("Locked", "Passphrase"))
        self.unlock = Button(translate("Locked", "Unlock"), "primary", wide=True)
        self.instead = Button(translate("Locked", "Practise instead"), "link")
        self.unlock.clicked.connect(self._unlock)
        self.passphrase.entered.connect(self._unlock)
        self.passphrase.editor.installEventFilter(self)
        self.instead.clicked.connect(self.practise)
        column = QVBoxLayout(self)
        column.addStretch(5)
        column.addLayout(Row(None, Mark(84, left=False, right=False), None))
        column.addSpacing(14)
        column.addLayout(Centered(self.title, self.why, 14, self.passphrase, 8, self.unlock, width=WIDE))
        column.addSpacing(10)
        column.addLayout(Row(None, self.instead, None))
        column.addStretch(6)
        foot = Text(translate("Locked", "The co-signer signs nothing while this computer is locked."), "small", "text2")
        column.addLayout(Row(None, WhoGlyph("cosigner", 16), foot, None, margins=(0, 0, 0, 12)))
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self._count)
        self.ring = FocusRing(self)

    def by_itself(self) -> None:
        """The next lock is one that nobody asked for."""
        self._by_itself = True

    def opened(self) -> None:
        """The passphrase was right: what was wrong before it counts no more."""
        self._wrong = 0

    def begin(self) -> None:
        """The wallet has just been locked, or the program started."""
        name = self._do.state.settings.wallet or "Tandem"
        self.title.setText(translate("Locked", "{0} is locked").format(name))
        self.setAccessibleName(self.title.text())
        at = translate("Locked", "By itself, at {0}.").format(format.clock(datetime.now()))
        self.why.say(at if self._by_itself else "")
        self._by_itself, self._caps = False, False
        self.passphrase.clear()
        self.passphrase.set_help("")
        self.passphrase.set_error("")
        if not self._wait:
            self._ready()

    def _ready(self) -> None:
        self.unlock.setEnabled(True)
        self.passphrase.setEnabled(True)
        self.passphrase.editor.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Caps Lock shows itself in the letters that are typed; no system tells it everywhere."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.text().isalpha():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._caps = event.text().isupper() != shift and event.text().upper() != event.text().lower()
            self.passphrase.set_help(translate("Locked", "Caps Lock is on.") if self._caps else "")
        return super().eventFilter(watched, event)

    def _unlock(self) -> None:
        if not self.passphrase.text() or not self.unlock.isEnabled():
            return
        given = self.passphrase.take()
        self.unlock.setEnabled(False)
        self.passphrase.setEnabled(False)
        self.passphrase.set_help(translate("Locked", "The vault is being opened. It takes a second on purpose."))
        self._do.unlock(given, self._failed)

    def _failed(self, error: TandemError) -> None:
        self.passphrase.set_help("")
        if error.kind != "passphrase":
            self.passphrase.set_error(sentence(error))
            self._ready()
            return
        self._wrong += 1
        if self._wrong < TRIES:
            self.passphrase.set_error(" ".join(self._wrong_words(error)))
            self._ready()
            return
        self._wrong, self._wait = 0, PAUSE
        self._tick.start()
        self._say_wait()

    def _wrong_words(self, error: TandemError) -> list[str]:
        words, left = [sentence(error)], TRIES - self._wrong
        if self._caps:
            words.append(translate("Locked", "Caps Lock is on."))
        if left == 1:
            words.append(translate("Locked", "One more try, then a pause of {0}\u00a0s.").format(PAUSE))
        elif left <= WARNED:
            words.append(translate("Locked", "{0} more tries, then a pause of {1}\u00a0s.").format(left, PAUSE))
        return words

    def _count(self) -> None:
        self._wait -= 1
        if self._wait > 0:
            self._say_wait()
            return
        self._tick.stop()
        self.passphrase.set_error("")
        self._ready()

    def _say_wait(self) -> None:
        words = translate("Locked", "Not the passphrase of this wallet. The next try is possible in {0}\u00a0s.")
        self.passphrase.set_error(words.format(self._wait))
