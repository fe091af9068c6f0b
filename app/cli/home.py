"""Opening the wallet's home for one command."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.arguments import home_of
from app.passphrase import passphrase
from app.start import uninterruptible
from app.terminal import Screen

if TYPE_CHECKING:
    from core.visit import Visitor
    from core.wallet import Wallet

HOME = "TANDEM_HOME"


@contextlib.contextmanager
def wallet(args: argparse.Namespace, screen: Screen, create: bool = False) -> Iterator[Wallet | Visitor]:
    """The home, opened here or visited where it is open; `create` makes it, for good only if what is done
    inside succeeds. Raises BadInput, StorageError."""
    from core.wallet import Wallet

    config = home_of(args, "tandem", HOME)
    new = create and not (config.home / "vault").exists()
    make = Wallet.create_or_open if create else Wallet.open_or_visit
    opened: Wallet | Visitor = make(config.home, passphrase(args, config, screen, new))
    done = False
    try:
        yield opened
        done = True
    finally:
        uninterruptible()
        opened.close(unmake=new and not done)


class Progress:
    """Called with a sentence or an event of core.wallet; shows each once."""

    __slots__ = ("_last", "_screen")

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._last = ""

    def __call__(self, event: object) -> None:
        """Show one line."""
        text = str(getattr(event, "text", event))
        if text and text != self._last:
            self._screen.say(text)
        self._last = text
