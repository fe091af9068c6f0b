"""When a recovery sheet was last tried on its copy, when the next drill is due, and the command that does it."""

from __future__ import annotations

import shlex
import time
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.model.state import State
from app.desktop.parts.command_line import CommandLine
from app.desktop.parts.health import day
from app.desktop.widgets import Button, Row, Text


class DrillLine(QWidget):
    """Of one sheet. `command`: with {0} for the wallet; `where` it is typed, where that is not here. `asked`: somebody
    wants to do it here, by the button that `here` names."""

    asked = Signal()

    def __init__(self, command: str, where: str = "", here: str = "") -> None:
        super().__init__()
        self._form, self._where = command, where
        self.words, self.command = Text("", "small", "text2", wrap=True), CommandLine()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.words)
        self.here = Button(here, "secondary")
        if here:
            self.here.clicked.connect(self.asked)
            column.addLayout(Row(self.here, None))
        column.addWidget(self.command)
        self.hide()

    def show_drill(self, state: State, drilled: int, due: int) -> None:
        """Say when; `due` 0: there is nothing to drill."""
        self.setVisible(due > 0 and state.key is not None and not state.practice)
        if state.key is None or self.isHidden():
            return
        now = time.time()
        last, following = (day(datetime.fromtimestamp(moment), now) for moment in (drilled, due))
        if not drilled:
            text = self.tr(
                "Never tried: a paper that nobody has tried may be wrong. Do it before the first coins come."
            )
        elif due <= now:
            text = self.tr("Last tried {0}: a drill is due.").format(last)
        else:
            text = self.tr("Last tried {0}; next drill {1}.").format(last, following)
        self.words.setText(f"{text} {self._where}".strip())
        self.words.set_ink("warn" if due <= now else "text2")
        self.command.set(self._form.format(shlex.quote(state.key.name)))
