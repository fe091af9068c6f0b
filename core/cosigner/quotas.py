"""What each computer may have written down: its own share of vault and log, of which no other takes any (L2, C10)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from core.approval.allowance import MAX_ENTRIES, Allowance
from core.home.records import LogCode
from core.home.repository import Repository, Write
from core.transport.link.identity import fingerprint

Line = tuple[LogCode, *tuple[str, ...]]


class Quotas:
    """Of all computers, by pin. `clock`: seconds of policy time; `wall`: those that people see."""

    def __init__(self, records: Repository, clock: Callable[[], int], wall: Callable[[], int]) -> None:
        self._records, self._clock, self._wall = records, clock, wall

    def must_hold(self, pin: bytes, entries: int) -> None:
        """Refused where this computer has no room for so many more entries today."""
        self._of(pin).must_hold(self._clock(), entries)

    def take(self, write: Write, pin: bytes, entries: int) -> None:
        """They are written; at most once in one write."""
        write.allowance(pin, self._of(pin).taken(self._clock(), entries))

    def note(self, write: Write, pin: bytes, lines: Iterable[Line]) -> None:
        """Lines of the log about what this computer does; at most once in one write. When there is no room for more
        today, the last one says so, and of what follows only the effect remains."""
        now, allowance = self._clock(), self._of(pin)
        for code, *values in lines:
            left = MAX_ENTRIES - allowance.used(now)
            if left > 1:
                write.log(self._wall(), code, *values)
            elif left == 1:
                write.log(self._wall(), LogCode.FLOOD, fingerprint(pin))
            allowance = allowance.taken(now, 1)
        if allowance != self._of(pin):
            write.allowance(pin, allowance)

    def _of(self, pin: bytes) -> Allowance:
        return self._records.allowances.get(pin, Allowance())
