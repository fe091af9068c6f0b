"""A computer that asks for the wallets of a lost one, in sentences: at the terminal, and later in the window."""

from __future__ import annotations

from app.text.restore_line import RestoreLine
from app.text.say import ENGLISH, said


def line(code: RestoreLine, language: str = ENGLISH, **fields: object) -> str:
    """One of them."""
    return said(code, language, **fields)


def standing(approved: bool, time: str, language: str = ENGLISH) -> str:
    """How it stands; `time`: until the copies are handed out, nothing: now."""
    if not approved:
        return said(RestoreLine.WAITS, language)
    return said(RestoreLine.SETTLES, language, time=time) if time else said(RestoreLine.READY, language)
