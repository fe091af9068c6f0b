"""Lost devices that come back, at the co-signer: what a person is shown before they say yes; `restore`, `restore
cancel`."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.answers import object_of
from app.cosigner.checklist import span
from app.cosigner.home import anchor_of, config_of, cosigner, database_of
from app.cosigner.sheets import must_be_apart, must_have_no_wallet
from app.passphrase import passphrase
from app.sheet_words import fingerprint
from app.terminal import Screen, UsageError, plain
from app.text.restore import line, standing
from app.text.restore_line import RestoreLine
from app.text.say import ENGLISH

if TYPE_CHECKING:
    from core.cosigner.api import ApprovalView, RestoreView

SETTLING = "settling"  # what a yes to one becomes
MOST_NAMED = 20


def described(request: ApprovalView, asked: RestoreView) -> list[str]:
    """The request as the co-signer has worked it out, line by line."""
    return [line(RestoreLine.TITLE, request=plain(request.id)), *(f"  {one}" for one in details(request, asked))]


def details(request: ApprovalView, asked: RestoreView, language: str = ENGLISH) -> list[str]:
    """The same without its title. What to look at first begins with a mark."""
    name, pin = plain(request.computer_name), plain(request.computer)
    left = span(request.seconds) if request.seconds else ""
    lines = [
        line(RestoreLine.NEW, language, computer=f"{name} ({pin})" if name else pin),
        line(RestoreLine.WALLETS, language, wallets=_named(asked.wallets)),
        line(RestoreLine.LOST, language, computers=_named(asked.lost)),
    ]
    if asked.seen:
        lines.append(line(RestoreLine.SEEN, language, day=time.strftime("%Y-%m-%d", time.localtime(asked.seen))))
    lines += [line(RestoreLine.WITHOUT, language, wallets=_named(asked.without))] if asked.without else []
    rows = [" ".join(map(plain, request.sheet[n : n + 4])) for n in range(0, len(request.sheet), 4)]
    lines += [line(RestoreLine.SHEET, language), *(f"  {row}" for row in rows)]
    lines.append(standing(request.approved, left, language))
    return lines if request.approved else [*lines, f"! {line(RestoreLine.MEANT, language)}"]


def _named(names: Iterable[str]) -> str:
    found = [plain(name) for name in names]
    more = [f"… ({len(found)})"] if len(found) > MOST_NAMED else []
    return ", ".join([*found[:MOST_NAMED], *more])


def prepare(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner restore --sheet-file FILE|- [--practice]`."""
    from app.sheet_file import words_of
    from core.cosigner.opening import create, has_vault, must_be_a_cosigners

    if "sheet_file" not in args:
        raise UsageError("Say where the words of the lost co-signer's sheet are: --sheet-file FILE.")
    words = words_of(args.sheet_file)
    must_be_a_cosigners(words)
    must_have_no_wallet(args)
    config, made = config_of(args), None
    if not has_vault(config.home):
        secret, practice = passphrase(args, config, screen, new=True), "practice" in args
        database = database_of(args, config)
        made = create(config.home, secret, practice=practice, anchor=anchor_of(config), database=database)
    try:
        desk = cosigner(args, screen) if made is None else made.admin
        must_be_apart(args, desk)
        found = desk.restore_from(words)
    finally:
        if made is not None:
            made.close()
    screen.answer(
        object_of(found) | {"home": str(config.home)},
        [
            "This co-signer takes the place of the one that had this sheet:",
            *fingerprint(tuple(map(plain, found.fingerprint))),
            "Its words wait in the vault until the computer has come, for a week at most. Delete the file.",
            "Next: tandem-cosigner serve --listen HOST:PORT, then tandem-cosigner pair",
            "Then, on the computer: tandem replace-cosigner LINK",
        ],
    )


def cancel(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner restore cancel [COMPUTER]`."""
    done = cosigner(args, screen).restore_cancel(getattr(args, "computer", None))
    lines = [
        f"Given back to the computer of before: {_named(done.wallets)}. It renews its halves before it pays.",
        f"The computer {plain(done.computer)} is blocked.",
    ]
    if done.without:
        lines += [
            f"Not given back, since only the blocked computer has halves that fit: {_named(done.without)}.",
            "Their sheet brings them to another computer: tandem restore, there. Or pair the blocked one again.",
        ]
    screen.answer(object_of(done), lines)
