"""Locked: nothing of the wallet is in memory; the passphrase opens it again."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.controller.controller import Controller
from app.desktop.look.fonts import dp
from app.desktop.text import format
from app.desktop.text.sentences import sentence
from app.desktop.widgets import Button, Centered, Col, Group, Mark, Notice, Page, Passphrase, Row, Text, WhoGlyph, speak
from app.desktop.widgets.focus import FocusRing
from app.desktop.widgets.painting import A
from core.errors import InputKind, StorageKind, TandemError

translate = QCoreApplication.translate

TRIES, PAUSE = 5, 30  # after so many wrong passphrases in a row, so many seconds
WARNED = 3  # tries left at which the pause is announced
WIDE = 380  # px
USUAL = 400  # px at the usual text size: from the mark to the last link


class LockedPage(QWidget):
    """The face of a locked wallet."""

    practise = Signal()

    def __init__(self, controller: Controller) -> None:
        super().__init__()
        self._controller = controller
        self._by_itself, self._wrong, self._caps = False, 0, False
        self._wait = 0  # seconds until the next try
        self.title = Text("", "big", wrap=True, align=A.AlignHCenter)
        self.why = Text("", "body", "text2", wrap=True, align=A.AlignHCenter)
        self.passphrase = Passphrase(translate("LockedPage", "Passphrase"))
        self.unlock = Button(translate("LockedPage", "Unlock"), "primary", wide=True)
        self.instead = Button(translate("LockedPage", "Practise instead"), "link")
        self.unlock.clicked.connect(lambda: self._unlock())
        self.passphrase.entered.connect(lambda: self._unlock())
        self.passphrase.editor.installEventFilter(self)
        self.instead.clicked.connect(self.practise)
        self.as_copy = Button(translate("LockedPage", "Open it as an old copy"))
        self.as_copy.clicked.connect(lambda: self._unlock(old_copy=True))
        self.copy = Notice(tone="warn", below=Group(Row(self.as_copy, None)))
        self.copy.hide()
        self._build()
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self._count)
        self.ring = FocusRing(self)

    def _build(self) -> None:
        foot = Text(
            translate("LockedPage", "The co-signer signs nothing while this computer is locked."), "small", "text2"
        )
        message = self.passphrase.message_apart()  # below what is clicked: it comes and goes and moves nothing
        column = Col(
            Row(None, Mark(84, left=False, right=False), None),
            14,
            Centered(self.title, self.why, 14, self.passphrase, 8, self.unlock, width=WIDE),
            2,
            Row(None, self.instead, None),
            Centered(message, width=WIDE),
            6,
            Centered(self.copy, width=WIDE + 80),
            14,
            None,
            Row(None, WhoGlyph("cosigner", 16), foot, None),
            gap=0,
        )
        page = Page("", "", column)
        self._column = column
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page)

    def by_itself(self) -> None:
        """The next lock is one that nobody asked for."""
        self._by_itself = True

    def opened(self) -> None:
        """The passphrase was right: what was wrong before it counts no more."""
        self._wrong = 0

    def open_page(self) -> None:
        """The wallet has just been locked, or the program started."""
        name = self._controller.state.settings.wallet or "Tandem"
        self.title.setText(translate("LockedPage", "{0} is locked").format(name))
        self.setAccessibleName(self.title.text())
        at = translate("LockedPage", "By itself, at {0}.").format(format.clock(datetime.now()))
        self.why.say(at if self._by_itself else "")
        self._by_itself, self._caps = False, False
        self.passphrase.clear()
        self.passphrase.set_help("")
        self.passphrase.set_error("")
        self.copy.announce("")
        if not self._wait:
            self._ready()
        self._speak()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._speak()

    def _speak(self) -> None:
        speak(self, self.title.text(), self.why.text())

    def _ready(self) -> None:
        for one in (self.unlock, self.passphrase, self.as_copy):
            one.setEnabled(True)
        self.passphrase.editor.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Caps Lock shows itself in the letters that are typed; no system tells it everywhere."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.text().isalpha():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._caps = event.text().isupper() != shift and event.text().upper() != event.text().lower()
            self._say_caps()
        return super().eventFilter(watched, event)

    def _say_caps(self) -> None:
        words = translate("LockedPage", "Caps Lock is on.") if self._caps else ""
        self.passphrase.set_help(words, aloud=self._caps and self.passphrase.message() != words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In the middle of the window, by what is always there."""
        super().resizeEvent(event)
        self._column.setContentsMargins(0, max(0, (event.size().height() - dp(USUAL)) * 5 // 11), 0, 0)

    def _unlock(self, *, old_copy: bool = False) -> None:
        if not self.unlock.isEnabled():
            return
        if not self.passphrase.text():
            if old_copy:
                self.passphrase.set_error(translate("LockedPage", "Type the passphrase once more, then open it."))
                self.passphrase.editor.setFocus()
            return
        given = self.passphrase.take()
        for one in (self.unlock, self.passphrase, self.as_copy):
            one.setEnabled(False)
        words = translate(
            "LockedPage",
            "The vault is being opened. It takes a second on purpose. If the system asks to open its keyring, say yes: "
            "a part of the key is there.",
        )
        self.passphrase.set_help(words, aloud=True)
        self._controller.unlock(given, self._failed, old_copy=old_copy)

    def _show_copy(self) -> None:
        """A vault without the file that belongs beside it: what that means, and the way on that a person confirms."""
        where = str(self._controller.home)
        text = translate(
            "LockedPage",
            "This vault was in use when it was copied, and the file vault-wal that belongs beside it is missing, of "
            "another moment, or deleted. Put it back into {0} if you have it, and unlock. Without it the vault may be "
            "older than it should be. Opened as an old copy, it pays nothing before both halves are renewed; the "
            "co\u2011signer may then ask about every payment, or refuse a copy that is too old.",
        )
        self.copy.announce(translate("LockedPage", "A file of this wallet is missing"), text.format(where), "warn")
        self.passphrase.set_error(
            translate("LockedPage", "Not opened. Read below, then type the passphrase once more.")
        )

    def _failed(self, error: TandemError) -> None:
        self.passphrase.set_help("")
        if error.kind == StorageKind.WIPED:
            self._ready()
            self._controller.wipes.go_on()
            return
        if error.kind in (StorageKind.HALF, StorageKind.MIXED):
            self._show_copy()
            self._ready()
            return
        if error.kind != InputKind.PASSPHRASE:
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
            words.append(translate("LockedPage", "Caps Lock is on."))
        if left == 1:
            words.append(translate("LockedPage", "One more try, then a pause of {0}\u00a0s.").format(PAUSE))
        elif left <= WARNED:
            words.append(translate("LockedPage", "{0} more tries, then a pause of {1}\u00a0s.").format(left, PAUSE))
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
        words = translate("LockedPage", "Not the passphrase of this wallet. The next try is possible in {0}\u00a0s.")
        self.passphrase.set_error(words.format(self._wait), aloud=self._wait == PAUSE)
