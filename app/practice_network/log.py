"""Everything the practice network has taken, in its order. One process holds it; what is written survives kill -9."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from core.errors import StorageError, StorageKind

BLOCK, TRANSACTION = "block", "transaction"


class Log:
    """A database file of one table. Every call raises StorageError where the file cannot be read or written."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._explained():
            self._database = sqlite3.connect(path, timeout=0, isolation_level=None)
            try:
                for pragma in ("locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = NORMAL"):
                    self._database.execute(f"PRAGMA {pragma}")
                self._database.execute("CREATE TABLE IF NOT EXISTS taken (kind TEXT NOT NULL, data BLOB NOT NULL)")
                self._database.execute("BEGIN EXCLUSIVE")  # the lock is then held until the end
                self._database.execute("COMMIT")
            except sqlite3.Error:
                self._database.close()
                raise

    def close(self) -> None:
        """Give the file back."""
        with self._explained():
            self._database.close()

    def add(self, kind: str, data: bytes) -> None:
        """One more record, after all others."""
        with self._explained():
            self._database.execute("INSERT INTO taken VALUES (?, ?)", (kind, data))

    def read(self) -> list[tuple[str, bytes]]:
        """Everything, as it was added."""
        with self._explained():
            return self._database.execute("SELECT kind, data FROM taken ORDER BY rowid").fetchall()

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            place = self._path.parent
            match error.sqlite_errorcode & 0xFF:
                case sqlite3.SQLITE_BUSY:
                    text = f"the practice network in {place} is in use by another program; close that first"
                    raise StorageError(text, StorageKind.IN_USE) from None
                case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
                    raise damaged(place) from None
            text = f"the practice network in {place} cannot be kept ({error}); make room there, or let us write there"
            raise StorageError(text) from None


def damaged(place: Path) -> StorageError:
    """The log is of no use any more."""
    return StorageError(
        f"the practice network in {place} is damaged; delete it to begin a new one", StorageKind.DAMAGED
    )
