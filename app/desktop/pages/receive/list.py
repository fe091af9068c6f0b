"""Addresses that were shown before: what each was for and what it received."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.desktop.model.state import OwnAddress
from app.desktop.text import format
from app.desktop.text.format import Unit
from app.desktop.widgets import Card, Cell, Column, Page, Row, Rows, Search, Table, Text
from app.desktop.widgets.painting import translate

Units = Callable[[], Unit]


def columns(unit: Units) -> list[Column[OwnAddress]]:
    """Address and label, number, state."""

    def what(row: OwnAddress) -> Cell:
        name = row.label or translate("Addresses", "No label")
        icon, tone = ("check", "ok") if row.used else ("clock", "neutral")
        return Cell(name, format.short(row.address, 12, 8), icon=icon, tone=tone, muted=not row.label)  # type: ignore[arg-type]

    def number(row: OwnAddress) -> Cell:
        return Cell(translate("Addresses", "No. {0}").format(row.index), ink="text2")

    def state(row: OwnAddress) -> Cell:
        if not row.used:
            return Cell(translate("Addresses", "Never used"), ink="text2")
        got, used = format.amount(row.received, unit(), sign=True), translate("Addresses", "Used")
        return Cell(got, used, ink="ok", spoken=f"{format.spoken(row.received)}, {used}")

    return [
        Column(translate("Addresses", "What for"), what, order=lambda row: (not row.label, row.label.casefold())),
        Column(translate("Addresses", "Number"), number, width=110, order=lambda row: row.index),
        Column(translate("Addresses", "Received"), state, width=220, right=True, order=lambda row: row.received),
    ]


def table(unit: Units, name: str, *, fit: bool) -> tuple[Rows[OwnAddress], Table]:
    """The rows and the table over them."""
    rows = Rows(columns(unit), key=lambda row: row.index)
    return rows, Table(rows, name, fit=fit)


class EarlierCard(Card):
    """The last few, under the address that is shown now."""

    SHOWN = 3
    picked = Signal(object)

    def __init__(self, unit: Units, aside: QWidget | None = None) -> None:
        super().__init__(title=self.tr("Earlier addresses"), aside=aside, gap=4)
        self.rows, self.table = table(unit, self.tr("Earlier addresses"), fit=True)
        self.table.horizontalHeader().hide()
        self.table.opened.connect(self.picked)
        self.add(self.table)

    def show_addresses(self, addresses: Sequence[OwnAddress], current: str) -> None:
        """Newest first, without the one shown above."""
        rows = [row for row in reversed(addresses) if row.address != current][: self.SHOWN]
        if rows != list(self.rows.rows()):
            self.rows.set_rows(rows)
        self.setVisible(bool(rows))


class AllAddresses(Page):
    """Every address that was ever shown, to look through."""

    picked = Signal(object)

    def __init__(self, unit: Units) -> None:
        super().__init__(self.tr("All addresses"), "", back=self.tr("Receive"), scroll=False)
        self.search = Search(self.tr("Label, address or number"), self.tr("Search addresses"))
        self.rows, self.table = table(unit, self.tr("All addresses"), fit=False)
        self.table.opened.connect(self.picked)
        self.search.textChanged.connect(self._find)
        self._count = Text("", "small", "text2")
        self.rows.shown.connect(self._counted)
        self.add(Row((self.search, 1), self._count, gap=16), (Card((self.table, 1), pad=8), 1))

    def show_addresses(self, addresses: Sequence[OwnAddress]) -> None:
        """Newest first."""
        self.rows.set_rows(list(reversed(addresses)))

    def _counted(self, many: int) -> None:
        words = self.tr("One address") if many == 1 else self.tr("{0} addresses")
        self._count.setText(words.format(format.count(many)))

    def _find(self, text: str) -> None:
        wanted = text.casefold().replace(" ", "")
        if not wanted:
            self.rows.keep(None)
            return
        self.rows.keep(
            lambda row: (
                wanted in row.label.casefold().replace(" ", "") or wanted in row.address or wanted == str(row.index)
            )
        )
