"""What comes and goes by itself on a page moves nothing: it comes at the end, and where it stood stays empty."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.desktop.widgets.painting import appear


class Comings:
    """The parts of a page that come and go by themselves.

    A page that is opened has each in its own place (`settled` is False until `settle`). While it is on screen a part
    comes at the end, below all else, and one that goes leaves its room behind; both until the page is opened anew.
    """

    def __init__(self, end: QBoxLayout) -> None:
        self._end = end
        self.settled = False
        self._rooms: dict[QWidget, QWidget] = {}  # by what stood there
        self._empty: list[QWidget] = []  # rooms that what stood there does not fit into any more
        self._held: list[QWidget] = []  # back in a room that is higher than it needs
        self._homes: dict[QWidget, QWidget] = {}  # by what was put at the end: a mark where it belongs

    def anew(self) -> None:
        """The page is opened: everything goes to its own place, and no room is kept."""
        self.settled = False
        for room in (*self._rooms.values(), *self._empty):
            _drop(room)
        for part in self._held:
            part.setMinimumHeight(0)
        self._rooms, self._empty, self._held = {}, [], []
        for part, mark in self._homes.items():
            hidden = part.isHidden()
            self._end.removeWidget(part)
            column = _column(mark)
            column.insertWidget(column.indexOf(mark), part)
            part.setVisible(not hidden)
            _drop(mark)
        self._homes = {}

    def settle(self) -> None:
        """The page is as it is shown: from now on nothing on it moves by itself."""
        self.settled = True

    def show(self, part: QWidget, on: bool) -> None:
        """Show or hide a part. Its content is what will be shown."""
        if on is not part.isHidden():
            return
        if not self.settled:
            appear(part, on)
        elif on:
            self._come(part)
        else:
            self._go(part)

    def add(self, part: QWidget) -> None:
        """Something new that has no place of its own yet; `part` is the caller's when the page is opened anew."""
        self._end.addWidget(part)
        appear(part, True)

    def _come(self, part: QWidget) -> None:
        room = self._rooms.pop(part, None)
        if room is not None and _height(part, room.width()) <= room.height():
            part.setMinimumHeight(room.height())
            self._held.append(part)
            _drop(room)
            part.show()
            return
        if room is not None:
            self._empty.append(room)
        if part not in self._homes:
            mark, column = QWidget(), _column(part)
            column.insertWidget(column.indexOf(part), mark)
            mark.hide()
            column.removeWidget(part)
            self._homes[part] = mark
        self._end.removeWidget(part)
        self._end.addWidget(part)
        part.show()

    def _go(self, part: QWidget) -> None:
        column, room = self._end if self._end.indexOf(part) >= 0 else _column(part), QWidget()
        room.setFixedHeight(part.height())
        column.insertWidget(column.indexOf(part), room)
        part.setMinimumHeight(0)
        part.hide()
        room.show()
        self._rooms[part] = room


def _column(part: QWidget) -> QBoxLayout:
    parent = part.parentWidget()
    layout = parent.layout() if parent is not None else None
    if not isinstance(layout, QVBoxLayout):
        raise TypeError("what comes and goes stands in the column of its parent")
    return layout


def _height(part: QWidget, wide: int) -> int:
    return part.heightForWidth(wide) if part.hasHeightForWidth() else part.sizeHint().height()


def _drop(widget: QWidget) -> None:
    if (parent := widget.parentWidget()) is not None and (layout := parent.layout()) is not None:
        layout.removeWidget(widget)
    widget.hide()
    widget.deleteLater()
