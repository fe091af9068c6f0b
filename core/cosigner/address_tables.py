"""The addresses of all keys, in memory only: derived once each, which takes a processor 45 ms for the 2,000 of a key.

Whoever wants a table fills it, on its own thread; whose computer is linked is filled before anybody wants it, by a
thread that waits for those who do. So no payment is worked on later because another key's addresses are not there yet.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from core.bitcoin.coins import EXTERNAL, INTERNAL, AddressTable
from core.keys.record import KeyRecord, account, joint_key

SLICE = 64  # addresses that are derived at one go: 1.5 ms
PAUSE = 0.002  # seconds between two that nobody has asked for yet: half of a processor is others'


def address_table(row: KeyRecord) -> AddressTable:
    """A key's addresses, none held yet."""
    share = joint_key(row)
    return AddressTable(share.Q, share.chain, account(row))


@dataclass(slots=True, frozen=True)
class _Place:
    table: AddressTable
    filling: threading.Lock = field(default_factory=threading.Lock)  # held for one slice

    def fill(self, counts: tuple[int, int]) -> bool:
        """A slice of what is missing; False: nothing is."""
        for branch, count in zip((EXTERNAL, INTERNAL), counts, strict=True):
            if self.table.horizon(branch) < count:
                with self.filling:
                    before = self.table.horizon(branch)
                    self.table.extend(branch, min(count, before + SLICE))
                    if self.table.horizon(branch) > before:  # it ends at MAX_HORIZON
                        return True
        return False


class AddressTables:
    """By key, for any thread. `table_of` gives one in which none is held, to be filled here."""

    def __init__(self, table_of: Callable[[KeyRecord], AddressTable] = address_table) -> None:
        self._table_of = table_of
        self._places: dict[bytes, _Place] = {}
        self._changed = threading.Condition()
        self._coming: dict[bytes, KeyRecord] | None = None  # by key_id; None: nothing is derived ahead
        self._wanted = 0  # tables, by whoever waits for them
        self._thread: threading.Thread | None = None

    def of(self, row: KeyRecord, external: int = 0) -> AddressTable:
        """The key's own addresses, up to the horizon, and so many of those that are given out; never what a hint
        says."""
        place, (first, second) = self._place(row), row.horizons
        with self._in_a_hurry():
            while place.fill((max(first, external), second)):
                pass
        return place.table

    def _place(self, row: KeyRecord) -> _Place:
        with self._changed:
            found = self._places.get(row.key_id)
            if found is None:
                found = self._places[row.key_id] = _Place(self._table_of(row))
            return found

    @contextmanager
    def _in_a_hurry(self) -> Iterator[None]:
        with self._changed:
            self._wanted += 1
        try:
            yield
        finally:
            with self._changed:
                self._wanted -= 1
                self._changed.notify_all()

    # -------------------------------------------------------------- before they are wanted
    def start_ahead(self) -> None:
        """From now on `ahead` does something. Its thread begins here: a process forked off later has none."""
        self._coming = {}
        self._thread = threading.Thread(target=self._work, name="addresses", daemon=True)
        self._thread.start()

    def stop_ahead(self) -> None:
        """No more."""
        thread, self._thread = self._thread, None
        if thread is not None:
            with self._changed:
                self._coming = None
                self._changed.notify_all()
            thread.join()

    def ahead(self, rows: Iterable[KeyRecord]) -> None:
        """Somebody may soon want the addresses of these keys."""
        with self._changed:
            if self._coming is not None:
                self._coming |= {row.key_id: row for row in rows if row.current and row.holds_coins}
                self._changed.notify_all()

    def _work(self) -> None:
        while (row := self._next()) is not None:
            place = self._place(row)
            while place.fill(row.horizons) and self._goes_on():
                pass

    def _next(self) -> KeyRecord | None:
        with self._changed:
            self._changed.wait_for(lambda: self._coming is None or self._coming)
            return None if self._coming is None else self._coming.pop(next(iter(self._coming)))

    def _goes_on(self) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: self._coming is None, PAUSE)
            self._changed.wait_for(lambda: self._coming is None or not self._wanted)
            return self._coming is not None
