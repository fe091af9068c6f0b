"""The log of a home: no code's lines push out another's, and equal lines are one (W7).

So what a computer can cause as often as it likes never takes the place of what a person must find later: lies, faults,
keys, rules, pairings. Every line that was ever written is in the chain (log_chain.py), one that went by its digest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from core.codec.codec import Bytes32
from core.errors import BadInput
from core.home.log_chain import ChainHead, Folds, Place, digest_of
from core.home.log_fields import value_of
from core.home.records import KINDS, LogCode, LogEntry

KEPT: Final = 1_000  # lines of a code; then the oldest go
JOINED: Final = 24 * 3600  # seconds from the first of them, in which equal lines are one
AT_WILL: Final = ("request", "decision")  # kinds of which a computer makes as many as it likes


@dataclass(frozen=True, slots=True)
class LogRow:
    """An entry, and the link of the chain that ends with it."""

    entry: LogEntry
    link: Bytes32


@dataclass(frozen=True, slots=True)
class LogQuery:
    """Which lines: from `since` on and before `until` in unix seconds, of a kind, about a wallet (NAME, of any
    computer, or COMPUTER/NAME) or a computer (the beginning of its fingerprint), the last `limit`. None: all."""

    kind: str | None = None
    since: int = 0
    until: int | None = None
    wallet: str | None = None
    computer: str | None = None
    limit: int | None = None

    def chosen(self, rows: Iterable[tuple[int, LogRow]]) -> list[tuple[int, LogRow]]:
        """Those of `rows`, in their order."""
        found = [(number, row) for number, row in rows if self._takes(row.entry)]
        return found if self.limit is None else found[max(0, len(found) - self.limit) :]

    def _takes(self, entry: LogEntry) -> bool:
        return (
            entry.time >= self.since
            and (self.until is None or entry.first < self.until)
            and self.kind in (None, entry.kind)
            and (self.wallet is None or f"/{value_of(entry, 'wallet')}".endswith(f"/{self.wallet}"))
            and (self.computer is None or value_of(entry, "computer").startswith(self.computer))
        )


ALL_LINES: Final = LogQuery()


@dataclass(slots=True)
class LogChanges:
    """What new lines change, to be durable together: rows by number, digests in the place of those that go (None: it
    goes), and the head."""

    head: ChainHead
    rows: dict[int, LogRow | None] = field(default_factory=dict)
    folds: dict[Place, bytes | None] = field(default_factory=dict)


class LogBook:
    """All lines of a home, by number. What a new one changes is worked out first, and adopted once it is durable."""

    def __init__(self, rows: Mapping[int, LogRow], folds: Mapping[Place, bytes], head: ChainHead) -> None:
        self._rows: dict[int, LogRow] = {}  # by number, which is the order in which things happened last
        self._shelves: dict[str, dict[int, LogEntry]] = {}  # the same by code: a line is held against its own alone
        self.folds = Folds(folds)
        self.head = head
        self.adopt(LogChanges(head, dict(sorted(rows.items()))))

    def after(self, lines: Iterable[LogEntry]) -> LogChanges:
        """What these lines change. One that is equal to one before counts it once more, under a new number."""
        changes = LogChanges(self.head)
        shelves: dict[str, dict[int, LogEntry]] = {}
        for line in lines:
            if line.code not in shelves:
                shelves[line.code] = {**self._shelves.get(line.code, {})}
            shelf, fresh = shelves[line.code], changes.head.size + 1
            gone = next((n for n, one in shelf.items() if _is_equal(line, one)), None)
            if gone is not None:
                one = shelf[gone]
                shelf[fresh] = replace(one, time=max(one.time, line.time), count=one.count + 1)
            else:
                shelf[fresh] = replace(line, first=line.time)
                gone = next(iter(shelf)) if len(shelf) > KEPT else None
            changes.head = changes.head.after(digest_of(fresh, shelf[fresh]))
            changes.rows[fresh] = LogRow(shelf[fresh], changes.head.link)
            if gone is not None:
                self.folds.fold(gone, digest_of(gone, shelf.pop(gone)), changes.folds)
                changes.rows[gone] = None
        return changes

    def adopt(self, changes: LogChanges) -> None:
        """They are durable."""
        for number, row in changes.rows.items():
            before = self._rows.pop(number, None)
            if before is not None:
                self._shelves[before.entry.code].pop(number)
            if row is not None:
                self._rows[number] = row
                self._shelves.setdefault(row.entry.code, {})[number] = row.entry
        self.folds.adopt(changes.folds)
        self.head = changes.head

    def rows(self) -> Iterator[tuple[int, LogRow]]:
        """All lines that are kept with their numbers, oldest first."""
        return ((number, self._rows[number]) for number in sorted(self._rows))

    def of(self, code: LogCode) -> list[LogEntry]:
        """The lines of one code, oldest first."""
        return list(self._shelves.get(code, {}).values())

    def lines(self, kind: str | None = None, since: int = 0) -> list[LogEntry]:
        """Of one kind or of all, oldest first: those that happened, or happened last, at `since` or later."""
        return [row.entry for _, row in LogQuery(kind, since).chosen(self.rows())]

    def newest(self, most: int) -> list[tuple[int, LogRow]]:
        """So many of all, oldest first; what a computer causes at will has half of the room, and what is left over."""
        rows = list(self.rows())
        at_will = [n for n, (_, row) in enumerate(rows) if row.entry.kind in AT_WILL]
        rest = [n for n, (_, row) in enumerate(rows) if row.entry.kind not in AT_WILL]
        few = min(len(at_will), max(most // 2, most - len(rest)))
        shown = {*at_will[len(at_will) - few :], *rest[max(0, len(rest) - (most - few)) :]}
        return [rows[n] for n in sorted(shown)]


def must_be_a_kind(kind: str | None) -> None:
    """Raises BadInput for what lines of a log are never of."""
    if kind not in (None, *KINDS):
        raise BadInput(f"the log has no kind of that name; the kinds are {', '.join(KINDS)}")


def _is_equal(line: LogEntry, before: LogEntry) -> bool:
    return before.values == line.values and line.time < before.first + JOINED
