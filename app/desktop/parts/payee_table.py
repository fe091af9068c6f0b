"""Many who are paid, each with the whole address: a table that paints only what is seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.desktop.text import format
from app.desktop.text.format import Unit
from app.desktop.widgets import Cell, Column, Rows, Table

translate = QCoreApplication.translate

IN_LINES = 12  # more stand in the table: a line is half a dozen widgets, and 300 of those took seconds


@dataclass(frozen=True, slots=True)
class PayeeLine:
    """One of them; `state` is a word or two, `ink` the colour role of the name."""

    name: str
    address: str  # empty where there is none
    sats: int
    state: str = ""
    ink: str = "text"


def payee_table(lines: Sequence[PayeeLine], unit: Unit) -> Table:
    """As high as its rows, so the page scrolls; numbered in the order given, which can be sorted by amount."""

    def who(row: tuple[int, PayeeLine]) -> Cell:
        number, one = row
        fours = tuple(format.fours(one.address))
        named, below = f"{number}. {one.name}", "" if fours else translate("Payment", "No address")
        return Cell(named, below, ink=one.ink, fours=fours, spoken=" ".join(filter(None, [named, below, *fours])))

    def amount(row: tuple[int, PayeeLine]) -> Cell:
        _, one = row
        spoken = " ".join(filter(None, [format.spoken(one.sats), one.state]))
        return Cell(format.amount(one.sats, unit), one.state, spoken=spoken)

    rows: Rows[tuple[int, PayeeLine]] = Rows(
        [
            Column(translate("Payment", "Recipient"), who),
            Column(translate("Payment", "Amount"), amount, 168, lambda row: row[1].sats, right=True),
        ],
        key=lambda row: row[0],
    )
    rows.set_rows(enumerate(lines, 1))
    groups = max((len(format.fours(one.address)) for one in lines), default=0)
    return Table(rows, translate("Payment", "Recipients"), fit=True, groups=groups)
