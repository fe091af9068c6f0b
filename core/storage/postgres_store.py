"""A store in a schema of a PostgreSQL database (core/spec/vault.md, V8).

Two fences keep it for one holder: a lock that lives as long as the session does, and a count of its transactions that
each of them raises from what this holder knows. Whoever has lost the lock, or was passed by, writes nothing.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar, Self

import psycopg
from psycopg import errors
from psycopg.sql import SQL, Identifier

from core.errors import StorageError, StorageKind
from core.storage import disk, elsewhere
from core.storage.disk import damaged
from core.storage.elsewhere import Database
from core.storage.postgres_session import begin_session, explained, unfit
from core.storage.sqlite_store import image
from core.storage.store import StoreTransaction

READERS_PAUSE, READERS_LOOKS = 0.02, 100  # seconds; as long in all as the session waits for a lock
MOST_REWRITTEN = 64 << 20  # bytes of tables that are written anew to erase what was replaced in them
TABLES = (
    "CREATE SCHEMA {0}",
    "CREATE TABLE {0}.header (one integer PRIMARY KEY CHECK (one = 1), written bigint NOT NULL, data bytea NOT NULL)",
    "CREATE TABLE {0}.record (slot bytea PRIMARY KEY, generation bigint NOT NULL, sealed bytea NOT NULL)",
    "INSERT INTO {0}.header VALUES (1, 0, '')",
)
# Each table with its columns, if it is an ordinary one that outlives a crash, and no rule, trigger or policy is on it.
OURS = """
SELECT c.relname,
    (SELECT string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum)
     FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0),
    c.relkind = 'r' AND c.relpersistence = 'p' AND NOT (c.relhasrules OR c.relhastriggers OR c.relrowsecurity
        OR c.relhassubclass OR c.relispartition)
FROM pg_class c WHERE c.relnamespace = %s::regnamespace AND c.relkind <> 'i' ORDER BY 1
"""
AS_MADE = [
    ("header", "one integer, written bigint, data bytea", True),
    ("record", "slot bytea, generation bigint, sealed bytea", True),
]
HOLDER = """
SELECT coalesce(a.application_name, 'of another user'), coalesce(host(a.client_addr), 'the same machine'),
    date_trunc('second', a.backend_start)::text
FROM pg_locks l JOIN pg_stat_activity a USING (pid)
WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND l.classid::bigint << 32 | l.objid::bigint = %s
"""
NEXT = """
UPDATE header SET written = written + 1, data = coalesce(%s, data) WHERE written = %s
RETURNING current_setting('fsync') = 'on' AND current_setting('full_page_writes') = 'on',
    pg_current_xact_id()::xid::text
"""
# Whoever may still see what was there before a transaction, which keeps VACUUM from dropping it.
SEES_BEFORE = """
SELECT count(*) > 0 FROM pg_stat_activity
WHERE pid <> pg_backend_pid() AND datname = current_database()
    AND age(backend_xmin) >= age(%s::text::xid)
