"""Opening the wallet's home for one command."""

from __future__ import annotations

import argparse
import contextlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import asdict
from typing import TYPE_CHECKING, TypeVar

from app.arguments import home_of
from app.config import Config
from app.passphrase import passphrase
from app.start import uninterruptible
from app.terminal import Screen, duration
from app.text.terminal import doing
from core.errors import LinkError

if TYPE_CHECKING:
    from core.wallet.api import Event, WalletApi

HOME = "TANDEM_HOME"
STOPPED = 10.0  # seconds in which what was told to end has ended; it writes nothing after that

T = TypeVar("T")


def config_of(args: argparse.Namespace) -> Config:
    """The settings of the home this run works on."""
    return home_of(args, "tandem", HOME)


@contextlib.contextmanager
def wallet(args: argparse.Namespace, screen: Screen, create: bool = False) -> Iterator[WalletApi]:
    """The home, opened here or that of the program that has it open; `create` makes it, for good only if what is done
    inside succeeds. Raises BadInput, StorageError."""
    from core.wallet.opening import create_or_open, open_or_connect

    config = config_of(args)
    new = create and not (config.home / "vault").exists()
    secret = passphrase(args, config, screen, new)
    if new:
        screen.say("If the system asks to open or to make a keyring, say yes: it keeps a part of the key.")
    opened: WalletApi = create_or_open(config.home, secret) if create else open_or_connect(config.home, secret)
    done = False
    try:
        yield opened
        done = True
    finally:
        uninterruptible()
        opened.close(unmake=new and not done)


@contextlib.contextmanager
def again(screen: Screen) -> Iterator[None]:
    """Long work in parts, each of which stays: where the line drops, or a person stops it, how it goes on is told."""
    try:
        yield
    except (LinkError, KeyboardInterrupt):
        screen.say(
            "What was done so far is kept on both sides: type the same command again, and it goes on from there."
        )
        raise


def interruptibly(work: Callable[[], T], stop: Callable[[], object]) -> T:
    """What `work` gives, which may stand in foreign code: Python hears no signal there, so it has a thread of its own.

    When this run is cancelled `stop` ends the work.
    """
    done: Future[T] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:  # noqa: BLE001 - raised again below
            done.set_exception(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        return done.result()
    except KeyboardInterrupt:
        stop()
        thread.join(STOPPED)
        raise


class ProgressLine:
    """Called with an event of core.wallet; shows each once."""

    __slots__ = ("_last", "_screen")

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._last = ""

    def __call__(self, event: Event) -> None:
        """Show one line."""
        text = doing(**asdict(event), time=duration(event.seconds))
        if text != self._last:
            self._screen.say(text)
        self._last = text
