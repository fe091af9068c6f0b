"""Commands of `tandem-cosigner` about its page: web admit, passkey, ca, pin, list, revoke."""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

from app.answers import object_of
from app.cosigner.home import cosigner
from app.cosigner.waking import woken_by
from app.terminal import Screen, plain

if TYPE_CHECKING:
    from core.cosigner.api import BrowserView

QUIET = 2  # modules around a code; four take room that a terminal may not have


def admit(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner web admit [--show-link]`: ends when a browser was admitted, or the link is over."""

    from core.cosigner.api import AdmissionScreen

    def show(url: str) -> None:
        code = [] if screen.as_json else qr_lines(url)
        screen.answer({"url": url}, [*code, url] if "show_link" in args else code, last=False)
        screen.say("Read this with your phone's camera. It lives five minutes and works once.")

    def confirm(browser: BrowserView) -> bool:
        for one in arrived(browser):
            screen.say(one)
        return screen.confirm("Does the browser in your hand show this code?")

    with screen.passing():
        found = cosigner(args, screen).admit_browser(AdmissionScreen(show, confirm))
    screen.say(f"Admitted: {plain(found.name)}. To end that: tandem-cosigner web revoke NAME")


def arrived(browser: BrowserView) -> list[str]:
    """Which browser it is, before the person says that it is theirs."""
    near = [
        "! THAT IS THE ADDRESS OF A LINKED COMPUTER. A browser there is that computer.",
        "! Say yes only to another device behind the same address; it can look and refuse, not approve.",
    ]
    return [
        f"A browser asks to be admitted: {plain(browser.name)}, from {plain(browser.address)}",
        *(near if browser.at_computer else []),
        f"It shows the code {plain(browser.code)}",
    ]


def passkey(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner web passkey NAME`."""

    def show(code: str) -> None:
        screen.answer({"code": code}, [f"Code: {code}"], last=False)
        screen.say("On that device open the page, then Passkey, and type this code. It lives five minutes.")

    with screen.passing():
        found = cosigner(args, screen).add_passkey(args.name, show)
    screen.say(f"{plain(found.name)} approves with its passkey from now on, and with no PIN any more.")


def authority(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner web ca HOST`."""
    made = cosigner(args, screen).new_certificate(args.host)
    lines = [
        f"For {made.host} alone, until {_day(made.until)}. SHA-256 fingerprint, which the phone shows too:",
        made.fingerprint,
        f"Start `serve --web ADDRESS:PORT` again; then on the phone: https://{made.host}:PORT/ca.crt",
    ]
    screen.answer(object_of(made), lines)


def pin(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner web pin`."""
    with screen.passing():
        made = cosigner(args, screen).new_pin().pin
        screen.answer({"pin": made}, [f"The page's PIN: {made}"])
        if screen.out.isatty() and not screen.as_json:
            screen.ask("Learn it, or keep it where the phone is not. Enter clears it away.")


def browsers(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner web list`."""
    desk = cosigner(args, screen)
    found, wake = desk.browsers(), desk.wake()
    lines = [
        f"{plain(one.name)} ({one.id}): admitted {_day(one.admitted)}, here last {_day(one.used)}, {plain(one.address)}"
        + ", woken when something waits" * one.woken
        + (f", passkey of {_day(one.passkey)}" if one.passkey else "")
        for one in found
    ]
    shown = {"browsers": [object_of(one) for one in found], "wake": object_of(wake)}
    screen.answer(shown, [*(lines or ["No browser is admitted."]), *woken_by(wake)])


def revoke(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner web revoke NAME`."""
    found = cosigner(args, screen).revoke_browser(args.name)
    screen.answer(object_of(found), [f"{plain(found.name)} gets in no more."])


def _day(at: int) -> str:
    return time.strftime("%Y-%m-%d", time.localtime(at))


def qr_lines(text: str) -> list[str]:
    """A QR code for a terminal: two modules of height in a character, light on dark or dark on light, whichever the
    terminal is; readers take both."""
    import segno

    rows = [[0, *row, 0] for row in segno.make(text, error="l", micro=False).matrix_iter(border=QUIET - 1)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    halves = {(0, 0): "█", (0, 1): "▀", (1, 0): "▄", (1, 1): " "}  # what is light is drawn: most terminals are dark
    return [
        "".join(halves[bool(above), bool(below)] for above, below in zip(rows[at], rows[at + 1], strict=True))
        for at in range(0, len(rows), 2)
    ]
