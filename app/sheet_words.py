"""The words of a new recovery sheet at a terminal: shown once, written down, and three of them asked; and its paper."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.new_file import write_private
from app.terminal import Screen, UsageError, plain
from core.secret import Secret

if TYPE_CHECKING:
    from core.role import Role

ASKED = 3
_CLEAR = "\x1b[2J\x1b[3J\x1b[H"
_ROWS = 8

FORM = "a new PDF to print and write on by hand, with the fingerprint and without any of the words"
ANEW = "No program knows the words any more: they are copied by hand from the old paper, which is burnt then."

Pick = Callable[[int], list[int]]


def add_options_of_new(command: argparse.ArgumentParser) -> None:
    """What every command has that makes a sheet."""
    command.add_argument("--form", metavar="FILE.pdf", help=FORM)
    command.add_argument("--confirm-written", action="store_true", help="say that the words are kept (for scripts)")


def picked(count: int) -> list[int]:
    """The numbers, from 0, of the words that are asked."""
    from core.crypto.rng import HedgedRng  # not loaded where nothing is asked

    rng, found = HedgedRng(), set[int]()
    while len(found) < ASKED:
        drawn = rng.bytes("asked", 1)[0]
        if drawn < 256 - 256 % count:
            found.add(drawn % count)
    return sorted(found)


def must_be_shown(screen: Screen, *, written: bool) -> None:
    """Before a sheet is made: there must be a person at a terminal, or a script that takes the words. UsageError."""
    if written:
        return
    if screen.as_json:
        raise UsageError("--json gives the words to a script; say that it keeps them: --confirm-written.")
    if not (sys.stdin.isatty() and screen.out.isatty() and screen.err.isatty()):
        raise UsageError("The words are shown at a terminal; a script takes them with --json --confirm-written.")


@contextlib.contextmanager
def cleared(screen: Screen) -> Iterator[None]:
    """What is shown and typed inside is wiped off the screen at its end, also at an error or Ctrl+C."""
    with screen.passing():
        try:
            yield
        finally:
            if screen.out.isatty():
                screen.out.write(_CLEAR)
                screen.out.flush()


def on_paper(screen: Screen, words: Secret[tuple[str, ...]], title: str, pick: Pick = picked) -> bool:
    """Show the words until a person has them on paper and has typed three of them. False: they gave up."""
    shown = words.reveal()
    with cleared(screen):
        while True:
            screen.out.write("\n".join([title, "", *numbered(shown), ""]) + "\n")
            screen.out.flush()
            screen.ask("Write them on paper, with their numbers; photograph nothing. Then press Enter:")
            screen.out.write(_CLEAR)
            screen.out.flush()
            wrong = _wrong_one(screen, shown, pick(len(shown)))
            if wrong is None:
                return True
            screen.say(f"That is not word {wrong + 1}.")
            if not screen.confirm("Look at the words again? With no this sheet is thrown away."):
                return False
            screen.out.write(_CLEAR)


def _wrong_one(screen: Screen, words: Sequence[str], numbers: list[int]) -> int | None:
    for number in numbers:
        if screen.ask(f"Word {number + 1}:").lower() != words[number]:
            return number
    return None


def numbered(words: Sequence[str]) -> list[str]:
    """Words with their numbers, in columns that are read downwards."""
    rows = min(_ROWS, len(words))
    cells = [f"{number:2}. {word}" for number, word in enumerate(words, 1)]
    width = max(map(len, cells))
    return ["  " + "   ".join(f"{cell:{width}}" for cell in cells[row::rows]).rstrip() for row in range(rows)]


def fingerprint(words: Sequence[str], indent: str = "  ") -> list[str]:
    """The twelve words of a fingerprint, to be compared by eye."""
    return [indent + "  ".join(words[row : row + 4]) for row in range(0, len(words), 4)]


def hand_out(
    screen: Screen,
    file: Path,
    role: Role,
    sheet: tuple[Sequence[str], int],
    wallets: Iterable[tuple[str, str]],
    *,
    waits: bool = False,
) -> None:
    """Write the paper of a sheet for a person at a terminal, who prints it before anything else if `waits`. `sheet`:
    its fingerprint, and when it was made; `wallets` by name and fingerprint. Raises StorageError, BadInput, Refused."""
    from app.sheet_form import SheetForm, pdf_of  # what draws is loaded where something is drawn

    write_private(file, pdf_of(SheetForm(role, sheet[0], list(wallets), sheet[1])))
    told = f"{plain(str(file))} is the paper to write on, and has none of the words. Print it on any computer"
    if waits:
        screen.ask(f"{told}; then press Enter:")
    else:
        screen.say(f"{told}.")
