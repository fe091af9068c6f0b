"""What both programs say and ask before a home is deleted for good."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Sequence

from app.terminal import Screen, plain
from core.errors import BadInput, InputKind, RefusalKind, Refused

WORD = "wipe"


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


def agree(screen: Screen, args: argparse.Namespace, held: Sequence[tuple[str, bool]], back: str) -> None:
    """Tell a person which wallets a device has, and whether each comes back (`back`: how); return if they go.

    Raises BadInput for one that does not come back and was not named, Refused (kind "cancelled") without the word.
    """
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
