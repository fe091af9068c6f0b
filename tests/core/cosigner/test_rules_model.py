"""Rules x replacements x deaths x the clock, against a plain statement of what may be signed (plain_rules.py).

Each rule has a mutant here: left out, the walk finds a payment that nothing allows.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from core.approval.related import raises
from core.approval.request import SigningRequest
from core.approval.rules import registry
from core.approval.rules.allowlist import Allowlist
from core.approval.rules.approve_below import ApproveBelow
from core.approval.rules.ask_above import AskAbove
from core.approval.rules.freeze import Freeze
from core.approval.rules.hours import Hours
from core.approval.rules.max_payment import MaxPayment
from core.approval.rules.per_day import PerDay
from core.approval.rules.per_week import PerWeek
from core.approval.rules.rule import PASS, Case, Judgement, Verdict
from core.approval.rules.spending import Spending
from core.bitcoin.checked_task import CheckedTask
from core.cosigner import rulebook, signing_requests
from core.cosigner.api import OFF, PolicyChange
from core.cosigner.rulebook import Rulebook
from core.cosigner.signing_requests import SigningRequests
from core.home.policy_clock import PolicyClock
from core.home.repository import Write
from tests.core.cosigner.plain_rules import Violation
from tests.core.cosigner.rules_walk import walks
from tests.support import two_homes
from tests.support.two_homes import Clock, CosignerSide, Fate, cosigner_home

STEPS, MOST_WALKS = 150, 60
YES = Judgement(Verdict.APPROVE)


def test_nothing_is_signed_that_could_ever_leave_beyond_the_rules(tmp_path: Path) -> None:
    found = walks(tmp_path, range(15), STEPS)
    for what in ("SIGNED", "SIGNED UNASKED", "RAISED UNASKED", "EXPECTED APPROVED", "EXPECTED REFUSED", "EXPIRED"):
        assert found[what] > 0, what


def last_member(history: Sequence[Spending], since: int, *, unasked: bool = False) -> int:
    """A group costs its last member."""
    cost = {one.anchor: (one.unasked if unasked else one.amount) for one in history if one.at > since}
    return sum(cost.values())


def first_time(history: Sequence[Spending], since: int, *, unasked: bool = False) -> int:
    """A group has the time of its first."""
    first = {one.anchor: min(other.at for other in history if other.anchor == one.anchor) for one in history}
    cost: dict[bytes, int] = {}
    for one in history:
        cost[one.anchor] = max(cost.get(one.anchor, 0), one.unasked if unasked else one.amount)
    return sum(sats for anchor, sats in cost.items() if first[anchor] > since)


def drips(self: Rulebook, request: SigningRequest) -> int:
    """A raise costs what it adds to the last one, whoever approved that."""
    known = self._records.requests.values()
    return max(0, request.amount - max((one.amount for one in known if raises(request, one)), default=0))


def at_propose_only(self: Rulebook, write: Write, row: Any, request: SigningRequest, task: CheckedTask) -> None:
    """What a person approved is not counted."""
    if request.unattended:
        COUNT(self, write, row, request, task)


def forgets_later(self: Write, key_id: bytes, code: str, settings: object | None) -> None:
    """What was to be later stays to come."""
    kept = self._records.later.get(key_id + code.encode())
    RULE(self, key_id, code, settings)
    if kept is not None and kept.at > self._records.clock.policy / 1000:  # type: ignore[union-attr]
        self.later(key_id, code, kept)


COUNT, RULE = Rulebook.count, Write.rule


def takes_new(_rule: object, _old: object, new: object) -> object:
    """A loosening acts at once."""
    return new


MUTANTS: dict[str, tuple[Any, str, Any, tuple[str, ...]]] = {
    "freeze": (Freeze, "judge", lambda *_: PASS, ("frozen",)),
    "max-payment": (MaxPayment, "judge", lambda *_: PASS, ("max_payment",)),
    "per-day": (PerDay, "counted", lambda _, case: case.this.amount, ("per_day",)),
    "per-week": (PerWeek, "counted", lambda _, case: case.this.amount, ("per_week",)),
    "only": (Allowlist, "judge", lambda *_: PASS, ("allowlist_only",)),
    "listed": (Allowlist, "judge", lambda *_: YES, ()),
    "ask-above": (AskAbove, "judge", lambda *_: PASS, ("ask_above", "approve_below")),
    "hours": (Hours, "judge", lambda *_: PASS, ("hours", "approve_below")),
    "approve-below": (ApproveBelow, "judge", lambda _, case, _s: case.unasked(), ("approve_below", "per_day")),
    "wait": (Rulebook, "ready", lambda self, _: self._clock(), ("wait",)),
    "delay": (registry, "stricter", lambda _, change, _i: change, ("delay", "approve_below")),
    "a first per-day": (registry, "_is_loosened_by_its_day", lambda _: False, ("delay", "per_day", "approve_below")),
    "the day's sum": (Case, "unasked", lambda _: YES, ("approve_below",)),
    "dearest of a group": ("core.approval.rules.rule.total", "", last_member, ("per_day", "raised", "new", "approve")),
    "latest of a group": ("core.approval.rules.rule.total", "", first_time, ("per_day", "raised", "approve", "sign")),
    "any group": (rulebook, "anchor_of", lambda *_: bytes(36), ("per_day",)),
    "raises": (signing_requests, "raises", lambda *_: True, ("approve_below",)),
    "what raises add": (Rulebook, "_unasked", drips, ("approve_below", "raised", "sign")),
    "counted at the debit": (Rulebook, "count", at_propose_only, ("per_day",)),
    "judged at the debit": (SigningRequests, "once_more", lambda _self, _row, request, _task: request, ()),
    "odd": (CheckedTask, "warnings", lambda *_: (), ("approve_below", "per_day")),
    "policy time": (PolicyClock, "seconds", lambda self: int(self._wall()), ("per_day", "jump", "sign")),
    "an old yes": (SigningRequest, "at", lambda self, _now: self, ()),
    "taken back": (Write, "rule", forgets_later, ("delay", "per_day", "rules")),
    **{
        f"stricter {kind.code}": (kind, "stricter", takes_new, ("delay", name))
        for kind, name in (
            (Freeze, "frozen"),
            (MaxPayment, "max_payment"),
            (PerDay, "per_day"),
            (ApproveBelow, "approve_below"),
            (Allowlist, "allow"),
            (Hours, "hours"),
        )
    },
}


# the walks that meet them, so that few are needed; where a change of the walk moves them, the search goes on
MET = {
    "dearest of a group": 39,
    "odd": 19,
    "what raises add": 16,
    "stricter hours": 14,
    "an old yes": 2,
    **dict.fromkeys(("max-payment", "per-day", "delay", "policy time"), 3),
    **dict.fromkeys(("stricter freeze", "stricter max-payment", "stricter per-day", "stricter approve-below"), 3),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_each_rule_is_missed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    where, attribute, mutant, focus = MUTANTS[name]
    if attribute:
        monkeypatch.setattr(where, attribute, mutant)
    else:
        monkeypatch.setattr(where, mutant)
    first = MET.get(name, 0)
    with pytest.raises(Violation):
        walks(tmp_path, range(first, first + MOST_WALKS), STEPS, focus)


# ------------------------------------------------------------------ a change of rules and kill -9
CHANGES: dict[str, tuple[list[dict[str, Any]], int, dict[str, Any] | None]] = {
    "tightened": ([{"per_day": 50_000, "delay": 60}], 0, {"per_day": 20_000, "frozen": True, "hours": "08:00-18:00"}),
    "loosened, and waits": ([{"per_day": 50_000, "delay": 60}], 0, {"per_day": 90_000, "delay": OFF, "wait": 5}),
    "takes effect": ([{"per_day": 50_000, "delay": 60}, {"per_day": 90_000, "delay": 30}], 3_600, None),
    "called off": ([{"per_day": 50_000, "delay": 60}, {"per_day": 90_000}], 600, {"per_day": 50_000}),
    "loosened without a delay": ([{"approve_below": 5_000}], 0, {"approve_below": 9_000, "per_week": 70_000}),
}


class DiesHere(BaseException):
    """Nothing of this process happens after it is made: no handler, no end of a block, no flush."""

    def __init__(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


def state(desk: CosignerSide) -> tuple[object, ...]:
    """As it lies on the disk: reading rules through the desk would carry out what is due."""
    records = desk.records
    return dict(records.rules), dict(records.later), [(entry.code, entry.values) for entry in records.log()]


def carry_out(desk: CosignerSide, change: dict[str, Any] | None) -> None:
    """A change, or a look after the time has come."""
    if change is None:
        desk.admin.policy_show()
    else:
        desk.admin.policy_set(PolicyChange(**change))


def ready_for(name: str, home: Path) -> CosignerSide:
    """A desk on real files at the moment of a change."""
    begins, pause, _ = CHANGES[name]
    clock = Clock()
    desk = CosignerSide(cosigner_home(home), clock)
    for begin in begins:
        carry_out(desk, begin)
    clock.sleep(pause)
    return desk


@pytest.mark.parametrize("name", CHANGES)
def test_kill_9_at_each_durable_step_of_a_change(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    """Real files, a process of its own, SIGKILL before and after each transaction: all of a change, or nothing."""
    change = CHANGES[name][2]
    undisturbed = ready_for(name, tmp_path / "undisturbed")
    old = state(undisturbed)
    undisturbed.meets(None)
    carry_out(undisturbed, change)
    new, steps = state(undisturbed), undisturbed.vault.count
    undisturbed.end()
    assert (new != old, steps) == (True, 1)
    monkeypatch.setattr(two_homes, "Killed", DiesHere)
    for when in ("before", "after"):
        desk = ready_for(name, tmp_path / when)
        desk.end()
        child = os.fork()
        if not child:
            desk.start()
            desk.meets(Fate(steps, when))
            carry_out(desk, change)
            os._exit(0)
        _, ended = os.waitpid(child, 0)
        assert os.WIFSIGNALED(ended)
        desk.start()
        assert state(desk) == (old if when == "before" else new)
        carry_out(desk, change)
        assert state(desk)[0] == new[0]
        desk.end()
