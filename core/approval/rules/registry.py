"""The rules there are, in the order in which they speak: the first that refuses, or asks, gives the reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from core.approval.rules.alike import AlikeMinutes, AlikePerDay
from core.approval.rules.allowlist import Allowed, Allowlist
from core.approval.rules.amount import SatsLimit
from core.approval.rules.approve_below import DAILY_FACTOR, ApproveBelow
from core.approval.rules.ask_above import AskAbove
from core.approval.rules.freeze import Freeze
from core.approval.rules.hours import Hours
from core.approval.rules.max_payment import MaxPayment
from core.approval.rules.per_day import PerDay
from core.approval.rules.per_week import PerWeek
from core.approval.rules.rule import Rule
from core.approval.rules.waiting import Delay, Minutes, Wait
from core.errors import StorageError, StorageKind

AnyRule: TypeAlias = Rule[Any]  # its settings are for itself alone
Settings: TypeAlias = Mapping[str, object]  # code of a rule -> what a person has set
Change: TypeAlias = Mapping[str, object | None]  # code of a rule -> what it is to be set to; None: not in force

RULES: Final[list[AnyRule]] = [
    Freeze(),
    MaxPayment(),
    PerDay(),
    PerWeek(),
    Allowlist(),
    AskAbove(),
    Hours(),
    ApproveBelow(),
    Wait(),
    Delay(),
    AlikeMinutes(),
    AlikePerDay(),
]
OF_TASKS: Final = frozenset({AlikeMinutes.code, AlikePerDay.code})  # which are no payments; of those they say nothing


def rule_of(code: str) -> AnyRule:
    """The rule with this code. StorageError: a newer program has set it, and it must not be passed over."""
    for rule in RULES:
        if rule.code == code:
            return rule
    raise StorageError("this home holds a rule that this program does not know", StorageKind.NEWER)


def stricter(settings: Settings, change: Change, intended: Settings | None = None) -> Change:
    """What of a change acts at once. `intended`: what will be in force when nothing waits any more."""
    at_once = {code: rule_of(code).stricter(settings.get(code), new) for code, new in change.items()}
    standings = [{**one, **at_once} for one in (settings, intended or {})]
    if PerDay.code not in settings and any(map(_is_loosened_by_its_day, standings)):
        at_once[PerDay.code] = None
    return at_once


def _is_loosened_by_its_day(settings: Change) -> bool:
    """Whether more is approved without asking than were it not for `per-day`, which stands in the place of ten times
    `approve-below` (C4)."""
    found = {code: one for code, one in settings.items() if one is not None}
    without = {code: one for code, one in found.items() if code != PerDay.code}
    listed = found.get(Allowlist.code)
    approves = sats(found, ApproveBelow.code) or (isinstance(listed, Allowed) and listed.addresses)
    return bool(approves) and unattended_limit(found) > unattended_limit(without)


def sats(settings: Settings, code: str) -> int | None:
    """What a rule about amounts is set to."""
    found = settings.get(code)
    return found.sats if isinstance(found, SatsLimit) else None


def unattended_limit(settings: Settings) -> int:
    """Sat that may be signed in 24 hours without asking, all together (C4)."""
    per_day = sats(settings, PerDay.code)
    return DAILY_FACTOR * (sats(settings, ApproveBelow.code) or 0) if per_day is None else per_day


def minutes(settings: Settings, code: str) -> int:
    """What a rule that takes time is set to; 0 without it."""
    found = settings.get(code)
    return found.minutes if isinstance(found, Minutes) else 0
