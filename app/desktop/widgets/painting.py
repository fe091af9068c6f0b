"""What every painted widget shares: tones, a painter, rounded boxes, text at a readable line height."""

from __future__ import annotations

import re
from html import escape
from typing import Literal, NamedTuple

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QWidget

from app.desktop.look.fonts import LINE_HEIGHT, em, face

translate = QCoreApplication.translate

A = Qt.AlignmentFlag
_HYPHEN = re.compile("(?i)(?<=co)-(?=sign)")
Tone = Literal["neutral", "info", "ok", "warn", "danger", "peer"]


class Look(NamedTuple):
    """How a tone looks: colour roles of ink and ground, and an icon ("cosigner" is the right half)."""

    ink: str
    ground: str
    icon: str


TONES: dict[Tone, Look] = {
    "neutral": Look("text2", "hover", "info"),
    "info": Look("accent", "accent_soft", "info"),
    "ok": Look("ok", "ok_soft", "circle-check"),
    "warn": Look("warn", "warn_soft", "triangle-alert"),
    "danger": Look("danger", "danger_soft", "circle-alert"),
    "peer": Look("peer_text", "peer_soft", "cosigner"),
}


def set_tip(widget: QWidget, text: str, description: str = "") -> None:
    """Give `widget` a tool tip. Qt takes what looks like HTML for HTML there, whoever wrote it (D2), so it is escaped;
    screen readers read the tool tip of what has no description, so that is plain text: the same, or `description`."""
    widget.setToolTip(f'<qt><p style="margin: 4px 6px">{escape(text)}</p></qt>' if text else "")
    widget.setAccessibleDescription(description or text)


def appear(widget: QWidget, on: bool) -> None:
    """Show or hide a part of a page. What stands nowhere yet comes with what it will stand in: `setVisible` would open
    a window of its own."""
    if on and widget.parentWidget() is None:
        widget.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)  # not hidden on purpose any more
    else:
        widget.setVisible(on)


def painter(widget: QWidget) -> QPainter:
    """A smooth painter on `widget`; ends when it is dropped."""
    made = QPainter(widget)
    made.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    return made


def rounded(
    p: QPainter, box: QRectF, radius: float, fill: QColor | None = None, line: QColor | None = None, pen: float = 1
) -> None:
    """A box with round corners, filled, outlined inside its edge, or both."""
    inset = pen / 2 if line is not None else 0
    p.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    p.setPen(QPen(line, pen) if line is not None else QPen(Qt.PenStyle.NoPen))
    radius = min(radius, box.height() / 2) - inset
    p.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), radius, radius)


def dot(p: QPainter, centre: QPointF, radius: float, fill: QColor, ring: QColor | None = None) -> None:
    """A small disc, with a ring of 2 px in the colour of the ground where it overlaps something."""
    p.setBrush(fill)
    p.setPen(QPen(ring, 2) if ring is not None else QPen(Qt.PenStyle.NoPen))
    p.drawEllipse(centre, radius, radius)


class Laid(NamedTuple):
    """Wrapped text: draw it with `layout.draw(p, point)`; `height` and `width` are what it takes, in pixels."""

    layout: QTextLayout
    height: float
    width: float


def lay_out(text: str, role: str, width: float, align: A = A.AlignLeft) -> Laid:
    """Wrap `text` to `width` at a readable line height. "co-signer" is never broken at its hyphen."""
    shape = face(role, text)
    layout = QTextLayout(_HYPHEN.sub("\u2011", text).replace("\n", "\u2028"), shape)
    option = QTextOption(align)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    step = em(role) * LINE_HEIGHT
    y = natural = 0.0
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, y + (step - line.height()) / 2))
        natural = max(natural, line.naturalTextWidth())
        y += step
    layout.endLayout()
    return Laid(layout, y, natural)


def draw_text(
    p: QPainter, box: QRectF, text: str, role: str, ink: QColor, align: A = A.AlignLeft | A.AlignVCenter
) -> float:
    """One line, elided to fit `box`; returns the width it took."""
    shape = face(role, text)
    metrics = QFontMetricsF(shape)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, box.width() + 1))
    p.setFont(shape)
    p.setPen(ink)
    p.drawText(box, align.value | Qt.TextFlag.TextSingleLine.value, shown)
    return metrics.horizontalAdvance(shown)
