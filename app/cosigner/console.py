"""The person at the co-signer: what waits, yes, no, the rules; and the prompt of a `serve` that runs in a terminal."""

from __future__ import annotations

import argparse
import contextlib
import select
import sys
import threading
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from app.cosigner.home import ask
from app.terminal import Screen, plain, sats, shown, whole
from core.errors import TandemError

POLL_SECONDS = 0.5
LOOK_SECONDS = 2.0  # nobody has read a request in less (W5)
WARNINGS = {
    "fee": "The fee is out of proportion to what is paid; if that is meant, approve with --accept-fee.",
    "foreign-input": "Somebody else pays a part of this transaction.",
    "hint": "It spends from an address that is far beyond those in use.",
    "no-address": "One output has no address: it cannot be compared with anything.",
    "burnt": "Coins are put where nobody can ever spend them.",
    "data-output": "It writes data into the chain for good.",
    "unfindable": "Change goes where a restored wallet would not find it.",
    "change": "The change is in several or in very small coins.",
    "locktime": "It is valid only from a later time on.",
    "relative-lock": "It is valid only some time after the coins it spends.",
    "daily-limit": "What may be signed without asking is used up for today.",
    "locked": "This key is locked because a check failed that an honest computer passes.",
    "suspended": "This key is suspended after repeated faults of the computer.",
}


def approvals(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner approvals`."""
    found = ask(args, screen, "approvals", {})
    screen.answer(found, _desk(found))


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


def _desk(found: Mapping[str, Any]) -> Iterator[str]:
    """All that waits, for a person; nothing is worked out for whoever wants JSON."""
    requests = found.get("approvals", ())
    if not requests:
        yield "Nothing waits for you."
    for number, request in enumerate(requests):
        if number:
            yield ""
        yield from describe(request)


def describe(request: Mapping[str, Any]) -> list[str]:
    """One request as the co-signer read it, line by line. A `serve` of another version may say less or more."""
    network = f" on {shown(request['network'])}" if request.get("network") else ""
    lines = [f"Request {shown(request.get('id'))}   wallet {shown(request.get('wallet'))}{network}"]
    warnings = [f"  ! {WARNINGS.get(word, plain(str(word)))}" for word in request.get("warnings", ())]
    if request.get("kind") == "unlock":
        return [*lines, "  unlock this wallet's key", *warnings]
    pays, lost, own = (list(map(_place, request.get(key, ()))) for key in ("pays", "unfindable", "to_self"))
    lines += [f"  pay {amount} to {address}" for amount, address in pays]
    lines += [f"  lose {amount} to {address}: yours, but where no program will find it" for amount, address in lost]
    lines += [f"  {amount} to yourself at {address}" for amount, address in own]
    if not (pays or lost):
        lines.append("  nothing leaves but the fee")
    return [*lines, f"  fee {_amount(request.get('fee'))}", *warnings]


def _place(output: Mapping[str, Any]) -> tuple[str, str]:
    """Amount and address; an address is in groups of four, as both screens show it. What has none says so in words."""
    text = shown(output.get("address"))
    if text.isascii() and text.isalnum():
        text = " ".join(text[i : i + 4] for i in range(0, len(text), 4))
    return _amount(output.get("sats")), text


def _amount(item: object) -> str:
    return sats(item) if isinstance(item, int) else "an unknown amount"


def _text(found: object, indent: str = "") -> list[str]:
    """Nested values as indented lines."""
    if not isinstance(found, Mapping):
        return [indent + shown(found)]
    lines = []
    for key, item in found.items():
        name = plain(str(key)).replace("_", " ")
        if isinstance(item, Mapping) or (isinstance(item, list) and any(isinstance(part, Mapping) for part in item)):
            lines.append(f"{indent}{name}")
            for part in item if isinstance(item, list) else [item]:
                lines += _text(part, indent + "  ")
        else:
            lines.append(f"{indent}{name}: {shown(item, key)}")
    return lines


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
            accept = "fee" in request.get("warnings", ())
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
