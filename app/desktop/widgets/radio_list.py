"""One line out of a few, all visible: the arrow keys move, Enter or a second click decides."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from app.desktop.look.fonts import metrics, width
from app.desktop.look.theme import RADIUS, color
from app.desktop.widgets.painting import draw_text, painter, rounded

_LEFT, _PAD = 46, 16  # px
_MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1}


class RadioList(QWidget):
    """Lines to choose from, none of them chosen at first."""

    chosen = Signal(int)  # a person has moved to this line
    decided = Signal(int)  # and has pressed Enter on it

    def __init__(self, lines: Sequence[str | tuple[str, str]], name: str, role: str = "strong") -> None:
        """`lines` are words, or pairs of words and a small second line; `role` is the type role of the words."""
        super().__init__()
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for number, line in enumerate(lines):
            words, below = (line, "") if isinstance(line, str) else line
            part = _RadioLine(words, below, role)
            part.setAccessibleName(f"{words} {below}".strip())
            part.entered.connect(lambda number=number: self._decide(number))
            part.moved.connect(lambda by, number=number: self._move(number + by))
            self._group.addButton(part, number)
            column.addWidget(part)
        self._group.idToggled.connect(lambda number, on: self.chosen.emit(number) if on else None)

    def current(self) -> int | None:
        """The number of the chosen line."""
        number = self._group.checkedId()
        return None if number < 0 else number

    def lines(self) -> list[QAbstractButton]:
        """Each line, as a button."""
        return self._group.buttons()

    def focus(self) -> None:
        """Put the keyboard on the chosen line, or on the first."""
        self._group.buttons()[self.current() or 0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _move(self, number: int) -> None:
        if 0 <= number < len(self._group.buttons()):
            line = self._group.button(number)
            line.setFocus(Qt.FocusReason.TabFocusReason)
            line.setChecked(True)

    def _decide(self, number: int) -> None:
        self._group.button(number).setChecked(True)
        self.decided.emit(number)


class _RadioLine(QAbstractButton):
    entered = Signal()
    moved = Signal(int)  # by so many lines

    def __init__(self, words: str, below: str, role: str) -> None:
        super().__init__()
        self.below, self.role = below, role
        self.setText(words)
        self.setCheckable(True)
        self.setAutoExclusive(True)  # screen readers call it a radio button then
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.entered.emit()
        elif (by := _MOVES.get(Qt.Key(event.key()))) is not None:
            self.moved.emit(by)  # Qt's own way moves no choice while nothing is chosen yet
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        self.entered.emit()

    def sizeHint(self) -> QSize:
        high = metrics(self.role).height() + (metrics("small").height() + 2 if self.below else 0) + 24
        wide = max(width(self.role, self.text()), width("small", self.below)) + _LEFT + _PAD
        return QSize(int(wide), int(high))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        p, box, on = painter(self), QRectF(self.rect()), self.isChecked()
        edge = color("accent" if on else "line_strong" if self.underMouse() else "line2")
        rounded(p, box, RADIUS["m"], color("surface"), edge, 2 if on else 1)
        ring = QRectF(16, box.center().y() - 9, 18, 18)
        rounded(p, ring, 9, None, color("accent" if on else "line_strong"), 5 if on else 1.5)
        right = box.width() - _LEFT - _PAD
        if not self.below:
            draw_text(p, QRectF(_LEFT, 0, right, box.height()), self.text(), self.role, color("text"))
            return
        head = metrics(self.role).height() + 12
        draw_text(p, QRectF(_LEFT, 0, right, head + 6), self.text(), self.role, color("text"))
        draw_text(p, QRectF(_LEFT, head, right, box.height() - head - 8), self.below, "small", color("text2"))
