"""Formats of the vault. Every format ever shipped still opens; a newer or an unshipped one is named, never guessed.

To change what records mean: raise FORMAT, and add to STEPS what makes records of the new format from all those of the
one before. Opening an older vault runs each step in turn, keeps a copy of what there was beside it, and writes the
result in one transaction (core/spec/vault.md). tests/vectors has a vault of each format ever shipped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from core.errors import StorageError, StorageKind
from core.storage.disk import damaged

FORMAT = 5
OLDEST = 5  # 1 to 4 were never shipped (core/spec/decisions.md)

Records: TypeAlias = dict[tuple[str, bytes], bytes]  # by table and id
Step: TypeAlias = Callable[[Records], Records]
STEPS: Mapping[int, Step] = {}  # by the format that they begin with


def brought_up(records: Records, found: int) -> Records:
    """All records of a vault of format `found`, in today's. A step may raise StorageError; then nothing has changed."""
    for step in range(found, FORMAT):
        records = STEPS[step](records)
    return records


def must_be_readable(header: bytes, magic: bytes) -> None:
    """Raises StorageError for something else than a vault, and for one of a newer program or of an unshipped one."""
    if header[: len(magic)] != magic or len(header) < len(magic) + 2:
        raise damaged()
    found = int.from_bytes(header[len(magic) : len(magic) + 2], "big")
    if found > FORMAT:
        raise StorageError(
            f"this vault has format {found}, this program knows up to {FORMAT}; use the newer program",
            StorageKind.NEWER,
        )
    if found < 1:
        raise damaged()
    if found < OLDEST:
        raise StorageError(
            f"this vault has format {found}, of a program that was never released; make a new home", StorageKind.OLDER
        )
