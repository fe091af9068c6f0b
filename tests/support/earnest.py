"""The real window on a real wallet: its vault and passphrase, a co-signer that somebody else started, and a server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QDialog

from app.desktop.model.state import Phase
from app.practice_network.network import PracticeNetwork
from core.secret import Secret
from tests.support.other_side import OtherSide
from tests.support.practised import REAL, Desk, wait

PASSPHRASE = "correct horse battery staple"


class Earnest(Desk):
    """`settle()` makes it fit for the next test. The network is called regtest and is one of our own."""

    def __init__(self, place: Path, other: OtherSide, network: PracticeNetwork) -> None:
        super().__init__(place / "home", REAL)
        self.other, self.network = other, network
        self.passphrase = PASSPHRASE

    def settle(self) -> None:
        """Open, with a co-signer on-line and fresh pages."""
        for dialog in self.window.findChildren(QDialog):
            dialog.reject()
        self.other.well()
        if self.state.phase is not Phase.OPEN:
            self.store.write(phase=Phase.LOCKED)
            self.controller.unlock(Secret(self.passphrase.encode()))
            wait(lambda: self.state.phase is Phase.OPEN, "unlocked")
        self.controller.set(
            **{name: getattr(REAL, name) for name in REAL.__slots__ if name not in ("wallet", "servers")}
        )
        self.controller.watch()
        self.controller.ask_cosigner()
        wait(lambda: self.state.cosigner.online, "the co-signer")
        self.idle()
        self.window.resize(1120, 740)
        self.window.show_state(self.state, None)
        self.window.activateWindow()
        wait(self.window.isActiveWindow, "the window in front")

    def rest(self) -> None:
        """Nothing happens by itself until the next test."""
        self.controller.watch(on=False)
        self.idle()


@contextmanager
def earnest(place: Path) -> Iterator[Earnest]:
    """A window on a real wallet, stopped at the end whatever happens."""
    network, other = PracticeNetwork(place / "network"), OtherSide(place / "other")
    running: Earnest | None = None
    try:
        network.start()
        other.real_wallet(place / "home", PASSPHRASE.encode())
        running = Earnest(place, other, network)
        running.settle()
        yield running
    finally:
        if running is not None:
            running.stop()
        other.stop()
        network.stop()
