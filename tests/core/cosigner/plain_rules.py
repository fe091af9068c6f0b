"""What a co-signer may sign, said once more and as plainly as can be: by all that could ever leave.

Nothing here is taken from the program but numbers. A signature is for ever, so what can leave in a window is the
dearest set of payments signed in it of which no two spend one coin; it is found by trying.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

HOUR = 3600
DAY, WEEK = 24 * HOUR, 7 * 24 * HOUR
EVERY_MINUTE = frozenset(range(24 * 60))


class Violation(AssertionError):
    """Something was signed that no rule in force allows, or was not decided as they say."""


@dataclass(frozen=True)
class Payment:
    """As it was made. `payees`: who gets how much; `odd`: whether a person must look at it in any case."""

    name: bytes
    coins: frozenset[object]
    payees: tuple[tuple[str, int], ...]
    fee: int
    odd: bool = False

    @property
    def amount(self) -> int:
        return self.fee + sum(sats for _, sats in self.payees)

    def same_as(self, other: Payment) -> bool:
        """But for the fee."""
        return (self.coins, self.payees) == (other.coins, other.payees)


@dataclass(frozen=True)
class InForce:
    """Rules at one moment; None: there is no such rule. `hours`: minutes in which somebody need not be asked."""

    approve_below: int | None = None
    max_payment: int | None = None
    per_day: int | None = None
    per_week: int | None = None
    ask_above: int | None = None
    wait: int = 0
    delay: int = 0
    allow: frozenset[str] = frozenset()
    only: bool = False
    hours: frozenset[int] = EVERY_MINUTE
    frozen: bool = False

    @property
    def unasked_in_a_day(self) -> int:
        return self.per_day if self.per_day is not None else 10 * (self.approve_below or 0)


def stricter(name: str, old: object, new: object) -> object:
    """What both allow."""
    match name, old, new:
        case (("allow" | "hours"), frozenset(), frozenset()):
            return old & new
        case (("only" | "frozen"), bool(), bool()):
            return old or new
        case (("wait" | "delay"), int(), int()):
            return max(old, new)
        case ("approve_below", None, _) | ("approve_below", _, None):
            return None
        case _, int(), int():
            return min(old, new)
        case _:
            return new if old is None else old


@dataclass
class Signed:
    payment: Payment
    at: int
    person: bool  # said yes to it
    unasked: int  # sat of it that nobody said yes to


@dataclass
class Plain:
    """`now`: seconds that have truly passed. `lag`: whether the co-signer may believe it is earlier. `minute`: of the
    day, by the clock on the wall."""

    now: int = 0
    minute: int = 0
    lag: bool = False
    rules: InForce = InForce()
    pending: dict[str, tuple[int, object]] = field(default_factory=dict)
    signed: dict[bytes, Signed] = field(default_factory=dict)
    yes: dict[bytes, tuple[int, int]] = field(default_factory=dict)  # when a person said it, and how long to wait
    held: dict[bytes, tuple[int, Payment]] = field(default_factory=dict)  # approved unasked, not signed yet
    waiting: list[Payment] = field(default_factory=list)  # for a person, or for their yes to count

    # -------------------------------------------------------------- rules
    def passes(self, seconds: int) -> None:
        self.now += seconds
        for name, (at, value) in list(self.pending.items()):
            if at <= self.now:
                self._set(name, value)
                del self.pending[name]

    def _set(self, name: str, value: object) -> None:
        self.rules = InForce(**{**vars(self.rules), name: value})

    def intends(self, name: str) -> object:
        return self.pending[name][1] if name in self.pending else getattr(self.rules, name)

    def change(self, groups: Sequence[Mapping[str, object]]) -> None:
        """Rules that are one for a person, as the list and `only`, wait together."""
        delay = 60 * self.rules.delay
        given = {name: new for group in groups for name, new in group.items()}
        now = {name: stricter(name, getattr(self.rules, name), new) for name, new in given.items()}
        if self.rules.per_day is None and self.more_unasked(now):
            now["per_day"] = None
        for group in groups:
            at_once = {name: now[name] for name in group}
            waits = bool(delay) and at_once != dict(group)
            for name, new in group.items():
                self._set(name, at_once[name] if waits else new)
                self.pending.pop(name, None)
                if waits:
                    self.pending[name] = self.now + delay, new

    def more_unasked(self, now: Mapping[str, object]) -> bool:
        """Whether a sum for the day, where there was none, is more than what was signed unasked in one."""
        coming = {name: self.intends(name) for name in vars(self.rules) if name not in now}
        for rules in (InForce(**{**vars(self.rules), **now}), InForce(**{**vars(self.rules), **coming, **now})):
            unasked = bool(rules.approve_below or rules.allow)
            if unasked and rules.unasked_in_a_day > 10 * (rules.approve_below or 0):
                return True
        return False

    # -------------------------------------------------------------- what leaves
    def may_be_published(self, one: Payment, person: bool) -> None:
        """It is signed. Raises Violation unless it may be."""
        if one.name in self.signed:
            return
        rules, others = self.rules, [known.payment for known in self.signed.values()]
        same = [known for known in self.signed.values() if known.person and known.payment.same_as(one)]
        unasked = 0 if person else one.amount - max((known.payment.amount for known in same), default=0)
        self._must(not rules.frozen, one, "frozen")
        self._must(rules.max_payment is None or one.amount <= rules.max_payment, one, "max-payment")
        self._must(not rules.only or {who for who, _ in one.payees} <= rules.allow, one, "allowlist")
        if person:
            at, wait = self.yes[one.name]
            self._must(at + wait <= self.now, one, "wait")
            self._must(self.lag or self.now < at + wait + DAY, one, "an old yes")
        else:
            self._must(not one.odd, one, "odd, and unasked")
            self._must(self.minute in rules.hours, one, "hours")
            self._must(rules.ask_above is None or one.amount <= rules.ask_above, one, "ask-above")
            listed = bool(one.payees) and {who for who, _ in one.payees} <= rules.allow
            self._must(unasked > 0 and (listed or unasked <= (rules.approve_below or 0)), one, "approve-below")
            sharing = [other for other in others if other.coins & one.coins]
            self._must(all(one.same_as(other) and one.fee > other.fee for other in sharing), one, "no raise")
        mine = Signed(one, self.now, person, unasked)
        for seconds, limit in ((DAY, rules.per_day), (WEEK, rules.per_week)):
            window = [known for known in self.signed.values() if known.at > self.now - seconds]
            most = dearest(mine, window, lambda known: known.payment.amount)
            self._must(limit is None or most <= limit, one, f"{most} in {seconds} s, not {limit}")
        if not person:
            window = [known for known in self.signed.values() if known.at > self.now - DAY]
            most = dearest(mine, window, lambda known: known.unasked)
            self._must(most <= rules.unasked_in_a_day, one, f"{most} unasked, not {rules.unasked_in_a_day}")
        self.signed[one.name] = mine

    @staticmethod
    def _must(holds: bool, one: Payment, rule: str) -> None:
        if not holds:
            raise Violation(f"{rule}: {one}")

    # -------------------------------------------------------------- what is decided, where that is plain
    def decides(self, one: Payment) -> str | None:
        """For a payment that shares no coin with another, when no payment was ever replaced; else None."""
        known = [signed.payment for signed in self.signed.values()] + [kept for _, kept in self.held.values()]
        every = [one, *known, *self.waiting]
        if self.lag or any(a.coins & b.coins for n, a in enumerate(every) for b in every[:n]):
            return None
        rules, who = self.rules, {who for who, _ in one.payees}
        spent = [(known.at, known.payment.amount, known.unasked) for known in self.signed.values()]
        spent += [(at, kept.amount, kept.amount) for at, kept in self.held.values()]
        day = one.amount + sum(amount for at, amount, _ in spent if at > self.now - DAY)
        week = one.amount + sum(amount for at, amount, _ in spent if at > self.now - WEEK)
        alone = one.amount + sum(unasked for at, _, unasked in spent if at > self.now - DAY)
        limits = ((one.amount, rules.max_payment), (day, rules.per_day), (week, rules.per_week))
        if rules.frozen or any(limit is not None and sats > limit for sats, limit in limits):
            return "REFUSED"
        if rules.only and not who <= rules.allow:
            return "REFUSED"
        asks = one.odd or (rules.ask_above is not None and one.amount > rules.ask_above)
        let = 0 < one.amount <= (rules.approve_below or 0) or (bool(who) and who <= rules.allow)
        inside = self.minute in rules.hours
        return "APPROVED" if let and inside and not asks and alone <= rules.unasked_in_a_day else "PROPOSED"


def dearest(mine: Signed, others: Iterable[Signed], cost: object) -> int:
    """The most that leaves with `mine`, of sets in which no two spend one coin; by trying all."""
    assert callable(cost)
    free = [other for other in others if not other.payment.coins & mine.payment.coins]

    def most(left: list[Signed]) -> int:
        if not left:
            return 0
        first, rest = left[0], left[1:]
        with_it = cost(first) + most([one for one in rest if not one.payment.coins & first.payment.coins])
        alone = len(rest) == len([one for one in rest if not one.payment.coins & first.payment.coins])
        return int(with_it if alone else max(with_it, most(rest)))

    return int(cost(mine)) + most(free)
