"""Commands of `tandem` about the pairing, the key and what it holds."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping

from app.arguments import wallet_name
from app.cli.home import Progress, wallet
from app.terminal import Screen, shown
from core.errors import BadInput

MAX_LINK = 4096


def pair(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem pair LINK|-`."""
    from core.transport.pairing import read_link

    link = sys.stdin.readline(MAX_LINK) if args.link == "-" else args.link
    read_link(link)  # before there is a home for it

    def confirm(lines: list[str]) -> int | None:
        return screen.choose("The co-signer shows four words. Which line says the same?", lines)

    with wallet(args, screen, create=True) as home:
        paired = home.pair(link, None if "confirm_words" in args else confirm)
        screen.answer(paired, ["This computer and the co-signer belong together now."])


def new(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem wallet new NAME --network NET`."""
    name = wallet_name(args.name)
    with wallet(args, screen) as home:
        made = home.new_key(name, args.network, Progress(screen))
        screen.answer(made, [f"The wallet {name} is ready.", *facts(made)])


def listing(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem wallet list`."""
    with wallet(args, screen) as home:
        found = home.wallets()
        screen.answer({"wallets": found}, table(found) if found else ["There is no wallet yet: tandem wallet new NAME"])


def show(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem wallet show NAME`."""
    with wallet(args, screen) as home:
        found = home.show(args.name)
        screen.answer(found, facts(found))


def address(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem address NAME [--new]`."""
    with wallet(args, screen) as home:
        text = home.address(args.name, new="new" in args)
        screen.say("Check it on the co-signer: tandem-cosigner address")
        screen.answer({"address": text}, [text])


def sync(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem sync NAME --server URL`."""
    if not args.server.startswith(("tcp://", "ssl://")):
        raise BadInput("--server is tcp://HOST:PORT or ssl://HOST:PORT.")
    with wallet(args, screen) as home:
        proxy, renewed = getattr(args, "proxy", None), "new_certificate" in args
        found = home.sync(args.name, args.server, proxy, new_certificate=renewed)
        screen.answer(found, facts(found))


def balance(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem balance NAME`."""
    with wallet(args, screen) as home:
        found = home.balance(args.name)
        screen.answer(found, facts(found))


def history(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem history NAME`."""
    with wallet(args, screen) as home:
        found = home.history(args.name)
        screen.answer({"history": found}, table(found) if found else ["Nothing came or went yet."])


def refresh(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem refresh NAME`."""
    with wallet(args, screen) as home:
        done = home.refresh(args.name, Progress(screen))
        screen.answer(done, [f"Both halves of the key are new. Epoch {done.get('epoch')}."])


def status(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem status NAME`."""
    with wallet(args, screen) as home:
        found = home.status(args.name)
        screen.answer(found, facts(found))


def facts(found: Mapping[str, object]) -> list[str]:
    """Names and values, one per line."""
    width = max((len(key) for key in found), default=0)
    return [f"{key.replace('_', ' '):{width}}  {shown(item, key)}" for key, item in found.items()]


def table(rows: Iterable[Mapping[str, object]]) -> list[str]:
    """Rows of the same keys under one heading."""
    cells = [{key: shown(item, key) for key, item in row.items()} for row in rows]
    heading = {key: key.replace("_", " ") for row in cells for key in row}
    width = {key: max(len(row.get(key, "")) for row in [heading, *cells]) for key in heading}
    return ["  ".join(f"{row.get(key, ''):{width[key]}}" for key in heading).rstrip() for row in [heading, *cells]]
