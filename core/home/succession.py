"""Taking a vault over from the process that holds it, when that has ended (V8).

Whoever stands by tells the holder a number, which it writes into the vault. So whoever finds that number there, in the
session in which it was told, knows that this vault was written to by a living holder since, and is no copy: another
machine that takes it over need not take itself for a clone. Until then it takes over nothing that another machine held,
unless nobody comes back to it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.codec.codec import decode
from core.errors import BadInput, InputKind, StorageError, StorageKind
from core.home.machine import STANDBY, machine_of
from core.home.machine import TABLE as MACHINE
from core.home.records import AnchorRecord, Blocked
from core.home.tables import ANCHOR, BLOCKED, THIS
from core.secret import Secret
from core.storage.anchor import Anchored, AnchorFile, Barred
from core.storage.elsewhere import Database
from core.storage.store import Store
from core.storage.stores import onlooker_of, stores_of
from core.storage.vault import Vault

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


def is_proved(vault: Vault, nonce: bytes) -> bool:
    """Whether a living holder has written this number into it."""
    return bool(nonce) and vault.get(MACHINE, STANDBY + nonce) is not None


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
                welcome = STANDBY + onlooker.nonce in sight.items(MACHINE)
                elsewhere = self._is_elsewhere(sight)
                if elsewhere:
                    self._follow(sight, welcome)
            if welcome or not elsewhere or self._steady() - seen_held >= AWAY:
                stores = onlooker.take()
                if stores is not None:
                    return Succession(stores, database, onlooker.nonce)
            self._tell()
            time.sleep(LOOKS)

    def _is_elsewhere(self, sight: Sight) -> bool:
        """Whether it was used last on another machine."""
        machine, last = self._machine(sight.vault_id), sight.items(MACHINE).get(THIS)
        return bool(machine) and last not in (None, machine)

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
