"""The rules of all keys: what is in force, what will be, what it has counted, and what it says of a payment."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from core.approval import policy
from core.approval.kinds.other_task import OtherTask
from core.approval.kinds.task_line import TaskLine, TaskSaid
from core.approval.related import outstanding, raises
from core.approval.request import SigningRequest
from core.approval.rules import registry
from core.approval.rules.alike import AlikeMinutes, AlikePerDay, Before, lets_pass
from core.approval.rules.freeze import Freeze
from core.approval.rules.hours import Hours, WorkingHours
from core.approval.rules.per_day import PerDay
from core.approval.rules.per_week import PerWeek
from core.approval.rules.readable import written
from core.approval.rules.registry import Change, Settings
from core.approval.rules.rule import Case, RuleSays
from core.approval.rules.spending import DAY, WEEK, Spending, anchor_of, total
from core.approval.rules.waiting import Delay, Wait
from core.bitcoin.caution import Caution
from core.bitcoin.checked_task import CheckedTask
from core.codec.codec import encode
from core.cosigner.paid import PaidBook
from core.home.later import Later
from core.home.log_fields import named
from core.home.names import NameBook
from core.home.records import LogCode
from core.home.repository import Repository, Write
from core.keys.record import KeyRecord
from core.keys.status import PendingReport, RuleReport, RulesReport, Used

_LIMITS = {PerDay.code: DAY, PerWeek.code: WEEK}


@dataclass(frozen=True, slots=True)
class RuleStanding:
    """How a payment stands to the rules now. `left`: by code, sat that a limit has after it; `waiting`: by code, what a
    loosening that waits will set, `at` in seconds from now."""

    said: tuple[RuleSays, ...]
    left: Mapping[str, int]
    waiting: Mapping[str, Later]


def minute_of_the_day(now: int) -> int:
    """Where this machine stands."""
    local = time.localtime(now)
    return 60 * local.tm_hour + local.tm_min


class Rulebook:
    """`clock`: seconds of policy time; `wall`: those that people see."""

    def __init__(self, records: Repository, clock: Callable[[], int], wall: Callable[[], int]) -> None:
        self._records, self._clock, self._wall = records, clock, wall
        self.paid = PaidBook(records)
        self._names = NameBook(records, wall)

    # -------------------------------------------------------------- what is set
    def settings(self, row: KeyRecord) -> Settings:
        """What is in force now. A loosening whose time has come is written down first, or waits on."""
        now, waiting = self._clock(), self._records.later_of(row.key_id)
        strict = now < row.rules.strict_until
        due = {code: later.settings for code, later in waiting.items() if later.at <= now and not strict}
        if due and self._records.failed is None:
            with self._records.write() as write:
                for code, settings in sorted(due.items(), key=lambda item: item[0]):  # the same after any start
                    write.rule(row.key_id, code, settings)
                    self._log(write, LogCode.RULE_SET, row, code, settings)
        return self._records.rules_of(row.key_id)

    def waiting(self, row: KeyRecord) -> dict[str, Later]:
        """The loosenings that have still to wait."""
        self.settings(row)
        return dict(self._records.later_of(row.key_id))

    def intended(self, row: KeyRecord) -> Settings:
        """What will be in force when nothing waits any more: what a person adds to or takes away from."""
        intended = dict(self.settings(row))
        for code, later in self._records.later_of(row.key_id).items():
            intended.pop(code, None)
            if later.settings is not None:
                intended[code] = later.settings
        return intended

    def delay_is_open(self, row: KeyRecord) -> bool:
        """Whether coins of this key were seen, and no person has said yet how long a loosening waits.

        What it was asked to spend is all that a co-signer sees of coins; those may be invented, and then it proposes a
        delay too early.
        """
        if Delay.code in self.settings(row) or Delay.code in self._records.later_of(row.key_id):
            return False
        signed = row.rules.signed_external or row.rules.signed_internal
        return bool(signed or any(one.pays for one in self._records.requests.of_key(row.key_id)))

    def change(self, changes: Iterable[tuple[KeyRecord, Change]]) -> None:
        """Set rules of keys, all or none: what tightens at once, what loosens when the delay in force has passed."""
        now = self._clock()
        before = [(row, self.settings(row), self.intended(row), change) for row, change in changes]
        with self._records.write() as write:
            for row, settings, intended, change in before:
                delay = _delay(row, settings, now)
                at_once = registry.stricter(settings, change, intended) if delay else change
                for code, new in change.items():
                    write.rule(row.key_id, code, at_once[code])
                    if at_once[code] != settings.get(code):
                        self._log(write, LogCode.RULE_SET, row, code, at_once[code])
                    if at_once[code] != new:
                        write.later(row.key_id, code, Later(now + delay, new, now))
                        self._log(write, LogCode.RULE_LATER, row, code, new)

    def looser(self, row: KeyRecord, change: Change) -> Change:
        """What of a change would loosen what is in force."""
        at_once = registry.stricter(self.settings(row), change, self.intended(row))
        return {code: new for code, new in change.items() if at_once[code] != new}

    def delay(self, row: KeyRecord) -> int:
        """Seconds that a loosening waits from now on; 0: by no rule, though it may be for as long as the days after a
        restore last."""
        settings = self.settings(row)
        return _delay(row, settings, self._clock()) if registry.minutes(settings, Delay.code) else 0

    # -------------------------------------------------------------- what is counted
    def used(self, row: KeyRecord) -> Used:
        """What the limits count now."""
        now, history = self._clock(), self._history(row.key_id)
        return Used(total(history, now - DAY), total(history, now - WEEK), total(history, now - DAY, unasked=True))

    def count(self, write: Write, row: KeyRecord, request: SigningRequest, task: CheckedTask | OtherTask) -> None:
        """Count a payment from now on, and no longer groups that are too long ago to matter."""
        if isinstance(task, OtherTask):
            return
        made = self._spending(row, request, task)
        made = made if request.unattended else replace(made, unasked=0)
        write.spending(made)
        kept = [one for one in self._history(row.key_id) if one.request != request.id]
        recent = {made.anchor, *(one.anchor for one in kept if one.at > made.at - WEEK)}
        for one in kept:
            if one.anchor not in recent:
                write.erase_spending(one.request)

    def outstanding(self, row: KeyRecord) -> list[SigningRequest]:
        """What is signed and not known to be replaced, the newest first."""
        return outstanding(self._records.requests.of_key(row.key_id))

    def report(self, row: KeyRecord) -> RulesReport:
        """The rules of a key, as the computer is told."""
        rules = tuple(RuleReport(code, encode(settings)) for code, settings in self.settings(row).items())
        pending = tuple(
            PendingReport(code, None if later.settings is None else encode(later.settings), later.at)
            for code, later in self.waiting(row).items()
        )
        return RulesReport(rules, pending, self.used(row), self._clock(), minute_of_the_day(self._wall()))

    # -------------------------------------------------------------- what it says
    def judge_other(self, row: KeyRecord, request: SigningRequest, task: OtherTask) -> policy.Outcome:
        """Of a task that is no payment: rules about amounts say nothing of it. A person is asked, but of what is like
        one that a person approved, as far as rules let that pass; and where nothing is signed at all."""
        settings, now = self.settings(row), self._clock()
        if Freeze.code in settings:
            return policy.Refuse((Caution.FROZEN,))
        all_like = [
            one
            for one in self._records.requests.of_key(row.key_id)
            if not one.pays and one.payees == request.payees and one.id != request.id
        ]
        no = max((one.decided for one in all_like if one.reason), default=-1)  # a person's, and the last word counts
        like = [
            Before(not one.unattended, max(one.decided, one.ready))
            for one in all_like
            if one.is_approved and (one.unattended or one.decided > no)
        ]
        minutes, per_day = settings.get(AlikeMinutes.code), settings.get(AlikePerDay.code)
        if task.likeness is None or not lets_pass(like, minutes, per_day, now):
            return policy.Ask(())
        hours = settings.get(Hours.code)
        if isinstance(hours, WorkingHours) and minute_of_the_day(self._wall()) not in hours:
            return policy.Ask((Caution.HOURS,))
        if now < row.rules.strict_until:
            return policy.Ask((Caution.RESTORED,))
        return policy.Ask((Caution.OLD_COPY,)) if self._records.old_copy_of(row.key_id, now) else policy.Approve()

    def passes(self, row: KeyRecord, task: OtherTask) -> tuple[TaskSaid, ...]:
        """What a yes to it lets pass besides, for whoever is to say it."""
        settings = {} if task.likeness is None else self._records.rules_of(row.key_id)
        lines = ((AlikeMinutes.code, TaskLine.PASSES_MINUTES), (AlikePerDay.code, TaskLine.PASSES_DAY))
        return tuple(TaskSaid(line, (written(settings[code]),)) for code, line in lines if code in settings)

    def judge(self, row: KeyRecord, request: SigningRequest, task: CheckedTask) -> policy.Outcome:
        """Of a payment, the request itself left out of what was counted before."""
        settings = self.settings(row)
        found = policy.decide(self._case(row, request, task, settings), settings, row.reach)
        if isinstance(found, policy.Approve) and self._clock() < row.rules.strict_until:
            return policy.Ask((Caution.RESTORED,))
        return found

    def standing(self, row: KeyRecord, request: SigningRequest, task: CheckedTask) -> RuleStanding:
        """What each rule in force says by itself. Nothing is written: a full disk keeps nobody from looking."""
        now, settings, waiting = self._clock(), dict(self._records.rules_of(row.key_id)), {}
        for code, later in self._records.later_of(row.key_id).items():
            at = max(later.at, row.rules.strict_until)
            if at > now:
                waiting[code] = replace(later, at=at - now)
                continue
            settings.pop(code, None)
            if later.settings is not None:
                settings[code] = later.settings
        case = self._case(row, request, task, settings)
        left = {
            code: amount - case.total(seconds)
            for code, seconds in _LIMITS.items()
            if (amount := registry.sats(settings, code)) is not None
        }
        return RuleStanding(policy.said(case, settings), left, waiting)

    def _case(self, row: KeyRecord, request: SigningRequest, task: CheckedTask, settings: Settings) -> Case:
        return Case(
            task,
            [one for one in self._history(row.key_id) if one.request != request.id],
            self._spending(row, request, task),
            minute_of_the_day(self._wall()),  # policy time loses the time of day when the machine is off for long
            registry.unattended_limit(settings),
        )

    def ready(self, row: KeyRecord) -> int:
        """When a payment that a person approves now may be signed."""
        return self._clock() + 60 * registry.minutes(self.settings(row), Wait.code)

    def _spending(self, row: KeyRecord, request: SigningRequest, task: CheckedTask) -> Spending:
        others = [one for one in self._history(row.key_id) if one.request != request.id]
        return Spending(
            request.id, row.key_id, anchor_of(task, others), request.amount, self._clock(), self._unasked(request)
        )

    def _unasked(self, request: SigningRequest) -> int:
        """Sat that nobody would have been asked about: of a raise, what it adds to the dearest that a person approved
        of the payments it raises; else all."""
        known = self._records.requests.spending(request.key_id, request.outpoints)
        approved = max((one.amount for one in known if not one.unattended and raises(request, one)), default=0)
        return max(0, request.amount - approved)

    def _log(self, write: Write, line: LogCode, row: KeyRecord, code: str, settings: object | None) -> None:
        write.log(self._wall(), line, self._names.wallet(row), code, written(settings), named(row.key_id))

    def _history(self, key_id: bytes) -> list[Spending]:
        return list(self._records.spendings.of(key_id).values())


def _delay(row: KeyRecord, settings: Settings, now: int) -> int:
    return max(60 * registry.minutes(settings, Delay.code), row.rules.strict_until - now)
