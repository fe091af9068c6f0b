"""What a write changes, from the block that says it until memory has followed the disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from core.approval.request import SigningRequest
from core.codec.codec import encode
from core.home.listeners import Outside, Written
from core.home.log import LogBook
from core.home.records import Blocked, ClockRecord, LogEntry
from core.home.tables import CHAIN_HEAD, CLOCK, FOLD, LOG, THIS
from core.storage.vault import Vault, VaultTransaction

Changes: TypeAlias = Mapping[tuple[str, bytes], bytes | None]  # records by table and id; None: deleted


class Home(Protocol):
    """What writing changes down needs of a home."""

    vault: Vault
    book: LogBook
    blocked: dict[bytes, Blocked]
    clock: ClockRecord | None
    outside: Outside | None
    ticks: Callable[[], ClockRecord] | None
    heard: Callable[[Written], object] | None
    changed: Callable[[Changes], object]
    riding: HomeChanges | None


@dataclass(slots=True)
class HomeChanges:
    """Of one write, or of several that become durable together.

    `after`: what memory does then; `lines`: new ones of the log; `moved`: requests that stand elsewhere than before;
    `ahead`: whom the anchor names first; `final`: may use the space kept back for commits; `erases`: what was replaced
    must be nowhere in the store before anything is answered; `flushes`: what rides becomes durable though nothing else
    is written; `ridden`: what rode with these."""

    final: bool = False
    tx: VaultTransaction = field(default_factory=VaultTransaction)
    after: list[Callable[[], object]] = field(default_factory=list)
    lines: list[LogEntry] = field(default_factory=list)
    moved: list[SigningRequest] = field(default_factory=list)
    ahead: dict[bytes, Blocked] = field(default_factory=dict)
    erases: bool = False
    flushes: bool = False
    ridden: HomeChanges | None = None

    @property
    def size(self) -> int:
        """Bytes of records."""
        return sum(len(data or b"") for data in self.tx.changes.values())

    def join(self, later: HomeChanges) -> None:
        """These, and after them others."""
        self.tx.changes |= later.tx.changes
        self.tx.beyond = max(self.tx.beyond, later.tx.beyond)
        self.after += later.after
        self.lines += later.lines
        self.moved += later.moved
        self.ahead |= later.ahead
        self.final |= later.final
        self.erases |= later.erases
        self.flushes |= later.flushes

    def ride(self, home: Home) -> None:
        """Memory follows at once; they become durable with whatever is written next (L13)."""
        for change in self.after:
            change()
        self.after.clear()
        if home.riding is None:
            home.riding = self
        else:
            home.riding.join(self)

    def complete(self, home: Home) -> Outside | None:
        """Before they are durable: what rides with them, and what belongs to every write. -> whom it is told to
        afterwards."""
        if home.riding is not None and (self.flushes or self.tx.changes or self.lines):
            self.ridden, home.riding = home.riding, None
            self.tx.changes = self.ridden.tx.changes | self.tx.changes
            self.lines[:0], self.moved[:0] = self.ridden.lines, self.ridden.moved
        if self.lines:
            self._chain(home)
        if self.tx.changes:
            self.tick(home)
        outside = home.outside if self.tx.changes else None
        if outside is not None and self.ahead:
            outside.ahead(home.blocked | self.ahead)
        return outside

    def unride(self, home: Home) -> None:
        """They have not become durable, and all goes on: what rode with them rides on."""
        if self.ridden is not None:
            ridden, self.ridden = self.ridden, None
            if home.riding is not None:
                ridden.join(home.riding)
            home.riding = ridden

    def adopt(self, home: Home) -> None:
        """They are durable."""
        for change in self.after:
            change()
        home.changed(self.tx.changes)
        if home.heard is not None:
            home.heard(Written(tuple(self.lines), tuple(self.moved)))

    def tick(self, home: Home) -> None:
        """Keep policy time, whatever else is written."""
        if home.ticks is not None:
            kept = home.ticks()
            self.tx.put(CLOCK, THIS, encode(kept))
            self.after.append(lambda: setattr(home, "clock", kept))

    def _chain(self, home: Home) -> None:
        changes = home.book.after(self.lines)
        for number, row in changes.rows.items():
            self.put_or_delete(LOG, number.to_bytes(8, "big"), None if row is None else encode(row))
        for (level, index), digest in changes.folds.items():
            self.put_or_delete(FOLD, bytes([level]) + index.to_bytes(8, "big"), digest)
        self.tx.put(CHAIN_HEAD, THIS, encode(changes.head))
        self.after.append(lambda: home.book.adopt(changes))

    def put_or_delete(self, table: str, id: bytes, data: bytes | None) -> None:
        """None: delete."""
        self.tx.delete(table, id) if data is None else self.tx.put(table, id, data)
