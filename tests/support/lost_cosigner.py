"""A co-signer that is lost, and another one that takes its place at the same computer."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from core.home.records import Peer
from core.keys.record import KeyRecord
from core.recovery.sheet import Sheet
from core.role import Role
from core.transport.link.identity import pin_of
from core.transport.pairing_purpose import PairingPurpose
from core.wallet.cosigner_client import CosignerClient
from core.wallet.events import silent
from core.wallet.replacing import Replacing
from tests.support.lost_computer import WITHOUT, pair
from tests.support.scratch import scratch
from tests.support.sheets import MADE, a_sheet
from tests.support.two_homes import COSIGNER, NAME, NETWORK, CosignerSide, Line, TwoHomes, make_home

NEW = b"certificate of the new co-signer"
PIN, OLD_PIN = pin_of(NEW), pin_of(COSIGNER)


def sheet() -> Sheet:
    """Of the co-signer that is lost."""
    return a_sheet(Role.P2)


@cache
def _template() -> Path:
    """Two wallets; the second one has sealed copies on both sides. And an empty home, paired for it."""
    folder = scratch("lost_cosigner")
    for name in ("computer", "cosigner", "new"):
        make_home(folder / name)
    homes = TwoHomes(folder)
    homes.client.new_key(WITHOUT, NETWORK)
    for side, role in ((homes.computer, Role.P1), (homes.cosigner, Role.P2)):
        with side.records.write() as write:
            write.sheet(a_sheet(role).kept(MADE))
    homes.client.new_key(NAME, NETWORK)
    with homes.computer.records.write() as write:
        write.peer(OLD_PIN, Peer(COSIGNER, "old", 1, MADE, words_compared=True))
        write.peer(PIN, Peer(NEW, "new", 1, MADE, words_compared=True, purpose=PairingPurpose.REPLACE))
    homes.computer.end()
    homes.cosigner.end()
    return folder


class NewCosigner(CosignerSide):
    """The one that takes the place."""

    certificate = NEW


class LostCosigner(TwoHomes):
    """Beside the pair a new co-signer, with which the computer was paired to replace one."""

    new: CosignerSide

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.new = NewCosigner(folder / "new", self.clock)
        self.pair()
        self.begin_new()

    def pair(self, certificate: bytes | None = None) -> None:
        """The computer, or the one of this certificate, with the new one, now."""
        pair(self.new, certificate or self.certificate, PairingPurpose.REPLACE)

    def begin_new(self) -> None:
        """The computer's line to the new one."""
        clock = self.clock
        self.new_client = CosignerClient(
            self.computer.records, self.connect_new, clock.now, clock.monotonic, lambda seconds: self.pause(seconds)
        )

    def connect_new(self, certificate: bytes | None = None) -> Line:
        before, self.cosigner = self.cosigner, self.new
        try:
            return self.connect(certificate)
        finally:
            self.cosigner = before

    @property
    def key(self) -> KeyRecord:
        """The wallet with a copy, at the computer."""
        return next(row for row in self.computer.records.keys.values() if row.name == NAME)

    @property
    def there(self) -> KeyRecord:
        """The same at the new co-signer."""
        return self.new.records.keys[self.key.key_id]

    @property
    def kept(self) -> KeyRecord:
        """The same at the lost one."""
        return self.cosigner.records.keys[self.key.key_id]

    def type_words(self, words: Sheet | None = None) -> None:
        """The person at the new co-signer."""
        self.new.admin.restore_from((words or sheet()).words)

    def replacing(self) -> Replacing:
        return Replacing(self.computer.records, self.new_client, self.clock.now)

    def replace(self) -> tuple[str, ...]:
        """The whole of it, both persons at work."""
        self.type_words()
        return self.replacing().run(silent)

    def use_new(self) -> None:
        """From now on payments are signed with the new one."""
        self.new_client.close()
        self.client.close()
        self.cosigner, self.new = self.new, self.cosigner
        self._begin()

    def restart_new(self) -> None:
        """Whoever is dead starts again."""
        self.new_client.close()
        if not self.new.alive:
            self.new.start()
        self.restart()
        self.begin_new()


@contextmanager
def lost_cosigner(folder: Path) -> Iterator[LostCosigner]:
    """In `folder`."""
    for side in ("computer", "cosigner", "new"):
        shutil.copytree(_template() / side, folder / side)
    homes = LostCosigner(folder)
    try:
        yield homes
    finally:
        for each in (homes.computer, homes.cosigner, homes.new):
            if each.alive:
                each.end()
