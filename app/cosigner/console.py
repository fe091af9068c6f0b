"""The person at the co-signer: what waits, yes, no, the rules; and the prompt of a `serve` that runs in a terminal."""

from __future__ import annotations

import argparse
import contextlib
import select
import sys
import threading
from collections.abc import Mapping
from typing import Any, Protocol

from app.cosigner.home import ask
from app.terminal import Screen, plain, sats, whole
from core.errors import TandemError

POLL_SECONDS = 0.5
LOOK_SECONDS = 2.0  # nobody has read a request in less (W5)
WARNINGS = {"fee": "the fee is out of proportion (approve with --accept-fee)"}


def approvals(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner approvals`."""
    found = ask(args, screen, "approvals", {})
    lines = [line for request in found["approvals"] for line in [*describe(request), ""]]
    screen.answer(found, lines[:-1] or ["Nothing waits for you."])


def approve(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner approve ID [--accept-fee]`."""
    done = ask(args, screen, "approve", {"id": args.id, "accept_fee": "accept_fee" in args})
    screen.answer(done, ["Approved. It is signed as soon as the computer is on-line."])


def refuse(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner refuse ID --reason TEXT`."""
    done = ask(args, screen, "refuse", {"id": args.id, "reason": args.reason})
    screen.answer(done, ["Refused. Nothing is signed."])


def policy_show(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner policy show [NAME]`."""
    found = ask(args, screen, "policy_show", {"name": getattr(args, "name", None)})
    screen.answer(found, _text(found))


def policy_set(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner policy set [NAME] --approve-below SATS`."""
    below = whole(args.approve_below, "--approve-below")
    done = ask(args, screen, "policy_set", {"name": getattr(args, "name", None), "approve_below": below})
    text = f"Up to {sats(below)} need no approval." if below else "Every payment asks."
    screen.answer(done, [text])


def address(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner address NAME [INDEX|ADDRESS]`."""
    found = ask(args, screen, "address", {"name": args.name, "which": getattr(args, "which", None)})
    screen.answer(found, _text(found))


def status(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner status`."""
    found = ask(args, screen, "status", {})
    screen.answer(found, _text(found))


def describe(request: Mapping[str, Any]) -> list[str]:
    """One request as the co-signer read it, line by line."""
    network = f" on {plain(str(request['network']))}" if request.get("network") else ""
    lines = [f"Request {plain(str(request['id']))}   wallet {plain(str(request['wallet']))}{network}"]
    if request["kind"] == "unlock":
        return [*lines, "  unlock this wallet's key"]
    lines += [f"  pay {sats(pay['sats'])} to {_fours(str(pay['address']))}" for pay in request["pays"]]
    lost = "yours, but where no program will find it"
    lines += [f"  lose {sats(pay['sats'])} to {_fours(str(pay['address']))}: {lost}" for pay in request["unfindable"]]
    lines += [f"  {sats(pay['sats'])} to yourself at {_fours(str(pay['address']))}" for pay in request["to_self"]]
    if not (request["pays"] or request["unfindable"]):
        lines.append("  nothing leaves but the fee")
    lines.append(f"  fee {sats(request['fee'])}")
    lines += [f"  ! {WARNINGS.get(word, plain(str(word)))}" for word in request["warnings"]]
    return lines


def _fours(text: str) -> str:
    """An address in groups of four, as both screens show it."""
    safe = plain(text)
    return " ".join(safe[i : i + 4] for i in range(0, len(safe), 4))


def _text(found: object, indent: str = "") -> list[str]:
    """Nested values as indented lines."""
    if not isinstance(found, Mapping):
        return [indent + _word(found)]
    lines = []
    for key, item in found.items():
        name = plain(str(key)).replace("_", " ")
        if isinstance(item, Mapping) or (isinstance(item, list) and any(isinstance(part, Mapping) for part in item)):
            lines.append(f"{indent}{name}")
            for part in item if isinstance(item, list) else [item]:
                lines += _text(part, indent + "  ")
        else:
            lines.append(f"{indent}{name}: {_word(item)}")
    return lines


def _word(item: object) -> str:
    if isinstance(item, list):
        return ", ".join(_word(part) for part in item) or "none"
    if item is None or isinstance(item, bool):
        return {None: "none", True: "yes", False: "no"}[item]
    return plain(str(item))


def _forget_typed() -> None:
    with contextlib.suppress(ImportError, OSError):  # nothing that can be typed into
        import termios

        if sys.stdin.isatty():
            termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)


class Decides(Protocol):
    """What the prompt needs of a co-signer."""

    def command(self, name: str, args: dict[str, Any]) -> dict[str, Any]:
        """Answer one command of the person. Raises TandemError."""
        ...


class Console:
    """Shows new requests of a running `serve` and takes y or n, while somebody sits at its terminal."""

    def __init__(self, cosigner: Decides, screen: Screen) -> None:
        self._cosigner = cosigner
        self._screen = screen
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin, if there is a terminal and nobody wants JSON."""
        if sys.stdin is None or not sys.stdin.isatty() or self._screen.as_json:
            return
        self._thread = threading.Thread(target=self._watch, name="console", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End; a question on the screen is left unanswered."""
        self._over.set()
        if self._thread is not None:
            self._thread.join(2 * POLL_SECONDS)

    def _watch(self) -> None:
        seen: set[str] = set()
        while not self._over.wait(POLL_SECONDS):
            try:
                waiting = self._cosigner.command("approvals", {})["approvals"]
                for request in waiting:
                    if request["id"] not in seen:
                        seen.add(request["id"])
                        self.decide(request)
            except TandemError as error:
                self._screen.say(error.message)

    def decide(self, request: Mapping[str, Any]) -> None:
        """Show one request and carry out the person's answer. No answer leaves it waiting.

        What was typed before the question, to another one or to none, is no answer to it.
        """
        self._screen.say("\n" + "\n".join(describe(request)))
        self._over.wait(LOOK_SECONDS)
        word = self._line("Approve? y = yes, n = no, Enter = later:")
        if word in {"y", "yes"}:
            accept = "fee" in request["warnings"]
            if accept and self._line("The fee is out of proportion. Type fee to accept it:") != "fee":
                self._screen.say("Left waiting.")
                return
            self._cosigner.command("approve", {"id": request["id"], "accept_fee": accept})
            self._screen.say("Approved.")
        elif word in {"n", "no"}:
            reason = self._line("Reason the computer is told (Enter = none):") or "Refused on the co-signer."
            self._cosigner.command("refuse", {"id": request["id"], "reason": reason})
            self._screen.say("Refused. Nothing is signed.")
        elif not self._over.is_set():
            self._screen.say("Left waiting; `tandem-cosigner approvals` lists it.")

    def _line(self, question: str) -> str:
        """One line from the terminal, given up when the program ends."""
        _forget_typed()
        self._screen.say(question)
        while not self._over.is_set():
            if select.select([sys.stdin], [], [], POLL_SECONDS)[0]:
                return sys.stdin.readline().strip()
        return ""
