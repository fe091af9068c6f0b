"""The newest payments, and the tools of the practice network."""

from __future__ import annotations

import time
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.desktop import format
from app.desktop.actions import Actions
from app.desktop.format import Unit
from app.desktop.pages.base import Go
from app.desktop.sentences import sentence
from app.desktop.state import State, Transaction
from app.desktop.widgets import Button, Card, Cell, Col, Column, Disc, Notice, Row, Rows, Table, Text
from core.errors import TandemError

translate = QCoreApplication.translate

SHOWN = 4
FINAL = 6  # confirmations after which nobody counts any more


class RecentCard(Card):
    """The last payments; a row opens it in the history."""

    def __init__(self, go: Go) -> None:
        every = Button(translate("RecentCard", "All history"), "link")
        every.clicked.connect(lambda: go("history"))
        super().__init__(title=translate("RecentCard", "Recent"), aside=every, gap=4)
        self._unit: Unit = "sat"
        self._go = go
        columns = [
            Column(self.tr("What"), self._what),
            Column(self.tr("Amount"), self._amount, width=240, right=True),
        ]
        self._rows: Rows[Transaction] = Rows(columns, key=lambda row: row.txid)
        self.table = Table(self._rows, self.tr("Recent payments"), fit=True)
        self.table.horizontalHeader().hide()
        self.table.opened.connect(lambda row: go("history", row.txid))
        self.add(self.table)
        self.hide()

    def show_state(self, state: State, before: State | None) -> None:
        """Show the newest, if there are any."""
        newest = state.history[:SHOWN]
        if before is not None and (before.history[:SHOWN], before.unit) == (newest, state.unit):
            return
        self._unit = state.unit
        self._rows.set_rows(newest)
        self.setVisible(bool(newest))

    def _what(self, row: Transaction) -> Cell:
        title = row.label or (self.tr("Received") if row.net > 0 else self.tr("Paid"))
        now = datetime.fromtimestamp(time.time())
        when = format.day_and_clock(datetime.fromtimestamp(row.time), now) if row.time else self.tr("Seen, in no block")
        if row.height is None:
            return Cell(title, when, icon="arrow-down-left" if row.net > 0 else "arrow-up-right", tone="warn")
        if row.net > 0:
            return Cell(title, when, icon="arrow-down-left", tone="ok")
        return Cell(title, when, icon="arrow-up-right")

    def _amount(self, row: Transaction) -> Cell:
        if row.height is None:
            state = self.tr("Unconfirmed")
        elif row.confirmations < FINAL:
            state = self.tr("{0} of {1} confirmations").format(row.confirmations, FINAL)
        else:
            state = self.tr("Confirmed")
        words = format.amount(row.net, self._unit, sign=True)
        return Cell(words, state, ink="ok" if row.net > 0 else "text", spoken=f"{format.spoken(row.net)}, {state}")


class PracticeTools(Card):
    """Free coins and blocks, which only practice has."""

    def __init__(self, actions: Actions) -> None:
        super().__init__(pad=16)
        self._actions = actions
        self.coins = Button(self.tr("Free coins"), icon="coins")
        self.block = Button(self.tr("Mine a block"), icon="layers")
        self.coins.clicked.connect(lambda: self._start(self._actions.faucet))
        self.block.clicked.connect(lambda: self._start(self._actions.mine))
        self._failure = Notice(tone="danger")
        self._failure.hide()
        words = Col(
            Text(self.tr("This is practice"), "strong"),
            Text(
                self.tr(
                    "The coins are worth nothing, both halves are on this machine, and it cannot become a real wallet."
                ),
                "small",
                "text2",
                wrap=True,
            ),
            gap=1,
        )
        self.add(Row(Disc("flask-conical", 36, "warn"), (words, 1), self.coins, self.block, gap=12), self._failure)
        self._actions.jobs.changed.connect(self._ready)

    def _start(self, action: object) -> None:
        self._failure.announce("")
        if callable(action):
            action(failed=self._failed)
        self._ready()

    def _failed(self, error: TandemError) -> None:
        self._failure.announce(self.tr("The practice network did not answer"), sentence(error), "danger")

    def _ready(self) -> None:
        busy = self._actions.jobs.running("faucet") or self._actions.jobs.running("mine")
        self.coins.setEnabled(not busy)
        self.block.setEnabled(not busy)
