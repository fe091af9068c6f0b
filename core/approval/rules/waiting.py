"""Rules that take time: `wait` between the yes to a payment and its signature, `delay` before a rule is loosened."""

from __future__ import annotations

from dataclasses import dataclass

from core.approval.rules.rule import PASS, Case, Judgement
from core.codec.codec import U32


@dataclass(frozen=True, slots=True)
class Minutes:
    """`minutes` of policy time."""

    minutes: U32

    def __str__(self) -> str:
        return str(self.minutes)


PROPOSED_DELAY = (
    24 * 60
)  # minutes; proposed to whoever has coins and has neither set a delay nor said that none is meant


class _Waiting:
    settings = Minutes

    def judge(self, _case: Case, _settings: Minutes, /) -> Judgement:
        """It has nothing against any payment."""
        return PASS

    def stricter(self, old: Minutes | None, new: Minutes | None, /) -> Minutes | None:
        """The longer time."""
        return max(filter(None, (old, new)), key=lambda one: one.minutes, default=None)


class Wait(_Waiting):
    """So long can what was approved still be stopped."""

    code = "wait"


class Delay(_Waiting):
    """So long does whoever sits at the co-signer for an hour have to come back (R2)."""

    code = "delay"
