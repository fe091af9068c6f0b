"""A second store: every row in one JSON file, a new one in its place for every transaction.

Slow and simple, and nothing of it is SQLite's, so what runs on both asks a store for no more than its Protocol says.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

from core.errors import StorageError, StorageKind
from core.storage import disk
from core.storage.store import StoreTransaction

FILE, UNBORN, NEXT, LOCK = "rows.json", "rows.unborn", "rows.next", "rows.lock"

Rows = dict[bytes, tuple[int, bytes]]


class FileStore:
    """The file `rows.json` of a home (see `Store`)."""

    def __init__(self, home: Path, name: str) -> None:
        self._home, self.name = home, name
        self._in_doubt = False
        try:
            self._lock = os.open(home / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise told(error, home) from None
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._lock)
            raise StorageError(f"another process has the vault in {home} open; end it first", StorageKind.IN_USE) from (
                None
            )

    @classmethod
    def exists(cls, home: Path) -> bool:
        return (home / FILE).exists()

    @classmethod
    @contextlib.contextmanager
    def create(cls, home: Path) -> Iterator[Self]:
        store = cls(home, UNBORN)
        try:
            store.replace(b"", {})
            yield store
            (home / UNBORN).rename(home / FILE)
            disk.sync_directory(home)
            store.name = FILE
        except BaseException as error:
            store.close()
            (home / UNBORN).unlink(missing_ok=True)
            if isinstance(error, OSError):
                raise told(error, home) from None
            raise
        disk.keep_ballast(home)

    @classmethod
    def open(cls, home: Path) -> Self:
        return cls(home, FILE)

    # -------------------------------------------------------------- reading
    def _content(self) -> tuple[bytes, Rows]:
        try:
            found = json.loads((self._home / self.name).read_bytes())
            rows = {
                bytes.fromhex(slot): (made, bytes.fromhex(sealed)) for slot, (made, sealed) in found["rows"].items()
            }
            if any(type(made) is not int for made, _ in rows.values()) or found.keys() != {"header", "rows"}:
                raise disk.damaged()
            return bytes.fromhex(found["header"]), rows
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise disk.damaged() from None
        except OSError as error:
            raise told(error, self._home) from None

    def header(self) -> bytes:
        return self._content()[0]

    def must_be_ours(self) -> None:
        self._content()

    @property
    def whole(self) -> bool:
        return True

    def without_log(self) -> bool:
        """There is none."""
        return False

    @property
    def place(self) -> bytes:
        """Each transaction is another file."""
        return b""

    def copied(self, change: Callable[[StoreTransaction], object]) -> bytes:
        raise StorageError("this store makes no backups")

    def adopt(self) -> None:
        (self._home / NEXT).unlink(missing_ok=True)
        disk.keep_ballast(self._home)

    def generations(self) -> dict[bytes, int]:
        return {slot: made for slot, (made, _) in self._content()[1].items()}

    def read(self, slot: bytes) -> tuple[int, bytes] | None:
        return self._content()[1].get(slot)

    # -------------------------------------------------------------- writing
    @contextlib.contextmanager
    def transaction(self) -> Iterator[FileTransaction]:
        block = FileTransaction(*self._content())
        yield block
        try:
            self.replace(block.header, block.rows)
        except OSError as error:
            raise told(error, self._home) from None
        self._in_doubt = False

    def replace(self, header: bytes, rows: Rows) -> None:
        """Durable when it returns; an OSError before the new file has its name changes nothing."""
        found = {slot.hex(): (made, sealed.hex()) for slot, (made, sealed) in rows.items()}
        place = self._home / NEXT
        try:
            with place.open("wb", buffering=0) as file:
                data = memoryview(json.dumps({"header": header.hex(), "rows": found}).encode())
                while data:
                    data = data[file.write(data) :]
                os.fsync(file.fileno())
        except OSError:
            place.unlink(missing_ok=True)
            raise
        self._in_doubt = True
        place.rename(self._home / self.name)
        disk.sync_directory(self._home)
        self._in_doubt = False

    def keep_beside(self, name: str, data: bytes) -> None:
        raise StorageError("this store keeps no copies")

    @property
    def in_doubt(self) -> bool:
        return self._in_doubt

    def has_room(self, more: int = 0) -> bool:
        return disk.has_room(self._home, more)

    def give_up_reserve(self) -> bool:
        return disk.drop_ballast(self._home)

    def erase_traces(self) -> None:
        (self._home / NEXT).unlink(missing_ok=True)

    # -------------------------------------------------------------- its end
    def close(self) -> None:
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def spoil(self, header: bytes) -> None:
        with self.transaction() as rows:
            rows.put_header(header)
        self.erase_traces()

    def remove(self) -> None:
        for name in (FILE, LOCK):
            (self._home / name).unlink(missing_ok=True)
        disk.drop_ballast(self._home)


class FileTransaction:
    """What the next file will hold."""

    def __init__(self, header: bytes, rows: Rows) -> None:
        self.header, self.rows = header, dict(rows)

    def put_header(self, data: bytes) -> None:
        self.header = data

    def put(self, slot: bytes, generation: int, sealed: bytes) -> None:
        self.rows[slot] = generation, sealed

    def delete(self, slot: bytes) -> None:
        self.rows.pop(slot, None)


def told(error: OSError, home: Path) -> StorageError:
    """The system's error as ours."""
    if disk.found_full(error):
        return disk.full(home)
    return StorageError(f"the vault in {home} cannot be used: {error}", StorageKind.STORAGE)
