"""A field whose text is kept when it is left, by whatever way: nobody has to know of Enter."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QLineEdit

from app.desktop.widgets.input import Field


class KeptField(Field):
    """`kept` gives the text once it is to be kept: by Enter, when another place gets the keyboard, when it goes off the
    screen, or by `keep`. `show_kept` says what is kept now."""

    kept = Signal(str)

    def __init__(self, label: str, *, optional: str = "", least: str = "") -> None:
        self._line = QLineEdit()
        self._kept = ""
        self._before: str | None = None  # what was kept until a moment ago, and may be told once more
        super().__init__(label, optional=optional, least=least, editor=self._line)
        self._line.editingFinished.connect(self.keep)
        self.changed.connect(lambda _: self.set_error(""))

    def show_another(self, text: str) -> None:
        """Another thing has this field now. What was written for the one before must have been kept (`keep`)."""
        self._kept, self._before = text, None
        self.set_text(text)
        self.set_error("")

    def show_kept(self, text: str) -> None:
        """What is kept of the same thing; what is being written stays."""
        if text == self._before:  # read before it was written
            return
        if self.text() == self._kept and text != self._kept:
            self.set_text(text)
        self._kept, self._before = text, None

    def keep(self) -> None:
        """Keep what stands here, if that is something else than what is kept."""
        if (text := self.text()) != self._kept:
            self._kept, self._before = text, self._kept
            self.kept.emit(text)

    def not_kept(self, why: str) -> None:
        """It could not be kept: it still stands here, and leaving the field tries again."""
        self._kept, self._before = self._before or "", None
        self.set_error(why)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.keep()
