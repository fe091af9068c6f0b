"""A home is deleted for good: what both programs say and ask before it, and say afterwards."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TypeAlias

from app.terminal import Screen, plain
from core.errors import BadInput, InputKind, RefusalKind, Refused

WORD = "wipe"
Held: TypeAlias = tuple[tuple[str, bool], ...]  # wallets by name, and whether each comes back


def add_options(command: argparse.ArgumentParser) -> None:
    """Those of `wipe`."""
    command.add_argument(
        "--lose",
        action="append",
        default=[],
        metavar="NAME",
        help="this wallet too, though nothing brings its half back; once for each",
    )
    command.add_argument("--yes", action="store_true", help=f"do not ask for the word {WORD!r}")


def wipe(
    args: argparse.Namespace,
    screen: Screen,
    home: Path,
    delete: Callable[[Callable[[Held], None]], object],
    back: str,
    next: Sequence[str] = (),
) -> None:
    """Have `home` deleted: `delete` is given what a person has to agree to first, in which `back` says how a wallet
    comes back; `next`: what is to be done now. Raises what `delete` raises; BadInput for a wallet that does not come
    back and was not named, Refused (kind "cancelled") without the word."""
    gone = list[str]()

    def agreed(held: Held) -> None:
        _agree(screen, args, held, back)
        gone.extend(name for name, _ in held)

    delete(agreed)
    screen.answer(
        {"wiped": str(home), "wallets": gone},
        [
            "Wiped. A disk that writes elsewhere instead of over may still have pieces, which nothing opens unless it",
            "has the old header too: erase a disk that you give away with its maker's own command.",
            *next,
        ],
    )


def _agree(screen: Screen, args: argparse.Namespace, held: Held, back: str) -> None:
    _must_be_named([name for name, comes_back in held if not comes_back], args.lose)
    screen.say("This takes the home off this device for good. Wallets whose half is here:")
    for name, comes_back in held:
        screen.say(f"  {plain(name)}: " + (back if comes_back else "NOTHING brings it back"))
    if not held:
        screen.say("  none")
    if "yes" not in args and screen.ask(f"Type {WORD} to go on:").strip().lower() != WORD:
        raise Refused("nothing was wiped", RefusalKind.CANCELLED)


def _must_be_named(gone: Collection[str], named: Collection[str]) -> None:
    missing = [plain(name) for name in gone if name not in named]
    if missing:
        raise BadInput(
            f"nothing would bring back this device's half of {', '.join(missing)}: the other device keeps no copy for "
            "a recovery sheet. Make a sheet and refresh first; or say --lose NAME for each, if it holds nothing",
            InputKind.NO_WAY_BACK,
        )
