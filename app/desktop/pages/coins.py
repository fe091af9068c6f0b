"""Coins: each one, whether it may be spent, and what is done with those that are chosen."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QEvent, QObject

from app.desktop.controller.controller import Controller
from app.desktop.look.fonts import dp
from app.desktop.model.state import CoinView, State
from app.desktop.parts.page import AppPage, Go, Say, while_there
from app.desktop.text import format
from app.desktop.text.sentences import sentence
from app.desktop.widgets import Amount, Button, Card, Cell, Column, EmptyState, KeptField, Page, Row, Rows, Table, Text
from core.errors import TandemError

translate = QCoreApplication.translate

NAME, STATE, ADDRESS, AMOUNT = 150, 190, 132, 168  # px
EDGE, BAR = 10, 12  # px: inside the list, a scroll bar
DUST = 1_000  # sat; what came unasked and so small is worth a look


class CoinsPage(AppPage):
    """The list of coins, and a bar for those that are ticked."""

    KEY, ICON, NAME = "coins", "coins", str(QT_TRANSLATE_NOOP("Pages", "Coins"))

    def __init__(self, controller: Controller, go: Go, say: Say) -> None:
        super().__init__(controller, go, say)
        self._ticked: frozenset[str] = frozenset()
        self.rows: Rows[CoinView] = Rows(
            [
                Column(self.tr("Coin"), self._what, order=lambda coin: coin.label.casefold() or "\uffff"),
                Column(self.tr("State"), self._how, STATE, order=lambda coin: (coin.frozen, coin.depth)),
                Column(self.tr("Address"), self._where, ADDRESS, order=lambda coin: coin.path),
                Column(self.tr("Amount"), self._amount, AMOUNT, order=lambda coin: coin.amount, right=True),
            ],
            key=lambda coin: coin.outpoint,
        )
        self.rows.ticked.connect(self._tick)
        self.table = Table(self.rows, self.tr("Coins"))
        self.table.opened.connect(lambda coin: self._tick(coin, coin.outpoint not in self._ticked))
        self.many, self.sum = Text("", "strong"), Amount(0, role="strong")
        self.freeze = Button("", "secondary", "snowflake", compact=True)
        self.freeze.clicked.connect(self._freeze)
        self.send = Button(self.tr("Send these"), "primary", compact=True)
        self.send.clicked.connect(lambda: self.go("send", ("coins", sorted(self._ticked))))
        self.label, self._labelled = KeptField(self.tr("Label of the chosen coin")), ""
        self.label.kept.connect(self._label)
        self.bar = Card(Row(self.many, self.sum, None, self.freeze, self.send, gap=10), self.label, pad=10)
        self.bar.box.setContentsMargins(18, 10, 12, 11)
        self._empty = EmptyState(
            "coins",
            self.tr("No coins yet"),
            self.tr("What you receive stands here, coin by coin. Some may be set aside so that no payment takes them."),
        )
        self._list = Card((self.table, 1), pad=0)
        self._list.box.setContentsMargins(EDGE, 6, EDGE, 6)
        self._list.installEventFilter(self)
        content = ((self._empty, 1), (self._list, 1), self.bar)
        self._page = Page(self.tr("Coins"), " ", *content, scroll=False)
        self.fill(self._page)

    # -------------------------------------------------------------- state
    def show_state(self, state: State, before: State | None) -> None:
        """New rows where the coins are others."""
        if before is not None and (state.coins, state.unit) == (before.coins, before.unit):
            if state.balance.height != before.balance.height:
                self.rows.redraw()
            return
        here = {coin.outpoint for coin in state.coins}
        self._ticked &= here
        self.rows.set_rows(state.coins)
        any_yet = bool(state.coins)
        self._empty.setVisible(not any_yet)
        self._list.setVisible(any_yet)
        frozen = sum(coin.frozen for coin in state.coins)
        lead = self.tr("One coin, {1} set aside. No payment takes those.")
        if len(here) != 1:
            lead = self.tr("{0} coins, {1} set aside. No payment takes those.")
        self._page.lead.say(lead.format(format.count(len(here)), frozen) if any_yet else "")
        self._show_bar()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Where a name would have no room, the address goes."""
        if watched is self._list and event.type() == QEvent.Type.Resize:
            room = self._list.width() - 2 * EDGE - BAR
            self.table.setColumnHidden(2, room < dp(NAME + STATE + ADDRESS + AMOUNT))
        return super().eventFilter(watched, event)

    def leave(self) -> None:
        """The ticks are gone with the page; what was written is kept."""
        self.label.keep()
        self._ticked = frozenset()

    def back(self) -> bool:
        """Escape takes the ticks away first."""
        if not self._ticked:
            return False
        self._set_ticked(frozenset())
        return True

    def _tick(self, coin: CoinView, on: bool) -> None:
        self._set_ticked(self._ticked | {coin.outpoint} if on else self._ticked - {coin.outpoint})

    def _set_ticked(self, ticked: frozenset[str]) -> None:
        self._ticked = ticked
        self.rows.set_rows(self.state.coins)
        self._show_bar()

    def _chosen(self) -> list[CoinView]:
        return [coin for coin in self.state.coins if coin.outpoint in self._ticked]

    def _show_bar(self) -> None:
        chosen = self._chosen()
        self.bar.setVisible(bool(chosen))
        if not chosen:
            return
        one = len(chosen) == 1
        self.many.setText(self.tr("1 coin chosen") if one else self.tr("{0} coins chosen").format(len(chosen)))
        self.sum.set(sum(coin.amount for coin in chosen), self.state.unit)
        thaw = all(coin.frozen for coin in chosen)
        self.freeze.set(
            self.tr("Let them be spent") if thaw else self.tr("Set aside"), "lock-open" if thaw else "snowflake"
        )
        self.send.setEnabled(not any(coin.frozen for coin in chosen))
        self.label.setVisible(one)
        if one and chosen[0].outpoint != self._labelled:
            self.label.keep()
            self._labelled = chosen[0].outpoint
            self.label.show_another(chosen[0].label)
        elif one:
            self.label.show_kept(chosen[0].label)

    # -------------------------------------------------------------- cells
    def _what(self, coin: CoinView) -> Cell:
        name = coin.label or (self.tr("Change") if coin.change else self.tr("Received"))
        return Cell(name, format.short(coin.outpoint), ticked=coin.outpoint in self._ticked, muted=coin.frozen)

    def _how(self, coin: CoinView) -> Cell:
        if coin.frozen:
            return Cell(translate("CoinState", "Set aside"), self.tr("no payment takes it"), ink="accent", muted=True)
        if coin.ripe is not None:
            return Cell(self.tr("Mined"), self.tr("from block {0} on").format(format.count(coin.ripe)), ink="warn")
        if coin.height is not None and not coin.free:
            return Cell(self.tr("Under way"), self.tr("a payment spends it"), ink="warn")
        if coin.height is None:
            return Cell(
                self.tr("Unconfirmed"),
                self.tr("own change") if coin.change else self.tr("not in a block yet"),
                ink="warn",
            )
        if coin.amount < DUST and not coin.change:
            return Cell(self.tr("Very small"), self.tr("unasked? set it aside"), ink="warn")
        deep = self.state.balance.confirmations(coin.height)
        times = self.tr("1 confirmation") if deep == 1 else self.tr("{0} confirmations")
        return Cell(self.tr("Free"), times.format(format.count(deep)))

    def _where(self, coin: CoinView) -> Cell:
        return Cell(coin.path, self.tr("change") if coin.change else self.tr("receiving"), spoken=coin.address)

    def _amount(self, coin: CoinView) -> Cell:
        shown = format.amount(coin.amount, self.state.unit)
        return Cell(shown, muted=coin.frozen, spoken=format.spoken(coin.amount))

    # -------------------------------------------------------------- doing
    def _freeze(self) -> None:
        chosen = self._chosen()
        frozen = not all(coin.frozen for coin in chosen)
        outpoints = [coin.outpoint for coin in chosen]

        def work(wallet: Any, name: str) -> None:
            labels = wallet.labels(name)
            for outpoint in outpoints:
                labels.freeze(outpoint, frozen=frozen)

        self.controller.run("freeze", work, lambda _: self._set_ticked(frozenset()), self._failed)

    def _label(self, text: str) -> None:
        outpoint = self._labelled

        def done(_: object) -> None:
            if self._labelled == outpoint:
                self.label.set_right(self.tr("Kept"))

        def failed(error: TandemError) -> None:
            if self._labelled == outpoint:
                self.label.not_kept(sentence(error))
            self._failed(error)

        self.controller.labels.write("output", outpoint, text, while_there(self, done), while_there(self, failed))

    def _failed(self, error: TandemError) -> None:
        self.say(sentence(error), "danger")
