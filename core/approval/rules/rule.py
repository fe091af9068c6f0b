"""What a rule is: it judges one payment by its settings and by what went before, and says so in a code, never in prose.

Settings and history are records of their own in the co-signer's vault; a rule without settings is not in force.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from core.approval.rules.spending import DAY, Spending, total
from core.bitcoin.caution import Caution
from core.bitcoin.checked_task import CheckedTask
from core.codec.codec import Name, Text

SettingsT = TypeVar("SettingsT")


class Verdict(StrEnum):
    """What a rule says. REFUSE counts before ASK, ASK before APPROVE; SILENT has nothing against it."""

    SILENT = "silent"
    APPROVE = "approve"  # nobody needs to be asked
    ASK = "ask"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, and why; None where the amount alone is the reason."""

    verdict: Verdict
    code: Caution | None = None


PASS = Judgement(Verdict.SILENT)


@dataclass(frozen=True, slots=True)
class Case:
    """What is judged.

    `before`: what of the same key was signed, or approved without a person. `this`: what the payment itself would add
    to it if nobody were asked. `minute`: of the day, by the clock on the wall where the co-signer stands.
    `unattended`: sat that may be signed in 24 hours without asking, all together (C4).
    """

    task: CheckedTask
    before: Sequence[Spending]
    this: Spending
    minute: int = 0
    unattended: int = 0

    def total(self, seconds: int) -> int:
        """Sat signed in the last `seconds`, this payment with it."""
        return total([*self.before, self.this], self.this.at - seconds)

    def unasked(self) -> Judgement:
        """Approve while the day has room for it; else a person is asked."""
        if total([*self.before, self.this], self.this.at - DAY, unasked=True) > self.unattended:
            return Judgement(Verdict.ASK, Caution.DAILY_LIMIT)
        return Judgement(Verdict.APPROVE)


@dataclass(frozen=True, slots=True)
class RuleSays:
    """What one rule in force says of a payment. `setting`: what it is set to."""

    code: Name
    setting: Text
    verdict: Verdict
    why: Caution | None


class Rule(Protocol[SettingsT]):
    """One rule."""

    code: str
    settings: type[SettingsT]

    def judge(self, case: Case, settings: SettingsT, /) -> Judgement:
        """What the rule says of a payment. Pure."""

    def stricter(self, old: SettingsT | None, new: SettingsT | None, /) -> SettingsT | None:
        """What of a change acts at once: nothing that only the old or only the new settings allow. None: not in force.

        The new ones where the change loosens nothing.
        """
