"""The rows of a table: found, sorted and filtered in plain Python, since 100,000 of them must not be felt.

A proxy model over a Python model took 49.7 s to sort 100,000 rows, `sorted` 26 ms.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.common_ends import common_ends
from app.desktop.widgets.painting import A, Tone

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
FEW = 50  # rows that come in one by one: as many payments as come between two looks at the chain


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows: a first and a second line, an icon (a name or one of `icons.WHO`) on a soft disc, a tick.

    `ink` is the colour role of the first line. `ticked` None means that there is no box. `fours` are the groups of an
    address that stands below, whole; a table must be told that it has such cells.
    """

    text: str = ""
    below: str = ""
    ink: str = "text"
    icon: str = ""
    tone: Tone = "neutral"
    muted: bool = False
    ticked: bool | None = None
    spoken: str = ""
    fours: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column over rows of type R. `width` 0 takes what is left; `order` is what to sort by, None for not at all."""

    title: str
    cell: Callable[[R], Cell]
    width: int = 0
    order: Callable[[R], Any] | None = None
    right: bool = False


class Rows(QAbstractTableModel, Generic[R]):
    """A model over a list of any objects. `key` names a row so that it stays chosen when the list is replaced.

    `ticked` is emitted with the row and the new state when a person ticks a box; the owner then shows it by new rows.
    """

    ticked = Signal(object, bool)
    shown = Signal(int)  # how many rows there are after the filter

    def __init__(self, columns: Sequence[Column[R]], key: Callable[[R], Hashable]) -> None:
        super().__init__()
        self.columns, self.key = tuple(columns), key
        self._all: list[R] = []
        self._rows: list[R] = []
        self._keep: Callable[[R], bool] | None = None
        self._sorted_by = -1
        self._backwards = False

    def set_rows(self, rows: Iterable[R]) -> None:
        """Show other rows, filtered and sorted as before."""
        self._all = list(rows)
        self._renew()

    def keep(self, wanted: Callable[[R], bool] | None) -> None:
        """Show only the rows that `wanted` says yes to; None shows all."""
        self._keep = wanted
        self._renew()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; -1 brings back the order in which the rows were given."""
        if column >= 0 and self.columns[column].order is None:
            return
        self._sorted_by, self._backwards = column, order == Qt.SortOrder.DescendingOrder
        self._renew()

    def sorted_by(self) -> tuple[int, bool]:
        """The column sorted by, -1 for none, and whether the largest comes first."""
        return self._sorted_by, self._backwards

    def _renew(self) -> None:
        rows = self._all if self._keep is None else [row for row in self._all if self._keep(row)]
        if self._sorted_by >= 0 and (order := self.columns[self._sorted_by].order) is not None:
            rows = sorted(rows, key=order, reverse=self._backwards)
        if not self._insert(rows):
            self.beginResetModel()
            self._rows = list(rows)
            self.endResetModel()
        self.shown.emit(len(rows))

    def _insert(self, rows: Sequence[R]) -> bool:
        """Show these where a few have come among those that are shown; whether that is so. The view stays as it is."""
        before, head, tail = self._rows, *common_ends(self._rows, rows)
        old, new = before[head : len(before) - tail], rows[head : len(rows) - tail]
        if len(new) > FEW or len(old) > len(new) or not before:
            return False
        keys, known = [self.key(row) for row in new], [self.key(row) for row in old]
        at = [keys.index(key) for key in known if key in keys]
        if len(at) < len(known) or at != sorted(at) or len(set(keys)) < len(keys):
            return False  # one has gone, or has moved
        for number, row in enumerate(new, head):
            if number - head in at:
                before[number] = row
                continue
            self.beginInsertRows(_NOWHERE, number, number)
            before.insert(number, row)
            self.endInsertRows()
        self.redraw()
        return True

    def redraw(self) -> None:
        """What stands in cells may be something else."""
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self.columns) - 1))

    def rows(self) -> Sequence[R]:
        """The rows as shown."""
        return self._rows

    def row(self, number: int) -> R:
        """The row with this number, 0 at the top."""
        return self._rows[number]

    def find(self, key: Hashable) -> int:
        """The number of the row with this key; -1 when it is not shown."""
        return next((i for i, row in enumerate(self._rows) if self.key(row) == key), -1)

    def cell(self, row: int, column: int) -> Cell:
        """What stands in one cell."""
        return self.columns[column].cell(self._rows[row])

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self.columns[section].title if way == Qt.Orientation.Horizontal else str(section + 1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        roles = Qt.ItemDataRole
        if not index.isValid() or role not in (
            roles.DisplayRole,
            roles.AccessibleTextRole,
            roles.TextAlignmentRole,
            roles.CheckStateRole,
        ):
            return None
        if role == roles.TextAlignmentRole:
            return A.AlignRight if self.columns[index.column()].right else A.AlignLeft
        cell = self.cell(index.row(), index.column())
        if role == roles.CheckStateRole:
            return None if cell.ticked is None else Qt.CheckState.Checked if cell.ticked else Qt.CheckState.Unchecked
        if role == roles.AccessibleTextRole:
            return cell.spoken or " ".join(part for part in (cell.text, cell.below) if part)
        return cell.text

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        self.ticked.emit(self._rows[index.row()], Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        if not index.isValid():
            return flag.NoItemFlags
        box = self.cell(index.row(), index.column()).ticked is not None
        plain = flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemNeverHasChildren
        return plain | flag.ItemIsUserCheckable if box else plain
