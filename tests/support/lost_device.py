"""A pair, and a new device that takes the place of one of the two."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from core.home.records import Peer
from core.keys.record import KeyRecord
from core.role import Role
from core.transport.link.identity import pin_of
from core.transport.pairing_purpose import PairingPurpose
from core.wallet.cosigner_client import CosignerClient
from tests.support.scratch import scratch
from tests.support.sheets import MADE, a_sheet
from tests.support.two_homes import NAME, NETWORK, Line, Side, TwoHomes, make_home

WITHOUT = "from before"  # the name of a wallet that was made before there were sheets
HOMES = ("computer", "cosigner", "new")


def peer(certificate: bytes, host: str = "", purpose: PairingPurpose = PairingPurpose.NEW, since: int = 0) -> Peer:
    """Paired, its words compared; `host`: of a co-signer."""
    return Peer(certificate, host, int(host != ""), MADE, words_compared=True, purpose=purpose, since=since)


def pair(cosigner: Side, certificate: bytes, purpose: PairingPurpose) -> None:
    """At the co-signer, now."""
    with cosigner.records.write() as write:
        write.peer(pin_of(certificate), peer(certificate, purpose=purpose, since=cosigner.seconds()))


def template(name: str, paired: Callable[[TwoHomes], None]) -> Path:
    """Two wallets; the second one has sealed copies on both sides. And an empty home that the pair is `paired` with."""
    folder = scratch(name)
    for home in HOMES:
        make_home(folder / home)
    homes = TwoHomes(folder)
    homes.client.new_key(WITHOUT, NETWORK)
    for side, role in ((homes.computer, Role.P1), (homes.cosigner, Role.P2)):
        with side.records.write() as write:
            write.sheet(a_sheet(role).kept(MADE))
    homes.client.new_key(NAME, NETWORK)
    paired(homes)
    homes.computer.end()
    homes.cosigner.end()
    return folder


def named(side: Side) -> KeyRecord:
    """The wallet with copies."""
    return next(row for row in side.records.keys.values() if row.name == NAME)


class LostDevice(TwoHomes):
    """The pair, and beside it `new`, whose line to the one that is left is `new_client`."""

    new: Side

    def begin_new(self) -> None:
        """The program of the computer on that line."""
        clock, computer = self.clock, self.asks
        self.new_client = CosignerClient(
            computer.records, self.connect_new, clock.now, clock.monotonic, lambda seconds: self.pause(seconds)
        )

    @property
    def asks(self) -> Side:
        """The computer on the new line."""
        raise NotImplementedError

    def connect_new(self) -> Line:
        """That line."""
        raise NotImplementedError

    @property
    def key(self) -> KeyRecord:
        """The wallet with a copy, at the computer of the pair."""
        return named(self.computer)

    @property
    def kept(self) -> KeyRecord:
        """The same at its co-signer."""
        return named(self.cosigner)

    def restart_new(self) -> None:
        """Whoever is dead starts again."""
        self.new_client.close()
        if not self.new.alive:
            self.new.start()
        self.restart()
        self.begin_new()


H = TypeVar("H", bound=LostDevice)


@contextmanager
def opened(folder: Path, template: Path, made: Callable[[Path], H]) -> Iterator[H]:
    """A copy of the template in `folder`."""
    for side in HOMES:
        shutil.copytree(template / side, folder / side)
    homes = made(folder)
    try:
        yield homes
    finally:
        for each in (homes.computer, homes.cosigner, homes.new):
            if each.alive:
                each.end()
