"""What a key's chain data is kept in."""

from __future__ import annotations

from collections.abc import Mapping

from core.home.repository import Repository
from core.home.tables import CHAIN


class ChainStore:
    """What the chain says about one key, sealed in the vault: bytes by name."""

    def __init__(self, records: Repository, key_id: bytes) -> None:
        self._records, self._key_id = records, key_id

    def load(self) -> dict[bytes, bytes]:
        """Everything kept for this key."""
        return dict(self._records.noted(CHAIN, self._key_id))

    def save(self, changes: Mapping[bytes, bytes | None]) -> None:
        """All of it durable, or nothing; None forgets a name."""
        with self._records.write() as write:
            for name, data in changes.items():
                write.note(CHAIN, self._key_id, name, data)
