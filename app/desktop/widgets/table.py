"""A table that paints only what is visible: rows of one height, whole rows chosen, sorted by its head."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QScrollArea,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from app.desktop.look.fonts import dp, font, metrics
from app.desktop.look.icons import WHO, paint_icon, paint_who
from app.desktop.look.theme import RADIUS, SIZE, color
from app.desktop.widgets.actions import tick_box
from app.desktop.widgets.layout import bare
from app.desktop.widgets.painting import TONES, A, Tone, draw_text, rounded, set_tip, translate
from app.desktop.widgets.rows import Cell, Rows

_PAD, _BOX, _DISC = 12, 18, 30  # px
_HALF = QPointF(0, 0.5)  # a line of 1 px lies on a row of pixels, not between two
Index = QModelIndex | QPersistentModelIndex


class Table(QTableView):
    """Rows to look through. Enter or a double click emits `opened` with the row, moving emits `moved` with it or None.

    Space ticks a row that has a box; Ctrl+Shift and the arrows sort; Ctrl+C copies the cell, of one that shows an
    address the address. What is chosen stays so when rows are replaced,
    and then nothing has moved.
    """

    opened = Signal(object)
    moved = Signal(object)

    def __init__(
        self, rows: Rows[Any], name: str, *, several: bool = False, fit: bool = False, groups: int = 0
    ) -> None:
        """`several` allows more than one chosen row; with `fit` the table is as high as its rows and never scrolls.

        `groups`: the most groups of four that an address in the first column has; each row has room for all of them.
        """
        super().__init__()
        self._groups, self._wide = groups, 0
        self._model, self._fit, self._chosen = rows, fit, set[Hashable]()
        self._current: Hashable = None  # the key of the row that had the keyboard before rows were replaced
        self._hover = -1
        self.setAccessibleName(name)
        self.setHorizontalHeader(_Head(self, name))
        self.setModel(rows)
        self.setItemDelegate(_Painter(self))
        bare(self)
        bare(self.horizontalHeader())
        unmarked = self.palette()  # what is chosen is drawn by the delegate
        unmarked.setColor(QPalette.ColorRole.Highlight, Qt.GlobalColor.transparent)
        self.setPalette(unmarked)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if several else mode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        if fit:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._measure()
        self.horizontalHeader().sectionResized.connect(self._fit_groups)
        rows.modelAboutToBeReset.connect(self._remember)
        rows.modelReset.connect(self._restore)
        rows.rowsInserted.connect(self._make_room)
        self.doubleClicked.connect(lambda index: self.opened.emit(self._model.row(index.row())))
        self.selectionModel().currentRowChanged.connect(self._tell)

    def chosen(self) -> list[Any]:
        """The chosen rows, from top to bottom."""
        numbers = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self._model.row(number) for number in numbers]

    def choose(self, key: Hashable) -> None:
        """Choose the row with this key and bring it into view; nothing when it is not shown."""
        number = self._model.find(key)
        if number >= 0:
            self.selectRow(number)
            self.scrollTo(self._model.index(number, 0))

    def hovered(self) -> int:
        """The number of the row under the mouse; -1 for none."""
        return self._hover

    def row_height(self) -> int:
        """Of every row, in pixels."""
        if not self._groups:
            return dp(SIZE["row"])
        group, high = _group()
        across = max(1, int((self._wide - 2 * _PAD) / group))
        return dp(32) + int(high * -(-self._groups // across))

    def _fit_groups(self, section: int, _old: int, new: int) -> None:
        """The first column is wider or narrower: an address takes fewer lines, or more."""
        if self._groups and section == 0:
            self._wide = new
            self.verticalHeader().setDefaultSectionSize(self.row_height())
            self._grow()

    def _measure(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self.row_height())
        head = self.horizontalHeader()
        head.setMinimumSectionSize(40)
        for i, column in enumerate(self._model.columns):
            if column.width:
                head.setSectionResizeMode(i, QHeaderView.ResizeMode.Fixed)
                self.setColumnWidth(i, dp(column.width))
            else:
                head.setSectionResizeMode(i, QHeaderView.ResizeMode.Stretch)
        self._grow()

    def _grow(self) -> None:
        if self._fit:
            head = self.horizontalHeader().sizeHint().height() if not self.horizontalHeader().isHidden() else 0
            self.setFixedHeight(head + self._model.rowCount() * self.row_height() + 1)

    def _remember(self) -> None:
        self._chosen = {self._model.key(row) for row in self.chosen()}
        current = self.currentIndex()
        self._current = self._model.key(self._model.row(current.row())) if current.isValid() else None
        self._scrolled = self.verticalScrollBar().value()

    def _restore(self) -> None:
        self._grow()
        self._set_hover(-1)
        if self._chosen:
            kept = [i for i, row in enumerate(self._model.rows()) if self._model.key(row) in self._chosen]
            flags = QItemSelectionModel.SelectionFlag
            for number in kept:
                self.selectionModel().select(self._model.index(number, 0), flags.Select | flags.Rows)
            if kept:
                blocked = self.blockSignals(self._model.key(self._model.row(kept[0])) == self._current)
                self.selectionModel().setCurrentIndex(self._model.index(kept[0], 0), flags.NoUpdate)
                self.blockSignals(blocked)
            else:
                self.moved.emit(None)
        self.verticalScrollBar().setValue(self._scrolled)
        self.viewport().update()

    def _make_room(self, _parent: QModelIndex, first: int, last: int) -> None:
        """Rows have come in: what is looked at stays in its place, unless that is the top."""
        self._grow()
        self._set_hover(-1)
        bar, height = self.verticalScrollBar(), self.row_height()
        if bar.value() >= max(1, first * height):
            self.updateGeometries()
            bar.setValue(bar.value() + (last - first + 1) * height)

    def _tell(self, index: QModelIndex) -> None:
        if self._fit and index.isValid():
            self._reveal(index)
        self.moved.emit(self._model.row(index.row()) if index.isValid() else None)

    def _reveal(self, index: QModelIndex) -> None:
        """It never scrolls, but the page that it stands on does."""
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        inner = area.widget() if isinstance(area, QScrollArea) else None
        if isinstance(area, QScrollArea) and inner is not None:
            place = self.viewport().mapTo(inner, self.visualRect(index).center())
            area.ensureVisible(place.x(), place.y(), 0, self.row_height())

    def _set_hover(self, row: int) -> None:
        if row != self._hover:
            self._hover = row
            self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._measure()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._set_hover(self.indexAt(event.position().toPoint()).row())
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._set_hover(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current, key = self.currentIndex(), event.key()
        keys, modifiers = Qt.Key, Qt.KeyboardModifier
        if key in (keys.Key_Return, keys.Key_Enter) and current.isValid():
            self.opened.emit(self._model.row(current.row()))
        elif event.modifiers() & modifiers.ControlModifier and event.modifiers() & modifiers.ShiftModifier:
            self._sort_by_key(key)
        elif key == keys.Key_Space and current.isValid():
            self._tick(current.row())
        elif event.matches(QKeySequence.StandardKey.Copy) and current.isValid():
            cell = self._model.cell(current.row(), current.column())
            QGuiApplication.clipboard().setText("".join(cell.fours) or cell.text)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Nothing: looking through 100,000 rows for a letter would be felt. A page offers a Search instead."""

    def _tick(self, row: int) -> None:
        for column in range(self._model.columnCount()):
            if (ticked := self._model.cell(row, column).ticked) is not None:
                state = Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked
                self._model.setData(self._model.index(row, column), state, Qt.ItemDataRole.CheckStateRole)
                return

    def _sort_by_key(self, key: int) -> None:
        column, backwards = self._model.sorted_by()
        able = [i for i, one in enumerate(self._model.columns) if one.order is not None]
        if not able:
            return
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            at = able.index(column) if column in able else -1 if key == Qt.Key.Key_Right else 0
            column = able[(at + (1 if key == Qt.Key.Key_Right else -1)) % len(able)]
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            column, backwards = column if column in able else able[0], key == Qt.Key.Key_Down
        else:
            return
        self._model.sort(column, Qt.SortOrder.DescendingOrder if backwards else Qt.SortOrder.AscendingOrder)
        self.horizontalHeader().viewport().update()


