"""Commands of `tandem-cosigner` that make, run and bind it: init, serve, pair."""

from __future__ import annotations

import argparse
import contextlib
import signal
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from app.arguments import endpoint, reachable
from app.cosigner.console import Console
from app.cosigner.home import ask, config_of
from app.passphrase import passphrase
from app.start import Terminated
from app.terminal import Screen, UsageError
from core.errors import BadInput

T = TypeVar("T")


def init(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner init [--practice]`."""
    from core.cosigner import Cosigner

    config, practice = config_of(args), "practice" in args
    Cosigner.create(config.home, passphrase(args, config, screen, new=True), practice=practice).close()
    kind = "A practice co-signer" if practice else "The co-signer"
    screen.answer(
        {"home": str(config.home), "practice": practice},
        [f"{kind} lives in {config.home} now.", "Next: tandem-cosigner serve --listen HOST:PORT"],
    )


def serve(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner serve --listen HOST:PORT`: until it is told to stop."""
    with contextlib.suppress(Terminated):  # told so before it listens
        _serve(args, screen)
    screen.say("Stopped.")


def _serve(args: argparse.Namespace, screen: Screen) -> None:
    from core.cosigner import Cosigner

    def stop(_number: int, _frame: object) -> None:
        threading.Thread(target=cosigner.stop, daemon=True).start()  # never from inside the wait it interrupts

    config = config_of(args)
    listen = _setting(args, "listen", config.listen, endpoint)
    if listen is None:
        raise UsageError("Say where to listen: --listen HOST:PORT.")
    advertise = _setting(args, "advertise", config.advertise, reachable)
    pair_port = getattr(args, "pair_port", config.pair_port)
    cosigner = Cosigner.open(config.home, passphrase(args, config, screen))
    console = Console(cosigner, screen)

    def ready(where: dict[str, Any]) -> None:
        screen.answer(where, [f"Listening on {where['listening']}. Ctrl+C stops."], last=False)
        console.start()

    try:
        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        cosigner.serve(listen, pair_port, advertise, ready)
    finally:
        console.stop()
        cosigner.close()


def _setting(args: argparse.Namespace, name: str, configured: str, kind: Callable[[str], T]) -> T | None:
    """An option, else what config.toml says."""
    if name in args or not configured:
        return getattr(args, name, None)
    try:
        return kind(configured)
    except argparse.ArgumentTypeError as error:
        raise BadInput(f"config.toml: {name}: {error}.", "config") from None


def pair(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner pair [--confirm-words]`: ends when both persons have confirmed."""
    compared = "confirm_words" in args

    def show(event: dict[str, Any]) -> None:
        if event.get("event") == "link":
            screen.answer({"link": event["link"]}, [str(event["link"])], last=False)
            screen.say("Give this link to the computer: tandem pair -   It lives ten minutes and works once.")
        elif event.get("event") == "words":
            screen.say("\nThe four words:\n\n    " + "   ".join(event["words"]) + "\n")

    def decide(_question: dict[str, Any]) -> bool:
        return compared or screen.confirm("Did the computer's screen show the same words?")

    with screen.passing():
        ask(args, screen, "pair", {"confirm_words": compared}, show, decide)
    screen.say("Paired. This co-signer and that computer belong together now.")
