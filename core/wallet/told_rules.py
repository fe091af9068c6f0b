"""The co-signer's rules as it told them: the same code says here beforehand what it will say there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.approval import policy
from core.approval.rules import registry
from core.approval.rules.approve_below import ApproveBelow
from core.approval.rules.readable import Rules, fields_of, written
from core.approval.rules.registry import Settings, rule_of
from core.approval.rules.rule import Case, RuleSays
from core.approval.rules.spending import DAY, WEEK, Spending, anchor_of
from core.approval.rules.waiting import Delay
from core.bitcoin.checked_task import CheckedTask
from core.bitcoin.coins import Reach
from core.codec.codec import decode
from core.errors import PeerFault, StorageError
from core.keys.status import PendingReport, Report, Used


@dataclass(frozen=True, slots=True)
class Earlier:
    """A payment that was signed before, `age` seconds ago."""

    task: CheckedTask
    age: int


@dataclass(frozen=True, slots=True)
class ToldChange:
    """A change of a rule that waits. `rule`: its code; `to`: what it will be set to, "off" where it ends, "?" where
    only a newer program knows; `seconds`: how long it still waited when this was told."""

    rule: str
    to: str
    seconds: int


@dataclass(frozen=True, slots=True)
class RulesShown(Rules):
    """Rules, what waits, and what the limits have counted, under the names of `policy show`. Amounts in sat.

    `left_24h`, `left_7d`: what may still be signed, whoever approves it; None where there is no such limit.
    `unknown`: codes of rules that only a newer program knows.
    """

    pending: tuple[ToldChange, ...] = ()
    unattended_limit: int = 0
    unattended_24h: int = 0
    unattended_left: int = 0
    signed_24h: int = 0
    signed_7d: int = 0
    left_24h: int | None = None
    left_7d: int | None = None
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ToldRules:
    """`unknown`: codes of rules that only a newer program knows. `old_copy`: nothing is approved without a person."""

    settings: Settings
    unknown: tuple[str, ...]
    old_copy: bool
    used: Used
    now: int  # policy time of the co-signer
    minute: int  # of the day where it stands
    pending: tuple[ToldChange, ...] = ()  # what comes first stands first

    @classmethod
    def of(cls, report: Report) -> ToldRules:
        """What a report says. Raises PeerFault for settings that cannot be."""
        told = report.rules
        read = {one.code: _read(one.code, one.settings) for one in told.rules}
        settings = {code: found for code, found in read.items() if found is not None}
        unknown = tuple(code for code in read if code not in settings)
        pending = sorted((_change(one, told.now) for one in told.pending), key=lambda one: (one.seconds, one.rule))
        old_copy = report.old_copy is not None
        return cls(settings, unknown, old_copy, told.used, told.now, told.minute, tuple(pending))

    @property
    def delay_is_open(self) -> bool:
        """Whether no person has said yet how long a loosening waits."""
        return Delay.code not in {*self.settings, *(one.rule for one in self.pending)}

    @property
    def rules(self) -> Rules:
        """As a person reads them."""
        return Rules(**fields_of(self.settings))

    @property
    def approve_below(self) -> int:
        """Sat up to which nobody is asked; 0 always asks."""
        return 0 if self.old_copy else registry.sats(self.settings, ApproveBelow.code) or 0

    @property
    def unattended_limit(self) -> int:
        """Sat that may be signed in 24 hours without asking, all together."""
        return 0 if self.old_copy else registry.unattended_limit(self.settings)

    @property
    def shown(self) -> RulesShown:
        """All of it, for people and programs; after an old copy nothing goes without asking."""
        rules, used, limit = self.rules, self.used, self.unattended_limit
        return RulesShown(
            **(fields_of(self.settings) | {"approve_below": self.approve_below}),
            pending=self.pending,
            unattended_limit=limit,
            unattended_24h=used.unattended,
            unattended_left=max(0, limit - used.unattended),
            signed_24h=used.day,
            signed_7d=used.week,
            left_24h=None if rules.per_day is None else max(0, rules.per_day - used.day),
            left_7d=None if rules.per_week is None else max(0, rules.per_week - used.week),
            unknown=self.unknown,
        )

    def judge(
        self, task: CheckedTask, reach: Reach, raised: Sequence[Earlier] = ()
    ) -> tuple[policy.Outcome, tuple[RuleSays, ...]]:
        """What they will say of a payment, by what they have counted so far; `raised`: what it pays once more with a
        higher fee. Any other replacement counts in full here."""
        case = self._case(task, reach, raised)
        outcome = policy.decide(case, self.settings, reach)
        if isinstance(outcome, policy.Approve) and (self.old_copy or self.unknown):
            outcome = policy.Ask(())
        return outcome, policy.said(case, self.settings)

    def _case(self, task: CheckedTask, reach: Reach, raised: Sequence[Earlier] = ()) -> Case:
        """As the co-signer's own (core/cosigner/rulebook.py). It tells sums alone: the group of what is raised, which
        costs its dearest member, is taken out of them."""
        approved, dearest = self._approved(raised, reach), max((one.task.spent(reach) for one in raised), default=0)
        age = min((one.age for one in raised), default=WEEK)
        alone, day, week = self.used.unattended, self.used.day, self.used.week
        if age < DAY:
            alone, day = max(0, alone - (dearest - approved)), max(0, day - dearest)
        if age < WEEK:
            week = max(0, week - dearest)
        sums = ((alone, self.now), (max(0, day - alone), self.now), (max(0, week - day), self.now - DAY))
        before = tuple(
            Spending(bytes(16), task.key_id, number.to_bytes(36, "big"), sats, at, sats if number == 0 else 0)
            for number, (sats, at) in enumerate(sums)
        )
        return self._beside(task, reach, approved, before)

    def _approved(self, raised: Sequence[Earlier], reach: Reach) -> int:
        """Sat of the dearest that a person has approved. The co-signer does not tell which that was: it asks about what
        no rule lets go by itself."""
        approved = 0
        for one in sorted(raised, key=lambda one: one.task.fee):
            case = self._beside(one.task, reach, approved, ())
            if self.old_copy or not isinstance(policy.decide(case, self.settings, reach), policy.Approve):
                approved = one.task.spent(reach)
        return approved

    def _beside(self, task: CheckedTask, reach: Reach, approved: int, before: tuple[Spending, ...]) -> Case:
        spent, anchor = task.spent(reach), anchor_of(task, before)
        this = Spending(bytes(16), task.key_id, anchor, spent, self.now, max(0, spent - approved))
        return Case(task, before, this, self.minute, self.unattended_limit)


def _read(code: str, settings: bytes) -> object | None:
    """What a rule is set to; None for one that only a newer program knows."""
    try:
        rule = rule_of(code)
    except StorageError:
        return None
    found: object = decode(rule.settings, settings, PeerFault)
    return found


def _change(one: PendingReport, now: int) -> ToldChange:
    found = None if one.settings is None else _read(one.code, one.settings)
    unknown = one.settings is not None and found is None
    return ToldChange(one.code, "?" if unknown else written(found), max(0, one.at - now))
