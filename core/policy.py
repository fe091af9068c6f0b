"""The co-signer's rules: approve, or ask a person. Pure; the caller keeps the counts (C1, C3, C4, C7, C9)."""

from __future__ import annotations

from dataclasses import dataclass

from core.bitcoin.checked_task import CheckedTask


@dataclass(frozen=True, slots=True)
class Limits:
    """In sat. `approve_below`: up to this nobody is asked; 0 always asks. `per_day`: unattended in 24 hours, in all."""

    approve_below: int
    per_day: int


@dataclass(frozen=True, slots=True)
class Approve:
    """Nobody needs to be asked."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A person decides; `warnings` are codes for what to look at (none: the amount alone)."""

    warnings: tuple[str, ...]


def decide(task: CheckedTask, limits: Limits, spent_24h: int, signed_internal: int) -> Approve | Ask:
    """What the rules say. `spent_24h`: sat approved unattended in the last 24 hours, without this task.

    `signed_internal` is one more than the highest change index signed so far, 0 if none.
    """
    warnings = task.warnings(signed_internal)
    spent = task.spent(signed_internal)
    if warnings or not limits.approve_below or not 0 < spent <= limits.approve_below:
        return Ask(warnings)  # what costs nothing counts against no limit: it could be asked for ever
    if spent_24h + spent > limits.per_day:
        return Ask(("daily-limit",))
    return Approve()
