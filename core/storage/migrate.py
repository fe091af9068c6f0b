"""Formats of the vault. Every format ever shipped still opens; a newer or an unshipped one is named, never guessed."""

from __future__ import annotations

from core.errors import StorageError, StorageKind
from core.storage.disk import damaged

FORMAT = 5
OLDEST = 5  # 1 to 4 were never shipped (core/spec/decisions.md)


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
