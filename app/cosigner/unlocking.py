"""What `serve` opens its home with, where it may have to start without a person (V7)."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from app.config import Config
from app.cosigner.home import CREDENTIALS
from app.passphrase import named_file, passphrase
from app.terminal import Screen
from app.text.terminal import opened_with
from core.secret import Secret

if TYPE_CHECKING:
    from core.cosigner.api import PassphraseFrom

CREDENTIAL = "passphrase"  # its name where systemd puts credentials


def unlocking(args: argparse.Namespace, config: Config, screen: Screen) -> tuple[Secret[bytes], PassphraseFrom]:
    """The passphrase, and where it came from, which is said: the option's file, then systemd's credential, then another
    file, then a person. Raises BadInput, Refused (cancelled)."""
    from core.cosigner.api import PassphraseFrom

    directory = os.environ.pop(CREDENTIALS, "")
    credential = Path(directory) / CREDENTIAL if directory and "passphrase_file" not in args else None
    if credential is not None and credential.exists():
        args.passphrase_file, source = credential, PassphraseFrom.CREDENTIAL
    else:
        source = PassphraseFrom.PERSON if named_file(args, config) is None else PassphraseFrom.FILE
    found = passphrase(args, config, screen)
    screen.say(f"The passphrase came {opened_with(source)}.")
    return found, source
