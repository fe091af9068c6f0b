"""In words: how a payment came to nothing, or what took its place."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from app.desktop.model.state import Ending
from app.desktop.widgets import Tone

translate = QCoreApplication.translate


class EndingWords(NamedTuple):
    """Two short lines for the list, and what the details say."""

    state: str
    below: str
    text: str
    tone: Tone = "info"


def words(ending: Ending) -> EndingWords:
    """All that is told of it."""
    said = translate("History", "“{0}”").format(ending.reason) if ending.reason else ""
    nothing = translate("History", "Nothing was signed, and nothing left this wallet.")
    by = translate("History", "by {0}").format(ending.by[:8]) if ending.by else ""
    told = {
        "refused": EndingWords(
            translate("History", "Refused"),
            said or translate("History", "on the co\u2011signer"),
            f"{said} {nothing}".strip(),
            "danger",
        ),
        "expired": EndingWords(
            translate("History", "Expired"), translate("History", "nobody decided in 24 hours"), nothing, "warn"
        ),
        "cancelled": EndingWords(translate("History", "Taken back"), translate("History", "on this computer"), nothing),
        "given_up": EndingWords(
            translate("History", "Given up"),
            translate("History", "signed, not sent"),
            translate("History", "Both have signed it, and this computer does not send it. Whoever has a copy can."),
            "warn",
        ),
        "replaced": EndingWords(
            translate("History", "Replaced"),
            by,
            translate("History", "Another payment took its place, and pays in its stead."),
        ),
        "called_off": EndingWords(
            translate("History", "Called off"),
            by,
            translate("History", "Its coins came back to this wallet; nobody was paid by it."),
        ),
        "gone": EndingWords(
            translate("History", "Not paid"),
            translate("History", "its coins went elsewhere"),
            translate("History", "It was sent, and the chain does not show it any more: another one took its coins."),
            "warn",
        ),
    }
    return told.get(ending.how) or EndingWords(translate("History", "Ended"), "", nothing)
