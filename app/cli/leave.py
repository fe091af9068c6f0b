"""`tandem leave`: the one ceremony that makes a key whole, for good (core/spec/recovery.md, "Leaving")."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from contextlib import contextmanager

from app.arguments import read
from app.leaving import WAIT, Leaving, importing
from app.new_file import must_be_new
from app.sheet_file import words_of
from app.sheet_words import cleared
from app.terminal import Screen, UsageError, plain
from core.errors import BadInput, InputKind, RefusalKind, Refused
from core.role import Role
from core.secret import Secret

sleep = time.sleep  # a test has another

WHOSE = {Role.P1: "computer's", Role.P2: "co-signer's"}
OTHERS = (InputKind.SHEET_COSIGNERS, InputKind.SHEET_COMPUTERS)
SPEND = "Now spend these coins to a new wallet."


def leave(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem leave FILE -o OUT --computer-sheet FILE|- --cosigner-sheet FILE|- [--i-am-online]`."""
    out, branches = must_be_new(args.output), "branches" in args
    if args.file == "-":
        raise UsageError("The recovery file is named; standard input is for what a person types.")
    way = Leaving(read(args.file), online="i_am_online" in args)
    with way_out("if you want the key there"):
        for role, name in ((Role.P1, args.computer_sheet), (Role.P2, args.cosigner_sheet)):
            way.must_be_off_line()
            _take(way, screen, name, role)
        typed = screen.ask("The wallet's fingerprint, 8 digits, from its paper; type it by hand:")
        way.named(typed)
        screen.say(f"In {WAIT} seconds the key is whole, on this machine and in {args.output}. Ctrl+C stops.")
        sleep(WAIT)
        wallet = way.write(typed, out, branches=branches)
    screen.answer(
        {"file": args.output, "fingerprint": wallet.fingerprint, "whole": True},
        [
            f"The key is in {plain(args.output)}, as a descriptor that Bitcoin Core and Sparrow import.",
            "This wallet was whole now: whoever reads that file, or had this machine, has it. Neither device knows:",
            f"mark it on both papers, and where a home still has it: tandem wallet was-whole NAME {wallet.fingerprint}",
            "Pay nothing more to its addresses. Bitcoin Core takes it, where a node runs, with:",
            *(f"  {plain(line)}" for line in importing(out, wallet, branches=branches)),
            SPEND,
        ],
    )


@contextmanager
def way_out(when: str) -> Iterator[None]:
    """What whoever is told to go off line may say instead, and when."""
    try:
        yield
    except Refused as error:
        if error.kind is not RefusalKind.ONLINE:
            raise
        raise Refused(f"{error.message}, or say --i-am-online, {when}") from None


def _take(way: Leaving, screen: Screen, name: str, role: Role) -> None:
    """Both sheets are typed on this machine: the wrong one is the other's, and nobody is told to keep it away."""
    try:
        way.take(role, _words(screen, name, role))
    except BadInput as error:
        if error.kind not in OTHERS:
            raise
        (other,) = (whose for one, whose in WHOSE.items() if one is not role)
        raise BadInput(f"this is the {other} sheet; the {WHOSE[role]} belongs here", error.kind) from None


def _words(screen: Screen, name: str, role: Role) -> Secret[tuple[str, ...]]:
    """24 words from a file, from a line of standard input, or one by one from a person, on a screen that is wiped."""
    if name != "-" or not screen.source.isatty():
        return words_of(name)
    from core.wallet.without_home import COUNT, must_be_a_word

    words = list[str]()
    with cleared(screen):
        screen.say(f"The {WHOSE[role]} sheet, word by word.")
        while len(words) < COUNT:
            word = screen.ask(f"Word {len(words) + 1}:")
            try:
                must_be_a_word(word, len(words) + 1, role)
            except BadInput as error:
                if not words:
                    raise
                screen.say(f"{error.message}.")
            else:
                words.append(word)
    return Secret(tuple(words))
