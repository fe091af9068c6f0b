"""Formats of the vault. Every format ever shipped still opens; a newer one is named, never guessed."""

from __future__ import annotations

from core.errors import StorageError
from core.storage.disk import damaged

FORMAT = 1


def must_be_readable(header: bytes, magic: bytes) -> None:
    """Raises StorageError for something else than a vault, and for a vault of a newer program."""
    if header[: len(magic)] != magic or len(header) < len(magic) + 2:
        raise damaged()
    found = int.from_bytes(header[len(magic) : len(magic) + 2], "big")
    if found > FORMAT:
        raise StorageError(
            f"this vault has format {found}, this program knows up to {FORMAT}; use the newer program", "newer"
        )
    if found < 1:
        raise damaged()
