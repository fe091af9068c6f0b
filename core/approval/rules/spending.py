"""What limits count: payments that were signed, in groups of which only one member can ever confirm (C6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from core.bitcoin.checked_task import CheckedTask
from core.codec.codec import U64, Bytes16, Bytes32, Exact

DAY = 24 * 3600
WEEK = 7 * DAY


@dataclass(frozen=True, slots=True)
class Spending:
    """A payment that may be signed, or that was approved for it without a person: a record of the co-signer's vault."""

    request: Bytes16
    key_id: Bytes32
    anchor: Annotated[bytes, Exact(36)]  # an outpoint that every member of its group spends
    amount: U64  # sat, as `Case.spent`
    at: U64  # policy time: when it was approved, and again when it was debited
    unasked: U64  # sat of it that nobody was asked about: all, none, or what a raise adds to what a person approved


def anchor_of(task: CheckedTask, history: Sequence[Spending]) -> bytes:
    """The group that a payment joins: the dearest whose anchor it spends; or a new one, named by its first own coin.

    One group at most: who replaces two payments at once can still publish those two.
    """
    own = [bytes(part.outpoint) for part in task.inputs if part.path is not None]
    cost = dict.fromkeys(own, -1)
    for one in history:
        if one.anchor in cost:
            cost[one.anchor] = max(cost[one.anchor], one.amount)
    return max(own, key=cost.__getitem__)


def total(history: Sequence[Spending], since: int, *, unasked: bool = False) -> int:
    """Sat of everything signed after `since`, or of what nobody was asked about.

    A group costs its dearest member and has the time of its latest one: a replacement never frees a limit earlier.
    """
    cost: dict[bytes, int] = {}
    latest: dict[bytes, int] = {}
    for one in history:
        cost[one.anchor] = max(cost.get(one.anchor, 0), one.unasked if unasked else one.amount)
        latest[one.anchor] = max(latest.get(one.anchor, 0), one.at)
    return sum(amount for anchor, amount in cost.items() if latest[anchor] > since)
