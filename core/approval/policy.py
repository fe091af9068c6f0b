"""What the task itself and the rules in force say together: approve, ask a person, or refuse (C1, C3, C4, C7, C9).

Pure; the caller keeps settings and history.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from core.approval.rules.readable import written
from core.approval.rules.registry import OF_TASKS, RULES, Settings
from core.approval.rules.rule import Case, Judgement, RuleSays, Verdict
from core.bitcoin.caution import Caution
from core.bitcoin.coins import Reach


@dataclass(frozen=True, slots=True)
class Approve:
    """Nobody needs to be asked."""

    warnings: tuple[Caution, ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """A person decides; `warnings` say what to look at (none: the amount alone)."""

    warnings: tuple[Caution, ...]


@dataclass(frozen=True, slots=True)
class Refuse:
    """A rule says no; `warnings` say why."""

    warnings: tuple[Caution, ...]


Outcome: TypeAlias = Approve | Ask | Refuse


def decide(case: Case, settings: Settings, reach: Reach) -> Outcome:
    """Approve only what nothing is odd about, what no rule in force objects to, and what one of them approves.

    `reach`: what comes back within it is not spent.
    """
    said = [judgement for _, judgement in _judged(case, settings)]
    refused = next((one for one in said if one.verdict is Verdict.REFUSE), None)
    if refused is not None:
        return Refuse(_codes(refused))
    warnings = case.task.warnings(reach)
    asking = next((one for one in said if one.verdict is Verdict.ASK), None)
    if warnings or asking is not None:
        return Ask((*warnings, *(_codes(asking) if asking else ())))
    return Approve() if any(one.verdict is Verdict.APPROVE for one in said) else Ask(())


def said(case: Case, settings: Settings) -> tuple[RuleSays, ...]:
    """What each rule in force says by itself."""
    return tuple(
        RuleSays(code, written(settings[code]), found.verdict, found.code) for code, found in _judged(case, settings)
    )


def _judged(case: Case, settings: Settings) -> list[tuple[str, Judgement]]:
    return [(rule.code, rule.judge(case, settings[rule.code])) for rule in RULES if rule.code in {*settings} - OF_TASKS]


def _codes(judgement: Judgement) -> tuple[Caution, ...]:
    return () if judgement.code is None else (judgement.code,)
