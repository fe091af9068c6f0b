"""What is written to a vault together, and the mark that says how it was left."""

from __future__ import annotations

from core.storage.roots import Changes

OPEN = "open"  # a mark, from the first write of a program until it closes the vault
GOING, CUT = b"\0", b"\1"  # all is there; a copy without what the store leaves when its program is killed
BACKUP = b"\2"  # a copy that `backup` has made, whenever it is opened


class VaultTransaction:
    """What a block wants to change."""

    __slots__ = ("beyond", "changes")

    def __init__(self) -> None:
        self.changes: Changes = {}
        self.beyond = 0  # a generation that this one comes after

    def put(self, table: str, id: bytes, data: bytes) -> None:
        """Write or replace a record."""
        self.changes[table, id] = data

    def delete(self, table: str, id: bytes) -> None:
        """Remove a record; nothing happens if there is none."""
        self.changes[table, id] = None

    def accept(self) -> None:
        """What follows from a copy that was cut, or from a backup, is in this block."""
        self.changes[OPEN, b""] = GOING
