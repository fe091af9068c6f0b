"""alike-minutes, alike-per-day: what is like a task that a person has approved is signed without asking.

Of tasks that are no payment; about those which are like nothing else, a person is always asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.approval.rules.rule import PASS, Case, Judgement
from core.approval.rules.spending import DAY
from core.approval.rules.waiting import Minutes
from core.codec.codec import U32


@dataclass(frozen=True, slots=True)
class Times:
    """How often."""

    times: U32

    def __str__(self) -> str:
        return str(self.times)


@dataclass(frozen=True, slots=True)
class Before:
    """A like task of the same key that may be signed, or is: whether a person approved it, and when it was approved or,
    where that can be taken back for a while (the rule "wait"), no longer can; seconds of policy time."""

    by_person: bool
    at: int


class _Alike:
    def judge(self, _case: Case, _settings: object, /) -> Judgement:
        """It says nothing of payments."""
        return PASS


class AlikeMinutes(_Alike):
    """For so long after the yes. What nobody was asked about makes that no longer."""

    code = "alike-minutes"
    settings = Minutes

    def stricter(self, old: Minutes | None, new: Minutes | None, /) -> Minutes | None:
        """The shorter time."""
        return min(old, new, key=lambda one: one.minutes) if old and new else None


class AlikePerDay(_Alike):
    """So often in 24 hours, of each that a person ever approved."""

    code = "alike-per-day"
    settings = Times

    def stricter(self, old: Times | None, new: Times | None, /) -> Times | None:
        """The smaller number."""
        return min(old, new, key=lambda one: one.times) if old and new else None


def lets_pass(before: Iterable[Before], minutes: object | None, per_day: object | None, now: int) -> bool:
    """Whether one more is signed without asking, by what these two rules are set to."""
    known = list(before)
    by_person = [one.at for one in known if one.by_person and one.at <= now]
    if isinstance(minutes, Minutes) and any(now < at + 60 * minutes.minutes for at in by_person):
        return True
    unasked = sum(not one.by_person and now < one.at + DAY for one in known)
    return isinstance(per_day, Times) and bool(by_person) and unasked < per_day.times
