"""The sealed copies of the other sides' shares, each a record of its own beside the row of its key.

They come, are promoted and go with their share, in the transaction that writes the row (core/spec/refresh.md, rule 1);
but a row that only counts a handshake writes none of them anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from core.home.tables import COPY
from core.keys.record import KeyRecord, Slot
from core.protocol.scheme import KeptCopy
from core.recovery.sheet import PublicSheet
from core.storage.vault import Vault, VaultTransaction

_KEY, _RUN = 32, 64  # bytes of the id of a record: the key, the run, then the two keys of the sheet


class CopyBook:
    """Of one home, in memory as on the disk."""

    def __init__(self, vault: Vault) -> None:
        self._kept: dict[bytes, dict[bytes, bytes]] = {}  # by key_id, then by the record's id
        for id, data in vault.items(COPY):
            self._kept.setdefault(id[:_KEY], {})[id] = data

    def attached(self, row: KeyRecord) -> KeyRecord:
        """A row as it was decoded, with the copies of its runs."""
        return _changed(row, self._of)

    def write(self, tx: VaultTransaction, row: KeyRecord) -> Callable[[], object]:
        """Write what this row keeps, erase what it keeps no more, touch nothing else. -> what memory does after."""
        return self._write(tx, row.key_id, {id: copy.data for id, copy in _copies(row)})

    def erase(self, tx: VaultTransaction, key_id: bytes) -> Callable[[], object]:
        """Erase all of a key."""
        return self._write(tx, key_id, {})

    def _write(self, tx: VaultTransaction, key_id: bytes, wanted: dict[bytes, bytes]) -> Callable[[], object]:
        there: dict[bytes, bytes | None] = {**self._kept.get(key_id, {})}
        there |= {id: data for (table, id), data in tx.changes.items() if table == COPY and id[:_KEY] == key_id}
        for id, data in there.items():
            if data is not None and id not in wanted:
                tx.delete(COPY, id)
        for id, data in wanted.items():
            if there.get(id) != data:
                tx.put(COPY, id, data)
        return lambda: self._kept.update({key_id: wanted})

    def _of(self, row: KeyRecord, slot: Slot) -> tuple[KeptCopy, ...]:
        run = row.key_id + slot.run_id
        kept = self._kept.get(row.key_id, {}).items()
        return tuple(
            KeptCopy(PublicSheet(id[_RUN : _RUN + 32], id[_RUN + 32 :]), data)
            for id, data in kept
            if id.startswith(run)
        )


def bare(row: KeyRecord) -> KeyRecord:
    """The row as it is written: without its copies."""
    return _changed(row, lambda *_: ())


def _copies(row: KeyRecord) -> list[tuple[bytes, KeptCopy]]:
    """By the ids of their records."""
    slots = [slot for slot in (row.current, row.pending) if slot is not None]
    return [
        (row.key_id + slot.run_id + copy.sheet.spk + copy.sheet.apk, copy)
        for slot in slots
        for copy in slot.share.copies
    ]


def _changed(row: KeyRecord, copies: Callable[[KeyRecord, Slot], tuple[KeptCopy, ...]]) -> KeyRecord:
    def one(slot: Slot | None) -> Slot | None:
        return None if slot is None else replace(slot, share=replace(slot.share, copies=copies(row, slot)))

    return replace(row, current=one(row.current), pending=one(row.pending))
