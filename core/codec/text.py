"""What a text may hold that two machines show to people, and how the texts that people bring are read."""

from __future__ import annotations

import codecs
import unicodedata

# What a screen would obey instead of showing: directions of writing.
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

MOST_QUOTED = 200  # characters of what the other side wrote that are kept and shown

_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def is_plain(text: str) -> bool:
    """Whether `text` may be a Text: NFC, no control characters, no line breaks, no change of writing direction."""
    if text.isascii():  # nearly all that is written down: one look, not one at each character
        return text.isprintable()
    return unicodedata.is_normalized("NFC", text) and all(map(_shown, text))


def one_line(text: str, most: int) -> str:
    """What somebody wrote as one line that is plain, at most `most` characters: composed, spaces joined, what a screen
    would obey left out."""
    shown = "".join(c for c in text if c.isspace() or _shown(c))
    return unicodedata.normalize("NFC", " ".join(shown.split()))[:most].rstrip()


def quoted(text: str) -> str:
    """What the other side says, as its own words: in quotation marks, in one line and cut."""
    said = one_line(text, MOST_QUOTED)
    return f"“{said}…”" if len(said) < len(one_line(text, len(text))) else f"“{said}”"


def text_of(data: bytes, errors: str = "strict") -> str:
    """The text of a file as spreadsheets, editors and shells write it: UTF-8, or UTF-16 by its byte order mark or by
    the zeros beside its first character. UnicodeDecodeError for anything else."""
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors)
    if len(data) > 1 and 0 in data[:2] and data[:2] != bytes(2):
        return data.decode("utf-16-le" if data[0] else "utf-16-be", errors)
    return data.decode("utf-8", errors)


def _shown(character: str) -> bool:
    return character not in _DIRECTIONS and unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp")
