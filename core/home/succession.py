"""Taking a vault over from the process that holds it, when that has ended (V8).

Whoever stands by tells the holder a number. A holder that ends in order writes, as its last word, that the vault is
handed over to one of these numbers: so one process alone, in the session in which it told the number, knows that the
holder has ended and that this is what it left. Another machine need not take itself for a clone then, and the former
holder, should it come back first, does. Otherwise nothing is taken that another machine held, unless nobody comes back.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.codec.codec import decode
from core.errors import BadInput, InputKind, StorageError, StorageKind
from core.home.machine import HANDED, STANDBY, machine_of
from core.home.machine import TABLE as MACHINE
from core.home.records import AnchorRecord, Blocked
from core.home.repository import Repository
from core.home.tables import ANCHOR, BLOCKED, THIS
from core.secret import Secret
from core.storage.anchor import Anchored, AnchorFile, Barred
from core.storage.elsewhere import Database
from core.storage.store import Store
from core.storage.stores import onlooker_of, stores_of

if TYPE_CHECKING:
    from core.storage.postgres_standby import PostgresOnlooker, Sight

LOOKS = 0.5  # seconds between looks at it
AWAY = 60.0  # seconds without any holder after which it is taken over all the same, as an old copy


@dataclass(frozen=True, slots=True)
class Succession:
    """How a vault came to be ours: `stores` of it in its `database`; `nonce`: what its holder was told, if anything."""

    stores: type[Store]
    database: Database
    nonce: bytes = b""


def is_handed(machines: Mapping[bytes, bytes], nonce: bytes) -> bool:
    """Whether a vault with these records of machines was handed over to this number."""
    told = {id for id in machines if id.startswith(STANDBY)}
    return machines.get(THIS) == HANDED and told == {STANDBY + nonce}


def hand_over(records: Repository, there: set[bytes]) -> None:
    """The last word of a holder: to one of these numbers, of which only those count that it has written down."""
    told = {name for name, _ in records.noted(MACHINE, STANDBY)}
    heirs = sorted(told & there)
    if records.vault.get(MACHINE, THIS) is None or not heirs:
        return
    with records.write() as write:
        write.note(MACHINE, b"", THIS, HANDED)
        for nonce in told - {heirs[0]}:
            write.note(MACHINE, STANDBY, nonce, None)


class StandsBy:
    """Waits for the vault of a home. `anchor` as everywhere; `tell` is called after every look at one that is not ours
    yet."""

    def __init__(
        self,
        anchor: Path | None,
        tell: Callable[[], object],
        steady: Callable[[], float] = time.monotonic,
        machine: Callable[[bytes], bytes] = machine_of,
    ) -> None:
        self._anchor, self._tell, self._steady, self._machine = anchor, tell, steady, machine

    def __call__(self, home: Path, passphrase: Secret[bytes], database: Database) -> Succession:
        """Returns when it is held. BadInput for a wrong passphrase; StorageError for a server that cannot be used now;
        one that goes away later is waited for."""
        if not database.url:
            raise BadInput("only a vault in a database can be waited for", InputKind.STORE)
        stores_of(home, database)
        began = False
        while True:
            try:
                onlooker = onlooker_of(home, database, passphrase)
                began = True
                try:
                    return self._wait(onlooker, database)
                except BaseException:
                    onlooker.close()
                    raise
            except StorageError as error:
                if error.kind != StorageKind.DATABASE or not began:
                    raise
            self._tell()
            time.sleep(LOOKS)

    def _wait(self, onlooker: PostgresOnlooker, database: Database) -> Succession:
        seen_held = self._steady()
        while True:
            if onlooker.is_held:
                seen_held = self._steady()
            with onlooker.seen() as sight:
                machines = sight.items(MACHINE)
                machine, last = self._machine(sight.vault_id), machines.get(THIS)
                elsewhere = bool(machine) and last not in (None, machine)
                if elsewhere:
                    self._follow(sight, STANDBY + onlooker.nonce in machines)
            if is_handed(machines, onlooker.nonce) or not elsewhere or self._steady() - seen_held >= AWAY:
                stores = onlooker.take()
                if stores is not None:
                    return Succession(stores, database, onlooker.nonce)
            self._tell()
            time.sleep(LOOKS)

    def _follow(self, sight: Sight, welcome: bool) -> None:
        """Keep the anchor of this machine at what is seen, as its holder does there: so an older vault that is shown
        later is found. A first one is made only of what a living holder has written."""
        record = sight.items(ANCHOR).get(THIS)
        if self._anchor is None or record is None:
            return
        file, found = AnchorFile(self._anchor, sight.vault_id, decode(AnchorRecord, record, StorageError).key), None
        with suppress(StorageError):
            found = file.read()
        if welcome if found is None else found.generation < sight.generation:
            blocked = {pin: decode(Blocked, data, StorageError) for pin, data in sight.items(BLOCKED).items()}
            with suppress(StorageError):  # whoever takes it over says so, if that goes on
                file.write(Anchored(sight.generation, tuple(Barred(pin, one.since) for pin, one in blocked.items())))
