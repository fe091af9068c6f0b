"""Where the wallet's knowledge of the chain is kept: bytes by key, sealed by whoever gives the store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

PROXY, TIP_TIME = (
    b"proxy",
    b"tip/time",
)  # names that others look up too: the way to the server; when its last block was made


class ByteStore(Protocol):
    """Everything kept for one key. Both methods may raise StorageError."""

    def load(self) -> dict[bytes, bytes]:
        """All of it."""
        ...

    def save(self, changes: Mapping[bytes, bytes | None]) -> None:
        """Make all changes durable or none; None deletes."""
        ...
