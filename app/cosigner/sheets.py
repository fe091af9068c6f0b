"""Commands of `tandem-cosigner` about what nothing is lost without: sheet new, form, show, make-elsewhere, take;
drill; recovery export; backup."""

from __future__ import annotations

import argparse
import base64
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.answers import object_of
from app.arguments import read
from app.config import default_home
from app.cosigner.home import config_of, cosigner
from app.cosigner.seat import seat
from app.new_file import must_be_new, write_private
from app.recovery_said import backed_up, exported
from app.sheet_words import cleared, fingerprint, hand_out, must_be_shown, numbered, on_paper
from app.terminal import Screen, plain, shown
from core.errors import BadInput, InputKind
from core.role import Role
from core.secret import Secret

if TYPE_CHECKING:
    from core.cosigner.api import AdminApi, ConsoleApi, DrillWait, SheetView

KEEP_OLD = "Keep the old paper until the new one was drilled and `sheet show` says no more of it."
TITLE = "CO-SIGNER'S SHEET: never keep it where the computer is. Never type it into the computer."


INSISTS = "this_is_not_the_wallet_computer"


def must_be_apart(args: argparse.Namespace, desk: AdminApi) -> None:
    """Before words are shown or taken: not from the wallet computer (rule R1). Raises BadInput."""
    here = seat()
    desk.sheet_seat(here.address, told=here.told, insists=INSISTS in args)


def apart(args: argparse.Namespace, screen: Screen) -> ConsoleApi:
    """The co-signer of this home, for what shows words or takes them."""
    desk = cosigner(args, screen)
    must_be_apart(args, desk)
    return desk


