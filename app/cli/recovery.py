"""Commands of `tandem` about recovery files and backups: recovery export, recovery verify, backup."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from app.answers import as_json
from app.arguments import read
from app.cli.home import config_of, wallet
from app.cli.leave import way_out
from app.config import default_home
from app.leaving import must_be_off_line
from app.new_file import must_be_new, write_private
from app.recovery_said import IS_THE_KEY, backed_up, exported
from app.sheet_file import words_of
from app.sheet_words import fingerprint
from app.terminal import Screen, UsageError, plain

if TYPE_CHECKING:
    from core.wallet.without_home import ConsistentWallet

KEYRING = "the passphrase of today and what the keyring of this system keeps: keep a backup of that too"


def export(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem recovery export FILE`."""
    file = must_be_new(args.file)
    with wallet(args, screen) as home:
        found = home.recovery_export()
        write_private(file, found.data)
        home.recovery_written(found.receipt)
        exported(screen, args.file, found.wallets, found.without, found.damaged)


def verify(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem recovery verify FILE [--sheet-file FILE|-]`: no home is opened, and no line."""
    from core.wallet.without_home import verify as look

    if args.file == getattr(args, "sheet_file", ""):
        raise UsageError("The recovery file and the words are two files; name the recovery file.")
    data = read(args.file)
    found = look(data)
    opened = _opened(args, data)
    lines = ["Consistent: of each wallet both copies belong together and open with the sheets named here."]
    for one in found:
        lines += ["", *_wallet(one)]
    lines += [
        "",
        "Whose wallet it is, and whether these sheets are yours, this file cannot tell: compare the words with",
    ]
    lines += ["the papers, and the fingerprint with the wallet.", IS_THE_KEY]
    lines += ["", f"This paper opens its half of: {', '.join(opened)}."] if opened else []
    screen.answer({"consistent": True, "wallets": as_json(found), "opened": list(opened)}, lines)


def _opened(args: argparse.Namespace, data: bytes) -> tuple[str, ...]:
    """The wallets whose half the paper opens, if one was given: on a third machine off line, so that neither device has
    told what stands on it (rule R18)."""
    from core.wallet.without_home import opened_by

    if "sheet_file" not in args:
        return ()
    with way_out("if nobody else uses this machine"):
        must_be_off_line(online="i_am_online" in args)
    return opened_by(data, words_of(args.sheet_file), (config_of(args).home, default_home("tandem", "")))


def _wallet(one: ConsistentWallet) -> list[str]:
    return [
        f"Wallet {one.fingerprint} on {plain(one.network)}, epoch {one.epoch}",
        "  the computer's sheet:",
        *fingerprint(one.computer_sheet, "    "),
        "  the co-signer's sheet:",
        *fingerprint(one.cosigner_sheet, "    "),
    ]


def backup(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem backup FILE`."""
    file = must_be_new(args.file)
    with wallet(args, screen) as home:
        found = home.backup()
    write_private(file, found.data)
    backed_up(screen, args.file, config_of(args).home, KEYRING if found.keyring else "the passphrase of today")
