"""freeze: nothing is signed."""

from __future__ import annotations

from dataclasses import dataclass

from core.approval.rules.rule import Case, Judgement, Verdict
from core.bitcoin.caution import Caution


@dataclass(frozen=True, slots=True)
class Frozen:
    """It has no settings: it is in force, or it is not."""

    def __str__(self) -> str:
        return "on"


class Freeze:
    """What was signed before is not called back: a limit bounds what is signed, not what is seen (C6)."""

    code = "freeze"
    settings = Frozen

    def judge(self, _case: Case, _settings: Frozen, /) -> Judgement:
        """Refuse."""
        return Judgement(Verdict.REFUSE, Caution.FROZEN)

    def stricter(self, old: Frozen | None, new: Frozen | None, /) -> Frozen | None:
        """Frozen."""
        return old or new
