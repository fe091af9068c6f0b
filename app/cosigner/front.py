"""What a `serve` shows in its terminal: the screen, plain lines and a prompt, or nothing where there is no terminal."""

from __future__ import annotations

import argparse
import os
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from app.config import Config
from app.cosigner.console import Console
from app.cosigner.home import anchor_of, database_of
from app.passphrase import named_file, passphrase
from app.terminal import Screen, debugging
from core.platform.here import here
from core.secret import Secret

if TYPE_CHECKING:
    from core.cosigner.api import ConsoleApi, CosignerApi

_NO_SCREENS = {"", "dumb", "unknown"}  # $TERM


class Front(Protocol):
    """Stands between the co-signer and the person at its terminal."""

    def start(self) -> None:
        """Show something, if there is anybody to show it to."""

    def stop(self) -> None:
        """Leave the terminal as it was."""


def front(
    args: argparse.Namespace, config: Config, opened: CosignerApi, stop: Callable[[], object], screen: Screen
) -> Front:
    """The screen where a person sits at a terminal that can show one; plain lines with --plain. `stop` ends `serve`;
    it may take its time."""
    if not (screen.as_json or "with_input" in args) and sys.stdin.isatty():
        here.survive_terminal()  # one that goes away ends no co-signer
    if "plain" in args or "with_input" in args or not _can_show(screen):
        return Console(opened.admin, screen)
    from app.cosigner.desk_screen import DeskScreen
    from core.cosigner.opening import connect

    typed = named_file(args, config) is None

    def proved(text: str) -> ConsoleApi:
        secret = Secret(text.encode()) if typed else passphrase(args, config, screen)
        return connect(config.home, lambda: secret, anchor_of(config), database_of(args, config))

    here.stay_in_front()  # a co-signer that is suspended signs nothing

    def leave() -> None:
        threading.Thread(target=stop, daemon=True).start()

    return DeskScreen(opened.admin, proved, leave, screen, asks=typed)


def _can_show(screen: Screen) -> bool:
    if screen.as_json or debugging() or os.environ.get("TERM", "") in _NO_SCREENS:
        return False  # traces of a program that is looked into would be written over it
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    return here.is_typed_to()
