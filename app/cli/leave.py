"""`tandem leave`: the one ceremony that makes a key whole, for good (core/spec/recovery.md, "Leaving")."""

from __future__ import annotations

import argparse
import time

from app.arguments import read
from app.new_file import must_be_new, write_private
from app.offline import has_default_route
from app.sheet_file import words_of
from app.sheet_words import cleared
from app.terminal import Screen, UsageError, plain
from core.errors import BadInput, Refused
from core.secret import Secret

WAIT = 10  # seconds in which a person may think again
sleep = time.sleep  # a test has another

WHOSE = {1: "computer's", 2: "co-signer's"}
SPEND = "Now spend these coins to a new wallet."


def leave(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem leave FILE -o OUT --computer-sheet FILE|- --cosigner-sheet FILE|- [--i-am-online]`."""
    from core.wallet import without_home

    out = must_be_new(args.output)
    if args.file == "-":
        raise UsageError("The recovery file is named; standard input is for what a person types.")
    data = read(args.file)
    without_home.verify(data)
    if "i_am_online" not in args:
        _must_be_off_line()
    one = _words(screen, args.computer_sheet, 1)
    two = _words(screen, args.cosigner_sheet, 2)
    typed = screen.ask("The wallet's fingerprint, 8 digits, from its paper; type it by hand:")
    screen.say(f"In {WAIT} seconds the key is whole, on this machine and in {args.output}. Ctrl+C stops.")
    sleep(WAIT)
    found = without_home.leave(data, typed, one, two)
    texts = [found.receiving, found.change] if "branches" in args else [found.both]
    write_private(out, b"".join(text.reveal().encode() + b"\n" for text in texts))
    screen.answer(
        {"file": args.output, "fingerprint": typed.strip().lower(), "whole": True},
        [
            f"The key is in {plain(args.output)}, as a descriptor that Bitcoin Core and Sparrow import.",
            "This wallet was whole now: whoever reads that file, or had this machine, has it. Neither device knows:",
            "mark it on both papers, and pay nothing more to its addresses.",
            SPEND,
        ],
    )


def _must_be_off_line() -> None:
    route = has_default_route()
    if route is not False:
        why = (
            "this machine has a way to the internet" if route else "whether this machine is off line, it does not tell"
        )
        raise Refused(f"{why}; take it off every network, or say --i-am-online, if you want the key there")


def _words(screen: Screen, name: str, side: int) -> Secret[tuple[str, ...]]:
    """24 words from a file, from a line of standard input, or one by one from a person, on a screen that is wiped."""
    if name != "-" or not screen.source.isatty():
        return words_of(name)
    from core.wallet.without_home import COUNT, Role, must_be_a_word

    words = list[str]()
    with cleared(screen):
        screen.say(f"The {WHOSE[side]} sheet, word by word.")
        while len(words) < COUNT:
            word = screen.ask(f"Word {len(words) + 1}:")
            try:
                must_be_a_word(word, len(words) + 1, Role(side))
            except BadInput as error:
                if not words:
                    raise
                screen.say(f"{error.message}.")
            else:
                words.append(word)
    return Secret(tuple(words))
