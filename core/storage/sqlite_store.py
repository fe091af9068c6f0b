"""A store in one SQLite file, with nothing left behind (core/spec/vault.md, V4), and its errors in plain words."""

from __future__ import annotations

import atexit
import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Self

from core.errors import StorageError, StorageKind
from core.platform.here import here
from core.storage import disk
from core.storage.disk import damaged
from core.storage.lock import disk_of

FILE, UNBORN = "vault", "vault.unborn"
LOG, SHARED, JOURNAL = FILE + "-wal", FILE + "-shm", FILE + "-journal"  # SQLite's, beside it
LOOK, ALONE = "?mode=ro", "?immutable=1"  # with the log, or at the file as it is
MOST_REWRITTEN = 64 << 20  # bytes of a file that is written anew to erase what was moved away from
SCHEMA = (
    "CREATE TABLE header (only INTEGER PRIMARY KEY CHECK (only = 1), data BLOB NOT NULL)",
    "CREATE TABLE record (slot BLOB PRIMARY KEY, generation INTEGER NOT NULL, sealed BLOB NOT NULL)",
)
PUT = "INSERT OR REPLACE INTO record VALUES (?, ?, ?)"  # moves the row: a log of another moment is found by that
# What keeps the numbers of files for good.
KEEPS_NUMBERS = {"ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "bcachefs", "jfs", "apfs", "NTFS"}
NO_LOG = b"\1\1"  # bytes 18 and 19 of a file that has none
FAILURES = (sqlite3.Error, UnicodeError)  # the latter when a damaged file makes SQLite quote what is no text
_NOT_A_VAULT = (
    sqlite3.SQLITE_ERROR,  # its tables have other names or columns
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_TOOBIG,
    sqlite3.SQLITE_CONSTRAINT,
    sqlite3.SQLITE_MISMATCH,
    sqlite3.SQLITE_FORMAT,
)


class SqliteStore:
    """The file `vault` of a home (see `Store`)."""

    def __init__(self, home: Path, db: sqlite3.Connection, *, whole: bool = False) -> None:
        self._home, self._db, self._whole = home, db, whole
        self._leaves_log = whole
        self._in_doubt, self._process = False, os.getpid()
        self._file: tuple[int, int] | None = None  # which one it writes to, once it does: device and number
        self._foreign = False  # the log beside it is of another moment

    @classmethod
    def exists(cls, home: Path) -> bool:
        """Whether the file has its name."""
        return (home / FILE).exists()

    @classmethod
    @contextlib.contextmanager
    def create(cls, home: Path) -> Iterator[Self]:
        """It gets its name only when it is whole."""
        file, unborn = home / FILE, home / UNBORN
        try:
            _remove(unborn)
            os.close(here.create(str(unborn)))
            with contextlib.closing(connect(unborn)) as db:
                store = cls(home, db)
                db.execute("PRAGMA journal_mode = WAL").fetchall()
                with store.transaction():
                    for table in SCHEMA:
                        db.execute(table)
                yield store
            disk.keep_ballast(home)
            unborn.rename(file)
            disk.sync_directory(home)
            store._db = connect(file)
            store._own()
        except (*FAILURES, OSError) as error:
            _remove(unborn)
            raise explained(error, home) from None
        except BaseException:
            _remove(unborn)
            raise

    @classmethod
    def open(cls, home: Path) -> Self:
        """Nothing is written yet: no log, whose absence a start that is cut off here must not hide, and nothing of one
        into the file, for it may be of another."""
        whole = (home / LOG).exists()
        try:
            (home / JOURNAL).unlink(missing_ok=True)  # never ours: SQLite would play it back into a file that has a log
            return cls(home, connect(home / FILE, LOOK if whole else ALONE), whole=whole)
        except (*FAILURES, OSError) as error:
            raise explained(error, home) from None

    # -------------------------------------------------------------- reading
    def header(self) -> bytes:
        """The header's bytes."""
        with self._told():
            row = self._db.execute("SELECT data FROM header").fetchone()
        if row is None or not isinstance(row[0], bytes):
            raise damaged()
        return row[0]

    def must_be_ours(self) -> None:
        """A view or a trigger that someone added could swallow what we write."""
        with self._told():
            found = self._db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid").fetchall()
        if tuple(sql for (sql,) in found) != SCHEMA:
            raise damaged()

    @property
    def whole(self) -> bool:
        """SQLite leaves its log where a program is killed; nothing but a copy, or someone's hand, leaves none."""
        return self._whole

    def without_log(self) -> bool:
        """The file alone: what it was told to keep is in it, but for what a program was killed over."""
        if not self._whole:
            return False
        with self._told():
            self._end_looking()
            self._db = connect(self._home / FILE, ALONE)
        self._whole, self._foreign = False, True
        return True

    @property
    def place(self) -> bytes:
        """The number of the file: a copy has another, and so has what replaces it."""
        if disk_of(self._home) not in KEEPS_NUMBERS:
            return b""
        return (self._home / FILE).stat().st_ino.to_bytes(8, "big")

    def adopt(self) -> None:
        """Choose the write-ahead log, which may write, and keep space back."""
        with self._told():
            self._end_looking()
            if self._foreign:
                (self._home / LOG).unlink(missing_ok=True)
            self._db = connect(self._home / FILE)
            self._own()
        self._whole = True
        disk.keep_ballast(self._home)

    def _end_looking(self) -> None:
        self._db.close()
        _forget_shared(self._home)

    def _own(self) -> None:
        """It is written to its log, and closed when the program ends."""
        self._file = self._found()
        self._db.execute("PRAGMA journal_mode = WAL").fetchall()
        atexit.register(self._at_exit)

    def generations(self) -> dict[bytes, int]:
        """By slot."""
        with self._told():
            found = self._db.execute("SELECT slot, generation FROM record").fetchall()
        if any(type(slot) is not bytes or type(generation) is not int for slot, generation in found):
            raise damaged()
        return dict(found)

    def read(self, slot: bytes) -> tuple[int, bytes] | None:
        """A row of other types is none."""
        with self._told():
            row = self._db.execute("SELECT generation, sealed FROM record WHERE slot = ?", (slot,)).fetchone()
        if row is None or type(row[0]) is not int or type(row[1]) is not bytes:
            return None
        return row[0], row[1]

    # -------------------------------------------------------------- writing
    @contextlib.contextmanager
    def transaction(self) -> Iterator[SqliteTransaction]:
        """From BEGIN to COMMIT.

        What fails before COMMIT is undone, and so is a COMMIT that finds the disk full: its last record is what makes
        it count, and that one was not written. After any other failure or interruption of COMMIT nothing is known.
        """
        self._must_be_here()
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield SqliteTransaction(self._db)
        except BaseException as error:
            with contextlib.suppress(*FAILURES):
                self._db.execute("ROLLBACK")
            if isinstance(error, FAILURES):
                raise explained(error, self._home) from None
            raise
        self._in_doubt = self._leaves_log = True
        try:
            self._db.execute("COMMIT")
        except FAILURES as error:
            why = explained(error, self._home)
            self._in_doubt = why.kind != StorageKind.FULL or self._db.in_transaction
            raise why from None
        try:
            self._fold("PASSIVE")
        except StorageError as why:
            if why.kind != StorageKind.FULL:  # a full disk: it is in the log, and the next one takes it along
                raise
        self._in_doubt = False

    def _must_be_here(self) -> None:
        """A file that was replaced goes on to be written to, and is gone when it is closed."""
        if self._file is not None and self._found() != self._file:
            self._in_doubt, self._leaves_log = True, self._found() is None  # not beside another's
            raise disk.replaced(self._home)

    def _found(self) -> tuple[int, int] | None:
        try:
            found = (self._home / FILE).stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def copied(self, change: Callable[[SqliteTransaction], object]) -> bytes:
        """In memory; nothing in it that was deleted or moved away from."""
        with self._told():
            image = self._db.serialize()
            with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
                db.deserialize(image[:18] + NO_LOG + image[20:])
                return _changed(db, change)

    def keep_beside(self, name: str, data: bytes) -> None:
        """A name that begins as those do that are taken away again."""
        try:
            disk.put_in_place(self._home / (disk.COPY + name), data)
        except OSError as error:
            raise explained(error, self._home) from None

    @property
    def in_doubt(self) -> bool:
        """Whether a COMMIT failed or was interrupted and may count or not, or the file is another's."""
        return self._in_doubt

    def has_room(self, more: int = 0) -> bool:
        """On the disk of the home. Where it has room again, the reserve is kept back again."""
        found = disk.has_room(self._home, more)
        if found:
            disk.keep_ballast(self._home)
        return found

    def give_up_reserve(self) -> bool:
        """Delete the ballast."""
        return disk.drop_ballast(self._home)

    def erase_traces(self) -> None:
        """Write the file anew and cut the log. SQLite zeroes what is deleted, not what it has moved to another page.

        A large file, and one on a full disk, is not written anew: what was moved away from may stay in it.
        """
        disk.remove_copies(self._home)
        with self._told():
            pages, size = (self._db.execute(f"PRAGMA {what}").fetchone()[0] for what in ("page_count", "page_size"))
        try:
            if pages * size <= MOST_REWRITTEN:
                with self._told():
                    self._db.execute("VACUUM")
        finally:
            self._fold("TRUNCATE")

    def _fold(self, how: str) -> None:
        """Bring what is in the log into the file, durably: the log alone may be lost, or left out of a copy."""
        with self._told():
            busy, *_ = self._db.execute(f"PRAGMA wal_checkpoint({how})").fetchone()
        if busy:
            raise StorageError("the log of the vault is being read by another program; end it", StorageKind.IN_USE)

    # -------------------------------------------------------------- its end
    def close(self) -> None:
        """Close the file. SQLite deletes its log then; an empty one stays, or a dead vault would look like half a copy
        at the next start."""
        atexit.unregister(self._at_exit)
        self._end_looking()
        if self._leaves_log:
            with contextlib.suppress(OSError):
                with contextlib.suppress(FileExistsError):
                    os.close(here.create(str(self._home / LOG)))
                disk.sync_directory(self._home)

    def _at_exit(self) -> None:
        if os.getpid() == self._process:  # a program that ends without closing it, and not a fork of it
            self.close()

    def spoil(self, header: bytes) -> None:
        """Put this in place of the header, and leave no trace of that one."""
        with self.transaction() as rows:
            rows.put_header(header)
        self.erase_traces()

    def remove(self) -> None:
        """Delete copies beside the file, the ballast, and last the file itself."""
        disk.remove_copies(self._home)
        disk.drop_ballast(self._home)
        _remove(self._home / FILE)

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except FAILURES as error:
            raise explained(error, self._home) from None


class SqliteTransaction:
    """Between BEGIN and COMMIT."""

    __slots__ = ("_db",)

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def put_header(self, data: bytes) -> None:
        """The table holds one at most."""
        self._db.execute("INSERT OR REPLACE INTO header VALUES (1, ?)", (data,))

    def put(self, slot: bytes, generation: int, sealed: bytes) -> None:
        """Write or replace a row."""
        self._db.execute(PUT, (slot, generation, sealed))

    def delete(self, slot: bytes) -> None:
        """Remove a row."""
        self._db.execute("DELETE FROM record WHERE slot = ?", (slot,))


def connect(file: Path, only: str = "") -> sqlite3.Connection:
    """One connection for all threads, which take turns: whole transactions, nothing deleted stays readable (V4).

    `only`: LOOK or ALONE, to read it; nothing is changed in it or made beside it for good.
    """
    place = file.absolute().as_uri() + only
    db = sqlite3.connect(place, isolation_level=None, check_same_thread=False, timeout=2, uri=True)
    try:
        for pragma in (
            *(() if only == LOOK else ("locking_mode = EXCLUSIVE",)),
            "synchronous = FULL",
            "fullfsync = ON",
            "checkpoint_fullfsync = ON",
            "secure_delete = ON",
            "temp_store = MEMORY",
            "mmap_size = 0",
            "trusted_schema = OFF",
            "cell_size_check = ON",
        ):
            db.execute(f"PRAGMA {pragma}").fetchall()
    except BaseException:
        db.close()
        if only == LOOK:
            _forget_shared(file.parent)
        raise
    return db


def image(
    header: bytes, rows: Iterable[tuple[bytes, int, bytes]], change: Callable[[SqliteTransaction], object]
) -> bytes:
    """A whole store as one file, of a header and rows that lie elsewhere (slot, generation, sealed), with a change."""
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        for table in SCHEMA:
            db.execute(table)
        SqliteTransaction(db).put_header(header)
        db.executemany("INSERT INTO record VALUES (?, ?, ?)", rows)
        return _changed(db, change)


def _changed(db: sqlite3.Connection, change: Callable[[SqliteTransaction], object]) -> bytes:
    db.execute("BEGIN")
    change(SqliteTransaction(db))
    db.execute("COMMIT")
    db.execute("VACUUM")
    return db.serialize()


def explained(error: Exception, home: Path) -> StorageError:
    """An error of SQLite or of the system, for a person."""
    code = getattr(error, "sqlite_errorcode", None)
    primary = None if code is None else code & 0xFF
    if primary == sqlite3.SQLITE_FULL or disk.found_full(error):
        return disk.full(home)
    if primary in _NOT_A_VAULT or (code is None and isinstance(error, sqlite3.OperationalError | UnicodeError)):
        return damaged()  # without a code: text in the file is no UTF-8
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StorageError(f"another process has the vault in {home} open; end it first", StorageKind.IN_USE)
    if primary == sqlite3.SQLITE_IOERR:
        return StorageError(
            f"the disk of {home} refuses to read or write; check its space and its health", StorageKind.STORAGE
        )
    return StorageError(f"the vault in {home} cannot be used: {error}", StorageKind.STORAGE)


def _remove(file: Path) -> None:
    """A database and what SQLite keeps beside it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        file.with_name(file.name + ending).unlink(missing_ok=True)


def _forget_shared(home: Path) -> None:
    """Who only reads leaves it; whoever writes keeps it in memory."""
    with contextlib.suppress(OSError):
        (home / SHARED).unlink()
