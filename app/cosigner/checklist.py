"""What the rules say of a payment that is asked about, what another task is, and until when it waits, line by line."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.terminal import GROUPS, plain, sats
from app.text import rules
from app.text.page_line import AskedLine
from app.text.say import ENGLISH, said, task_lines
from app.text.terminal import delay_proposed

if TYPE_CHECKING:
    from core.cosigner.api import ApprovalView, PolicyView, VerdictView

TASK = "task"  # the kind of a request that is no payment
WIDTH = 8  # of a verdict
_QUIET = ("allowlist", "delay")  # rules that mostly have nothing to do with a payment


def checked(found: Sequence[VerdictView]) -> list[str]:
    """The check-list. A list of addresses that does not speak is left out, and the time that changes of rules take."""
    lines = []
    for one in found:
        if one.rule in _QUIET and one.verdict == "silent" and one.seconds is None:
            continue
        words = [rules.rule(one.rule, one.setting, sats, span)] if one.setting != rules.OFF else []
        words += [rules.left(one.left, sats)] if one.left is not None else []
        if one.seconds is not None:
            to = "" if one.to == rules.OFF else rules.rule(one.rule, one.to, sats, span)
            words.append(rules.later(to, at(one.seconds)))
        says = plain(rules.verdict(one.rule, one.verdict))
        lines.append(f"  {says:{WIDTH}} {plain('; '.join(words), ' ' + GROUPS)}")
    return lines


def countdown(request: ApprovalView) -> list[str]:
    """Until when it waits, for whom; empty where that was not told."""
    if request.seconds is None:
        return []
    if not request.approved:
        return [f"waits for you {at(request.seconds)}, then it expires"]
    if not request.seconds:
        return ["approved; it is signed as soon as the computer is on-line, and can be refused until then"]
    return [f"approved; it is signed {at(request.seconds)}, and can be refused until then"]


def proposals(policies: Sequence[PolicyView]) -> list[str]:
    """A delay that is proposed, and what to type for it or against it."""
    names = [one.wallet for one in policies]
    found = []
    for one in policies:
        name = f"{one.computer}/{one.wallet}" if names.count(one.wallet) > 1 else one.wallet
        found += [delay_proposed(name, one.propose_delay)] if one.propose_delay else []
    return found


def at(seconds: int) -> str:
    """How long from now, and what the clock on the wall says then."""
    moment = time.localtime(time.time() + seconds)
    return f"in {span(seconds)} ({time.strftime('%a %H:%M' if seconds >= 12 * 3600 else '%H:%M', moment)})"


def span(seconds: int) -> str:
    """A time as a clock that runs down has it: `2 d 3 h`, `2 h 59 min`, `14 min`, `30 s`."""
    days, hours, minutes = seconds // 86_400, seconds // 3600 % 24, seconds // 60 % 60
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min" if minutes else f"{seconds} s"


def sheet_asked(request: ApprovalView, language: str = ENGLISH) -> list[str]:
    """A yes to a recovery sheet of the computer: to a first one, or to a new one in place of the old. What to look at
    first begins with a mark."""
    rows = [f"  {' '.join(map(plain, request.sheet[n : n + 4]))}" for n in range(0, len(request.sheet), 4)]
    if not request.old_sheet:
        return [said(AskedLine.SHEET, language), said(AskedLine.SHEET_ALL, language), *rows]
    lines = [
        f"! {said(AskedLine.NEW_SHEET, language, old=' '.join(map(plain, request.old_sheet[:4])))}",
        f"! {said(AskedLine.NEW_MEANT, language)}",
        *rows,
    ]
    if not request.approved:
        return [*lines, said(AskedLine.NEW_DAY, language)]
    if not request.seconds:
        return [*lines, said(AskedLine.NEW_NOW, language)]
    return [*lines, said(AskedLine.NEW_IN, language, time=span(request.seconds))]


def task_asked(request: ApprovalView, language: str = ENGLISH) -> list[str]:
    """A task that is no payment: its name first."""
    return task_lines([(one.line, one.values) for one in request.lines], plain, language)
