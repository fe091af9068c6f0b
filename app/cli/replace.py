"""`tandem replace-cosigner`: another co-signer takes the place of a lost one."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from app.answers import object_of
from app.cli.home import ProgressLine, again, wallet
from app.cli.keys import MAX_LINK
from app.terminal import Screen, UsageError, plain

if TYPE_CHECKING:
    from core.wallet.api import WalletShown


def replace(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem replace-cosigner LINK|- [--confirm-words]`, or `--cancel [--cosigner WHICH]`."""
    from core.wallet.opening import pairing_place

    if ("cancel" in args) == (args.link is not None):
        raise UsageError("Give the link of the new co-signer, or --cancel.")
    if args.link is None:
        _cancel(args, screen)
        return
    link = sys.stdin.readline(MAX_LINK) if args.link == "-" else args.link
    pairing_place(link)

    def confirm(lines: list[str]) -> int | None:
        return screen.choose("The new co-signer shows four words. Which line says the same?", lines)

    with wallet(args, screen) as home, again(screen):
        done = home.replace_cosigner(link, None if "confirm_words" in args else confirm, ProgressLine(screen))
    lines = [f"The new co-signer holds the other half of these, and both halves are new: {_named(done.wallets)}."]
    if done.without:
        lost = ", ".join(map(plain, done.without))
        lines.append(f"It could open no copy of these; they stay with the lost co-signer: {lost}.")
    lines += [
        "Its log names the sheet of this computer that it keeps copies for: another one than on paper? Move the coins.",
        "It has no rules yet and asks about every payment; for three days nothing can be loosened there.",
        "With this computer's sheet the lost co-signer is still the key: if both may be in one hand, move the coins.",
    ]
    screen.answer(object_of(done), lines)


def _cancel(args: argparse.Namespace, screen: Screen) -> None:
    with wallet(args, screen) as home:
        done = home.cancel_replacement(getattr(args, "cosigner", None))
    lines = [f"Given back to the co-signer of before: {_named(done.wallets)}. Next, for each: tandem refresh NAME"]
    lines.append("The other co-signer is not asked any more.")
    if done.without:
        lost = ", ".join(map(plain, done.without))
        lines.append(
            f"Not given back, since only that one has halves that fit: {lost}. To use them, pair it once more."
        )
    screen.answer(object_of(done), lines)


def _named(wallets: tuple[WalletShown, ...]) -> str:
    return ", ".join(plain(one.name) for one in wallets) or "none"
