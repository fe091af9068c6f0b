"""approve-below: up to an amount, payment plus fee, nobody is asked."""

from __future__ import annotations

from core.approval.rules.amount import SatsLimit
from core.approval.rules.rule import PASS, Case, Judgement

DAILY_FACTOR = 10  # so many times the amount in any 24 hours, where no rule says how much


class ApproveBelow:
    """C4. What costs nothing counts against no limit: it could be asked for ever, so it asks. A raise of what a person
    has approved is held against it with what it adds (C6)."""

    code = "approve-below"
    settings = SatsLimit

    def judge(self, case: Case, settings: SatsLimit, /) -> Judgement:
        """Approve from 1 sat up to the amount, while the day has room for it."""
        return case.unasked() if 0 < case.this.unasked <= settings.sats else PASS

    def stricter(self, old: SatsLimit | None, new: SatsLimit | None, /) -> SatsLimit | None:
        """The smaller amount; without any, everything asks."""
        return min(old, new, key=lambda one: one.sats) if old and new else None
