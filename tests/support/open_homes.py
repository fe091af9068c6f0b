"""Both homes open in this process: real vaults, a co-signer that serves on loopback, and a wallet paired with it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar

import pytest

from core.cosigner import opening as cosigner_opening
from core.cosigner.api import ConsoleApi, MetComputer, PairedComputer, PairingScreen
from core.cosigner.page_api import PagedCosigner
from core.errors import TandemError
from core.protocol.progress import ProgressStep
from core.secret import Secret
from core.storage import keys
from core.wallet.api import Confirm, Event, OpenWallet, PairedCosigner
from core.wallet.opening import create_or_open

PASSPHRASE, OTHER = Secret(b"correct horse battery staple"), Secret(b"other words altogether")
HOST, NAME, NETWORK = "127.0.0.1", "savings", "regtest"
H = TypeVar("H", bound="OpenHomes")

PATIENCE = 60.0  # seconds, after which a test gives up


class Serving:
    """A co-signer's home, open and answering on a thread, until `stop()`."""

    def __init__(self, home: Path, listen: str = f"{HOST}:0", advertise: str | None = None) -> None:
        self.home = home
        self.cosigner: PagedCosigner = cosigner_opening.open_cosigner(home, PASSPHRASE)
        self.error: TandemError | None = None
        host, _, port = listen.rpartition(":")
        told: queue.Queue[str | None] = queue.Queue()

        def serve() -> None:
            try:
                self.cosigner.serve((host, int(port)), 0, advertise, told.put)
            except TandemError as error:
                self.error = error
                told.put(None)

        self._thread = threading.Thread(target=serve, daemon=True)
        self._thread.start()
        self.listening = told.get(timeout=PATIENCE) or ""

    @property
    def console(self) -> ConsoleApi:
        """Another program of the same home."""
        return cosigner_opening.connect(self.home, lambda: PASSPHRASE)

    def stop(self) -> None:
        """End, and free the home."""
        self.cosigner.stop()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        self.cosigner.close()


class Pairing:
    """A pairing that another program of the co-signer's home has begun. `same`: what its person says of the words."""

    def __init__(self, console: ConsoleApi, *, same: bool | None = True) -> None:
        links: queue.Queue[str] = queue.Queue()
        words: queue.Queue[tuple[str, ...]] = queue.Queue()
        self.paired: PairedComputer | None = None
        self.error: TandemError | None = None
        self.met: list[MetComputer] = []  # which computer the person was told it is

        def pair() -> None:
            confirm = None if same is None else (lambda: same)
            try:
                self.paired = console.pair(PairingScreen(links.put, words.put, confirm, self.met.append))
            except TandemError as error:
                self.error = error
                links.put("")

        self._thread = threading.Thread(target=pair, daemon=True)
        self._thread.start()
        self.link, self._words = links.get(timeout=PATIENCE), words

    def compare(self, lines: list[str]) -> int | None:
        """What a careful person at the computer does: looks at the other screen, then at this one."""
        shown = list(self._words.get(timeout=PATIENCE))
        return next(number for number, line in enumerate(lines) if line.split() == shown)

    def end(self) -> Pairing:
        """It is over."""
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        return self


class OpenHomes:
    """A wallet with one key, and its co-signer."""

    def __init__(self, place: Path) -> None:
        cosigner_opening.create(place / "cosigner", PASSPHRASE).close()
        self.place, self.url = place, ""  # of an Electrum server, once there is one
        self.serving = Serving(place / "cosigner")
        self.wallet: OpenWallet = create_or_open(place / "wallet", PASSPHRASE)

    def pair(self, *, same: bool | None = True, confirm: Confirm | None = None) -> tuple[PairedCosigner, Pairing]:
        """Bind the two."""
        pairing = Pairing(self.serving.console, same=same)
        found = self.wallet.pair(pairing.link, pairing.compare if confirm is None and same is not None else confirm)
        return found, pairing.end()

    def approve(self, event: Event) -> None:
        """The person at the co-signer says yes to what is asked. A `progress` of the wallet."""
        if event.step is ProgressStep.WAITING:
            for asked in self.serving.cosigner.admin.approvals():
                self.serving.cosigner.admin.approve(asked.id, accept_fee=True)

    def restart_cosigner(self) -> None:
        """It ends and serves again where it did."""
        listening = self.serving.listening
        self.serving.stop()
        self.serving = Serving(self.place / "cosigner", listening)

    def close(self) -> None:
        self.wallet.close()
        self.serving.stop()


@contextmanager
def cheap_vaults() -> Iterator[None]:
    """Vaults that open at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "parameters_for", lambda _role: keys.FLOOR)
        yield


@contextmanager
def open_homes(place: Path) -> Iterator[OpenHomes]:
    """Paired, with a key of NAME."""
    with homes_of(OpenHomes, place) as homes:
        yield homes


@contextmanager
def homes_of(kind: type[H], place: Path) -> Iterator[H]:
    """The same of a kind that can do more."""
    with cheap_vaults(), ExitStack() as stack:
        homes = kind(place)
        stack.callback(homes.close)
        homes.pair()
        homes.wallet.new_key(NAME, NETWORK)
        yield homes
