"""A code and its fields as a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from enum import StrEnum

from app.text import english
from app.text.table import Table
from core.approval.kinds.task_line import TaskLine
from core.bitcoin.caution import Caution
from core.errors import TandemError
from core.home.log_fields import FIELDS
from core.home.records import LogCode
from core.recovery.seed_words import MisreadWord
from core.transport.miss_kind import MissKind

ENGLISH = "en"
AMOUNTS = ("moves", "fee")  # values of a line that are sat
THIN = "\N{NARROW NO-BREAK SPACE}"  # between their thousands
GERMAN = "de"
LANGUAGES = (ENGLISH, GERMAN)
ROW = 64  # characters of a row behind a bar; half as many where some may be twice as wide


def sentences(language: str) -> dict[type[StrEnum], Table]:
    """The tables of a language; English ones where there are none."""
    if language == GERMAN:
        from app.text import german  # the terminal's programs speak English alone, and start at once

        return german.SENTENCES
    return english.SENTENCES


def said(code: StrEnum, language: str = ENGLISH, **fields: object) -> str:
    """The sentence of a code; in English where a language has none."""
    return sentences(language)[type(code)][code].format(**fields)


def sentence(error: TandemError, language: str = ENGLISH) -> str:
    """What went wrong and what to do, as one or two whole sentences."""
    words = whole(error.message)
    if isinstance(error, MisreadWord) and error.hint:
        return said(
            error.hint, language, position=error.position, next=error.position + 1, likely=", ".join(error.likely)
        )
    return said(error.kind, language, words=words, message=error.message) if isinstance(error.kind, StrEnum) else words


def warning(word: str, language: str = ENGLISH) -> str:
    """What a person must look at; a word that this program does not know stays as it is."""
    try:
        return said(Caution(word), language)
    except ValueError:
        return word


def logged(code: str, values: Iterable[str], language: str = ENGLISH) -> str:
    """A line of a log; a code that this program does not know, or with fewer values, stays as it is."""
    words = [*values]
    try:
        known = LogCode(code)
    except ValueError:
        return code
    names = FIELDS[known]
    words[: len(names)] = [_value(name, word, language) for name, word in zip(names, words, strict=False)]
    try:
        return sentences(language)[LogCode][known].format(*words)
    except IndexError:
        return code


def _value(name: str, word: str, language: str) -> str:
    if name == "miss":
        return missed(word, language)
    return f"{int(word):,}".replace(",", THIN) if name in AMOUNTS and word.isdecimal() and len(word) < 20 else word


def task_lines(
    lines: Iterable[tuple[str, Iterable[str]]], box: Callable[[str, str], str], language: str = ENGLISH
) -> list[str]:
    """What a task is that is no payment, its name first. `lines`: words of TaskLine and their values; `box` shows a
    value, with boxes for all that cannot be seen but these characters. A value that a sentence does not name stands
    below it, each row of it behind a bar, and cut where a terminal would go on without one; one that stands in it, in
    quotation marks of which it has none, has no room to look like another line. A line that this program does not know
    stays as it is."""
    found = []
    for word, given in lines:
        values = [box(value, " \n") for value in given]
        try:
            line = sentences(language)[TaskLine][TaskLine(word)]
        except ValueError:
            line = box(word, " ")
        if "{" in line:
            line, values = line.format(*(_within(box(value, " ")) for value in values)), []
        found += [line, *(f"  │ {row}" for value in values for row in _rows(value))]
    return found


def _within(value: str) -> str:
    """Nothing that ends a quotation, and no gap that pushes what follows to where a line begins."""
    return re.sub("(?<= ) ", "□", re.sub("[“”„«»]", '"', value))


def _rows(value: str) -> list[str]:
    found: list[str] = []
    for row in value.split("\n"):
        most = ROW if row.isascii() else ROW // 2
        found += (row[at : at + most] for at in range(0, max(1, len(row)), most))
    return found


def missed(word: str, language: str = ENGLISH) -> str:
    """Why a wake-up was not taken; what this program does not know stays as it is."""
    kind, _, number = word.partition(".")
    try:
        return said(MissKind(kind), language, number=number)
    except ValueError:
        return word


def invented(wallet: str, txid: str, language: str = ENGLISH) -> str:
    """That a server shows a payment of a wallet which the wallet never signed."""
    return logged(LogCode.INVENTED, (wallet, txid), language)


def whole(text: str) -> str:
    """Core's words as a sentence: a capital first, a full stop last."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if not text or text.endswith((".", "?", "!")) else ".")