def new(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner sheet new [--form FILE] [--confirm-written]`."""
    _make(args, screen)


def exchange(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner sheet exchange [--form FILE] [--confirm-written]`."""
    _make(args, screen, exchange=True)


def give_up(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner sheet give-up`."""
    done = cosigner(args, screen).sheet_give_up()
    screen.answer(object_of(done), ["The old sheet stays. Tear the new paper up."])


def _make(args: argparse.Namespace, screen: Screen, *, exchange: bool = False) -> None:
    written = "confirm_written" in args
    must_be_shown(screen, written=written)
    file = must_be_new(args.form) if "form" in args else None
    desk = apart(args, screen)
    made = desk.sheet_exchange() if exchange else desk.sheet_new()
    if file:
        _hand_out(screen, file, desk, made.fingerprint, made.made, waits=not written)
    if not written and not on_paper(screen, made.words, TITLE):
        screen.answer({}, ["This sheet does not count; tear its paper up. Nothing has changed."])
        return
    words, prints = made.words.reveal(), made.fingerprint
    screen.answer(
        {"words": list(words), "fingerprint": list(prints)},
        [
            *([TITLE, *numbered(words)] if written else []),
            *("This co-signer's sheet:", *fingerprint(prints), _next(), *([KEEP_OLD] if exchange else [])),
        ],
        last=False,
    )
    desk.sheet_confirm(" ".join(prints))


def form(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner sheet form FILE`."""
    file = must_be_new(args.file)
    desk = cosigner(args, screen)
    found = desk.sheet_show()
    _hand_out(screen, file, desk, found.fingerprint, found.made)
    screen.answer({"file": args.file, "fingerprint": list(found.fingerprint)}, [])


def _hand_out(
    screen: Screen, file: Path, desk: ConsoleApi, fingerprint: Sequence[str], made: int, *, waits: bool = False
) -> None:
    wallets = [(one.name, one.fingerprint) for one in desk.status().wallets]
    hand_out(screen, file, Role.P2, (fingerprint, made), wallets, waits=waits)


def _next() -> str:
    return "On the computer, for each wallet there is: tandem sheet accept NAME"


def show(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner sheet show`."""
    found = cosigner(args, screen).sheet_show()
    screen.answer(object_of(found), _shown(found))


def _shown(found: SheetView) -> list[str]:
    prints = fingerprint(tuple(map(plain, found.fingerprint)))
    drilled = (
        f"last drill {shown(found.drilled, 'time')}" if found.drilled else "no drill yet: tandem-cosigner drill NAME"
    )
    lines = ["This co-signer's sheet:", *prints, f"Made {shown(found.made, 'time')}; {drilled}."]
    if found.coming:
        new = fingerprint(tuple(map(plain, found.coming)))
        then = (
            "renew each wallet on the computer" if found.coming_drilled else "accept it on the computer, then drill it"
        )
        lines += ["A new sheet is to take its place; keep the old paper until this is over:", *new, f"Next: {then}."]
    return lines


def drill(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner drill NAME --sheet-file FILE`: ends when the computer has come."""
    from app.sheet_file import words_of

    desk, words = apart(args, screen), words_of(args.sheet_file)
    screen.say("Words in a file are no sheet: anybody who gets the file has them. Delete it when this is done.")
    done = desk.drill(args.name, words, lambda wait: screen.say(_waits(wait)))
    said = "The words open the copy at the computer, and both halves sign: this sheet brings the wallet back."
    screen.answer(object_of(done), [said])


def _waits(wait: DrillWait) -> str:
    name, fingerprint = plain(wait.computer_name), plain(wait.computer)
    whom = f"{name} ({fingerprint})" if name else fingerprint
    there = "it is connected" if wait.online else "it is not connected"
    return (
        f"Waits for the computer {whom} to show its copy of {plain(wait.wallet)}; {there}. Open the wallet there, or "
        f"run: tandem status {plain(wait.wallet)}   Ctrl+C ends this, and nothing has changed."
    )


def make_elsewhere(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner sheet make-elsewhere FILE [--form FILE] [--confirm-written]`: no home is opened, and no line."""
    from core.cosigner.opening import make_elsewhere as make

    written, file, now = "confirm_written" in args, must_be_new(args.file), int(time.time())
    must_be_shown(screen, written=written)
    must_have_no_wallet(args)
    paper = must_be_new(args.form) if "form" in args else None
    made = make(now)
    if paper:
        hand_out(screen, paper, Role.P2, (made.fingerprint, now), (), waits=not written)
        must_be_new(args.file)  # it may be the same one
    if not written and not on_paper(screen, made.words, TITLE):
        screen.answer({}, ["Nothing was made; tear the paper up."])
        return
    words, code = made.words.reveal(), made.code.reveal()
    told = ["The code, to be typed at the co-signer and kept nowhere:", f"  {' '.join(code)}"]
    if not written:
        with cleared(screen):
            screen.out.write("\n".join([*told, ""]) + "\n")
            screen.out.flush()
            screen.ask("Note it until it was typed there. Then press Enter:")
    write_private(file, made.file.encode())
    lines = [*([TITLE, *numbered(words)] if written else []), "This sheet:", *fingerprint(made.fingerprint)]
    lines += told if written else []
    lines += [f"Carry {plain(args.file)} to the co-signer by any way, and there: tandem-cosigner sheet take FILE"]
    found = {"words": list(words), "fingerprint": list(made.fingerprint), "code": list(code), "file": args.file}
    screen.answer(found, lines)


def must_have_no_wallet(args: argparse.Namespace) -> None:
    """Any third machine will do; the wallet computer is none, unless the person insists. Raises BadInput."""
    from core.cosigner.opening import has_vault

    if INSISTS in args:
        return
    for home in (default_home("tandem", "TANDEM_HOME"), default_home("tandem", "")):
        if has_vault(home):
            raise BadInput(
                f"there is a wallet on this machine, in {plain(str(home))}; the co-signer's sheet is for another one",
                InputKind.SHEET_SEAT,
            )


def export(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner recovery export FILE`."""
    file = must_be_new(args.file)
    desk = cosigner(args, screen)
    found = desk.recovery_export()
    write_private(file, base64.b64decode(found.file))
    desk.recovery_written(found.receipt)
    exported(screen, args.file, found.wallets, found.without, found.damaged)


def take(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner sheet take FILE`."""
    file = read(args.file).decode("ascii", "replace")
    desk = apart(args, screen)
    code = Secret(screen.ask("The code that was shown with it:"))
    found = desk.sheet_take(file, code, exchange="exchange" in args)
    screen.answer(object_of(found), [*_shown(found), _next()])


def backup(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner backup FILE`."""
    file = must_be_new(args.file)
    found = cosigner(args, screen).backup()
    write_private(file, base64.b64decode(found.file))
    backed_up(screen, args.file, config_of(args).home, "the passphrase of today")
