"""Commands of `tandem-cosigner` about who wakes the person: web wake."""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING

from app.answers import object_of
from app.cosigner.home import cosigner
from app.terminal import Screen, plain
from app.text.say import missed
from core.errors import LinkError, LinkKind

if TYPE_CHECKING:
    from core.cosigner.api import WakeView

MOST_LINE = 2000  # letters that are read of an address


def show(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner web wake`."""
    found = cosigner(args, screen).wake()
    screen.answer(object_of(found), woken_by(found) or ["Nobody is told when something waits for you."])


def set_receiver(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner web wake set URL|- [--near]`."""
    url = sys.stdin.readline(MOST_LINE).strip() if args.url == "-" else args.url
    found = cosigner(args, screen).set_wake(url, near="near" in args)
    lines = [*woken_by(found), "To try it, while `serve` runs: tandem-cosigner web wake test"]
    screen.answer(object_of(found), lines)


def end(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner web wake off`."""
    found = cosigner(args, screen).set_wake("", near=False)
    screen.answer(object_of(found), ["Nobody is told any more when something waits for you."])


def test(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner web wake test`."""
    found = cosigner(args, screen).test_wake()
    if found.miss:
        raise LinkError(f"nobody was woken: {missed(found.miss)}", LinkKind.WAKE)
    screen.answer(object_of(found), [f"{plain(found.host)} took it. Does your phone show it?"])


def woken_by(found: WakeView) -> list[str]:
    """Who is told, and whether that works; nothing where nobody is."""
    if not found.host:
        return []
    lines = [f"When something begins to wait, {plain(found.host)} is told; at most once a minute."]
    if found.miss:
        lines.append(f"! Nobody was woken {_at(found.at)}: {missed(found.miss)}.")
    elif found.at:
        lines.append(f"It took the last one {_at(found.at)}.")
    return lines


def _at(at: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(at))
