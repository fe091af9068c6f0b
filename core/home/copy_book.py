"""A share and the sealed copies of the other side's, each a record of its own beside the row of its key.

They come, are promoted and go together, in the transaction that writes the row (core/spec/refresh.md, rule 1); but a
row that only counts a handshake, or says that a check begins, writes none of them anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

from core.home.tables import COPY, SHARE
from core.keys.record import KeyRecord, Slot
from core.protocol.scheme import KeptCopy
from core.recovery.sheet import PublicSheet
from core.secret import Secret
from core.storage.disk import damaged
from core.storage.vault import Vault, VaultTransaction

_KEY, _RUN = 32, 64  # bytes of the id of a record: the key, the run, then the two keys of the sheet


class CopyBook:
    """Of one home, in memory as on the disk; of shares only what tells whether they are there."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._kept: dict[bytes, dict[bytes, bytes]] = {}  # by key_id, then by the record's id
        for id, data in vault.items(COPY):
            self._kept.setdefault(id[:_KEY], {})[id] = data
        self._shares = {id: _digest(data) for id, data in vault.items(SHARE)}  # by key_id and run

    def attached(self, row: KeyRecord) -> KeyRecord:
        """A row as it was decoded, with the shares and copies of its runs. StorageError where a share is missing."""
        return _changed(row, self._share_of, self._of)

    def write(self, tx: VaultTransaction, row: KeyRecord) -> Callable[[], object]:
        """Write what this row keeps, erase what it keeps no more, touch nothing else. -> what memory does after."""
        copies = self._write(tx, row.key_id, {id: copy.data for id, copy in _copies(row)})
        slots = [slot for slot in (row.current, row.pending) if slot is not None]
        shares = self._write_shares(tx, row.key_id, {row.key_id + slot.run_id: slot.share.data for slot in slots})
        return lambda: (copies(), shares())

    def erase(self, tx: VaultTransaction, key_id: bytes) -> Callable[[], object]:
        """Erase all of a key."""
        copies, shares = self._write(tx, key_id, {}), self._write_shares(tx, key_id, {})
        return lambda: (copies(), shares())

    def _write_shares(
        self, tx: VaultTransaction, key_id: bytes, wanted: dict[bytes, Secret[bytes]]
    ) -> Callable[[], object]:
        there = {id: digest for id, digest in self._shares.items() if id[:_KEY] == key_id}
        for (table, id), data in tx.changes.items():
            if table == SHARE and id[:_KEY] == key_id:
                there[id] = b"" if data is None else _digest(data)
        for id in [id for id, digest in there.items() if digest and id not in wanted]:
            tx.delete(SHARE, id)
        after = {id: _digest(data.reveal()) for id, data in wanted.items()}
        for id in [id for id, digest in after.items() if there.get(id) != digest]:
            tx.put(SHARE, id, wanted[id].reveal())

        def follow() -> None:
            for id in there.keys() - after.keys():
                self._shares.pop(id, None)
            self._shares |= after

        return follow

    def _share_of(self, row: KeyRecord, slot: Slot) -> Secret[bytes]:
        data = self._vault.get(SHARE, row.key_id + slot.run_id)
        if data is None:
            raise damaged()
        return Secret(data)

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
    """The row as it is written: without its shares and copies."""
    return _changed(row, lambda *_: Secret(b""), lambda *_: ())


def _copies(row: KeyRecord) -> list[tuple[bytes, KeptCopy]]:
    """By the ids of their records."""
    slots = [slot for slot in (row.current, row.pending) if slot is not None]
    return [
        (row.key_id + slot.run_id + copy.sheet.spk + copy.sheet.apk, copy)
        for slot in slots
        for copy in slot.share.copies
    ]


def _changed(
    row: KeyRecord,
    data: Callable[[KeyRecord, Slot], Secret[bytes]],
    copies: Callable[[KeyRecord, Slot], tuple[KeptCopy, ...]],
) -> KeyRecord:
    def one(slot: Slot | None) -> Slot | None:
        if slot is None:
            return None
        return replace(slot, share=replace(slot.share, data=data(row, slot), copies=copies(row, slot)))

    return replace(row, current=one(row.current), pending=one(row.pending))


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
