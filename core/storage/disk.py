"""How a vault lies on the disk: SQLite with nothing left behind, and its errors in plain words."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sqlite3
from pathlib import Path

from core.errors import StorageError
from core.rng import HedgedRng

SCHEMA = (
    "CREATE TABLE header (only INTEGER PRIMARY KEY CHECK (only = 1), data BLOB NOT NULL)",
    "CREATE TABLE record (slot BLOB PRIMARY KEY, generation INTEGER NOT NULL, sealed BLOB NOT NULL)",
)
BALLAST, BALLAST_SIZE = "ballast", 1 << 20  # given up when a commit finds the disk full
ROOM = 4 << 20  # bytes that must be free before a run begins whose commit should not fail
FAILURES = (sqlite3.Error, UnicodeError)  # the latter when a damaged file makes SQLite quote what is no text
_NO_ROOM = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
_NOT_A_VAULT = (
    sqlite3.SQLITE_ERROR,  # its tables have other names or columns
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_TOOBIG,
    sqlite3.SQLITE_CONSTRAINT,
    sqlite3.SQLITE_MISMATCH,
    sqlite3.SQLITE_FORMAT,
)


def connect(file: Path) -> sqlite3.Connection:
    """One connection for all threads, which take turns: whole transactions, nothing deleted stays readable (V4)."""
    db = sqlite3.connect(file, isolation_level=None, check_same_thread=False, timeout=2)
    try:
        for pragma in (
            "locking_mode = EXCLUSIVE",
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
        raise
    return db


def write_ahead(db: sqlite3.Connection) -> None:
    """Choose the write-ahead log. Only for a file known to be a vault of ours: this may write."""
    db.execute("PRAGMA journal_mode = WAL").fetchall()


def must_have_our_tables(db: sqlite3.Connection) -> None:
    """Raises StorageError: a view or a trigger that someone added could swallow what we write."""
    found = db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid").fetchall()
    if tuple(sql for (sql,) in found) != SCHEMA:
        raise damaged()


def fold_log(db: sqlite3.Connection) -> None:
    """Move the write-ahead log into the file and cut it to nothing. Raises sqlite3.Error."""
    busy, *_ = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise sqlite3.OperationalError("the log is being read")


def remove(file: Path) -> None:
    """A database and what SQLite keeps beside it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        file.with_name(file.name + ending).unlink(missing_ok=True)


def sync_directory(home: Path) -> None:
    """Make the names in a directory durable."""
    if os.name == "posix":
        handle = os.open(home, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def has_room(home: Path) -> bool:
    """Whether a run that ends in a commit may begin."""
    return shutil.disk_usage(home).free >= ROOM


def keep_ballast(home: Path) -> None:
    """Occupy the space that a commit may need on a full disk. Random, or some file systems would store nothing."""
    place = home / BALLAST
    with contextlib.suppress(OSError):
        if not place.exists() or place.stat().st_size < BALLAST_SIZE:
            place.write_bytes(HedgedRng().bytes("ballast", BALLAST_SIZE))


def drop_ballast(home: Path) -> bool:
    """Give that space back. False: there was none left."""
    try:
        (home / BALLAST).unlink()
    except OSError:
        return False
    return True


def damaged() -> StorageError:
    """What cannot be read at all."""
    return StorageError("the vault is damaged and cannot be read; restore it from a backup", "corrupt")


def replayed() -> StorageError:
    """What reads, and is not what was written last."""
    return StorageError("a record of the vault was swapped, deleted or replayed; restore it from a backup", "corrupt")


def explained(error: Exception, home: Path) -> StorageError:
    """An error of SQLite or of the system, for a person."""
    code = getattr(error, "sqlite_errorcode", None)
    primary = None if code is None else code & 0xFF
    if primary == sqlite3.SQLITE_FULL or getattr(error, "errno", None) in _NO_ROOM:
        return StorageError(f"the disk of {home} is full; nothing was changed; make room on it", "full")
    if primary in _NOT_A_VAULT or (code is None and isinstance(error, sqlite3.OperationalError | UnicodeError)):
        return damaged()  # without a code: text in the file is no UTF-8
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StorageError(f"another process has the vault in {home} open; end it first", "in_use")
    if primary == sqlite3.SQLITE_IOERR:
        return StorageError(f"the disk of {home} refuses to read or write; check its space and its health", "storage")
    return StorageError(f"the vault in {home} cannot be used: {error}", "storage")
