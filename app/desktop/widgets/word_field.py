"""One word of a list, typed: a few letters are enough, and nothing of it can be selected, so that nothing is copied."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit

from app.desktop.widgets.input import Field
from app.desktop.widgets.painting import translate

_LEAST, _MOST = 2, 4  # letters from which on words are offered; words that are offered


class WordField(Field):
    """Small letters or large, spaces around it: all the same. The line under it names the words that may be meant;
    once it is one, Enter or leaving the field fills it in."""

    typed = Signal(str)  # by a person, as it stands there now
    left = Signal()  # a person has gone on from it; it is filled in by then

    def __init__(self, label: str, words: Sequence[str], *, bare: bool = False) -> None:
        """`words` are all that there are; `bare`: one of many, without its label above and without advice below."""
        self._words = tuple(words)
        self._advice = "" if bare else translate("Widgets", "The first four letters are enough.")
        line = QLineEdit()
        line.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        line.selectionChanged.connect(line.deselect)  # else X11 has what is selected on its clipboard

        def complete() -> None:
            found = self.offered()
            if len(found) == 1:
                line.setText(found[0])

        line.returnPressed.connect(complete)  # before whoever hears of Enter
        line.editingFinished.connect(complete)
        super().__init__("" if bare else label, mono=True, editor=line)
        line.editingFinished.connect(self.left)
        line.textEdited.connect(self.typed)
        self.ask(label)
        self.changed.connect(lambda _: self._offer())

    def ask(self, label: str) -> None:
        """Ask for another word; what was typed is gone."""
        self.label.setText(label)
        self.editor.setAccessibleName(label)
        self.set_text("")
        self._offer()

    def word(self) -> str:
        """What was typed, as lists have words."""
        return self.text().strip().lower()

    def offered(self) -> list[str]:
        """The words that begin so."""
        typed = self.word()
        return [word for word in self._words if len(typed) >= _LEAST and word.startswith(typed)]

    def _offer(self) -> None:
        found = self.offered()
        self.set_error("")
        if found and len(found) <= _MOST and found != [self.word()]:
            self.set_help(", ".join(found), aloud=True)
        else:
            self.set_help(self._advice)
