"""Whom a key has paid with a person's yes: the co-signer's own record of what it signed, never the computer's book, nor
what the rules let pass, which a computer asks for as it likes (C12)."""

from __future__ import annotations

from core.bitcoin.checked_task import CheckedTask, TaskOutput
from core.bitcoin.coins import AddressTable
from core.bitcoin.hashes import hash160
from core.bitcoin.lookalike import LookAlikes
from core.codec.codec import decode, encode
from core.cosigner.api import PlaceView
from core.errors import StorageError
from core.home.records import PaidRecord
from core.home.repository import Repository, Write
from core.keys.record import KeyRecord

PAID = "paid"  # the table of the vault
MOST_PAID = 5_000  # addresses of a key; who was paid longest ago is forgotten first


class Acquaintances:
    """Whom one key has paid, and what somebody may want to imitate: those, and its own addresses."""

    def __init__(self, paid: set[str], own: set[str]) -> None:
        self._paid, self._alike = paid, LookAlikes(paid | own)

    def place(self, output: TaskOutput) -> PlaceView:
        """One that is paid, as a person sees it."""
        address = output.address
        alike = self._alike.find(address) if address else None
        return PlaceView(output.label, output.amount, address not in self._paid, alike or "")


class PaidBook:
    """Of all keys."""

    def __init__(self, records: Repository) -> None:
        self._records = records
        self._kept: dict[bytes, dict[bytes, PaidRecord]] = {}  # by key and hash of the script, once read
        self._known: dict[bytes, Acquaintances] = {}  # as long as nothing more is signed

    def _of(self, key_id: bytes) -> dict[bytes, PaidRecord]:
        if key_id not in self._kept:
            noted = self._records.noted(PAID, key_id)
            self._kept[key_id] = {name: decode(PaidRecord, data, StorageError) for name, data in noted}
        return self._kept[key_id]

    def note(self, write: Write, row: KeyRecord, task: CheckedTask, now: int) -> None:
        """A payment that a person approved may be signed from now on. `now`: policy time."""
        made = {hash160(one.script): PaidRecord(one.address, now) for one in task.payments if one.address}
        before = sorted((one.at, name) for name, one in self._of(row.key_id).items() if name not in made)
        kept = {name: self._of(row.key_id)[name] for _, name in before[max(0, len(before) + len(made) - MOST_PAID) :]}
        for name, paid in made.items():
            write.note(PAID, row.key_id, name, encode(paid))
        for _, name in before[: len(before) - len(kept)]:
            write.note(PAID, row.key_id, name, None)
        write.then(lambda: self._kept.update({row.key_id: kept | made}))
        write.then(lambda: self._known.pop(row.key_id, None))

    def of(self, row: KeyRecord, table: AddressTable) -> Acquaintances:
        """Of one key. `table`: its own addresses."""
        found = self._known.get(row.key_id)
        if found is None:
            paid = {str(one.address) for one in self._of(row.key_id).values()}
            reach = enumerate((row.reach.external, row.reach.internal))
            own = {table.address(branch, n, row.network) for branch, end in reach for n in range(end)}
            found = self._known[row.key_id] = Acquaintances(paid, own)
        return found
