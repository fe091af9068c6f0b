"""What a rule about amounts is set to, and the rules that are a ceiling: beyond it they ask, or refuse."""

from __future__ import annotations

from dataclasses import dataclass

from core.approval.rules.rule import PASS, Case, Judgement
from core.codec.codec import U64


@dataclass(frozen=True, slots=True)
class SatsLimit:
    """`sats`: payment plus fee."""

    sats: U64

    def __str__(self) -> str:
        return str(self.sats)


class Ceiling:
    """A rule that speaks when what it counts is more than its amount."""

    code: str
    settings = SatsLimit
    says: Judgement

    def counted(self, case: Case) -> int:
        """Sat that are held against the amount, the payment itself with them."""
        return case.this.amount

    def judge(self, case: Case, settings: SatsLimit, /) -> Judgement:
        """Nothing up to the amount."""
        return self.says if self.counted(case) > settings.sats else PASS

    def stricter(self, old: SatsLimit | None, new: SatsLimit | None, /) -> SatsLimit | None:
        """The lower ceiling; none is the highest."""
        return min(filter(None, (old, new)), key=lambda one: one.sats, default=None)
