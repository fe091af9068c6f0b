"""Commands of `tandem` about recovery sheets: sheet new, form, show, accept; drill."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.answers import as_json, object_of
from app.cli.home import ProgressLine, wallet
from app.new_file import must_be_new
from app.sheet_file import words_of
from app.sheet_words import fingerprint, hand_out, must_be_shown, numbered, on_paper
from app.terminal import Screen, duration, plain, shown
from core.errors import BadInput, InputKind, LinkError, TandemError
from core.role import Role

if TYPE_CHECKING:
    from core.wallet.api import OwnSheetShown, SheetsShown, WalletApi, WalletShown

TITLE = "COMPUTER'S SHEET: never keep it where the co-signer is."
ACCEPT_THERE = "accept the sheet on the co-signer (tandem-cosigner approvals); the next status or refresh seals it."

RENEW = (
    "Renew each wallet once more. Where that changes nothing, its co-signer has not seen the words yet:",
    "tandem drill NAME, with that wallet.",
)

EXCHANGE_THERE = (
    "keep the old paper. Accept the new sheet on the co-signer (tandem-cosigner approvals); a day later the next "
    "status or refresh seals to both; then drill the new one (tandem drill)."
)


def new(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem sheet new [--form FILE] [--confirm-written]`."""
    _make(args, screen, ACCEPT_THERE)