"""
PUT = """
INSERT INTO record SELECT * FROM unnest(%s::bytea[], %s::bigint[], %s::bytea[])
ON CONFLICT (slot) DO UPDATE SET generation = excluded.generation, sealed = excluded.sealed
"""


def store_in(database: Database) -> type[PostgresStore]:
    """The stores of that database."""

    class There(PostgresStore):
        """In it."""

    There.database = database
    return There


class PostgresStore:
    """The schema of one home (see `Store`). A subclass says in which `database`."""

    database: ClassVar[Database]

    def __init__(self, home: Path, schema: str) -> None:
        self._home, self._schema = home, schema
        self._in_doubt = False
        self._last = ""  # the server's number of the last transaction
        self._said: list[str] = []  # by the server, beside its answers
        self._begin()

    def _begin(self) -> None:
        self._session = begin_session(self.database, self._schema)
        try:
            self._session.add_notice_handler(lambda said: self._said.append(said.message_primary or "a warning"))
            with self._told():
                self._hold()
                self._written = self._count()
        except BaseException:
            self._session.close()
            raise

    @classmethod
    def exists(cls, home: Path) -> bool:
        """Whether the home says so."""
        return elsewhere.exists(home)

    @classmethod
    @contextlib.contextmanager
    def create(cls, home: Path) -> Iterator[Self]:
        """Its rows are there first; the home's file that names them makes them its vault."""
        schema = elsewhere.unborn(home)
        store = cls(home, schema)
        try:
            with store._told():
                store._drop()  # of one that a crash has left
                for statement in TABLES:
                    store._session.execute(SQL(statement).format(Identifier(schema)))
            store._written = 0
            yield store
            elsewhere.born(home)
        except BaseException as error:
            with contextlib.suppress(psycopg.Error):
                store._drop()
            elsewhere.given_up(home)
            store.close()
            if isinstance(error, OSError):
                raise disk.refused(error, home) from None
            raise

    @classmethod
    def open(cls, home: Path) -> Self:
        """It is held from now on."""
        return cls(home, elsewhere.named(home))

    def _hold(self) -> None:
        """For as long as the session lives. A holder that has just died, or has just been told to end, is waited for,
        as long as the session waits for any lock."""
        try:
            self._session.execute("SELECT pg_advisory_lock(%s::bigint)", (self._lock,))
        except errors.LockNotAvailable:
            found = self._holder()
            who = "which has just ended" if found is None else "{}, from {}, since {}".format(*found)
            raise StorageError(
                f"another process ({who}) has the vault of {self._home} open in its database; end it first",
                StorageKind.IN_USE,
            ) from None

    @property
    def _lock(self) -> int:
        """The number of the lock."""
        return int.from_bytes(bytes.fromhex(self._schema.removeprefix("tandem_"))[:8], "big", signed=True)

    def _holder(self) -> tuple[str, ...] | None:
        """Who has the lock: program, machine, since when."""
        return self._session.execute(HOLDER, (self._lock,)).fetchone()

    def _count(self) -> int | None:
        """Of its transactions; None where there is no such store."""
        try:
            row = self._session.execute("SELECT written FROM header").fetchone()
        except errors.UndefinedTable:
            return None
        return None if row is None else int(row[0])

    # -------------------------------------------------------------- reading
    def header(self) -> bytes:
        """The header's bytes."""
        if self._written is None:
            raise StorageError(
                f"the database has no vault of {self._home} (schema {self._schema}); is it another database?",
                StorageKind.MISSING,
            )
        with self._told():
            row = self._session.execute("SELECT data FROM header").fetchone()
        if row is None or not row[0]:
            raise damaged()
        return bytes(row[0])

    def must_be_ours(self) -> None:
        """A rule or a trigger that someone added could swallow what we write, and a crash the rows of another kind of
        table."""
        with self._told():
            if self._session.execute(OURS, (self._schema,)).fetchall() != AS_MADE:
                raise damaged()

    @property
    def whole(self) -> bool:
        """A server leaves nothing beside itself."""
        return True

    def without_log(self) -> bool:
        """There is none that could be of another moment."""
        return False

    @property
    def place(self) -> bytes:
        """The cluster, the database in it, the table in that: a dump that is put back has another; a standby, and what
        a base backup and its log bring back, has the same."""
        with self._told():
            row = self._session.execute(
                "SELECT s.system_identifier, d.oid::bigint, 'record'::regclass::oid::bigint "
                "FROM pg_control_system() s, pg_database d WHERE d.datname = current_database()"
            ).fetchone()
        if row is None:
            return b""
        return b"".join(int(number).to_bytes(8, "big", signed=True) for number in row)

    def adopt(self) -> None:
        """Pass by whoever has held it before: it writes nothing any more, whatever became of its lock."""
        with self.transaction():
            pass

    def generations(self) -> dict[bytes, int]:
        """By slot."""
        with self._told():
            return dict(self._session.execute("SELECT slot, generation FROM record", binary=True).fetchall())

    def read(self, slot: bytes) -> tuple[int, bytes] | None:
        """A row."""
        with self._told():
            row = self._session.execute(
                "SELECT generation, sealed FROM record WHERE slot = %s", (slot,), binary=True
            ).fetchone()
        return None if row is None else (row[0], row[1])

    # -------------------------------------------------------------- writing
    @contextlib.contextmanager
    def transaction(self) -> Iterator[PostgresTransaction]:
        """It is gathered, and sent when the block ends.

        What fails before COMMIT is undone, unless the session went with it: then another may hold the store already.
        After a COMMIT that failed, was interrupted or did not wait for the standby, nothing is known.
        """
        block = PostgresTransaction()
        yield block
        try:
            with self._told():
                self._change(block)
        except BaseException:
            undone = self._undone()
            self._in_doubt = self._in_doubt or not undone
            raise
        self._in_doubt = True
        self._said.clear()
        with self._told():
            done = self._session.execute("COMMIT").statusmessage
        if done != "COMMIT" or self._said:
            raise StorageError(
                "the database did not wait until what was written is on its standby too "
                f"({'; '.join(self._said) or done}); nothing follows from it; start the program again",
                StorageKind.DATABASE,
            )
        self._written = (self._written or 0) + 1
        self._in_doubt = False

    def _change(self, block: PostgresTransaction) -> None:
        execute = self._session.execute
        execute("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
        durable = execute(NEXT, (block.header, self._written)).fetchone()
        if durable is None:
            self._in_doubt = True
            raise StorageError(
                f"another process has written to the vault of {self._home} in its database: this one is not its holder "
                "any more, and has written nothing; start it again once the other has ended",
                StorageKind.DATABASE,
            )
        if not durable[0]:
            raise unfit("its settings fsync and full_page_writes must be on")
        self._last = durable[1]
        gone = [slot for slot, row in block.rows.items() if row is None]
        put = [(slot, *row) for slot, row in block.rows.items() if row is not None]
        if gone:
            execute("DELETE FROM record WHERE slot = ANY(%s::bytea[])", (gone,))
        if put:
            execute(PUT, [list(column) for column in zip(*put, strict=True)])

    def _undone(self) -> bool:
        with contextlib.suppress(psycopg.Error):
            self._session.execute("ROLLBACK")
            return True
        return False

    def copied(self, change: Callable[[StoreTransaction], object]) -> bytes:
        """As a home of its own folder has it: one SQLite file."""
        header = self.header()
        with self._told():
            rows = self._session.execute("SELECT slot, generation, sealed FROM record", binary=True).fetchall()
        return image(header, rows, change)

    def keep_beside(self, name: str, data: bytes) -> None:
        """In the folder of the home."""
        try:
            disk.put_in_place(self._home / (disk.COPY + name), data)
        except OSError as error:
            raise disk.refused(error, self._home) from None

    @property
    def in_doubt(self) -> bool:
        """Whether a COMMIT may count or not, or another may hold the store."""
        return self._in_doubt or self._session.closed or self._session.broken

    def has_room(self, more: int = 0) -> bool:  # noqa: ARG002
        """A server tells nobody how much it has; one that is full says so when it is written to."""
        return True

    def give_up_reserve(self) -> bool:
        """None is kept back: to delete a row there takes room too."""
        return False

    def erase_traces(self) -> None:
        """Write the tables anew. What the server keeps of its log, and what it has sent to a standby or an archive, is
        out of reach (V4). Large tables, and such as another program reads, as a backup does, are not written anew now.
        """
        disk.remove_copies(self._home)
        with self._told():
            size = self._session.execute(
                "SELECT pg_total_relation_size('record') + pg_total_relation_size('header')"
            ).fetchone()
            small = size is not None and size[0] <= MOST_REWRITTEN
            try:
                alone = self._waited_for_readers()
                self._session.execute("VACUUM (FULL) record, header" if small else "VACUUM record, header")
            except errors.LockNotAvailable:
                alone = False
                self._session.execute("VACUUM record, header")
        if not alone:
            raise StorageError(
                "another program reads the tables of the vault; what was replaced in them is erased at the next start",
                StorageKind.FULL,
            )

    def _waited_for_readers(self) -> bool:
        """Until none is left that began before the last transaction. False: one goes on."""
        for _ in range(READERS_LOOKS):
            if not self._last or self._session.execute(SEES_BEFORE, (self._last,)).fetchone() == (False,):
                return True
            time.sleep(READERS_PAUSE)
        return False

    # -------------------------------------------------------------- its end
    def close(self) -> None:
        """End the session; its lock goes with it."""
        self._session.close()

    def spoil(self, header: bytes) -> None:
        """Put this in place of the header, and leave no trace of that one."""
        with self.transaction() as rows:
            rows.put_header(header)
        self.erase_traces()

    def remove(self) -> None:
        """The schema, and last the home's file that names it."""
        disk.remove_copies(self._home)
        self._begin()
        with contextlib.closing(self), self._told():
            self._drop()
        elsewhere.forget(self._home)

    def _drop(self) -> None:
        self._session.execute(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(Identifier(self._schema)))

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            raise explained(error, self._session) from None


class PostgresTransaction:
    """What is written when it ends: rows by slot, None for one that goes."""

    __slots__ = ("header", "rows")

    def __init__(self) -> None:
        self.header: bytes | None = None
        self.rows: dict[bytes, tuple[int, bytes] | None] = {}

    def put_header(self, data: bytes) -> None:
        """There is one."""
        self.header = data

    def put(self, slot: bytes, generation: int, sealed: bytes) -> None:
        """Write or replace a row."""
        self.rows[slot] = generation, sealed

    def delete(self, slot: bytes) -> None:
        """Remove a row."""
        self.rows[slot] = None
