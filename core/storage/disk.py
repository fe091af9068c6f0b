"""How a vault lies on the disk: SQLite with nothing left behind, and its errors in plain words."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from core.errors import StorageError


def connect(file: Path) -> sqlite3.Connection:
    """One connection for all threads, which take turns: whole transactions, nothing deleted stays readable (V4)."""
    db = sqlite3.connect(file, isolation_level=None, check_same_thread=False, timeout=2)
    for pragma in (
        "locking_mode = EXCLUSIVE",
        "journal_mode = WAL",
        "synchronous = FULL",
        "fullfsync = ON",
        "checkpoint_fullfsync = ON",
        "secure_delete = ON",
        "temp_store = MEMORY",
        "mmap_size = 0",
        "trusted_schema = OFF",
    ):
        db.execute(f"PRAGMA {pragma}").fetchall()
    return db


def remove(file: Path) -> None:
    """A database and what SQLite keeps beside it."""
    for ending in ("", "-wal", "-shm"):
        file.with_name(file.name + ending).unlink(missing_ok=True)


def sync_directory(home: Path) -> None:
    """Make the names in a directory durable."""
    if os.name == "posix":
        handle = os.open(home, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def damaged() -> StorageError:
    """What cannot be read at all."""
    return StorageError("the vault is damaged and cannot be read; restore it from a backup", "corrupt")


def replayed() -> StorageError:
    """What reads, and is not what was written last."""
    return StorageError("a record of the vault was swapped, deleted or replayed; restore it from a backup", "corrupt")


def explained(error: Exception, home: Path) -> StorageError:
    """An error of SQLite or of the system, for a person."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL or getattr(error, "errno", None) in (28, 27, 122):  # ENOSPC, EFBIG, EDQUOT
        return StorageError(f"the disk of {home} is full; nothing was changed", "full")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR):
        return damaged()
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StorageError(f"another process has the vault in {home} open; end it first", "in_use")
    return StorageError(f"the vault in {home} cannot be written: {error}", "storage")
