"""What both programs say of a recovery file that they have written."""

from __future__ import annotations

from collections.abc import Sequence

from app.terminal import Screen, plain

IS_THE_KEY = (
    "This file and both sheets are the whole key, without rules, for ever: keep it where neither sheet is. A refresh "
    "does not change that."
)


def exported(screen: Screen, file: str, wallets: Sequence[str], without: Sequence[str]) -> None:
    """The one answer."""
    lines = [f"In {plain(file)}: {', '.join(map(plain, wallets))}.", IS_THE_KEY]
    if without:
        lines.append(f"Not in it, for want of a copy: {', '.join(map(plain, without))}. Make both sheets and refresh.")
    screen.answer({"file": file, "wallets": list(wallets), "without": list(without)}, lines)
