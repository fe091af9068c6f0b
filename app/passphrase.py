"""Where the passphrase comes from: an option, the environment, config.toml, else a person."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from pathlib import Path

from app.config import Config
from app.terminal import Screen
from core.errors import BadInput, InputKind, RefusalKind, Refused
from core.secret import Secret

VARIABLE = "TANDEM_PASSPHRASE_FILE"
SHORTEST = 8


def named_file(args: argparse.Namespace, config: Config) -> Path | None:
    """The file that an option, the environment or config.toml names; None: a person is asked."""
    named = getattr(args, "passphrase_file", None) or os.environ.get(VARIABLE) or config.passphrase_file
    return Path(named) if named else None


def first_line(file: Path) -> Secret[bytes]:
    """Of a file that nobody else can read. Raises BadInput."""
    from core.storage.passphrase import passphrase_from

    return passphrase_from(file)


def passphrase(args: argparse.Namespace, config: Config, screen: Screen, new: bool = False) -> Secret[bytes]:
    """The passphrase of this home; a `new` one is asked for twice. Raises BadInput, Refused (cancelled)."""
    named = named_file(args, config)
    if named:
        return first_line(named)
    if not sys.stdin.isatty():
        raise BadInput(
            f"Give the passphrase by --passphrase-file FILE or ${VARIABLE}, or run this in a terminal.",
            InputKind.PASSPHRASE,
        )
    first = _prompt("New passphrase: " if new else "Passphrase: ")
    if new:
        from core.storage.passphrase import normalized

        first = normalized(Secret(first)).reveal()
        if len(first.decode()) < SHORTEST:
            raise BadInput(
                f"A passphrase has at least {SHORTEST} characters; five random words are good.", InputKind.PASSPHRASE
            )
        if normalized(Secret(_prompt("The same again: "))).reveal() != first:
            raise BadInput("The two passphrases differ; nothing was made.", InputKind.PASSPHRASE)
    screen.say("Opening …")
    return Secret(first)


def _prompt(question: str) -> bytes:
    try:
        return getpass.getpass(question, stream=sys.stderr).encode()
    except UnicodeError:
        raise BadInput("What was typed is not UTF-8; set the terminal to UTF-8.", InputKind.PASSPHRASE) from None
    except EOFError:
        raise Refused("No passphrase was typed.", RefusalKind.CANCELLED) from None
