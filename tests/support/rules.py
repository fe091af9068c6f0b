"""Rules by their numbers alone."""

from __future__ import annotations

from dataclasses import dataclass

from core.approval import policy
from core.approval.rules.amount import SatsLimit
from core.approval.rules.approve_below import ApproveBelow
from core.approval.rules.rule import Case
from core.approval.rules.spending import Spending, anchor_of
from core.bitcoin.checked_task import CheckedTask
from core.bitcoin.coins import Reach

NOW = 1_800_000_000
MINUTE = 12 * 60
NEW = Reach.beyond(0, 0)  # of a wallet that has signed nothing


@dataclass(frozen=True, slots=True)
class Limits:
    """In sat. `approve_below`: up to this nobody is asked; 0 always asks. `per_day`: unattended in 24 hours, in all."""

    approve_below: int
    per_day: int


def before(amount: int, ago: int = 0, *, anchor: int = 0, unattended: bool = True) -> Spending:
    """A payment that was signed so many seconds ago, in a group of its own or with others of the same `anchor`."""
    number = anchor.to_bytes(16, "big")
    return Spending(
        number, bytes(32), b"before".ljust(20, b".") + number, amount, NOW - ago, amount if unattended else 0
    )


def case(task: CheckedTask, *history: Spending, minute: int = MINUTE, unattended: int = 0, reach: Reach = NEW) -> Case:
    """A payment now, after others."""
    spent = task.spent(reach)
    this = Spending(b"this".ljust(16), task.key_id, anchor_of(task, history), spent, NOW, spent)
    return Case(task, history, this, minute, unattended)


def decide(task: CheckedTask, limits: Limits, spent_24h: int, signed_internal: int) -> policy.Outcome:
    """What approve-below says when so much was approved unattended a moment ago."""
    settings: dict[str, object] = {ApproveBelow.code: SatsLimit(limits.approve_below)}
    history = [before(spent_24h)] if spent_24h else []
    reach = Reach.beyond(0, signed_internal)
    return policy.decide(case(task, *history, unattended=limits.per_day, reach=reach), settings, reach)
