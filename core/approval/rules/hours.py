"""hours: outside of them nothing is signed without asking."""

from __future__ import annotations

from dataclasses import dataclass

from core.approval.rules.rule import PASS, Case, Judgement, Verdict
from core.bitcoin.caution import Caution
from core.codec.codec import U16

DAY_MINUTES = 24 * 60
NEVER = "never"  # no hours in which nobody is asked


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """Minutes of the day where the co-signer stands: from `first` on, before `end`; over midnight if that is less, and
    none if it is equal."""

    first: U16
    end: U16

    def __contains__(self, minute: int) -> bool:
        return (minute - self.first) % DAY_MINUTES < self.length

    def __str__(self) -> str:
        """HH:MM-HH:MM."""
        if not self.length:
            return NEVER
        return "-".join(f"{at // 60:02}:{at % 60:02}" for at in (self.first, self.end))

    @property
    def length(self) -> int:
        """In minutes."""
        return (self.end - self.first) % DAY_MINUTES

    def shared(self, other: WorkingHours) -> WorkingHours:
        """The minutes of both: all of them where they lie together, else the longer of their two parts."""
        parts = [_from(self.first, self, other), _from(other.first, other, self)]
        return max(parts, key=lambda part: part.length)


def _from(first: int, one: WorkingHours, other: WorkingHours) -> WorkingHours:
    """What both have from the beginning of one of them on."""
    left = other.length - (first - other.first) % DAY_MINUTES if first in other else 0
    return WorkingHours(first, (first + min(one.length, left)) % DAY_MINUTES)


class Hours:
    """A person who is awake may still approve."""

    code = "hours"
    settings = WorkingHours

    def judge(self, case: Case, settings: WorkingHours, /) -> Judgement:
        """Ask outside of them."""
        return PASS if case.minute in settings else Judgement(Verdict.ASK, Caution.HOURS)

    def stricter(self, old: WorkingHours | None, new: WorkingHours | None, /) -> WorkingHours | None:
        """The hours of both."""
        return old.shared(new) if old and new else old or new
