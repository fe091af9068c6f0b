"""What both programs say of a recovery file or a backup that they have written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

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


def file_reminders(missing: Sequence[str], old: Sequence[str]) -> Iterator[str]:
    """What the co-signer is to write another one for: wallets in none, and whose last one needs an old paper."""
    export = "tandem-cosigner recovery export FILE"
    if missing:
        yield f"In no recovery file that was written here: {', '.join(map(plain, missing))}: {export}"
    if old:
        names = ", ".join(map(plain, old))
        yield f"A sheet was exchanged since: the last recovery file needs the old paper for {names}: {export}"


# ------------------------------------------------------------------ backups
HOW = (
    "It is good until the halves are renewed the next time, which a window that stays open does every day: put back "
    "later it signs nothing, and brings back labels, history and log alone. A recovery sheet has no such end."
)
PUT_BACK = (
    "To put it back: end the program, move the folder away, make it anew (mkdir -m 700 HOME), unpack the file into it "
    "(tar -xf FILE -C HOME). It is an old copy then: the halves are renewed before it pays. Never use two copies."
)
DETAIL = f"It may be open in another program. {HOW} {PUT_BACK}"


def backed_up(screen: Screen, file: str, home: Path, needs: str) -> None:
    """The one answer. `needs`: what opens it."""
    where = plain(str(home))
    put_back = f"mkdir -m 700 {where} && tar -xf {plain(file)} -C {where}"
    lines = [
        f"{plain(file)} is a copy of {where}, of this moment. It opens with {needs}.",
        HOW,
        "To put it back: end the program, move the folder away, and then:",
        f"  {put_back}",
        "It is an old copy then: the halves are renewed before it pays. Never use two copies.",
    ]
    screen.answer({"file": file, "home": str(home)}, lines)
