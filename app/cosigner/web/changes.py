"""What a browser changes beside requests: rules, and which computers may come in. The core says what is looser."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.cosigner.web import computers, rules
from app.cosigner.web.markup import Markup
from app.cosigner.web.parts import BLOCK, Visit
from app.text.page_line import ComputersLine, RulesLine
from core.cosigner.api import OFF, PolicyChange, PolicyView
from core.cosigner.page_api import PageApi, PageView
from core.cosigner.shown import rules_digest
from core.errors import BadInput, InputKind

CHANGES: Final = (rules.PATH, rules.LOOSEN, rules.KEEP, BLOCK)
DIGITS: Final = 16  # of a number that is read
_SPACES: Final = re.compile(r"[\s\u00a0\u202f]")  # as amounts are grouped

Turn = Callable[[Callable[[], Any]], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Onward:
    """It is done; where to see it, and what is said there."""

    path: str
    said: str


class _NoNumberError(Exception):
    def __init__(self, line: RulesLine) -> None:
        super().__init__()
        self.line = line


class Changes:
    """`turn` has the co-signer asked beside the loop."""

    def __init__(self, page: PageApi, turn: Turn) -> None:
        self._page, self._turn = page, turn

    async def posted(self, path: str, visit: Visit, found: PageView) -> Markup | Onward:
        """What one of CHANGES asks for. TandemError: nothing was done."""
        which, task = visit.fields.get("id", ""), visit.fields.get("task", "")
        if path == BLOCK:
            await self._turn(lambda: self._page.block(visit.cookie, which))
            return Onward(computers.PATH, ComputersLine.DONE)
        if path == rules.KEEP:
            await self._turn(lambda: self._page.keep_rule(visit.cookie, which, task))
            return Onward(rules.PATH, RulesLine.KEPT)
        one = next(iter(rules.of(found, which)), None)
        if one is None or rules_digest(one) != task:
            raise BadInput("these rules are other ones by now; look at them again", InputKind.BROWSER_OLD)
        try:
            change = change_of(visit.fields, one)
        except _NoNumberError as wrong:
            field = visit.reader.line(wrong.line)
            return rules.policies(visit, found, wrong=visit.reader.line(RulesLine.NO_NUMBER, field=field))
        return await self._changed(path, visit, found, one, change)

    async def _changed(
        self, path: str, visit: Visit, found: PageView, one: PolicyView, change: PolicyChange
    ) -> Markup | Onward:
        if change == PolicyChange():
            return Onward(rules.PATH, RulesLine.SAME)
        which = rules.key(one)
        looser = await self._turn(lambda: self._page.looser(visit.cookie, which, change))
        if looser.rules and path != rules.LOOSEN:
            api = self._page.passkeys
            ask = await self._turn(lambda: api.ask_rules(visit.cookie, which, change, visit.origin))
            return rules.loosen(visit, one, found, looser, ask)
        shown = visit.fields.get("task", "")
        await self._turn(lambda: self._page.set_rules(visit.cookie, which, change, shown, visit.by))
        return Onward(rules.PATH, RulesLine.LATER if looser.rules else RulesLine.SET)


def change_of(given: Mapping[str, str], one: PolicyView) -> PolicyChange:
    """What a form of the rules changes of `one`: an empty number, or none of the hours, takes a rule out of force."""
    made: dict[str, Any] = {}
    for name, line in rules.NUMBERS.items():
        typed = _SPACES.sub("", given.get(name, ""))
        if typed and not (typed.isascii() and typed.isdecimal() and len(typed) <= DIGITS):
            raise _NoNumberError(line)
        if (wanted := int(typed) if typed else None) != rules.value(one, name):
            made[name] = OFF if wanted is None else wanted
    if (hours := _SPACES.sub("", given.get("hours", "")).replace("–", "-")) != (one.hours or ""):
        made["hours"] = hours or "off"
    made |= {name: name in given for name in rules.TICKS if (name in given) != getattr(one, name)}
    made |= {name: (typed,) for name in rules.ADDRESSES if (typed := given.get(name, "").strip())}
    return PolicyChange(**made)
