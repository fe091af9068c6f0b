"""A request for payment as a link (BIP21), and as a picture to hand on."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt, QUrl
from PySide6.QtGui import QColor, QImage, QPainter

from app.desktop.look import fonts
from app.desktop.look.palettes import QR_DARK, QR_LIGHT
from app.desktop.text import format
from app.desktop.widgets.qr import picture

_LINE = 26  # pixels of the picture
_PER_LINE = 4  # groups of four


def payment_link(address: str, sats: int | None = None, label: str = "") -> str:
    """bitcoin:ADDRESS?amount=…&label=…; the amount in bitcoin, as BIP21 has it."""
    parts = [f"amount={format.plain_btc(sats)}"] if sats else []
    if label:
        parts.append(f"label={QUrl.toPercentEncoding(label).toStdString()}")
    return f"bitcoin:{address}" + (f"?{'&'.join(parts)}" if parts else "")


def payment_picture(address: str, sats: int | None, label: str, practice: bool) -> QImage:
    """The link as a QR code, with the address and the amount in words below it. Practice says so (N2)."""
    code = picture(payment_link(address, sats, label))
    fours = format.fours(address)
    lines = ["  ".join(fours[i : i + _PER_LINE]) for i in range(0, len(fours), _PER_LINE)]
    if sats:
        lines.append(format.amount(sats, "practice" if practice else "sat"))
    if practice:
        lines.append(QCoreApplication.translate("PaymentLink", "Practice: worth nothing"))
    made = QImage(code.width(), code.height() + _LINE * len(lines) + 16, QImage.Format.Format_RGB32)
    made.fill(QColor(QR_LIGHT))
    p = QPainter(made)
    p.drawImage(QPointF(0, 0), code)
    p.setPen(QColor(QR_DARK))
    for number, line in enumerate(lines):
        p.setFont(fonts.font("address" if "  " in line else "strong"))
        box = QRectF(0, code.height() + number * _LINE - 8, made.width(), _LINE)
        p.drawText(box, Qt.AlignmentFlag.AlignCenter, line)
    p.end()
    return made
