"""`tandem-cosigner wipe`: this machine is given away, or sold."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from app import wiping
from app.config import UNSEALED
from app.cosigner.home import anchor_of, config_of, database_of
from app.passphrase import passphrase
from app.terminal import Screen

BACK = "back by `tandem-cosigner restore`, with this co-signer's sheet and the computer"


def wipe(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner wipe [--lose NAME]... [--yes]`."""
    from core.cosigner.opening import wipe as wipe_home

    config = config_of(args)
    secret = passphrase(args, config, screen)

    def delete(agreed: Callable[[wiping.Held], object]) -> None:
        wipe_home(config.home, secret, agreed, anchor_of(config), UNSEALED, database_of(args, config))

    wiping.wipe(args, screen, config.home, delete, BACK)
