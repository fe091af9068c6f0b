"""The table: sorted, filtered, chosen and ticked, by mouse and keyboard, while its rows are replaced."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desktop.widgets import Cell, Column, Rows, Table
from tests.app.desktop.conftest import Show, point_at

KEY = Qt.Key


@dataclass(frozen=True, slots=True)
class Coin:
    """A row."""

    name: str
    sats: int
    ticked: bool = False


COINS = [Coin("b", 20), Coin("a", 30), Coin("c", 10)]
COLUMNS: list[Column[Coin]] = [
    Column("", lambda row: Cell(ticked=row.ticked, spoken=f"Use {row.name}"), 48),
    Column("Name", lambda row: Cell(row.name, f"coin {row.name}", icon="coins"), order=lambda row: row.name),
    Column("Amount", lambda row: Cell(str(row.sats)), 120, order=lambda row: row.sats, right=True),
    Column("Note", lambda row: Cell(muted=True, text="-"), 120),
]


@pytest.fixture
def rows() -> Rows[Coin]:
    made = Rows(COLUMNS, key=lambda row: row.name)
    made.set_rows(COINS)
    return made


def names(rows: Rows[Coin]) -> str:
    return "".join(row.name for row in rows.rows())


def middle(table: Table, row: int, column: int = 1) -> QPoint:
    return table.visualRect(table.model().index(row, column)).center()


def click(table: Table, row: int, column: int = 1) -> None:
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=middle(table, row, column))


def test_the_model_is_a_model(rows: Rows[Coin]) -> None:
    tester = QAbstractItemModelTester(rows)  # warns about what Qt may not meet, and a warning fails the test
    rows.sort(1)
    rows.keep(lambda row: row.sats > 10)
    rows.set_rows([])
    rows.keep(None)
    rows.set_rows(COINS)
    assert tester.model() is rows
    assert rows.rowCount(rows.index(0, 0)) == rows.columnCount(rows.index(0, 0)) == 0
    assert rows.data(QModelIndex()) is None


def test_rows_are_sorted_and_filtered(rows: Rows[Coin], qtbot: QtBot) -> None:
    assert names(rows) == "bac"
    rows.sort(1)
    assert names(rows) == "abc"
    rows.sort(2, Qt.SortOrder.DescendingOrder)
    assert names(rows) == "abc"
    rows.sort(2)
    assert names(rows) == "cba"
    rows.sort(3)  # a column without an order leaves everything as it is
    assert rows.sorted_by() == (2, False)
    with qtbot.waitSignal(rows.shown, timeout=1000) as told:
        rows.keep(lambda row: row.sats > 10)
    assert (names(rows), told.args) == ("ba", [2])
    rows.set_rows([*COINS, Coin("d", 15)])  # new rows are sorted and filtered as before
    assert names(rows) == "dba"
    rows.keep(None)
    rows.sort(-1)
    assert names(rows) == "bacd"
    assert (rows.find("d"), rows.find("no")) == (3, -1)


def test_what_is_chosen_stays_chosen(rows: Rows[Coin], show: Show, qtbot: QtBot) -> None:
    table = Table(rows, "Coins")
    show(table, 600, 400)
    with qtbot.waitSignal(table.moved, timeout=1000) as told:
        click(table, 1)
    assert told.args == [COINS[1]]
    rows.sort(2)
    assert table.chosen() == [COINS[1]]
    assert table.currentIndex().row() == 2
    rows.set_rows([Coin("new", 5), replace(COINS[1], sats=31)])
    assert [row.sats for row in table.chosen()] == [31]
    with qtbot.waitSignal(table.moved, timeout=1000) as told:
        rows.set_rows([Coin("other", 1)])
    assert told.args == [None]
    assert table.chosen() == []


def test_nothing_moves_when_the_chosen_row_is_replaced_by_itself(rows: Rows[Coin], show: Show) -> None:
    table = Table(rows, "Coins")
    show(table, 600, 400)
    click(table, 1)
    told: list[Coin | None] = []
    table.moved.connect(told.append)
    rows.set_rows([Coin("new", 5), replace(COINS[1], sats=31)])
    rows.sort(2)
    assert table.currentIndex().row() == 1
    assert told == []
    click(table, 0)
    assert told == [Coin("new", 5)]


def test_several_rows_can_be_chosen_where_that_makes_sense(rows: Rows[Coin], show: Show) -> None:
    table = Table(rows, "Coins", several=True)
    show(table, 600, 400)
    click(table, 0)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, middle(table, 2))
    assert [row.name for row in table.chosen()] == ["b", "c"]
    rows.sort(1, Qt.SortOrder.DescendingOrder)
    assert [row.name for row in table.chosen()] == ["c", "b"]


@pytest.mark.parametrize("key", [KEY.Key_Return, KEY.Key_Enter])
def test_enter_and_a_double_click_open_a_row(rows: Rows[Coin], show: Show, qtbot: QtBot, key: Qt.Key) -> None:
    table = Table(rows, "Coins")
    show(table, 600, 400)
    table.setFocus()
    QTest.keyClick(table, KEY.Key_Down)
    QTest.keyClick(table, KEY.Key_Down)
    with qtbot.waitSignal(table.opened, timeout=1000) as told:
        QTest.keyClick(table, key)
    assert told.args == [table.chosen()[0]]
    click(table, 0)
    with qtbot.waitSignal(table.opened, timeout=1000) as told:
        QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=middle(table, 0))
    assert told.args == [COINS[0]]


def test_the_head_sorts_by_click_and_by_keys(rows: Rows[Coin], show: Show) -> None:
    table = Table(rows, "Coins")
    show(table, 600, 400)
    head = table.horizontalHeader()
    at = QPoint(head.sectionViewportPosition(2) + 20, head.height() // 2)
    for wanted in ((2, False), (2, True), (2, False)):
        QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert rows.sorted_by() == wanted
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    for key, after in (
        (KEY.Key_Right, (1, False)),
        (KEY.Key_Down, (1, True)),
        (KEY.Key_Left, (2, True)),
        (KEY.Key_Up, (2, False)),
    ):
        QTest.keyClick(table, key, both)
        assert rows.sorted_by() == after


def test_a_box_is_ticked_by_mouse_and_by_space(rows: Rows[Coin], show: Show, qtbot: QtBot) -> None:
    table = Table(rows, "Coins")
    show(table, 600, 400)

    def tick(row: Coin, on: bool) -> None:
        rows.set_rows([replace(one, ticked=on) if one.name == row.name else one for one in rows.rows()])

    rows.ticked.connect(tick)
    box = table.visualRect(table.model().index(1, 0)).center() - QPoint(3, 0)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=box)
    assert [row.ticked for row in rows.rows()] == [False, True, False]
    assert rows.data(rows.index(1, 0), Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    table.setCurrentIndex(rows.index(2, 1))  # wherever in the row
    table.setFocus()
    QTest.keyClick(table, KEY.Key_B)  # letters look for nothing
    assert table.currentIndex().row() == 2
    QTest.keyClick(table, KEY.Key_Space)
    assert [row.ticked for row in rows.rows()] == [False, True, True]
    with qtbot.assertNotEmitted(rows.ticked, wait=50):
        click(table, 0, 1)  # beside the box


def test_a_screen_reader_hears_every_cell(rows: Rows[Coin], show: Show) -> None:
    table = Table(rows, "Coins")
    show(table, 600, 400)
    interface = QAccessible.queryAccessibleInterface(table)
    assert interface.role() == QAccessible.Role.Table
    heard = [interface.child(i).text(QAccessible.Text.Name) for i in range(interface.childCount())]
    assert {"Name", "Amount", "Use b", "b coin b", "20"} <= set(heard)


def test_a_cell_is_copied_by_key_an_address_without_spaces(show: Show) -> None:
    rows: Rows[Coin] = Rows(
        [Column("To", lambda row: Cell(row.name, fours=("bc1q", "abcd", "ef"))), Column("", lambda _: Cell("20 sat"))],
        key=lambda row: row.name,
    )
    rows.set_rows(COINS)
    table = Table(rows, "Payees", groups=3)
    show(table, 600, 400)
    table.setFocus()
    table.choose("a")
    for column, copied in enumerate(("bc1qabcdef", "20 sat")):
        table.setCurrentIndex(rows.index(1, column))
        QTest.keyClick(table, KEY.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert QGuiApplication.clipboard().text() == copied


def test_a_short_table_is_as_high_as_its_rows(rows: Rows[Coin], show: Show) -> None:
    table = Table(rows, "Coins", fit=True)
    show(table, 600)
    before = table.height()
    rows.set_rows([*COINS, Coin("d", 1)])
    assert table.height() - before == table.rowHeight(0)
    assert not table.verticalScrollBar().isVisible()


def test_the_view_stays_where_it_is_when_rows_come_in(show: Show) -> None:
    rows = Rows(COLUMNS, key=lambda row: row.name)
    rows.set_rows([Coin(str(i), i) for i in range(1000)])
    table = Table(rows, "Coins")
    show(table, 600, 400)
    table.choose("700")
    place = table.verticalScrollBar().value()
    assert place > 10_000
    rows.set_rows([Coin(str(i), i + 1) for i in range(1000)])
    QApplication.processEvents()
    assert table.verticalScrollBar().value() == place
    assert [row.sats for row in table.chosen()] == [701]
    table.choose("nowhere")
    assert [row.sats for row in table.chosen()] == [701]


def test_rows_that_come_in_move_nothing(show: Show) -> None:
    """What is chosen and what is looked at stay, and nothing is set up anew."""
    rows = Rows(COLUMNS, key=lambda row: row.name)
    listed = [Coin(str(i), i) for i in range(1000)]
    rows.set_rows(listed)
    tester = QAbstractItemModelTester(rows)
    table = Table(rows, "Coins")
    show(table, 600, 400)
    table.choose("700")
    seen, heard = middle(table, 700), list[str]()
    rows.modelReset.connect(lambda: heard.append("reset"))
    rows.rowsInserted.connect(lambda _, first, last: heard.append(f"{first} to {last}"))
    table.moved.connect(lambda _: heard.append("moved"))
    listed = [Coin("new", 3), *listed[:5], Coin("later", 4), replace(listed[5], sats=55), *listed[6:]]
    rows.set_rows(listed)
    assert heard == ["0 to 0", "6 to 6"]
    assert [*rows.rows()] == listed
    assert [row.name for row in table.chosen()] == ["700"]
    assert middle(table, 702) == seen
    table.verticalScrollBar().setValue(0)
    rows.set_rows([Coin("top", 1), *listed])
    assert table.verticalScrollBar().value() == 0  # the newest is seen by who looks at the top
    heard.clear()
    rows.set_rows(listed)
    rows.set_rows([*reversed(listed)])
    assert heard == ["reset"] * 2  # what has gone or moved is not told row by row
    assert [row.name for row in table.chosen()] == ["700"]
    assert tester.model() is rows


def test_only_rows_on_screen_are_looked_at(show: Show) -> None:
    looked: set[str] = set()

    def cell(row: Coin) -> Cell:
        looked.add(row.name)
        return Cell(row.name)

    rows = Rows([Column("Name", cell, order=lambda row: row.sats)], key=lambda row: row.name)
    rows.set_rows([Coin(str(i), i) for i in range(100_000)])
    table = Table(rows, "Coins")
    show(table, 600, 520)
    rows.sort(0, Qt.SortOrder.DescendingOrder)
    table.grab()
    assert 10 <= len(looked) <= 60


def test_the_mouse_lights_the_row_it_is_over(rows: Rows[Coin], show: Show) -> None:
    table = Table(rows, "Coins")
    show(table, 600, 400)
    point_at(table.viewport(), middle(table, 1))
    assert table.hovered() == 1
    rows.set_rows([])
    assert table.hovered() == -1
