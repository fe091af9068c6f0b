"""Icons and the mark, painted in the colours in force.

The mark is two halves: this computer on the left, the co-signer on the right. Apart they wait; joined they have signed.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.desktop.look.theme import color
from app.resources import text

_STROKE = 1.35  # pixels at any size: small icons do not fade and large ones do not shout
_WIDTHS = 1.5, 3.0  # least and most stroke in the icon's own 24 units


def paint_icon(p: QPainter, name: str, box: QRectF, ink: QColor) -> None:
    """Draw the icon `name` of resources/icons into `box` (square) in one colour."""
    least, most = _WIDTHS
    stroke = round(min(most, max(least, 24 / box.width() * _STROKE)), 2)
    _renderer(name, ink.name(), stroke).render(p, box)


def icon(name: str, role: str = "text2") -> QIcon:
    """A QIcon for menus and the like that takes the colour of `role` when it is painted."""
    return QIcon(_Engine(name, role))


def app_icon() -> QIcon:
    """The icon of the program: the mark on its own ground, the same in both schemes."""
    drawing = QSvgRenderer(QByteArray(text("brand", "tandem-app.svg").encode()))
    made = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        picture = QPixmap(size, size)
        picture.fill(Qt.GlobalColor.transparent)
        p = QPainter(picture)
        drawing.render(p)
        p.end()
        made.addPixmap(picture)
    return made


def paint_mark(p: QPainter, box: QRectF, left: QColor | None, right: QColor | None, apart: float = 1.0) -> None:
    """Draw the two halves into `box` (square). `apart` 1 is the logo, 0 the whole disc; None leaves an outline."""
    unit = box.width() / 32
    gap, slide = (0.1 + 1.05 * apart) * unit, 3 * unit * apart
    radius = (12.5 - 1.5 * apart) * unit
    centre = box.center()
    p.save()
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    for x, y, start, ink in (
        (centre.x() - gap, centre.y() - slide, 90, left),
        (centre.x() + gap, centre.y() + slide, -90, right),
    ):
        half = QPainterPath(QPointF(x, y - radius if start > 0 else y + radius))
        half.arcTo(QRectF(x - radius, y - radius, 2 * radius, 2 * radius), start, 180)
        half.closeSubpath()
        if ink is not None:
            p.fillPath(half, ink)
        else:
            pen = QPen(color("line_strong"), 1.5 * max(unit, 0.7))
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            p.strokePath(half, pen)
    p.restore()


WHO = ("computer", "cosigner", "both", "you", "network")


def paint_who(p: QPainter, box: QRectF, who: str) -> None:
    """Draw who acts: the left half, the right half, both; a person and the network have an icon."""
    if who in ("you", "network"):
        paint_icon(p, "users" if who == "you" else "globe", box, color("text2"))
        return
    left = color("accent") if who in ("computer", "both") else None
    right = color("peer") if who in ("cosigner", "both") else None
    paint_mark(p, box, left, right, 0 if who == "both" else 0.35)


@lru_cache(maxsize=512)
def _renderer(name: str, rgb: str, stroke: float) -> QSvgRenderer:
    drawing = text("icons", f"{name}.svg")
    drawing = drawing.replace("currentColor", rgb).replace('stroke-width="2"', f'stroke-width="{stroke}"')
    return QSvgRenderer(QByteArray(drawing.encode()))


class _Engine(QIconEngine):
    """Asks for its colour when it is painted, so that one QIcon serves both schemes and every scale."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name, self._role = name, role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        role = "disabled" if mode == QIcon.Mode.Disabled else self._role
        paint_icon(painter, self._name, QRectF(rect), color(role))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        p = QPainter(made)
        self.paint(p, made.rect(), mode, state)
        p.end()
        return made

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._role)
