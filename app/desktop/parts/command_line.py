"""A command to run on the other device, as it is typed there, with a button that copies it."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from app.desktop.widgets import Button, Card, Row, Text

WHOLE = 60  # characters that fit into the narrowest window in one line


class CommandLine(Card):
    """A sunken line of fixed-width text."""

    def __init__(self, text: str = "") -> None:
        super().__init__(flat=True, pad=0)
        self.text, self.words = text, Text("", "mono", wrap=True)
        self.copy = Button("", "quiet", "copy", compact=True, name=self.tr("Copy the command"))
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text))
        self.add(Row((self.words, 1), self.copy))
        self.box.setContentsMargins(14, 5, 6, 5)
        self.set(text)

    def set(self, text: str) -> None:
        """Another command."""
        self.text = text
        lines = [line if len(line) <= WHOLE else line.replace(" --", "\n  --") for line in text.split("\n")]
        self.words.setText("\n".join(lines))  # an option of a long one is never broken in its middle
        self.setAccessibleName(self.tr("Command: {0}").format(text))
