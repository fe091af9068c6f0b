"""`tandem wipe`: this computer is given away, or sold."""

from __future__ import annotations

import argparse

from app import wiping
from app.cli.home import config_of
from app.config import UNSEALED
from app.passphrase import passphrase
from app.terminal import Screen

BACK = "back by `tandem restore`, with this computer's sheet and the co-signer"
NEXT = ("Block this computer on the co-signer: tandem-cosigner status, then tandem-cosigner block.",)


def wipe(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem wipe [--lose NAME]... [--yes]`."""
    from core.wallet.opening import wipe as wipe_home

    config = config_of(args)
    secret = passphrase(args, config, screen)
    wiping.wipe(args, screen, config.home, lambda agreed: wipe_home(config.home, secret, agreed, UNSEALED), BACK, NEXT)