class _Head(QHeaderView):
    """Column titles; a click sorts, a second one the other way round."""

    def __init__(self, table: Table, name: str) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self.setAccessibleName(name)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        set_tip(self, translate("Widgets", "A click sorts; Ctrl+Shift and the arrow keys too"))
        self.sectionClicked.connect(self._sort)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), dp(33))

    def _model(self) -> Rows[Any]:
        model = self.model()
        if not isinstance(model, Rows):
            raise TypeError(f"a table shows Rows, not {type(model).__name__}")
        return model

    def _sort(self, section: int) -> None:
        model = self._model()
        column, backwards = model.sorted_by()
        again = section == column and not backwards
        model.sort(section, Qt.SortOrder.DescendingOrder if again else Qt.SortOrder.AscendingOrder)

    def paintSection(self, p: QPainter, rect: QRect, section: int) -> None:
        model = self._model()
        column, (at, backwards) = model.columns[section], model.sorted_by()
        p.save()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(rect)
        p.setPen(QPen(color("line"), 1))
        p.drawLine(box.bottomLeft() - _HALF, box.bottomRight() - _HALF)
        area = box.adjusted(_PAD, 0, -_PAD, 0)
        align = (A.AlignRight if column.right else A.AlignLeft) | A.AlignVCenter
        if at == section:
            icon = QRectF(area.right() - 14, area.center().y() - 7, 14, 14)
            if not column.right:
                took = draw_text(p, area.adjusted(0, 0, -18, 0), column.title, "label", color("text"), align)
                icon.moveLeft(area.left() + took + 4)
            else:
                draw_text(p, area.adjusted(0, 0, -18, 0), column.title, "label", color("text"), align)
            paint_icon(p, "chevron-down" if backwards else "chevron-up", icon, color("text2"))
        else:
            draw_text(p, area, column.title, "label", color("text3"), align)
        p.restore()


