"""Where the rows of a vault lie: what a vault asks of a database, and all it asks.

A store sees one header in the clear and rows of three values: a slot (16 bytes that tell nothing), the generation that
wrote it, and sealed bytes. It is trusted with nothing: whatever it hands back, the vault checks. What it owes is
durability, all or nothing, a single writer, and that what was replaced can be erased (core/spec/vault.md, V3 and V4).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol, Self


class StoreTransaction(Protocol):
    """What is written together. An error may come here or when the transaction ends."""

    def put_header(self, data: bytes) -> None:
        """Write or replace the header."""
        ...

    def put(self, slot: bytes, generation: int, sealed: bytes) -> None:
        """Write or replace a row."""
        ...

    def delete(self, slot: bytes) -> None:
        """Remove a row; nothing happens if there is none."""
        ...


class Store(Protocol):
    """An open store of one home, used by one thread at a time. Whatever fails is a StorageError that says so."""

    @classmethod
    def exists(cls, home: Path) -> bool:
        """Whether the home has one; an unfinished one does not count."""
        ...

    @classmethod
    def create(cls, home: Path) -> AbstractContextManager[Self]:
        """An empty one, and the only one of the home when the block ends; a block that fails or dies leaves none."""
        ...

    @classmethod
    def open(cls, home: Path) -> Self:
        """The one there is, for this process alone, and to be read only until it is adopted."""
        ...

    def header(self) -> bytes:
        """The header. StorageError where there is none."""
        ...

    def must_be_ours(self) -> None:
        """StorageError if anything is in it that we did not make and that could swallow what is written."""
        ...

    @property
    def whole(self) -> bool:
        """Until it is adopted: whether all is there that it leaves when its program is killed."""
        ...

    def without_log(self) -> bool:
        """Until it is adopted: look at what is there without what it leaves when its program is killed, which is then
        thrown away when it is adopted. False: there is nothing of that kind."""
        ...

    @property
    def place(self) -> bytes:
        """What tells it from every copy of it, for good: where the system has no such thing, nothing."""
        ...

    def adopt(self) -> None:
        """From now on it may be written: the vault knows it for its own. Keeps back the space of `give_up_reserve`."""
        ...

    def generations(self) -> dict[bytes, int]:
        """The generation of every row, by slot."""
        ...

    def read(self, slot: bytes) -> tuple[int, bytes] | None:
        """Generation and sealed bytes of a row; None where no such row is."""
        ...

    def transaction(self) -> AbstractContextManager[StoreTransaction]:
        """All of the block, or nothing of it; durable when it ends, in the store itself and nowhere else alone.
        StorageError (kind "replaced") where another file has taken its place meanwhile: it would be written into what
        nobody finds again."""
        ...

    def copied(self, change: Callable[[StoreTransaction], object]) -> bytes:
        """A whole store as one file, with a change of its own; nothing of it is written here."""
        ...

    def keep_beside(self, name: str, data: bytes) -> None:
        """Keep this copy of it beside it, durably, until traces are erased or it is removed."""
        ...

    @property
    def in_doubt(self) -> bool:
        """Whether a transaction failed so late that only a fresh start will know if it counts."""
        ...

    def has_room(self, more: int = 0) -> bool:
        """Whether a run that ends in a commit may begin, or `more` bytes may be written."""
        ...

    def give_up_reserve(self) -> bool:
        """Free the space kept back for a commit that finds no room. False: there was none left."""
        ...

    def erase_traces(self) -> None:
        """Leave nothing of rows that were replaced or deleted, nor a copy beside it. Full: not on this disk."""
        ...

    def close(self) -> None:
        """End its use."""
        ...

    def spoil(self, header: bytes) -> None:
        """Durably put this in place of the header, and leave no trace of that one."""
        ...

    def remove(self) -> None:
        """Take a closed one off the disk."""
        ...
