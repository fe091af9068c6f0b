"""per-day: what is signed in any 24 hours stays within a sum."""

from __future__ import annotations

from core.approval.rules.amount import Ceiling
from core.approval.rules.rule import Case, Judgement, Verdict
from core.approval.rules.spending import DAY
from core.bitcoin.caution import Caution


class PerDay(Ceiling):
    """C4, C6."""

    code = "per-day"
    says = Judgement(Verdict.REFUSE, Caution.PER_DAY)

    def counted(self, case: Case) -> int:
        """All that was signed meanwhile, whoever approved it."""
        return case.total(DAY)
