"""Where the passphrase comes from: an option, the environment, config.toml, else a person."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from pathlib import Path

from app.config import Config
from app.terminal import Screen
from core.errors import BadInput, Refused
from core.secret import Secret

VARIABLE = "TANDEM_PASSPHRASE_FILE"
SHORTEST = 8


def passphrase(args: argparse.Namespace, config: Config, screen: Screen, new: bool = False) -> Secret[bytes]:
    """The passphrase of this home; a `new` one is asked for twice. Raises BadInput, Refused (cancelled)."""
    named = getattr(args, "passphrase_file", None) or os.environ.get(VARIABLE) or config.passphrase_file
    if named:
        from core.storage.passphrase import passphrase_from

        return passphrase_from(Path(named))
    if not sys.stdin.isatty():
        raise BadInput(
            f"Give the passphrase by --passphrase-file FILE or ${VARIABLE}, or run this in a terminal.", "passphrase"
        )
    first = _prompt("New passphrase: " if new else "Passphrase: ")
    if new:
        if len(first.decode()) < SHORTEST:
            raise BadInput(
                f"A passphrase has at least {SHORTEST} characters; five random words are good.", "passphrase"
            )
        if _prompt("The same again: ") != first:
            raise BadInput("The two passphrases differ; nothing was made.", "passphrase")
    screen.say("Opening …")
    return Secret(first)


def _prompt(question: str) -> bytes:
    try:
        return getpass.getpass(question, stream=sys.stderr).encode()
    except UnicodeError:
        raise BadInput("What was typed is not UTF-8; set the terminal to UTF-8.", "passphrase") from None
    except EOFError:
        raise Refused("No passphrase was typed.", "cancelled") from None
