"""A store in memory that outlives the program that had it open: as durable as a disk, and a thousand times as fast."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar, Self

from core.errors import StorageError
from core.storage.sqlite_store import SqliteStore
from core.storage.store import StoreTransaction

Rows = dict[bytes, tuple[int, bytes]]


class MemoryStore:
    """What a home holds (see `Store`)."""

    disks: ClassVar[dict[Path, tuple[bytes, Rows]]] = {}

    def __init__(self, home: Path) -> None:
        self._home = home

    @classmethod
    def exists(cls, home: Path) -> bool:
        return home in cls.disks

    @classmethod
    @contextlib.contextmanager
    def create(cls, home: Path) -> Iterator[Self]:
        cls.disks[home] = (b"", {})
        yield cls(home)

    @classmethod
    def open(cls, home: Path) -> Self:
        return cls(home)

    @classmethod
    def copy(cls, made: Path, home: Path) -> None:
        """What a file holds, here."""
        if made not in cls.disks:
            file = SqliteStore.open(made)
            slots = file.generations()
            cls.disks[made] = (file.header(), {slot: found for slot in slots if (found := file.read(slot)) is not None})
            file.close()
        cls.disks[home] = cls.disks[made]

    def header(self) -> bytes:
        return self.disks[self._home][0]

    def must_be_ours(self) -> None:
        """Nobody else can get at it."""

    @property
    def whole(self) -> bool:
        return True

    def without_log(self) -> bool:
        return False

    @property
    def place(self) -> bytes:
        return b""

    def copied(self, change: Callable[[StoreTransaction], object]) -> bytes:
        raise StorageError("this store makes no backups")

    def adopt(self) -> None:
        """Nothing to keep back."""

    def generations(self) -> dict[bytes, int]:
        return {slot: made for slot, (made, _) in self.disks[self._home][1].items()}

    def read(self, slot: bytes) -> tuple[int, bytes] | None:
        return self.disks[self._home][1].get(slot)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[MemoryTransaction]:
        block = MemoryTransaction(*self.disks[self._home])
        yield block
        self.disks[self._home] = block.header, block.rows

    def keep_beside(self, name: str, data: bytes) -> None:
        raise StorageError("this store keeps no copies")

    @property
    def in_doubt(self) -> bool:
        return False

    def has_room(self, more: int = 0) -> bool:
        return more >= 0

    def give_up_reserve(self) -> bool:
        return False

    def erase_traces(self) -> None:
        """There are none."""

    def close(self) -> None:
        """It stays."""

    def spoil(self, header: bytes) -> None:
        with self.transaction() as rows:
            rows.put_header(header)
        self.erase_traces()

    def remove(self) -> None:
        self.disks.pop(self._home, None)


class MemoryTransaction:
    """What it will hold."""

    def __init__(self, header: bytes, rows: Rows) -> None:
        self.header, self.rows = header, dict(rows)

    def put_header(self, data: bytes) -> None:
        self.header = data

    def put(self, slot: bytes, generation: int, sealed: bytes) -> None:
        self.rows[slot] = generation, sealed

    def delete(self, slot: bytes) -> None:
        self.rows.pop(slot, None)
