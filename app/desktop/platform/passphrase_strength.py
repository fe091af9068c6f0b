"""How hard a passphrase is to guess."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QCoreApplication

from app.passphrase import SHORTEST

translate = QCoreApplication.translate


def strength(text: str) -> tuple[str, bool]:
    """What to think of a new passphrase, in one sentence; whether it may be used."""
    text = unicodedata.normalize("NFKC", text)  # as it is kept: a letter in parts counts once
    if len(text) < SHORTEST:
        return translate("Onboarding", "At least {0} characters. Five random words are good.").format(SHORTEST), False
    different, words = len(set(text)), len(set(text.split()))
    if different >= 8 and (words >= 5 or len(text) >= 20):
        return translate("Onboarding", "Good, if you did not take it from a book or a song."), True
    if different >= 6 and len(text) >= 12:
        return translate("Onboarding", "Fair. Five random words would be better."), True
    return translate("Onboarding", "Weak: who gets this disk could guess it. Five random words are good."), True