class _Painter(QStyledItemDelegate):
    """Paints one cell straight from `Rows.cell`, and turns a click on its box into `Rows.ticked`."""

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self._table = table

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(80, self._table.row_height())

    def paint(self, p: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rows = self._table.model()
        if not isinstance(rows, Rows):
            return
        cell, column = rows.cell(index.row(), index.column()), rows.columns[index.column()]
        p.save()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect)
        self._paint_ground(p, box, index, len(rows.columns) - 1)
        area = box.adjusted(_PAD, 0, -_PAD, 0)
        if cell.ticked is not None:
            tick_box(p, _box_in(area), cell.ticked)
            area.setLeft(area.left() + _BOX + _PAD)
        if cell.icon:
            _paint_disc(p, QRectF(area.left(), area.center().y() - _DISC / 2, _DISC, _DISC), cell.icon, cell.tone)
            area.setLeft(area.left() + _DISC + _PAD)
        if cell.fours:
            _paint_fours(p, area, cell)
        else:
            _paint_words(p, area, cell, column.right, strong=index.column() == 0 or column.right)
        p.restore()

    def _paint_ground(self, p: QPainter, box: QRectF, index: Index, last: int) -> None:
        chosen = self._table.selectionModel().isRowSelected(index.row(), QModelIndex())
        current = self._table.hasFocus() and self._table.currentIndex().row() == index.row()
        if chosen or current or self._table.hovered() == index.row():
            left, right = 0 if index.column() == 0 else -20, 0 if index.column() == last else 20
            p.setClipRect(box)
            ground = color("accent_soft" if chosen else "hover")
            edge = color("accent") if current else None
            rounded(p, box.adjusted(left, 1, right, -1), RADIUS["m"], ground, edge, 2)
            p.setClipping(False)
        if not chosen:
            p.setPen(QPen(color("line"), 1))
            p.drawLine(box.bottomLeft() - _HALF, box.bottomRight() - _HALF)

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        rows = self._table.model()
        if not isinstance(rows, Rows) or not isinstance(event, QMouseEvent):
            return False
        ticked = rows.cell(index.row(), index.column()).ticked
        box = _box_in(QRectF(option.rect).adjusted(_PAD, 0, -_PAD, 0)).adjusted(-9, -9, 9, 9)
        if ticked is None or event.type() != QEvent.Type.MouseButtonRelease or not box.contains(event.position()):
            return False
        state = Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked
        return model.setData(index, state, Qt.ItemDataRole.CheckStateRole)


def _box_in(area: QRectF) -> QRectF:
    return QRectF(area.left(), area.center().y() - _BOX / 2, _BOX, _BOX)


def _paint_disc(p: QPainter, disc: QRectF, icon: str, tone: Tone) -> None:
    look = TONES[tone]
    if icon in WHO:
        rounded(p, disc, RADIUS["pill"], color("hover"))
        paint_who(p, disc.adjusted(8, 8, -8, -8), icon)
    else:
        rounded(p, disc, RADIUS["pill"], color(look.ground))
        paint_icon(p, icon, disc.adjusted(7, 7, -7, -7), color(look.ink))


def _paint_words(p: QPainter, area: QRectF, cell: Cell, right: bool, strong: bool) -> None:
    align = (A.AlignRight if right else A.AlignLeft) | A.AlignVCenter
    role, ink = "strong" if strong else "body", color("text3" if cell.muted else cell.ink)
    if not cell.below:
        draw_text(p, area, cell.text, role, ink, align)
        return
    middle = area.center().y()
    draw_text(p, QRectF(area.left(), middle - dp(18), area.width(), dp(18)), cell.text, role, ink, align)
    draw_text(p, QRectF(area.left(), middle + 1, area.width(), dp(16)), cell.below, "small", color("text2"), align)


def _group() -> tuple[float, float]:
    """What a group of four takes with the gap behind it, and the height of a line of them."""
    return metrics("mono").horizontalAdvance("0000") * 1.26, metrics("mono").height() * 1.2


def _paint_fours(p: QPainter, area: QRectF, cell: Cell) -> None:
    """A name, and below it an address in as many lines as it needs."""
    draw_text(p, QRectF(area.left(), area.top() + dp(7), area.width(), dp(18)), cell.text, "strong", color(cell.ink))
    wide, high = _group()
    across = max(1, int(area.width() / wide))
    p.setFont(font("mono"))
    for i, group in enumerate(cell.fours):
        y, x = divmod(i, across)
        p.setPen(color("text" if (x + y) % 2 == 0 else "accent"))
        box = QRectF(area.left() + x * wide, area.top() + dp(26) + y * high, wide, high)
        p.drawText(box, (A.AlignVCenter | A.AlignLeft).value, group)
