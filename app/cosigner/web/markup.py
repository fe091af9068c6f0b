"""HTML that is made in one way: a literal template, and values that are escaped unless they are HTML already (W3)."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final, LiteralString

from app.terminal import GROUPS, plain

MOST: Final = 80  # letters of what a computer says


class Markup(str):
    """HTML. Only `html` makes it."""

    __slots__ = ()


def html(template: LiteralString, **values: object) -> Markup:
    """A template in the syntax of str.format, with `values`: texts are escaped, lists of Markup are joined."""
    return Markup(template.format(**{name: _safe(value) for name, value in values.items()}))


def _safe(value: object) -> str:
    if isinstance(value, Markup):
        return value
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "".join(map(_safe, value))
    return escape(str(value), quote=True)


def boxed(text: str) -> str:
    """What another machine has written, for a person: at most so many letters, and boxes for what shows nothing or
    turns the line around."""
    safe = plain(text, " " + GROUPS)
    return safe if len(safe) <= MOST else safe[: MOST - 1] + "…"
