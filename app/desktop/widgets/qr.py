"""A QR code."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel

from app.desktop.look.palettes import QR_DARK, QR_LIGHT
from app.desktop.look.theme import RADIUS, color
from app.desktop.widgets.painting import rounded, translate

_QUIET = 3  # modules around the code, at least


class QrCode(QLabel):
    """Dark on white in both schemes, whole pixels per module. What it holds stands in words beside it."""

    def __init__(self, data: str = "", size: int = 208, name: str = "") -> None:
        super().__init__()
        self.setFixedSize(size, size)
        self.set(data, name)

    def set(self, data: str, name: str = "") -> None:
        """Show other data; empty data shows an empty ground."""
        self._modules = modules(data) if data else []
        self.setAccessibleName(name or translate("Widgets", "QR code"))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded(p, QRectF(self.rect()), RADIUS["m"], QColor(QR_LIGHT), color("line"))
        p.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if not self._modules:
            return
        count, scale = len(self._modules), self.devicePixelRatioF()
        cell = int(self.width() * scale / (count + 2 * _QUIET)) / scale
        left = round((self.width() - cell * count) / 2 * scale) / scale
        p.translate(left, left)
        p.scale(cell, cell)
        _draw(p, self._modules)


def picture(data: str) -> QImage:
    """The code of `data` as an image to save."""
    found, cell, quiet = modules(data), 8, 4  # pixels; modules that the standard wants around the code
    size = (len(found) + 2 * quiet) * cell
    made = QImage(size, size, QImage.Format.Format_RGB32)
    made.fill(QColor(QR_LIGHT))
    p = QPainter(made)
    p.scale(cell, cell)
    p.translate(quiet, quiet)
    _draw(p, found)
    p.end()
    return made


def modules(data: str) -> list[list[int]]:
    """The modules of the code for `data`, row by row, 1 for dark."""
    import segno  # here, because most pages show no code and the first one should be fast

    return [list(row) for row in segno.make(data, error="m", micro=False).matrix_iter(border=0)]


def _draw(p: QPainter, rows: list[list[int]]) -> None:
    p.setPen(Qt.PenStyle.NoPen)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                p.fillRect(QRectF(x, y, 1, 1), QColor(QR_DARK))
