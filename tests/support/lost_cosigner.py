"""A co-signer that is lost, and another one that takes its place at the same computer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from core.keys.record import KeyRecord
from core.recovery.sheet import Sheet
from core.role import Role
from core.transport.link.identity import pin_of
from core.transport.pairing_purpose import PairingPurpose
from core.wallet.events import silent
from core.wallet.replacing import Replacing
from tests.support.lost_device import LostDevice, opened, pair, peer, template
from tests.support.sheets import a_sheet
from tests.support.two_homes import COSIGNER, CosignerSide, Line, Side, TwoHomes

NEW = b"certificate of the new co-signer"
PIN, OLD_PIN = pin_of(NEW), pin_of(COSIGNER)


def sheet() -> Sheet:
    """Of the co-signer that is lost."""
    return a_sheet(Role.P2)


@cache
def _template() -> Path:
    return template("lost_cosigner", _paired)


def _paired(homes: TwoHomes) -> None:
    with homes.computer.records.write() as write:
        write.peer(OLD_PIN, peer(COSIGNER, "old"))
        write.peer(PIN, peer(NEW, "new", PairingPurpose.REPLACE))


class NewCosigner(CosignerSide):
    """The one that takes the place."""

    certificate = NEW


class LostCosigner(LostDevice):
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

    @property
    def asks(self) -> Side:
        return self.computer

    def connect_new(self, certificate: bytes | None = None) -> Line:
        before, self.cosigner = self.cosigner, self.new
        try:
            return self.connect(certificate)
        finally:
            self.cosigner = before

    @property
    def there(self) -> KeyRecord:
        """The wallet with a copy, at the new co-signer."""
        return self.new.records.keys[self.key.key_id]

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


@contextmanager
def lost_cosigner(folder: Path) -> Iterator[LostCosigner]:
    """In `folder`."""
    with opened(folder, _template(), LostCosigner) as homes:
        yield homes
