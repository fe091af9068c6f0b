"""Reaching the co-signer of one home: through the running `serve`, or by opening the home."""

from __future__ import annotations

import argparse
import os
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.arguments import home_of
from app.config import Config
from app.passphrase import first_line, passphrase
from app.terminal import Screen

if TYPE_CHECKING:
    from core.cosigner.api import ConsoleApi
    from core.cosigner.opening import Database

PROGRAM = "tandem-cosigner"
HOME = "TANDEM_COSIGNER_HOME"
ANCHOR, OFF = "TANDEM_COSIGNER_ANCHOR", "off"
CREDENTIALS = "CREDENTIALS_DIRECTORY"  # where systemd puts what the unit's LoadCredential… names (systemd.exec(5))
STORE_PASSWORD = "store-password"  # noqa: S105  its name there


def config_of(args: argparse.Namespace) -> Config:
    """The settings of the home this run works on."""
    return home_of(args, PROGRAM, HOME)


def anchor_of(config: Config) -> Path | None:
    """The folder outside of the home that remembers it (L10): the environment variable, else what config.toml says,
    else the place this system keeps the state of programs. None where that is `off`."""
    named = os.environ.get(ANCHOR) or config.anchor
    if named:
        return None if named == OFF else config.home / named
    if sys.platform == "darwin":  # where platformdirs has state and data in one place
        return Path("~/Library/Preferences").expanduser() / PROGRAM
    from platformdirs import user_state_path

    return user_state_path(PROGRAM, appauthor=False) / "anchors"


def database_of(args: argparse.Namespace, config: Config) -> Database:
    """The database of the vault: the option --store, else what config.toml says; neither: it lies in the home. The
    password for its server may be a credential of systemd; else libpq finds it. Raises BadInput."""
    from core.cosigner.opening import Database

    url = getattr(args, "store", None) or config.store
    given = Path(os.environ.get(CREDENTIALS, "")) / STORE_PASSWORD if CREDENTIALS in os.environ else None
    return Database(url, first_line(given) if url and given is not None and given.exists() else None)


def cosigner(args: argparse.Namespace, screen: Screen) -> ConsoleApi:
    """The co-signer of this home. The passphrase is asked for only when it is needed, and once."""
    from core.cosigner.opening import connect

    config = config_of(args)
    words = cache(lambda: passphrase(args, config, screen))
    return connect(config.home, words, anchor_of(config), database_of(args, config))
