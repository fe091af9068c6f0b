"""The newest payments, and the tools of the practice network."""

from __future__ import annotations

import time
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.desktop.controller.controller import Controller
from app.desktop.model.state import BalanceView, State, TransactionView
from app.desktop.parts.page import Go, Say
from app.desktop.text import format
from app.desktop.text.format import Unit
from app.desktop.text.sentences import sentence
from app.desktop.widgets import Button, Card, Cell, Col, Column, Disc, Row, Rows, Table, Text
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
        self._balance = BalanceView()
        self._go = go
        columns = [
            Column(self.tr("What"), self._what),
            Column(self.tr("Amount"), self._amount, width=240, right=True),
        ]
        self.rows: Rows[TransactionView] = Rows(columns, key=lambda row: row.txid)
        self.table = Table(self.rows, self.tr("Recent payments"), fit=True)
        self.table.horizontalHeader().hide()
        self.table.opened.connect(lambda row: go("history", row.txid))
        self.add(self.table)
        self.hide()

    def show_state(self, state: State, before: State | None) -> None:
        """Show the newest, if there are any."""
        newest, height = state.history[:SHOWN], state.balance.height
        if before and (before.history[:SHOWN], before.unit, before.balance.height) == (newest, state.unit, height):
            return
        self._unit, self._balance = state.unit, state.balance
        self.rows.set_rows(newest)
        self.setVisible(bool(newest))

    def _what(self, row: TransactionView) -> Cell:
        paid = self.tr("To yourself") if row.to_self else self.tr("Paid")
        title = row.label or (self.tr("Received") if row.net > 0 else paid)
        now = datetime.fromtimestamp(time.time())
        when = format.day_and_clock(datetime.fromtimestamp(row.time), now) if row.time else self.tr("Seen, in no block")
        if not row.shown:
            when = self.tr("In no block")
        if row.height is None:
            return Cell(title, when, icon="arrow-down-left" if row.net > 0 else "arrow-up-right", tone="warn")
        if row.net > 0:
            return Cell(title, when, icon="arrow-down-left", tone="ok")
        return Cell(title, when, icon="arrow-up-right")

    def _amount(self, row: TransactionView) -> Cell:
        if not row.shown:
            state = self.tr("Sent, the server does not show it")
        elif row.height is None:
            state = self.tr("Unconfirmed")
        elif (deep := self._balance.confirmations(row.height)) < FINAL:
            state = self.tr("{0} of {1} confirmations").format(deep, FINAL)
        else:
            state = self.tr("Confirmed")
        if row.to_self:
            state = self.tr("Only the fee. {0}").format(state)
        words = format.amount(row.net, self._unit, sign=True)
        return Cell(words, state, ink="ok" if row.net > 0 else "text", spoken=f"{format.spoken(row.net)}, {state}")


class PracticeTools(Card):
    """Free coins and blocks, which only practice has."""

    def __init__(self, controller: Controller, say: Say) -> None:
        super().__init__(pad=16)
        self._controller, self._tell = controller, say
        self.coins = Button(self.tr("Free coins"), icon="coins")
        self.block = Button(self.tr("Mine a block"), icon="layers")
        self.coins.clicked.connect(lambda: self._start(self._controller.faucet))
        self.block.clicked.connect(lambda: self._start(self._controller.mine))
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
        self.add(Row(Disc("flask-conical", 36, "warn"), (words, 1), self.coins, self.block, gap=12))
        self._controller.jobs.changed.connect(self._ready)

    def _start(self, action: object) -> None:
        if callable(action):
            action(failed=self._failed)
        self._ready()

    def _failed(self, error: TandemError) -> None:
        what = self.tr("The practice network did not answer")
        self._tell(f"{what}. {sentence(error)}", "danger")

    def _ready(self) -> None:
        busy = self._controller.jobs.running("faucet") or self._controller.jobs.running("mine")
        self.coins.setEnabled(not busy)
        self.block.setEnabled(not busy)
