"""What one can do: a button, one of a few, on or off, and the large either-or of the first start."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QCheckBox, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from app.desktop.look.fonts import dp, metrics, width
from app.desktop.look.icons import paint_icon
from app.desktop.look.theme import RADIUS, SIZE, color, is_dark
from app.desktop.widgets.painting import A, draw_text, lay_out, painter, rounded, set_tip

Kind = Literal["primary", "secondary", "quiet", "danger", "destroy", "link"]


class Button(QPushButton):
    """A verb that says what happens. One `primary` per page; `danger` asks first, `destroy` is the last step itself."""

    def __init__(
        self,
        text: str = "",
        kind: Kind = "secondary",
        icon: str = "",
        *,
        compact: bool = False,
        name: str = "",
        trailing: str = "",
        wide: bool = False,
    ) -> None:
        """`name` says what a button without text does; `trailing` is an icon behind the text; `wide` fills the row."""
        super().__init__(text)
        self.kind, self.glyph, self.compact, self.trailing = kind, icon, compact, trailing
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # painted anew when the mouse comes and goes
        self.setAccessibleName(name or text)
        set_tip(self, name if name and not text else "")
        if kind == "link":
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        across = QSizePolicy.Policy.Expanding if wide else QSizePolicy.Policy.Fixed
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)

    def set(self, text: str, icon: str = "", name: str = "") -> None:
        """Change what the button does and says."""
        self.glyph = icon or self.glyph
        self.setText(text)
        self.setAccessibleName(name or text)
        set_tip(self, name if name and not text else "")
        self.updateGeometry()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_on_enter(self, event):
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        least = SIZE["compact"] if self.compact or self.kind == "link" else SIZE["control"]
        height = max(least, int(metrics("strong").height() + 12))
        if not self.text():
            return QSize(max(SIZE["hit"], height), max(SIZE["hit"], height))
        return QSize(max(SIZE["hit"], int(self._content() + 2 * self._pad() + 1)), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _pad(self) -> int:
        return 2 if self.kind == "link" else 11 if self.compact else 16

    def _content(self) -> float:
        """The width of icon, text and trailing icon."""
        if not self.text():
            return 18
        return width("strong", self.text()) + (23 if self.glyph else 0) + (20 if self.trailing else 0)

    def _colours(self) -> tuple[QColor, QColor | None, QColor | None]:
        """Ink, ground and outline for the state the button is in."""
        on = self.isEnabled()
        hot, down = self.underMouse() and on, self.isDown()
        if self.kind in ("primary", "destroy"):
            base = "accent" if self.kind == "primary" else "danger"
            full = color(f"{base}_hover" if hot or down else base) if on else color("pressed")
            return color(f"on_{base}" if on else "disabled"), full, None
        ink = color({"danger": "danger", "link": "accent"}.get(self.kind, "text") if on else "disabled")
        if self.kind == "link":
            return ink, None, None
        ground: QColor | None = None
        line: QColor | None = None
        if self.kind in ("secondary", "danger"):
            ground, line = color("surface"), color("line2" if on else "line")
        if hot or down or self.isChecked():
            ground = color("danger_soft" if self.kind == "danger" else "pressed" if down else "hover")
        return ink, ground, line

    def paintEvent(self, _event: QPaintEvent) -> None:
        p, box = painter(self), QRectF(self.rect())
        ink, ground, line = self._colours()
        rounded(p, box, RADIUS["m"], ground, line)
        x = 2.0 if self.kind == "link" else max(4.0, (box.width() - self._content()) / 2)
        if self.glyph:
            size = 17 if self.text() else 18
            at = QRectF(x, (box.height() - size) / 2, size, size)
            quiet = self.kind in ("secondary", "quiet") and self.isEnabled()
            paint_icon(p, self.glyph, at, color("text2") if quiet else ink)
            x += 23
        room = QRectF(x, 0, box.right() - x - (20 if self.trailing else 0), box.height())
        took = draw_text(p, room, self.text(), "strong", ink)
        if self.kind == "link" and self.underMouse() and self.isEnabled():
            p.setPen(QPen(ink, 1))
            p.drawLine(QPointF(x, box.center().y() + 8), QPointF(x + took, box.center().y() + 8))
        if self.trailing:
            paint_icon(p, self.trailing, QRectF(x + took + 6, (box.height() - 15) / 2, 15, 15), ink)


def press_on_enter(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Press a focused button by Enter too, which Qt does in dialogs only; whether it did."""
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or event.isAutoRepeat():
        return False
    button.click()
    return True


