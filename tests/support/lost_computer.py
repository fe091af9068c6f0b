"""A computer that is lost, and another one that takes its place at the same co-signer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

from core.keys.record import KeyRecord, share_of
from core.keys.restore import SETTLING
from core.protocol.progress import ProgressStep
from core.recovery.sheet import Sheet
from core.role import Role
from core.transport.link.identity import pin_of
from core.transport.pairing_purpose import PairingPurpose
from core.wallet.events import Event
from core.wallet.restoring import Restoring
from tests.support.lost_device import WITHOUT, LostDevice, opened, pair, peer, template
from tests.support.sheets import a_sheet
from tests.support.two_homes import COSIGNER, Line, Side, TwoHomes

__all__ = ["NEW", "OLD_PIN", "PIN", "WITHOUT", "Lost", "as_old", "lost", "pair", "sheet", "x_of"]

NEW = b"certificate of the new computer"
PIN, OLD_PIN = pin_of(NEW), pin_of(b"certificate of the computer")
HOUR = 3600


def sheet() -> Sheet:
    """Of the computer that is lost."""
    return a_sheet(Role.P1)


@cache
def _template() -> Path:
    return template("lost", _paired)


def _paired(homes: TwoHomes) -> None:
    with homes.cosigner.records.write() as write:
        write.peer(OLD_PIN, peer(homes.certificate))
    pair(homes.cosigner, NEW, PairingPurpose.RESTORE)


class Lost(LostDevice):
    """Beside the pair a new computer, which was paired to bring back wallets."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.new = Side(folder / "new", self.clock)
        self.begin_new()

    @property
    def asks(self) -> Side:
        return self.new

    def connect_new(self) -> Line:
        return self.connect(NEW, self.new.records.handshakes_with(pin_of(COSIGNER)).ours)

    @property
    def back(self) -> KeyRecord:
        """The wallet with a copy, at the new computer."""
        return self.new.records.keys[self.kept.key_id]

    def restoring(self, words: Sheet | None = None) -> Restoring:
        return Restoring(self.new.records, self.new_client, words or sheet(), PIN, self.clock.now)

    def approve(self) -> None:
        """The person at the co-signer says yes."""
        (asked,) = [one for one in self.cosigner.admin.approvals() if one.kind == "restore" and not one.approved]
        self.cosigner.admin.approve(asked.id, proven=True)

    def person(self, event: Event) -> None:
        """A person there, and time: yes, and a day later."""
        if event.step is ProgressStep.RESTORE_WAITS:
            self.approve()
        if event.step is ProgressStep.SETTLES:
            self.clock.sleep(SETTLING)

    def restore(self, progress: Callable[[Event], None] | None = None) -> tuple[str, ...]:
        """The whole of it; the old computer is away."""
        self.client.close()
        return self.restoring().run(progress or self.person)

    def use_new(self) -> None:
        """From now on the new computer is the one that pays."""
        self.new_client.close()
        self.certificate, self.computer, self.new = NEW, self.new, self.computer
        self._begin()


def as_old(homes: Lost, created: int = 1) -> None:
    """The keys were made long ago."""
    with homes.cosigner.records.write() as write:
        for row in homes.cosigner.records.keys.values():
            write.key(replace(row, created=created))


def x_of(row: KeyRecord) -> int:
    """Its half."""
    return share_of(row).x.reveal()


@contextmanager
def lost(folder: Path) -> Iterator[Lost]:
    """In `folder`."""
    with opened(folder, _template(), Lost) as homes:
        yield homes
