"""`tandem wipe`: this computer is given away, or sold."""

from __future__ import annotations

import argparse

from app.cli.home import config_of
from app.passphrase import passphrase
from app.terminal import Screen
from app.wiping import agree

BACK = "back by `tandem restore`, with this computer's sheet and the co-signer"


def wipe(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem wipe [--lose NAME]... [--yes]`."""
    from core.wallet.opening import wipe as wipe_home

    config, gone = config_of(args), list[str]()

    def agreed(held: tuple[tuple[str, bool], ...]) -> None:
        agree(screen, args, held, BACK)
        gone.extend(name for name, _ in held)

    wipe_home(config.home, passphrase(args, config, screen), agreed)
    screen.answer(
        {"wiped": str(config.home), "wallets": gone},
        [
            "Wiped. A disk that writes elsewhere instead of over may still have pieces, which nothing opens unless it",
            "has the old header too: erase a disk that you give away with its maker's own command.",
            "Block this computer on the co-signer: tandem-cosigner status, then tandem-cosigner block.",
        ],
    )
