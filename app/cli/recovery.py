"""Commands of `tandem` about recovery files and backups: recovery export, recovery verify, backup."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from app.answers import as_json
from app.arguments import read
from app.cli.home import config_of, wallet
from app.new_file import must_be_new, write_private
from app.recovery_said import IS_THE_KEY, backed_up, exported
from app.sheet_words import fingerprint
from app.terminal import Screen, plain

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
    """`tandem recovery verify FILE`: no home is opened, and no line."""
    from core.wallet.without_home import verify as look

    found = look(read(args.file))
    lines = ["Consistent: of each wallet both copies belong together and open with the sheets named here."]
    for one in found:
        lines += ["", *_wallet(one)]
    lines += [
        "",
        "Whose wallet it is, and whether these sheets are yours, this file cannot tell: compare the words with",
    ]
    lines += ["the papers, and the fingerprint with the wallet.", IS_THE_KEY]
    screen.answer({"consistent": True, "wallets": as_json(found)}, lines)


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
