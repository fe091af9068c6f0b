"""Commands of `tandem-cosigner` about the clock of its machine: clock show, clock confirm."""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

from app.cosigner.home import cosigner
from app.terminal import Screen
from app.text.terminal import behind

if TYPE_CHECKING:
    from core.cosigner.api import StatusView

ALL_COUNTS = "Limits and waits count all the time that has passed."


def show(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner clock show`."""
    found = cosigner(args, screen).status()
    screen.answer(_told(found), [_said(found), behind(found.clock_behind) or ALL_COUNTS])


def confirm(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner clock confirm [--yes]`: a person compares it, for a network can set it."""
    desk = cosigner(args, screen)
    found = desk.status()
    if not found.clock_behind:
        screen.answer(_told(found), [_said(found), ALL_COUNTS])
        return
    if "yes" not in args:
        screen.say(_said(found))
        if not screen.confirm("Is that the right date and time? Compare it with another clock."):
            screen.answer(_told(found), ["Nothing was changed. Set the clock of this machine first."])
            return
    screen.answer(_told(desk.confirm_clock(found.clock)), [ALL_COUNTS])


def _told(found: StatusView) -> dict[str, int]:
    return {"clock": found.clock, "clock_behind": found.clock_behind}


def _said(found: StatusView) -> str:
    return f"The clock of this machine says {time.strftime('%A, %Y-%m-%d %H:%M %z', time.localtime(found.clock))}."
