"""max-payment: no payment beyond an amount, its fee with it; not even with a yes, until the rule is changed."""

from __future__ import annotations

from core.approval.rules.amount import Ceiling
from core.approval.rules.rule import Judgement, Verdict
from core.bitcoin.caution import Caution


class MaxPayment(Ceiling):
    """C4."""

    code = "max-payment"
    says = Judgement(Verdict.REFUSE, Caution.MAX_PAYMENT)
