"""per-week: what is signed in any seven days stays within a sum."""

from __future__ import annotations

from core.approval.rules.amount import Ceiling
from core.approval.rules.rule import Case, Judgement, Verdict
from core.approval.rules.spending import WEEK
from core.bitcoin.caution import Caution


class PerWeek(Ceiling):
    """C4, C6."""

    code = "per-week"
    says = Judgement(Verdict.REFUSE, Caution.PER_WEEK)

    def counted(self, case: Case) -> int:
        """All that was signed meanwhile, whoever approved it."""
        return case.total(WEEK)
