"""ask-above: beyond an amount a person is asked, whatever else would approve."""

from __future__ import annotations

from core.approval.rules.amount import Ceiling
from core.approval.rules.rule import Judgement, Verdict
from core.bitcoin.caution import Caution


class AskAbove(Ceiling):
    """C4."""

    code = "ask-above"
    says = Judgement(Verdict.ASK, Caution.ASK_ABOVE)
