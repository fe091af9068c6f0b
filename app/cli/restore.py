"""`tandem restore`: this computer takes the place of a lost one."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from app.answers import object_of
from app.cli.home import ProgressLine, again, wallet
from app.cli.keys import MAX_LINK
from app.sheet_file import words_of
from app.sheet_words import fingerprint
from app.terminal import Screen, plain, shown
from core.errors import BadInput, InputKind

if TYPE_CHECKING:
    from core.wallet.api import RestoredNotes


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
    with wallet(args, screen, create=True) as home, again(screen):
        done = home.restore(link, words, None if "confirm_words" in args else confirm, ProgressLine(screen))
    back = ", ".join(plain(one.name) for one in done.wallets) or "none"
    lines = [f"These wallets are back, with new halves on both sides: {back}."]
    if done.without:
        lost = ", ".join(map(plain, done.without))
        lines.append(f"The co-signer has no copy of these; they stay with the lost computer: {lost}.")
    lines += [
        f"{plain(one.was)} is called {plain(one.name)} now, also at the co-signer: there was a wallet of that name."
        for one in done.renamed
    ]
    lines += _notes(done.notes)
    told = next((one.sheets.cosigner for one in done.wallets if one.sheets.cosigner), ())
    if told:
        lines += [
            "The co-signer's sheet, as of the renewal that it handed out. Another one than on its newest paper: move",
            "the coins.",
            *fingerprint(tuple(map(plain, told))),
        ]
    lines += [
        "The lost computer signs for them no more. For three days every payment asks at the co-signer.",
        "With the co-signer's sheet the lost computer is still the key: if both may be in one hand, move the coins.",
    ]
    screen.answer(object_of(done), lines)


def _notes(back: RestoredNotes) -> list[str]:
    """What came back beside the wallets, as of when."""
    if back.problem:
        return [f"Labels and address book did not come back: {plain(back.problem)}."]
    if not back.made:
        return ["The co-signer keeps no labels and no address book for this sheet."]
    return [
        f"{back.labels} labels and {back.contacts} contacts are back, as they were on {shown(back.made, 'time')}.",
        "The contacts count as restored: until you have written one down again, paying it warns like a stranger.",
    ]
