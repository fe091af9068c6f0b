"""Which coins a payment spends: chosen by the wallet, or by a person."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.model.state import CoinView
from app.desktop.text import format
from app.desktop.text.format import Unit
from app.desktop.widgets import Amount, Button, Card, Cell, Column, EmptyState, Page, Row, Rows, Search, Table, Text

translate = QCoreApplication.translate

NAMED = 3  # labels that the card shows


class CoinsCard(Card):
    """What is chosen, on the form."""

    def __init__(self) -> None:
        self.choose = Button(translate("SendCoins", "Choose"), "link")
        self.text = Text("", "small", "text2", wrap=True)
        super().__init__(self.text, title=translate("SendCoins", "Coins"), aside=self.choose, gap=6)

    def show_coins(self, chosen: Sequence[CoinView] | None, unit: Unit) -> None:
        """The chosen coins; None when the wallet chooses."""
        if chosen is None:
            self.text.setText(self.tr("The wallet chooses. What is set aside or not in a block yet stays."))
            return
        total = format.amount(sum(coin.amount for coin in chosen), unit)
        labels = list(dict.fromkeys(coin.label for coin in chosen if coin.label))
        names = ", ".join(labels[:NAMED]) + ("…" if len(labels) > NAMED else "")
        said = self.tr("One coin, {0}.") if len(chosen) == 1 else self.tr("{1} coins, {0} together.")
        self.text.setText(f"{said.format(total, len(chosen))} {names}".strip())


class ChooseCoins(QWidget):
    """A page inside Send. `chosen` gives outpoints, or None when the wallet is to choose."""

    chosen = Signal(object)

    def __init__(self, unit: Unit) -> None:
        super().__init__()
        self._unit: Unit = unit
        self._coins: tuple[CoinView, ...] = ()
        self._ticked: frozenset[str] = frozenset()
        self.rows: Rows[CoinView] = Rows(
            [
                Column(self.tr("Coin"), self._what, order=lambda coin: coin.label.casefold() or "\uffff"),
                Column(self.tr("State"), self._how, 170, order=lambda coin: (coin.frozen, coin.depth)),
                Column(self.tr("Amount"), self._amount, 170, order=lambda coin: coin.amount, right=True),
            ],
            key=lambda coin: coin.outpoint,
        )
        self.rows.ticked.connect(self._tick)
        self.table = Table(self.rows, self.tr("Coins to spend"))
        self.table.opened.connect(lambda coin: self._tick(coin, coin.outpoint not in self._ticked))
        self.search = Search(self.tr("Label or address"), self.tr("Find a coin"))
        self.search.textChanged.connect(self._find)
        self.many, self.sum = Text("", "strong"), Amount(0, role="strong")
        self.use = Button(self.tr("Use these coins"), "primary")
        self.use.clicked.connect(lambda: self.chosen.emit(tuple(sorted(self._ticked))))
        self.automatic = Button(self.tr("Let the wallet choose"), "secondary")
        self.automatic.clicked.connect(lambda: self.chosen.emit(None))
        self._empty = EmptyState(
            "coins", self.tr("No coins yet"), self.tr("What you receive can be spent from here, coin by coin.")
        )
        list_ = Card((self.table, 1), pad=8)
        self._list = list_
        foot = Card(Row(self.many, self.sum, None, self.automatic, self.use, gap=10), pad=12)
        lead = self.tr("Only these are spent, and all of them. Coins set aside are never spent.")
        page = Page(
            self.tr("Choose coins"),
            lead,
            (self._empty, 1),
            (list_, 1),
            foot,
            actions=[self.search],
            back=self.tr("Back to the payment"),
            scroll=False,
        )
        self.back = page.back
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)

    def show_coins(self, coins: Sequence[CoinView], ticked: Collection[str], unit: Unit) -> None:
        """Show these, some of them ticked."""
        self._unit = unit
        self._ticked = frozenset(ticked) & {coin.outpoint for coin in coins if not coin.frozen}
        self._coins = tuple(coins)
        self.rows.set_rows(coins)
        self._empty.setVisible(not coins)
        self._list.setVisible(bool(coins))
        self._sum()

    def _what(self, coin: CoinView) -> Cell:
        name = coin.label or (self.tr("Change") if coin.change else self.tr("Received"))
        ticked = None if coin.frozen else coin.outpoint in self._ticked
        return Cell(name, format.short(coin.address), ticked=ticked, muted=coin.frozen)

    def _how(self, coin: CoinView) -> Cell:
        if coin.frozen:
            return Cell(self.tr("Set aside"), icon="snowflake", tone="info")
        if coin.ripe is not None:
            return Cell(self.tr("Mined, from block {0} on").format(format.count(coin.ripe)), ink="warn")
        if coin.height is not None and not coin.free:
            return Cell(self.tr("A payment under way spends it"), ink="warn")
        if coin.height is not None:
            return Cell(self.tr("Confirmed"), ink="text2")
        words = self.tr("Own change, not in a block") if coin.change else self.tr("Not in a block yet")
        return Cell(words, ink="warn")

    def _amount(self, coin: CoinView) -> Cell:
        return Cell(format.amount(coin.amount, self._unit), spoken=format.spoken(coin.amount), muted=coin.frozen)

    def _tick(self, coin: CoinView, on: bool) -> None:
        if coin.frozen:
            return
        self._ticked = self._ticked | {coin.outpoint} if on else self._ticked - {coin.outpoint}
        self.rows.set_rows(self._coins)
        self._sum()

    def _find(self, text: str) -> None:
        wanted = text.strip().casefold()
        self.rows.keep(
            (lambda coin: wanted in coin.label.casefold() or wanted in coin.address.casefold()) if wanted else None
        )

    def _sum(self) -> None:
        amounts = [coin.amount for coin in self._coins if coin.outpoint in self._ticked]
        self.many.setText(self.tr("One coin") if len(amounts) == 1 else self.tr("{0} coins").format(len(amounts)))
        self.sum.set(sum(amounts), self._unit)
        self.use.setEnabled(bool(amounts))
