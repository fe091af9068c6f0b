"""What a wallet, a computer or a co-signer may be called: one rule for the window, the command line and the co-signer,
which all show the name where a person decides. A name has one look and one meaning, also in a shell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import count

from core.errors import BadInput, InputKind

MAX_NAME = 64  # bytes of UTF-8

# Letters that show nothing although they count as letters or signs: fillers of Hangul, the empty Braille cell, joiners.
_INVISIBLE = frozenset("\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800\u034f") | {chr(c) for c in range(0xFE00, 0xFE10)}
_TAGS = range(0xE0000, 0xE1000)  # tags and more variation selectors

# The scripts that people write together, as UTS 39 has it for "highly restrictive".
_ASIAN = {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "IDEOGRAPHIC", "BOPOMOFO", "HANGUL"}

# Letters (in small) that look like Latin ones in small or in capitals; after Unicode's confusables.
_ALIKE = str.maketrans(
    dict(zip("авекмнорстухіјѕһԁԛԝӏьғ", "abekmhopctyxijshdqwlbf", strict=True))
    | dict(zip("αβεζηικμνορτυχγω", "abezhikmvoptyxyw", strict=True))
    | dict(zip("օսհոցքյ", "ouhngpj", strict=True))
)
_MARKS = frozenset('"“”„‟«»‹›()[]{}<>,:;|')
_DIGITS = re.compile("[0-9a-f]{8}", re.IGNORECASE)
_STROKES = str.maketrans("01iı", "olll")


def composed(text: str) -> str:
    """What was typed, in one form (NFC)."""
    return unicodedata.normalize("NFC", text)


def must_be_a_name(text: str) -> None:
    """Raises BadInput unless a wallet, a computer or a co-signer may be called so."""
    if not 0 < len(text.encode(errors="replace")) <= MAX_NAME:
        raise BadInput(f"a name has 1 to {MAX_NAME} bytes of UTF-8", InputKind.NAME_LENGTH)
    if text != " ".join(text.split()) or unicodedata.normalize("NFKC", text) != text or not all(map(_shows, text)):
        raise BadInput(
            "a name has letters, digits and signs that everybody sees, and single spaces between them",
            InputKind.NAME_SIGNS,
        )
    if unicodedata.category(text[0])[0] in "PS" and unicodedata.category(text[0]) != "So":
        raise BadInput(
            "a name begins with a letter or a digit, so that no program takes it for an option", InputKind.NAME_BEGIN
        )
    if "/" in text:
        raise BadInput("a name has no slash: that stands between a computer and its wallet", InputKind.NAME_SLASH)
    scripts = {unicodedata.name(c, "?").split()[0] for c in text if c.isalpha()} - {"MODIFIER"}
    if len(scripts) > 1 and not scripts <= _ASIAN | {"LATIN"}:
        raise BadInput(
            "a name has letters of one script alone: others look the same and are not", InputKind.NAME_SCRIPTS
        )


def must_be_told(text: str) -> None:
    """Raises BadInput unless a computer or a co-signer may call itself so: others' programs write it among their own
    words, and nothing of it may read as those."""
    must_be_a_name(text)
    if _MARKS & set(text) or _DIGITS.search(text):
        raise BadInput(
            "a name that the other side is told has no quotation marks, brackets, commas, colons or semicolons, and "
            "nothing like a fingerprint",
            InputKind.NAME_MARKS,
        )


def looks_like(name: str, others: Iterable[str]) -> bool:
    """Whether a person could take `name` for one of `others`."""
    return _look(name) in map(_look, others)


def free_name(name: str, taken: Iterable[str]) -> str:
    """`name`, or where a person could take it for one of `taken`, the first of "name 2", "name 3" … where not."""
    looks = set(map(_look, taken))
    for number in count(1):
        tail = f" {number}" if number > 1 else ""
        found = name.encode()[: MAX_NAME - len(tail)].decode(errors="ignore").rstrip() + tail
        if _look(found) not in looks:
            return found
    raise AssertionError


def _shows(c: str) -> bool:
    return c == " " or not (c in _INVISIBLE or ord(c) in _TAGS or unicodedata.category(c)[0] in "CZ")


def _look(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold().translate(_ALIKE).translate(_STROKES)
    seen = [c for c in folded if unicodedata.category(c)[0] in "LMN" or unicodedata.category(c) == "So"]
    return "".join(seen).replace("rn", "m")
