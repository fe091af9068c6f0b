"""What both programs say of a recovery file that they have written."""

from __future__ import annotations

from collections.abc import Sequence

from app.terminal import Screen, plain

IS_THE_KEY = (
    "This file and both sheets are the whole key, without rules, for ever: keep it where neither sheet is. A refresh "
    "does not change that."
)


def exported(screen: Screen, file: str, wallets: Sequence[str], without: Sequence[str], damaged: Sequence[str]) -> None:
    """The one answer. `damaged`: those of `without` that have a copy, which is no good."""
    lines = [f"In {plain(file)}: {', '.join(map(plain, wallets))}.", IS_THE_KEY]
    if lacking := [plain(name) for name in without if name not in damaged]:
        lines.append(f"Not in it, for want of a copy: {', '.join(lacking)}. Make both sheets and refresh.")
    if damaged:
        names = ", ".join(map(plain, damaged))
        lines.append(f"Not in it, for the copy kept here is damaged or of another version: {names}. Refresh.")
    found = {"file": file, "wallets": list(wallets), "without": list(without), "damaged": list(damaged)}
    screen.answer(found, lines)
