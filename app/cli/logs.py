"""Commands of `tandem` about what this computer has written down."""

from __future__ import annotations

import argparse

from app import logs
from app.arguments import read
from app.cli.home import wallet
from app.terminal import Screen


def log(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem log [--kind KIND] [--since TIME] …`."""
    query = logs.query_of(args)
    with wallet(args, screen) as home:
        logs.show_file(screen, home.log_file(), query)


def export(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem log export FILE`."""
    name = logs.new_file(args.file)
    with wallet(args, screen) as home:
        logs.export(screen, name, home.log_file())


def verify(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem log verify [FILE]`."""
    if "file" in args:
        logs.verify(screen, read(args.file))
        return
    with wallet(args, screen) as home:
        logs.verify(screen, home.log_file())


def compare(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem log compare FILE`."""
    there = read(args.file)
    with wallet(args, screen) as home:
        logs.compare(screen, home.log_file(), there)
