"""Key health as a card: five lines that never move, changed in place."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.model.state import State
from app.desktop.parts.health import Fact, Trouble, facts, trouble
from app.desktop.parts.page import Go
from app.desktop.widgets import Button, Card, Col, Comings, Disc, Notice, Row, Text
from app.desktop.widgets.painting import A

LINES = 2  # room that each line of health has for its words, so that other words move nothing
ICONS = {
    "cosigner": "cosigner",
    "halves": "refresh-cw",
    "rules": "shield-check",
    "lost": "life-buoy",
    "sheets": "file-text",
}
_INKS = {"warn": "warn", "danger": "danger"}


class FactLine(QWidget):
    """An icon, what it is about, and how it stands."""

    def __init__(self) -> None:
        super().__init__()
        self._disc = Disc("info", 32)
        self.title, self.text = Text("", "strong", wrap=True), Text("", "small", "text2", wrap=True)
        self.text.set_least(LINES)
        row = Row(self._disc, (Col(self.title, self.text, gap=0), 1), gap=12, align=A.AlignTop)
        self.setLayout(row)

    def show_fact(self, fact: Fact) -> None:
        """Say another one."""
        self._disc.set(ICONS[fact.topic], fact.tone)
        self.title.setText(fact.title)
        self.text.setText(fact.text)
        self.text.set_ink(_INKS.get(fact.tone, "text2"))
        self.setAccessibleName(f"{fact.title}: {fact.text}")


class HealthCard(Card):
    """How the key is."""

    def __init__(self, go: Go) -> None:
        more = Button(QCoreApplication.translate("Pages", "Co\u2011signer"), "link")
        more.clicked.connect(lambda: go("cosigner"))
        super().__init__(title=QCoreApplication.translate("HealthCard", "Key health"), aside=more, gap=11)
        self.lines = [FactLine() for _ in range(5)]
        self.add(*self.lines)

    def show_state(self, state: State) -> None:
        """Say how it is now."""
        self.show_facts(facts(state, time.time()))

    def show_facts(self, found: Sequence[Fact]) -> None:
        """Say these."""
        for one, fact in zip(self.lines, found, strict=False):
            one.show_fact(fact)


class TroubleNotice(QWidget):
    """The most urgent trouble and its way out; takes no room when there is none."""

    def __init__(self, go: Go, of: Callable[[State, float], Trouble | None] = trouble) -> None:
        super().__init__()
        self._of = of
        self._said: Trouble | None = None
        self.way_out = Button("", compact=True)
        self.way_out.clicked.connect(lambda: go("cosigner", self._said.way_out if self._said else None))
        self.notice = Notice(action=self.way_out)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.notice)
        self.hide()

    def show_state(self, state: State, comings: Comings) -> None:
        """Say it, once, for as long as it lasts."""
        found = self._of(state, time.time())
        if found == self._said:
            return
        self._said = found
        comings.show(self, False)
        if found is None:
            return
        words = {"renew": self.tr("Renew the halves"), "compare": self.tr("Pair once more")}.get(found.way_out, "")
        self.way_out.set(words)
        self.way_out.setVisible(bool(words))
        self.notice.announce(found.title, found.text, found.tone)
        comings.show(self, True)
