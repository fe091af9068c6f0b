"""A computer that is lost, and another one that takes its place at the same co-signer."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

from core.home.records import Peer
from core.keys.record import KeyRecord, share_of
from core.keys.restore import SETTLING
from core.protocol.progress import ProgressStep
from core.recovery.sheet import Sheet
from core.role import Role
from core.transport.link.identity import pin_of
from core.transport.pairing_purpose import PairingPurpose
from core.wallet.cosigner_client import CosignerClient
from core.wallet.events import Event
from core.wallet.restoring import Restoring
from tests.support.scratch import scratch
from tests.support.sheets import MADE, a_sheet
from tests.support.two_homes import COSIGNER, NAME, NETWORK, Line, Side, TwoHomes, make_home

NEW = b"certificate of the new computer"
PIN, OLD_PIN = pin_of(NEW), pin_of(b"certificate of the computer")
WITHOUT = "from before"  # the name of a wallet that was made before there were sheets
HOUR = 3600


def sheet() -> Sheet:
    """Of the computer that is lost."""
    return a_sheet(Role.P1)


def pair(cosigner: Side, certificate: bytes, purpose: PairingPurpose) -> None:
    """At the co-signer, now."""
    paired = Peer(certificate, "", 0, MADE, words_compared=True, purpose=purpose, since=cosigner.seconds())
    with cosigner.records.write() as write:
        write.peer(pin_of(certificate), paired)


@cache
def _template() -> Path:
    """Two wallets; the second one has sealed copies on both sides. And an empty home."""
    folder = scratch("lost")
    for name in ("computer", "cosigner", "new"):
        make_home(folder / name)
    homes = TwoHomes(folder)
    homes.client.new_key(WITHOUT, NETWORK)
    for side, role in ((homes.computer, Role.P1), (homes.cosigner, Role.P2)):
        with side.records.write() as write:
            write.sheet(a_sheet(role).kept(MADE))
    homes.client.new_key(NAME, NETWORK)
    with homes.cosigner.records.write() as write:
        write.peer(OLD_PIN, Peer(homes.certificate, "", 0, MADE, words_compared=True))
    pair(homes.cosigner, NEW, PairingPurpose.RESTORE)
    homes.computer.end()
    homes.cosigner.end()
    return folder


class Lost(TwoHomes):
    """Beside the pair a new computer, which was paired to bring back wallets."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.new = Side(folder / "new", self.clock)
        self.begin_new()

    def begin_new(self) -> None:
        """The program of the new computer."""
        clock = self.clock
        self.new_client = CosignerClient(
            self.new.records, self.connect_new, clock.now, clock.monotonic, lambda seconds: self.pause(seconds)
        )

    def connect_new(self) -> Line:
        return self.connect(NEW, self.new.records.handshakes_with(pin_of(COSIGNER)).ours)

    @property
    def kept(self) -> KeyRecord:
        """The wallet with a copy, at the co-signer."""
        return next(row for row in self.cosigner.records.keys.values() if row.name == NAME)

    @property
    def back(self) -> KeyRecord:
        """The same at the new computer."""
        return self.new.records.keys[self.kept.key_id]

    @property
    def key(self) -> KeyRecord:
        return next(row for row in self.computer.records.keys.values() if row.name == NAME)

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

    def restart_new(self) -> None:
        """Whoever is dead starts again."""
        self.restart()
        if self.new.alive:
            self.new_client.close()
        else:
            self.new.start()
        self.begin_new()


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
    for side in ("computer", "cosigner", "new"):
        shutil.copytree(_template() / side, folder / side)
    homes = Lost(folder)
    try:
        yield homes
    finally:
        for each in (homes.computer, homes.cosigner, homes.new):
            if each.alive:
                each.end()
