"""What a person at the co-signer is told of a computer that asks for the wallets of a lost one: codes, whose sentences
are in the tables."""

from __future__ import annotations

from enum import StrEnum


class RestoreLine(StrEnum):
    """A line about it."""

    TITLE = "title"
    NEW = "new"
    WALLETS = "wallets"
    WITHOUT = "without"
    LOST = "lost"
    SEEN = "seen"
    SHEET = "sheet"
    MEANT = "meant"
    WAITS = "waits"
    SETTLES = "settles"
    READY = "ready"
    APPROVED = "approved"
