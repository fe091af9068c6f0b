"""What is typed on the co-signer's machine before it can be paired: from nothing there to a service, or by hand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app import __version__
from app.desktop.pages.onboarding.setup import command
from app.desktop.widgets import Card, Col, Segmented, Text, empty, fill
from app.desktop.widgets.layout import Item

translate = QCoreApplication.translate

PORT = 7420
COMMANDS = ("tandem-cosigner init", f"tandem-cosigner serve --listen 0.0.0.0:{PORT}", "tandem-cosigner pair")
INTEL, ARM = "amd64", "arm64"  # as Debian calls them


def file(architecture: str) -> str:
    """The co-signer's package for a kind of processor."""
    return f"tandem-cosigner_{__version__}_{architecture}.deb"


def service(architecture: str) -> tuple[str, ...]:
    """From the two files that were downloaded to a link: packaging/linux/cosigner.md has the same with its reasons."""
    return (
        "sha256sum --check --ignore-missing SHA256SUMS",
        f"sudo apt install ./{file(architecture)}",
        "tandem-cosigner-service init",
        "tandem-cosigner-service --enable",
        "tandem-cosigner-service pair",
    )


class OnTheMachine(Card):
    """The steps for the kind of machine that is chosen."""

    def __init__(self) -> None:
        super().__init__(title=translate("Onboarding", "On the co-signer, a second machine of yours"), gap=10)
        kinds = [
            translate("Onboarding", "Debian, Ubuntu"),
            "Raspberry\u00a0Pi",
            translate("Onboarding", "Rented (VPS)"),
            translate("Onboarding", "By hand"),
        ]
        self.kind = Segmented(kinds, 0, translate("Onboarding", "What kind of machine it is"))
        self.kind.changed.connect(lambda _: self._show())
        self.steps = Col(gap=10)
        self.add(self.kind, self.steps)
        self._show()

    def _show(self) -> None:
        empty(self.steps)
        fill(self.steps, [self._debian, self._raspberry, self._rented, _by_hand][self.kind.current()]())

    def _debian(self) -> list[Item]:
        where = translate("Onboarding", "A home server or a second computer with Debian 12, Ubuntu 24.04 or newer.")
        return [Text(where, "body", "text2", wrap=True), *_installed(INTEL)]

    def _raspberry(self) -> list[Item]:
        where = translate("Onboarding", "A Raspberry Pi 3, 4 or 5 with its 64-bit system of 2023 or newer.")
        return [Text(where, "body", "text2", wrap=True), *_installed(ARM)]

    def _rented(self) -> list[Item]:
        where = translate(
            "Onboarding",
            "With Debian 12, Ubuntu 24.04 or newer, and the ports {0} and {1} open. Reach it from a third device, such "
            "as a phone, never from this computer: whoever controls it would see the passphrase and what you approve.",
        ).format(PORT, PORT + 1)
        return [Text(where, "body", "text2", wrap=True), *_installed(INTEL)]


def _installed(architecture: str) -> list[Item]:
    """Download, check, install, make a home, start, pair."""
    lines = (
        translate("Onboarding", "Download {0} and SHA256SUMS there, from where you got Tandem. Check: it says OK"),
        translate("Onboarding", "Install it"),
        translate("Onboarding", "Make its home, with a passphrase of its own"),
        translate("Onboarding", "Let it run, now and whenever the machine starts: that passphrase once more"),
        translate("Onboarding", "Make a link"),
    )
    return typed([line.format(file(architecture)) for line in lines], service(architecture))


def _by_hand() -> list[Item]:
    lines = (
        translate("Onboarding", "Once: make its home, with a passphrase of its own"),
        translate("Onboarding", "Let it run; it must stay on"),
        translate("Onboarding", "In a second terminal there: make a link"),
    )
    return typed(lines, COMMANDS)


def typed(lines: Sequence[str], commands: Sequence[str]) -> list[Item]:
    """Each command below what it does; numbered where there are several."""
    copy = translate("Onboarding", "Copy the command")
    parts: list[Item] = []
    for number, (words, text) in enumerate(zip(lines, commands, strict=True), 1):
        said = f"{number}.  {words}" if len(lines) > 1 else words
        parts.append(Col(Text(said, "small", "text2", wrap=True), command(text, copy), gap=5))
    return parts