class Segmented(QWidget):
    """Pick one of two to five, all visible. Tab reaches the chosen one, the arrow keys move."""

    changed = Signal(int)

    def __init__(self, choices: Sequence[str | tuple[str, str]], current: int = 0, name: str = "") -> None:
        """`choices` are words, or pairs of words and a small second line."""
        super().__init__()
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(2)
        for i, choice in enumerate(choices):
            text, below = (choice, "") if isinstance(choice, str) else choice
            part = _Part(text, below)
            part.setChecked(i == current)
            self._group.addButton(part, i)
            row.addWidget(part, 1)
        self._group.idClicked.connect(self.changed)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def current(self) -> int:
        """The number of the chosen one."""
        return self._group.checkedId()

    def choose(self, index: int) -> None:
        """Choose without emitting `changed`."""
        self._group.button(index).setChecked(True)

    def set_below(self, index: int, text: str) -> None:
        """Change the small second line of one choice."""
        part = self._group.button(index)
        if isinstance(part, _Part):
            part.set_below(text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        rounded(painter(self), QRectF(self.rect()), 9, color("hover"))


class _Part(QAbstractButton):
    def __init__(self, text: str, below: str) -> None:
        super().__init__()
        self.setText(text)
        self.setCheckable(True)
        self.setAutoExclusive(True)  # screen readers call it a radio button then
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_below(below)

    def set_below(self, text: str) -> None:
        self.below = text
        self.setAccessibleName(f"{self.text()} {text}".strip())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        wide = max(width("strong", self.text()), width("caption", self.below))
        high = metrics("strong").height() + 12 + (metrics("caption").height() if self.below else 0)
        return QSize(int(wide + 24), int(high))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        p, box = painter(self), QRectF(self.rect())
        if self.isChecked():
            rounded(p, box.adjusted(0.5, 0.5, -0.5, 0.5), 6, color("shadow"))
            rounded(p, box, 6, color("pressed" if is_dark() else "surface"), color("line2"))
        ink = color(
            "disabled" if not self.isEnabled() else "text" if self.isChecked() or self.underMouse() else "text2"
        )
        if not self.below:
            draw_text(p, box.adjusted(8, 0, -8, 0), self.text(), "strong", ink, A.AlignCenter)
            return
        half = box.height() / 2
        upper, lower = QRectF(2, 4, box.width() - 4, half - 2), QRectF(2, half, box.width() - 4, half - 5)
        draw_text(p, upper, self.text(), "strong", ink, A.AlignCenter)
        draw_text(p, lower, self.below, "caption", color("text2"), A.AlignCenter)


class Switch(QCheckBox):
    """On or off, at once. The words stand left of it and are its name."""

    def __init__(self, name: str, on: bool = False) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setChecked(on)
        self.setFixedSize(40, 24)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        p, on, live = painter(self), self.isChecked(), self.isEnabled()
        line = color("line_strong" if live else "line2")
        track = color("accent" if live else "disabled") if on else color("surface")
        rounded(p, QRectF(2, 2, 36, 20), 10, track, None if on else line, 1.5)
        p.setBrush(color("on_accent") if on else line)
        p.setPen(Qt.PenStyle.NoPen)
        p.drawEllipse(QPointF(28 if on else 12, 12), 6.5, 6.5)


class Checkbox(QCheckBox):
    """A statement one agrees to by ticking it: the box, and the words that belong to it."""

    def __init__(self, text: str, on: bool = False) -> None:
        super().__init__(text)
        self.setAccessibleName(text)
        self.setChecked(on)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def heightForWidth(self, wide: int) -> int:
        return max(24, int(lay_out(self.text(), "body", max(60, wide - 30)).height + 5))

    def sizeHint(self) -> QSize:
        wide = int(min(420, width("body", self.text()) + 34))
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 24)

    def paintEvent(self, _event: QPaintEvent) -> None:
        p = painter(self)
        tick_box(p, QRectF(1, 3, 18, 18), self.isChecked(), self.isEnabled())
        p.setPen(color("text" if self.isEnabled() else "disabled"))
        lay_out(self.text(), "body", self.width() - 30).layout.draw(p, QPointF(30, 2))


def tick_box(p: QPainter, box: QRectF, on: bool, live: bool = True) -> None:
    """Draw a check box."""
    line = color("line_strong" if live else "line2")
    rounded(
        p,
        box,
        RADIUS["s"],
        color("accent" if live else "disabled") if on else color("surface"),
        None if on else line,
        1.5,
    )
    if on:
        paint_icon(p, "check", box.adjusted(3, 3, -3, -3), color("on_accent"))


class ChoiceCard(QAbstractButton):
    """A large either-or: icon, title, sentence, facts. For the first start only."""

    def __init__(self, icon: str, title: str, text: str, facts: Sequence[str] = (), checked: bool = False) -> None:
        super().__init__()
        self.glyph, self.body, self.facts = icon, text, tuple(facts)
        self.setText(title)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setChecked(checked)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(". ".join([title, text.rstrip("."), *facts]))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMinimumHeight(self._high(self.width()))

    def _high(self, wide: int) -> int:
        return int(66 + lay_out(self.body, "body", wide - 48).height + 14 + dp(24) * len(self.facts) + 18)

    def sizeHint(self) -> QSize:
        return QSize(330, self._high(330))

    def paintEvent(self, _event: QPaintEvent) -> None:
        p, box, on = painter(self), QRectF(self.rect()), self.isChecked()
        edge = color("accent" if on else "line_strong" if self.underMouse() else "line2")
        rounded(p, box, RADIUS["l"], color("surface"), edge, 2 if on else 1)
        rounded(p, QRectF(24, 22, 32, 32), RADIUS["m"], color("accent_soft" if on else "hover"))
        paint_icon(p, self.glyph, QRectF(31, 29, 18, 18), color("accent" if on else "text2"))
        mark = QRectF(box.right() - 42, 28, 20, 20)
        rounded(p, mark, 10, color("accent") if on else None, None if on else color("line_strong"), 1.5)
        if on:
            paint_icon(p, "check", mark.adjusted(4, 4, -4, -4), color("on_accent"))
        draw_text(p, QRectF(68, 22, box.width() - 124, 32), self.text(), "title", color("text"))
        laid = lay_out(self.body, "body", box.width() - 48)
        p.setPen(color("text2"))
        laid.layout.draw(p, QPointF(24, 66))
        y = 66 + laid.height + 14
        for fact in self.facts:
            paint_icon(p, "check", QRectF(24, y + (dp(20) - 14) / 2, 14, 14), color("ok"))
            draw_text(p, QRectF(46, y, box.width() - 70, dp(20)), fact, "small", color("text"))
            y += dp(24)
