"""`tandem restore`: this computer takes the place of a lost one."""

from __future__ import annotations

import argparse
import sys

from app.answers import object_of
from app.cli.home import ProgressLine, wallet
from app.cli.keys import MAX_LINK
from app.sheet_file import words_of
from app.terminal import Screen, plain
from core.errors import BadInput, InputKind


def restore(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem restore LINK|- --sheet-file FILE [--confirm-words]`."""
    from core.wallet.opening import pairing_place

    if args.link == args.sheet_file == "-":
        raise BadInput("The link and the words cannot both come from standard input.", InputKind.FILE)
    link = sys.stdin.readline(MAX_LINK) if args.link == "-" else args.link
    pairing_place(link)  # before there is a home for it
    words = words_of(args.sheet_file)

    def confirm(lines: list[str]) -> int | None:
        return screen.choose("The co-signer shows four words. Which line says the same?", lines)

    screen.say("Words in a file are no sheet: anybody who gets the file has them. Delete it when this is done.")
    with wallet(args, screen, create=True) as home:
        done = home.restore(link, words, None if "confirm_words" in args else confirm, ProgressLine(screen))
    back = ", ".join(plain(one.name) for one in done.wallets) or "none"
    lines = [f"These wallets are back, with new halves on both sides: {back}."]
    if done.without:
        lost = ", ".join(map(plain, done.without))
        lines.append(f"The co-signer has no copy of these; they stay with the lost computer: {lost}.")
    lines += [
        "The lost computer signs for them no more. For three days every payment asks at the co-signer.",
        "With the co-signer's sheet the lost computer is still the key: if both may be in one hand, move the coins.",
    ]
    screen.answer(object_of(done), lines)
