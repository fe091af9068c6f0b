"""Commands of `tandem` about messages: what the owner of an address says (BIP322)."""

from __future__ import annotations

import argparse
import sys

from app.arguments import read
from app.cli.home import ProgressLine, wallet
from app.terminal import Screen


def sign(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem message sign NAME ADDRESS TEXT|-`."""
    text = _text(args)
    with wallet(args, screen) as home:
        found = home.sign_message(args.name, args.address, text, getattr(args, "wait", None), ProgressLine(screen))
    screen.answer({"signature": found, "address": args.address}, [found])


def verify(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem message verify ADDRESS TEXT|- SIGNATURE`."""
    from core.wallet.without_home import verify_message

    verify_message(args.address, _text(args), args.signature)
    screen.answer({"valid": True}, ["Valid: who can spend from this address says this text."])


def _text(args: argparse.Namespace) -> bytes:
    """As it was typed or came: not a byte is changed. What was no UTF-8 is none here either."""
    return read("-") if args.text == "-" else args.text.encode(sys.getfilesystemencoding(), "surrogateescape")
