"""QR codes as the library reads them: what they hold, byte for byte."""

from __future__ import annotations

import io
from typing import Any

import pytest
import segno
from PySide6.QtGui import QImage

from app.desktop.platform.qr_reader import in_picture

LINK = "bitcoin:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4?amount=0.12345678&label=Velo"


def picture(code: Any) -> QImage:
    made = io.BytesIO()
    code.save(made, kind="png", scale=4)
    return QImage.fromData(made.getvalue())


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (LINK, "utf-8"),
        ("a\tb\nc\r\nd", "utf-8"),
        ("\x01\x1b[31m\x7f", "utf-8"),
        ("Zürich €", "utf-8"),
        ("Zürich", "iso-8859-1"),
        ("点茗", "shift-jis"),
    ],
)
def test_a_code_is_read_as_it_is(text: str, encoding: str) -> None:
    """zxing-cpp 3: by itself it writes <HT> and <ESC> for control characters."""
    assert in_picture(picture(segno.make(text, encoding=encoding))) == (text,)


def test_parts_of_one_text_are_codes_like_others() -> None:
    """zxing-cpp 3 does not tell that a code is a part, nor which, so nothing here puts parts together; several in one
    picture are asked about (D4)."""
    parts = segno.make_sequence(LINK, symbol_count=2)
    found = [in_picture(picture(part)) for part in parts]
    assert ["".join(texts) for texts in found] == [LINK[: len(found[0][0])], LINK[len(found[0][0]) :]]
