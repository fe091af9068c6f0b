"""Values that cost money when they are read wrong: whole, in groups, with every digit equally wide."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QMenu, QSizePolicy

from app.desktop.look.fonts import em, font, metrics
from app.desktop.look.icons import icon
from app.desktop.look.theme import color, dress
from app.desktop.text import format
from app.desktop.text.format import Unit
from app.desktop.widgets.painting import A, painter, set_tip, translate

_GAP, _UNIT_GAP = 0.17, 0.26  # em


class Amount(QLabel):
    """An amount in groups; in BTC the leading zeros recede. Never cut, never shortened. One unit per window."""

    def __init__(self, sats: int = 0, unit: Unit = "sat", role: str = "hero", *, ink: str = "text") -> None:
        super().__init__()
        self.role, self.ink = role, ink
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set(sats, unit)

    def set(self, sats: int, unit: Unit = "sat") -> None:
        """Show another amount, in satoshi."""
        self.sats, self.unit = sats, unit
        self.setText(format.amount(sats, unit))
        self.setAccessibleName(format.spoken(sats))
        self.updateGeometry()
        self.update()

    def _runs(self) -> list[tuple[str, str, str, float]]:
        """Text, type role, colour role and the gap before it in em."""
        runs = [(format.MINUS, self.role, self.ink, 0.0)] if self.sats < 0 else []
        runs += [
            (piece.text, self.role, "text3" if piece.leading else self.ink, _GAP if piece.gap else 0)
            for piece in format.pieces(abs(self.sats), self.unit)
        ]
        smaller = {"hero": "page", "big": "title"}.get(self.role, self.role)
        return [*runs, (format.unit_word(self.unit), smaller, "text2", _UNIT_GAP)]

    def sizeHint(self) -> QSize:
        return QSize(int(self._walk(None) + 2), int(metrics(self.role).height() * 1.04))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        self._walk(painter(self))

    def _walk(self, p: QPainter | None) -> float:
        """Draw the runs, or only measure them; returns the width."""
        size = metrics(self.role, True)
        x, y = 0.0, (self.height() + size.ascent() - size.descent()) / 2
        for text, role, ink, gap in self._runs():
            x += gap * em(self.role)
            if p:
                p.setFont(font(role, True))
                p.setPen(color(ink))
                p.drawText(QPointF(x, y), text)
            x += metrics(role, True).horizontalAdvance(text)
        return x


class Address(QLabel):
    """An address to compare: groups of four, four groups to a line, on this screen and on the co-signer's.

    Ctrl+C or the menu copies it without spaces and then emits `copied`.
    """

    copied = Signal(str)

    def __init__(self, address: str = "", per_line: int = 4, role: str = "address") -> None:
        super().__init__()
        self.per_line, self.role = per_line, role
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        set_tip(self, translate("Widgets", "Ctrl+C copies the address"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set(address)

    def set(self, address: str) -> None:
        """Show another address."""
        self.address, self.fours = address, format.fours(address)
        self.setText(address)
        self.setAccessibleName(translate("Widgets", "Address {0}").format(" ".join(self.fours)))
        self.updateGeometry()
        self.update()

    def copy(self) -> None:
        """Put the address on the clipboard, without spaces."""
        QGuiApplication.clipboard().setText(self.address)
        self.copied.emit(self.address)

    def _cell(self) -> tuple[float, float, float]:
        """Width of a group, width of a gap, height of a line."""
        wide = metrics(self.role).horizontalAdvance("0000")
        return wide, wide * 0.26, metrics(self.role).height() * 1.3

    def sizeHint(self) -> QSize:
        wide, gap, high = self._cell()
        across, lines = min(self.per_line, len(self.fours)), -(-len(self.fours) // self.per_line)
        return QSize(int(across * (wide + gap) - gap + 2), int(high * lines + 1))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        dress(menu)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icon("copy"), translate("Widgets", "Copy the address"), self.copy)
        menu.exec(event.globalPos())

    def paintEvent(self, _event: QPaintEvent) -> None:
        p, (wide, gap, high) = painter(self), self._cell()
        p.setFont(font(self.role))
        for i, group in enumerate(self.fours):
            y, x = divmod(i, self.per_line)
            p.setPen(color("text" if (x + y) % 2 == 0 else "accent"))
            box = QRectF(x * (wide + gap), y * high, wide + gap, high)
            p.drawText(box, (A.AlignVCenter | A.AlignLeft).value, group)
