"""A balance over time, drawn as what it is: steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QLabel, QSizePolicy

from app.desktop.look.fonts import width
from app.desktop.look.theme import color, is_dark
from app.desktop.widgets.painting import A, dot, draw_text, painter, rounded, translate

Point = tuple[float, float]  # when (any rising number), how much
_STEPS: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class AreaChart(QLabel):
    """Hover or the arrow keys read a point out. `bare` is the small one without axes, which needs no focus."""

    def __init__(self, name: str = "", *, bare: bool = False) -> None:
        super().__init__()
        self._points: Sequence[Point] = ()
        self._labels: Sequence[str] = ()
        self._scale: Sequence[tuple[float, str]] = ()
        self._read: Callable[[int], str] | None = None
        self._at = -1
        self._bare = bare
        self._name = name or translate("Widgets", "Balance over time")
        self.setAccessibleName(self._name)
        self.setMinimumHeight(36 if bare else 132)
        self.setMouseTracking(not bare)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus if bare else Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set(
        self,
        points: Sequence[Point],
        labels: Sequence[str] = (),
        scale: Sequence[tuple[float, str]] = (),
        read: Callable[[int], str] | None = None,
    ) -> None:
        """Show other points.

        `labels` stand below, evenly from the first to the last moment; `scale` are values and their words on the
        right; `read(i)` says point i in words.
        """
        self._points, self._labels, self._scale, self._read = list(points), list(labels), list(scale), read
        self._look_at(-1)

    def _plot(self) -> QRectF:
        box = QRectF(self.rect())
        if self._bare:
            return box.adjusted(1, 3, -1, -3)
        words = max((width("caption", words) for _, words in self._scale), default=0.0)
        return box.adjusted(6, 8, -(words + 14 if words else 6), -24 if self._labels else -8)

    def _span(self) -> tuple[float, float, float, float]:
        """First and last moment, lowest and highest value."""
        values = [value for _, value in self._points] + [value for value, _ in self._scale]
        return self._points[0][0], self._points[-1][0], min(values), max(values)

    def _places(self) -> list[QPointF]:
        box, (first, last, low, high) = self._plot(), self._span()
        across, up = (last - first) or 1, (high - low) or 1
        return [
            QPointF(
                box.left() + (when - first) / across * box.width(), box.bottom() - (value - low) / up * box.height()
            )
            for when, value in self._points
        ]

    def _look_at(self, index: int) -> None:
        self._at = index
        words = self._read(index) if self._read and index >= 0 else ""
        self.setAccessibleDescription(words)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if not self._points or self._bare:
            return
        x = event.position().x()
        # A balance holds until it changes: what was true at x is the last point left of it.
        left = [i for i, place in enumerate(self._places()) if place.x() <= x]
        self._look_at(left[-1] if left else 0)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._look_at(-1)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._look_at(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(event.key())
        if step is None or not self._points:
            super().keyPressEvent(event)
            return
        last = len(self._points) - 1
        self._look_at(max(0, min(last, (self._at if self._at >= 0 else last + 1) + step)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._points:
            return
        p, box = painter(self), self._plot()
        self._paint_axes(p, box)
        places = self._places()
        if len(places) == 1:
            places = [QPointF(box.left(), places[0].y()), QPointF(box.right(), places[0].y())]
        path = QPainterPath(places[0])
        for one, other in pairwise(places):
            path.lineTo(other.x(), one.y())
            path.lineTo(other)
        area = QPainterPath(path)
        area.lineTo(box.right(), box.bottom())
        area.lineTo(box.left(), box.bottom())
        fade = QLinearGradient(0, box.top(), 0, box.bottom())
        fade.setColorAt(0, color("accent", 0.26 if is_dark() else 0.20))
        fade.setColorAt(1, color("accent", 0))
        p.fillPath(area, fade)
        p.setBrush(Qt.BrushStyle.NoBrush)
        line, cap, join = Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        p.setPen(QPen(color("accent"), 1.75, line, cap, join))
        p.drawPath(path)
        if not self._bare:
            self._paint_reading(p, box, places[self._at])

    def _paint_axes(self, p: QPainter, box: QRectF) -> None:
        _, _, low, high = self._span()
        for value, words in self._scale:
            y = round(box.bottom() - (value - low) / ((high - low) or 1) * box.height()) + 0.5
            p.setPen(QPen(color("line"), 1))
            p.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
            draw_text(p, QRectF(box.right() + 10, y - 9, self.width(), 18), words, "caption", color("text3"))
        wide, last = 90, len(self._labels) - 1
        for i, words in enumerate(self._labels):
            x = box.left() + i * box.width() / max(1, last)
            side, shift = (
                (A.AlignLeft, 0.0) if i == 0 else (A.AlignRight, wide) if i == last else (A.AlignHCenter, wide / 2)
            )
            at = QRectF(x - shift, box.bottom() + 6, wide, 18)
            draw_text(p, at, words, "caption", color("text3"), side | A.AlignVCenter)

    def _paint_reading(self, p: QPainter, box: QRectF, place: QPointF) -> None:
        if self._at >= 0:
            p.setPen(QPen(color("text3"), 1, Qt.PenStyle.DotLine))
            p.drawLine(QPointF(place.x(), box.top()), QPointF(place.x(), box.bottom()))
        dot(p, place, 4.5, color("accent"), color("surface"))
        if self._at >= 0 and self._read:
            words = self._read(self._at)
            wide = width("small", words) + 20
            left = min(max(box.left(), place.x() - wide / 2), box.right() - wide)
            tip = QRectF(left, box.top() - 4, wide, 26)
            rounded(p, tip, 6, color("text"))
            draw_text(p, tip, words, "small", color("surface"), A.AlignCenter)