def exchange(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem sheet exchange [--form FILE] [--confirm-written]`."""
    _make(args, screen, EXCHANGE_THERE, exchange=True)


def give_up(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem sheet give-up`."""
    with wallet(args, screen) as home:
        done = home.sheet_give_up()
        screen.answer(object_of(done), ["The old sheet stays. Tear the new paper up, and renew each wallet once."])


def burnt(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem sheet burnt`."""
    with wallet(args, screen) as home:
        screen.answer(object_of(home.sheet_burnt()), ["Good. The paper of the new sheet is the only one that counts."])


def _make(args: argparse.Namespace, screen: Screen, then: str, *, exchange: bool = False) -> None:
    written = "confirm_written" in args
    must_be_shown(screen, written=written)
    file = must_be_new(args.form) if "form" in args else None
    with wallet(args, screen) as home:
        made = home.sheet_exchange() if exchange else home.sheet_new()
        if file:
            _hand_out(screen, file, home, made.fingerprint, made.made, waits=not written)
        if not written and not on_paper(screen, made.words, TITLE):
            screen.answer({}, ["This sheet does not count; tear its paper up. Nothing has changed."])
            return
        words, prints = made.words.reveal(), made.fingerprint
        wallets = home.wallets()
        screen.answer(
            {
                "words": list(words),
                "fingerprint": list(prints),
                "wallets": {one.name: one.fingerprint for one in wallets},
            },
            [
                *([TITLE, *numbered(words)] if written else []),
                *("This computer's sheet:", *fingerprint(prints), *_named(wallets)),
            ],
            last=False,
        )
        home.sheet_confirm(" ".join(prints))
        _seal(home, screen, then)


def form(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem sheet form FILE`."""
    file = must_be_new(args.file)
    with wallet(args, screen) as home:
        found = home.sheet_show()
        _hand_out(screen, file, home, found.fingerprint, found.made)
        screen.answer({"file": args.file, "fingerprint": list(found.fingerprint)}, [])


def _hand_out(
    screen: Screen, file: Path, home: WalletApi, fingerprint: tuple[str, ...], made: int, *, waits: bool = False
) -> None:
    wallets = [(one.name, one.fingerprint) for one in home.wallets()]
    hand_out(screen, file, Role.P1, (fingerprint, made), wallets, waits=waits)


def _named(wallets: Sequence[WalletShown]) -> list[str]:
    """What `tandem leave` asks for, which no words tell."""
    if not wallets:
        return ["When there is a wallet, write its fingerprint beside the words: tandem wallet show NAME"]
    lines = [f"  {plain(one.fingerprint)}  {plain(one.name)} on {plain(one.network)}" for one in wallets]
    return ["The fingerprints of the wallets: write them beside the words.", *lines]


def _seal(home: WalletApi, screen: Screen, then: str) -> None:
    """Wallets of before are sealed to it as soon as their co-signers have accepted it; the question goes out now."""
    for name in [*(one.name for one in home.wallets()), *(one.name for one in home.ssh_keys())]:
        try:
            home.refresh(name, ProgressLine(screen))
        except TandemError as error:
            screen.say(f"{name}: the co-signer is asked with the next refresh ({error.message}).")
        else:
            screen.say(f"{name}: {then}")


def show(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem sheet show`."""
    with wallet(args, screen) as home:
        found, wallets = home.sheet_show(), home.wallets()
        rows = {one.name: as_json(one.sheets) for one in wallets}
        lines = ["This computer's sheet:", *fingerprint(found.fingerprint), _dates(found)]
        lines += _coming(wallets)
        lines += [f"{plain(one.name)}: {_standing(one.sheets)}" for one in wallets]
        lines += [line for one in wallets for line in file_lines(one.name, one.sheets)]
        lines += next(filter(None, (drills_due(one.name, one.sheets) for one in wallets)), [])
        screen.answer(object_of(found) | {"wallets": rows}, lines)


def _dates(found: OwnSheetShown) -> str:
    drilled = f"last drill {shown(found.drilled, 'time')}" if found.drilled else "no drill yet: tandem drill NAME"
    return f"Made {shown(found.made, 'time')}; {drilled}."


def _coming(wallets: Sequence[WalletShown]) -> list[str]:
    """A new sheet that is to take the place of the old one, and what is missing for that."""
    new = next((one.sheets for one in wallets if one.sheets.coming), None)
    if new is None:
        old = next((one.sheets.old for one in wallets), ())
        burn = "Burn the paper of the sheet whose place it took, then say so (tandem sheet burnt):"
        return [burn, *fingerprint(old)] if old else []
    left = [plain(one.name) for one in wallets if not one.sheets.coming_sealed and one.sheets.sealed]
    lines = ["A new sheet is to take its place; keep the old paper until this is over:", *fingerprint(new.coming)]
    if left:
        wait = max(one.sheets.coming_waits for one in wallets)
        when = f"Its yes counts in {duration(wait)}." if wait else "It wants a yes on the co-signer, a day, a renewal."
        return [*lines, f"Not sealed to it yet: {', '.join(left)}. {when}"]
    return [*lines, *(RENEW if new.coming_drilled else ["Drill it now: tandem drill NAME"])]


def drills_due(name: str, found: SheetsShown) -> list[str]:
    """What is to be drilled, and how; empty where nothing is."""
    whose = {
        Role.P1: f"A drill of this computer's sheet is due: tandem drill {plain(name)} --sheet-file -",
        Role.P2: "A drill of the co-signer's sheet is due, on the co-signer: "
        f"tandem-cosigner drill {plain(name)} --sheet-file -",
    }
    return [whose[role] for role in found.due(time.time())]


def file_lines(name: str, found: SheetsShown) -> list[str]:
    """The last recovery file of this home that has this wallet, and what it is good for; what is to be written anew."""
    export = "tandem recovery export FILE"
    if found.file_missing:
        return [f"{plain(name)} is in no recovery file that was written here. Write another: {export}"]
    if not found.file:
        return []
    many = "1 wallet" if found.file_wallets == 1 else f"{found.file_wallets} wallets"
    last = f"{plain(name)}: the last recovery file was written {shown(found.file, 'time')}, of {many}, epoch"
    last = f"{last} {found.file_epoch}."
    needs = {"computer's": found.file_needs_own, "co-signer's": found.file_needs_cosigner}
    if any(needs.values()):
        whose = " and the ".join(one for one, old in needs.items() if old)
        return [f"{last} It needs the old paper of the {whose} sheet. Write another before you burn that: {export}"]
    return [f"{last} With both papers it is the key, whatever was renewed since."]


def _standing(found: SheetsShown) -> str:
    own = "the co-signer keeps a copy for it" if found.sealed else "no copy is kept for it yet; renew both halves"
    if found.accepted and not found.sealed:
        own = "accepted on the co-signer; the next refresh makes the copy"
    if found.waiting:
        return f"{own}; a sheet of the co-signer waits: tandem sheet accept"
    return own if found.cosigner else f"{own}; the co-signer has no sheet yet"


def drill(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem drill NAME --sheet-file FILE`."""
    words = words_of(args.sheet_file)
    screen.say("Words in a file are no sheet: anybody who gets the file has them. Delete it when this is done.")
    with wallet(args, screen) as home:
        done = home.drill(args.name, words, ProgressLine(screen))
        said = "The words open the copy at the co-signer, and both halves sign: this sheet brings the wallet back."
        screen.answer(object_of(done), [said, *_moved(home, done, screen)])


def _moved(home: WalletApi, done: OwnSheetShown, screen: Screen) -> list[str]:
    """A drill of a new sheet: each wallet is renewed, so that it takes the place of the old one."""
    wallets = home.wallets()
    if all(one.sheets.coming != done.fingerprint for one in wallets):
        return []
    for one in wallets:
        try:
            home.refresh(one.name, ProgressLine(screen))
        except TandemError as error:
            screen.say(f"{one.name}: it has still to be renewed ({error.message}).")
    if home.sheet_show().fingerprint == done.fingerprint:
        return [
            "The new sheet has taken the place of the old one. Burn the old paper now, then say so: tandem sheet burnt"
        ]
    return ["Keep the old paper: not every wallet is sealed to the new sheet alone yet.", *RENEW]


def accept(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem sheet accept NAME [--fingerprint WORDS]`."""
    with wallet(args, screen) as home:
        found = home.status(args.name)
        waiting = found.wallet.sheets.waiting
        if found.report is None:
            raise LinkError(f"the co-signer does not tell its sheet: {found.reason}")
        if not waiting:
            raise BadInput("no recovery sheet of the co-signer waits for a yes here", InputKind.NO_SHEET)
        typed = getattr(args, "fingerprint", None)
        if typed is None:
            screen.say("\n".join(["The co-signer's sheet:", *fingerprint(waiting)]))
            if not screen.confirm("Does the co-signer's paper, or `tandem-cosigner sheet show` there, say the same?"):
                screen.answer({}, ["Nothing was accepted. Somebody may stand between the two: look into it."])
                return
        done = home.accept_sheet(args.name, typed or " ".join(waiting), ProgressLine(screen))
        said = f"Accepted. This computer keeps a copy for it, of epoch {done.epoch}."
        screen.answer(object_of(done) | {"fingerprint": list(waiting)}, [said])
