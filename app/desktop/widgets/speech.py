"""What a screen reader says by itself, wherever the focus is: the one way to it.

Qt's `Alert` event reaches nobody on Linux (PySide6 6.11.3 and 6.12.0, at-spi2 2.46); an announcement does. A `danger`
interrupts whatever is being said. What is announced in one turn of the event loop is one announcement, since the second
of two that interrupt would silence the first.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from app.desktop.widgets.painting import Tone


def speak(widget: QWidget, *words: str, tone: Tone = "info") -> bool:
    """Have `words` said now. What nobody can see is not said: then it is False."""
    if not widget.isVisible():
        return False
    text = " ".join(part if part[-1] in ".:!?" else f"{part}." for part in words if part)
    if text:
        window = widget.window()
        voice = window.findChild(_Voice, "voice", Qt.FindChildOption.FindDirectChildrenOnly) or _Voice(window)
        voice.say(text, urgent=tone == "danger")
    return True


class _Voice(QObject):
    """Of one window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("voice")
        self._window = window
        self._words: dict[str, None] = {}  # in their order, each once
        self._urgent = False
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._announce)

    def say(self, text: str, *, urgent: bool) -> None:
        self._words[text] = None
        self._urgent = self._urgent or urgent
        self._soon.start()

    def _announce(self) -> None:
        event = QAccessibleAnnouncementEvent(self._window, " ".join(self._words))
        how = QAccessible.AnnouncementPoliteness
        event.setPoliteness(how.Assertive if self._urgent else how.Polite)
        self._words, self._urgent = {}, False
        QAccessible.updateAccessibility(event)
