"""QR codes from pictures: a file, the screens, a camera's frame. What they say is never acted on here (D4)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QGuiApplication, QImage, QImageReader

from core.errors import BadInput, InputKind, RefusalKind, Refused

MAX_PIXELS = 50_000_000
MAX_FILE = 64 << 20  # bytes


def in_picture(picture: QImage) -> tuple[str, ...]:
    """The texts of all QR codes in a picture, each once, from top to bottom. For any thread."""
    import zxingcpp

    grey = picture.convertToFormat(QImage.Format.Format_Grayscale8)
    if grey.isNull():
        return ()
    kinds, plain = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode), zxingcpp.TextMode.Plain
    found = zxingcpp.read_barcodes(grey, kinds, text_mode=plain)
    found = sorted(found, key=lambda code: (code.position.top_left.y, code.position.top_left.x))
    return tuple(dict.fromkeys(text for code in found if (text := _text(bytes(code.bytes)) or code.text)))


def _text(held: bytes) -> str:
    """What a code holds, byte for byte (the library's text has other control characters); empty where that is another
    encoding than UTF-8, which the library knows better."""
    try:
        return held.decode()
    except UnicodeDecodeError:
        return ""


def from_file(path: Path) -> QImage:
    """The picture in a file. Raises BadInput when it is none, or too large."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size: QSize = reader.size()
    if not path.is_file() or path.stat().st_size > MAX_FILE or size.width() * size.height() > MAX_PIXELS:
        raise BadInput(
            "this is no picture that can be read, or a very large one; save the code as PNG", InputKind.PICTURE
        )
    picture = reader.read()
    if picture.isNull():
        raise BadInput("this is no picture that can be read; save the code as PNG or JPEG", InputKind.PICTURE)
    return picture


def of_screens() -> list[QImage]:
    """What is on each screen now. Refused when this desktop does not show its screens to programs (Wayland)."""
    found = [screen.grabWindow(0).toImage() for screen in QGuiApplication.screens()]
    seen = [picture for picture in found if not picture.isNull() and not _one_colour(picture)]
    if not seen:
        raise Refused(
            "this desktop does not let programs read the screen; save the code as a picture and open that",
            RefusalKind.SCREEN,
        )
    return seen


def _one_colour(picture: QImage) -> bool:
    small = picture.scaled(32, 32)
    first = QColor(small.pixel(0, 0))
    return all(QColor(small.pixel(x, y)) == first for x in range(32) for y in range(32))
