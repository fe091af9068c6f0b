"""What one computer may have written down in a day: rows of the vault and lines of its log, which last (C10, L2).

Pure. It goes by the hours of policy time, 24 to 25 of them, so that no 24 hours hold more.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from core.codec.codec import U16, U32
from core.errors import RefusalKind, Refused

HOUR, HOURS = 3600, 25
MAX_ENTRIES = 460  # of one computer in 24 hours; its names and who knocks may add some forty
MAX_WORK = 400  # of them for what it asks for; what it does wrong is written down all the same
PAYMENT = 5  # its request; that it came, was decided, debited and signed
NEW_KEY = 20  # a key is large, and its wallet has rows of its own
REFRESH = 3  # prepared, current, or that a check failed


@dataclass(frozen=True, slots=True)
class HourCount:
    """How many entries there were in one hour of policy time."""

    hour: U32
    entries: U16


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one computer has caused."""

    hours: tuple[HourCount, ...] = ()  # the oldest first

    def used(self, now: int) -> int:
        """Entries of the last 24 hours, or some more."""
        return sum(one.entries for one in self._recent(now))

    def taken(self, now: int, entries: int) -> Allowance:
        """So many more, never above what there is."""
        recent, hour = self._recent(now), now // HOUR
        entries = min(entries, MAX_ENTRIES - self.used(now))
        if recent and recent[-1].hour >= hour:
            return Allowance((*recent[:-1], HourCount(recent[-1].hour, recent[-1].entries + entries)))
        return Allowance((*recent, HourCount(hour, entries)))

    def must_hold(self, now: int, entries: int) -> None:
        """Refused where it has no room for so many more of what is asked for, with how long that lasts."""
        recent = self._recent(now)
        over = sum(one.entries for one in recent) + entries - MAX_WORK
        if over <= 0:
            return
        freed = accumulate(one.entries for one in recent)
        last = next(one.hour for one, so_far in zip(recent, freed, strict=True) if so_far >= over)
        wait = (last + HOURS) * HOUR - now
        raise Refused(
            "the co-signer has written down as much for this computer as it does in 24 hours; it takes more in "
            f"{-(-wait // 60)} minutes",
            RefusalKind.TOO_MANY_DAY,
            wait=wait,
        )

    def _recent(self, now: int) -> tuple[HourCount, ...]:
        return tuple(one for one in self.hours if one.hour > now // HOUR - HOURS)
