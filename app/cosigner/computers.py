"""Commands of `tandem-cosigner` about the computers that it is paired with: block."""

from __future__ import annotations

import argparse

from app.answers import object_of
from app.cosigner.home import cosigner
from app.terminal import Screen, plain


def block(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner block COMPUTER`. Nobody is asked: it is for haste, and who may say it may refuse all anyway."""
    done = cosigner(args, screen).block(args.computer)
    screen.answer(
        object_of(done),
        [
            f"Blocked: {plain(done.pin)}. Its link is gone, and nothing is signed for it any more.",
            "To let it in again, pair it again and compare the words: tandem-cosigner pair",
        ],
    )
