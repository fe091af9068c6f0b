"""Rules as a person reads them, on either side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.approval.rules.alike import AlikeMinutes, AlikePerDay, Times
from core.approval.rules.allowlist import Allowed, Allowlist
from core.approval.rules.amount import SatsLimit
from core.approval.rules.approve_below import ApproveBelow
from core.approval.rules.ask_above import AskAbove
from core.approval.rules.freeze import Freeze
from core.approval.rules.hours import Hours
from core.approval.rules.max_payment import MaxPayment
from core.approval.rules.per_day import PerDay
from core.approval.rules.per_week import PerWeek
from core.approval.rules.registry import Settings
from core.approval.rules.waiting import Delay, Minutes, Wait

OFF = "off"  # not in force
MOST_WRITTEN = 1_000  # characters of a rule in a line of the log
FIELDS = {  # of Rules: those that are a number, and the rule that each is about
    "approve_below": ApproveBelow.code,
    "max_payment": MaxPayment.code,
    "per_day": PerDay.code,
    "per_week": PerWeek.code,
    "ask_above": AskAbove.code,
    "wait": Wait.code,
    "delay": Delay.code,
    "alike_minutes": AlikeMinutes.code,
    "alike_per_day": AlikePerDay.code,
}


@dataclass(frozen=True, slots=True)
class Rules:
    """What the rules of a wallet are set to; None: not in force. Amounts are payment plus fee, times in minutes."""

    approve_below: int = 0
    max_payment: int | None = None
    per_day: int | None = None
    per_week: int | None = None
    ask_above: int | None = None
    wait: int | None = None
    delay: int | None = None
    alike_minutes: int | None = None  # of tasks that are no payments
    alike_per_day: int | None = None
    allow: tuple[str, ...] = ()
    allowlist_only: bool = False
    hours: str | None = None  # HH:MM-HH:MM, where the co-signer stands
    frozen: bool = False


def fields_of(settings: Settings) -> dict[str, Any]:
    """The fields of Rules."""
    numbers = {name: _number(settings.get(code)) for name, code in FIELDS.items()}
    numbers["approve_below"] = numbers["approve_below"] or 0  # not in force it is the same
    allowed, hours = settings.get(Allowlist.code), settings.get(Hours.code)
    listed = allowed if isinstance(allowed, Allowed) else Allowed()
    return numbers | {
        "allow": listed.addresses,
        "allowlist_only": listed.only,
        "hours": None if hours is None else str(hours),
        "frozen": Freeze.code in settings,
    }


def _number(settings: object | None) -> int | None:
    match settings:
        case SatsLimit(sats=sats):
            return sats
        case Minutes(minutes=minutes):
            return minutes
        case Times(times=times):
            return times
        case _:
            return None


def whole(settings: object | None) -> str:
    """What one rule is set to."""
    return OFF if settings is None else str(settings)


def written(settings: object | None) -> str:
    """The same, as the log has it; the beginning of a long list."""
    text = whole(settings)
    return text if len(text) <= MOST_WRITTEN else f"{text[:MOST_WRITTEN]}… ({len(text)})"
