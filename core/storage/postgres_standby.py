"""A vault that another process holds: what is seen of it meanwhile, and its lock once that is free (V8)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.codec.codec import decode
from core.crypto.rng import HedgedRng
from core.errors import StorageError
from core.secret import Secret
from core.storage import elsewhere, header, keys
from core.storage.disk import damaged, replayed
from core.storage.elsewhere import Database
from core.storage.header import Unwrapped
from core.storage.index import page_id, unpack
from core.storage.postgres_store import PostgresStore
from core.storage.roots import INDEX, ROOT, Root
from core.storage.sealing import Seal
from core.storage.store import Store

NONCE = 16  # bytes
WAITS = "tandem-standby"  # how such a session is called: this, of which schema (8 digits), its nonce
WAITING = """
SELECT application_name FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE %s
"""
CALLED = "SELECT set_config('application_name', %s, false)"


class Sight:
    """A vault as it was at one moment. Every record is as it was written, and of the generation that its table says."""

    def __init__(self, store: Store, seal: Seal, root: Root, vault_id: bytes) -> None:
        self._store, self._seal, self._root, self.vault_id = store, seal, root, vault_id

    @property
    def generation(self) -> int:
        """That of the vault."""
        return self._root.generation

    def items(self, table: str) -> dict[bytes, bytes]:
        """The records of a table, by id."""
        found = dict[bytes, bytes]()
        for one in self._root.tables:
            if one.name == table:
                for number, made in enumerate(one.pages):
                    page = unpack(self._read(INDEX, page_id(table, number), made))
                    found |= {id: self._read(table, id, of) for id, of in page.items()}
        return found

    def _read(self, table: str, id: bytes, generation: int) -> bytes:
        row = self._store.read(self._seal.slot(table, id))
        if row is None or row[0] != generation:
            raise replayed()
        return self._seal.open(table, id, generation, row[1])


class PostgresOnlooker(PostgresStore):
    """A store of another process, to be read at one moment (`seen`) until it is taken. One session for all of it: it
    does not outlive the server, so that what it has seen is older than what it takes. `nonce`: drawn for it alone, told
    to the holder."""

    def __init__(self, home: Path, schema: str, passphrase: Secret[bytes]) -> None:
        self._looks, self._passphrase = True, passphrase
        self._data = b""
        self._keys: Unwrapped | None = None
        self.nonce = HedgedRng().bytes("standby", NONCE)
        super().__init__(home, schema)
        with self._told():
            self._own_name = self._session.execute("SHOW application_name").fetchone()
            self._session.execute(CALLED, (f"{_waits_for(schema)} {self.nonce.hex()}",))

    def _hold(self) -> None:
        if not self._looks:
            super()._hold()

    @property
    def is_held(self) -> bool:
        """Whether another process has it."""
        with self._told():
            return self._holder() is not None

    @contextlib.contextmanager
    def seen(self) -> Iterator[Sight]:
        """It, as it is now, for the block. BadInput for a passphrase that is not its own."""
        with self._told():
            self._session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            self._session.execute("LOCK TABLE record, header IN ACCESS SHARE MODE")  # before it counts as a reader
        try:
            data = self.header()
            if self._keys is None or data != self._data:
                self._data = data
                self._keys = header.unwrap(header.read(self), self._passphrase, None, keys.FLOOR)
            seal = Seal(self._keys.header, self._keys.dk)
            row = self.read(seal.slot(ROOT, b""))
            if row is None:
                raise damaged()
            root = decode(Root, seal.open(ROOT, b"", row[0], row[1]), StorageError)
            yield Sight(self, seal, root, self._keys.header.vault_id)
        finally:
            self._undone()

    def take(self) -> type[Store] | None:
        """The stores whose only one is this, held from now on; None: another has it. It is not waited for in the queue
        of the lock: who waits there keeps the server from erasing what he might still read."""
        with self._told():
            if self._session.execute("SELECT pg_try_advisory_lock(%s::bigint)", (self._lock,)).fetchone() != (True,):
                return None
            self._looks, self._written = False, self._count()
            self._session.execute(CALLED, self._own_name)
        taken = self

        class TakenStore(PostgresOnlooker):
            """Of which there is one."""

            @classmethod
            def open(cls, home: Path) -> Any:  # noqa: ARG003
                return taken

        return TakenStore


def onlooker_in(database: Database, home: Path, passphrase: Secret[bytes]) -> PostgresOnlooker:
    """At the vault of this home there. Raises StorageError."""

    class OnlookerThere(PostgresOnlooker):
        """In it."""

    OnlookerThere.database = database
    return OnlookerThere(home, elsewhere.named(home), passphrase)


class Attendance(PostgresStore):
    """Who waits for a vault that this process holds: another session of its own, which holds nothing."""

    def _hold(self) -> None:
        pass

    def nonces(self) -> set[bytes]:
        """Of all that wait. Raises StorageError."""
        name = _waits_for(self._schema)
        with self._told():
            found = self._session.execute(WAITING, (f"{name} %",)).fetchall()
        return {nonce for (said,) in found if (nonce := _nonce(str(said)[len(name) + 1 :]))}


def attendance_in(database: Database, home: Path) -> Attendance:
    """At the vault of this home there. Raises StorageError."""

    class AttendanceThere(Attendance):
        """In it."""

    AttendanceThere.database = database
    return AttendanceThere(home, elsewhere.named(home))


def _waits_for(schema: str) -> str:
    return f"{WAITS} {schema.removeprefix('tandem_')[:8]}"


def _nonce(text: str) -> bytes:
    """Nothing where it is none."""
    try:
        found = bytes.fromhex(text)
    except ValueError:
        return b""
    return found if len(found) == NONCE else b""
