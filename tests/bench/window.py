"""The window's table: 100,000 payments on an offscreen window, wall clock, medians."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

COUNT = 100_000


@dataclass(frozen=True, slots=True)
class Payment:
    """A row as the history has it."""

    number: int
    label: str
    sats: int


def _median_ms(work: Callable[[int], object], times: int = 7) -> float:
    """Median milliseconds of `work`, with the number of the run as its argument, until it is painted."""
    from PySide6.QtWidgets import QApplication

    spent = []
    for i in range(times):
        began = time.perf_counter()
        work(i)
        QApplication.processEvents()
        spent.append(time.perf_counter() - began)
    return statistics.median(spent) * 1000


def measure() -> dict[str, float]:
    """Open, sort by amount and by label, and filter by text, each until the first rows are painted."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication

    from app.desktop import format, theme
    from app.desktop.widgets import Cell, Column, Rows, Table

    application = QApplication.instance() or QApplication([])
    if isinstance(application, QApplication):
        theme.apply(application, "light", calm=True)
    payments = [Payment(i, f"Invoice {i * 7919 % COUNT}", (i * 104_729) % 5_000_000 - 2_000_000) for i in range(COUNT)]
    columns: list[Column[Payment]] = [
        Column("What", lambda row: Cell(row.label, "Confirmed", icon="arrow-down-left"), order=lambda row: row.label),
        Column("Amount", lambda row: Cell(format.amount(row.sats)), 170, order=lambda row: row.sats, right=True),
    ]
    rows = Rows(columns, key=lambda row: row.number)
    table = Table(rows, "Payments")
    table.resize(900, 600)
    table.show()
    QApplication.processEvents()
    orders = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
    numbers = {
        "table_open_ms": _median_ms(lambda _: rows.set_rows(payments)),
        "table_sort_ms": _median_ms(lambda i: rows.sort(i // 2 % 2, orders[i % 2])),
        "table_filter_ms": _median_ms(lambda i: rows.keep(lambda row: str(i) in row.label)),
    }
    table.close()
    return numbers
