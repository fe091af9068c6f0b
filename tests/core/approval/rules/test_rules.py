"""The rules one by one, what they say together, and what of a change acts at once."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from core.approval import policy
from core.approval.policy import Approve, Ask, Refuse
from core.approval.rules.alike import AlikeMinutes, AlikePerDay, Times
from core.approval.rules.allowlist import Allowed, Allowlist
from core.approval.rules.amount import Ceiling, SatsLimit
from core.approval.rules.approve_below import DAILY_FACTOR, ApproveBelow
from core.approval.rules.ask_above import AskAbove
from core.approval.rules.freeze import Freeze, Frozen
from core.approval.rules.hours import DAY_MINUTES, Hours, WorkingHours
from core.approval.rules.max_payment import MaxPayment
from core.approval.rules.per_day import PerDay
from core.approval.rules.per_week import PerWeek
from core.approval.rules.registry import RULES, minutes, rule_of, sats, stricter, unattended_limit
from core.approval.rules.rule import PASS, Case, Judgement, Verdict
from core.approval.rules.spending import DAY, WEEK, anchor_of
from core.approval.rules.waiting import Delay, Minutes, Wait
from core.bitcoin.caution import Caution
from core.codec.codec import decode, encode
from core.errors import StorageError, StorageKind
from tests.support.payment import BTC, Coin, Pay, own, task, usual
from tests.support.rules import NEW, before, case

SPENT = usual().spent(NEW)  # 40,500: 40,000 to one recipient, 500 of fee
SHOPS = usual().payments[0].address or ""
ODD = task([Coin()], [Pay(600), Pay(BTC - 140_600, own(1, 0))])  # its fee
TO_SELF = task([Coin()], [Pay(BTC - 500, own(0, 0))])
DATA = task([Coin()], [Pay(0, b"\x6a\x01x"), Pay(BTC - 1_000, own(1, 0))])
YES, ASK, NO = (Judgement(verdict) for verdict in (Verdict.APPROVE, Verdict.ASK, Verdict.REFUSE))
FULL = Judgement(Verdict.ASK, Caution.DAILY_LIMIT)


# ------------------------------------------------------------------ each
@pytest.mark.parametrize(("sats", "said"), [(SPENT, YES), (SPENT - 1, PASS), (0, PASS)])
def test_approve_below(sats: int, said: Judgement) -> None:
    assert ApproveBelow().judge(case(usual(), unattended=BTC), SatsLimit(sats)) == said


def test_what_costs_nothing_is_not_approved() -> None:
    free = task([Coin(amount=50_000)], [Pay(50_000, own(1, 0))])
    assert ApproveBelow().judge(case(free, unattended=BTC), SatsLimit(BTC)) == PASS


def test_what_is_unattended_has_a_daily_limit() -> None:
    judge = ApproveBelow().judge
    assert judge(case(usual(), before(100), unattended=SPENT + 100), SatsLimit(BTC)) == YES
    assert judge(case(usual(), before(101), unattended=SPENT + 100), SatsLimit(BTC)) == FULL
    assert judge(case(usual(), before(101, DAY), unattended=SPENT + 100), SatsLimit(BTC)) == YES
    assert judge(case(usual(), before(BTC, unattended=False), unattended=SPENT), SatsLimit(BTC)) == YES


def test_max_payment_and_ask_above() -> None:
    for rule, says in (
        (MaxPayment(), Judgement(Verdict.REFUSE, Caution.MAX_PAYMENT)),
        (AskAbove(), Judgement(Verdict.ASK, Caution.ASK_ABOVE)),
    ):
        assert rule.judge(case(usual()), SatsLimit(SPENT)) == PASS
        assert rule.judge(case(usual()), SatsLimit(SPENT - 1)) == says


def test_rules_of_other_tasks_say_nothing_of_payments() -> None:
    assert AlikeMinutes().judge(case(usual()), Minutes(60)) == PASS
    settings = {AlikeMinutes.code: Minutes(60), AlikePerDay.code: Times(9)}
    assert policy.said(case(usual()), settings) == ()


@pytest.mark.parametrize(
    ("rule", "seconds", "code"), [(PerDay(), DAY, Caution.PER_DAY), (PerWeek(), WEEK, Caution.PER_WEEK)]
)
def test_limits_over_time_count_whatever_was_signed(rule: Ceiling, seconds: int, code: Caution) -> None:
    history = [before(1_000, seconds - 1), before(2_000, 0, anchor=1, unattended=False), before(BTC, seconds, anchor=2)]
    assert rule.judge(case(usual(), *history), SatsLimit(SPENT + 3_000)) == PASS
    assert rule.judge(case(usual(), *history), SatsLimit(SPENT + 2_999)) == Judgement(Verdict.REFUSE, code)


def test_the_allowlist() -> None:
    judge, room = Allowlist().judge, BTC
    assert judge(case(usual(), unattended=room), Allowed((SHOPS,))) == YES
    assert judge(case(usual(), unattended=SPENT - 1), Allowed((SHOPS,))) == FULL
    assert judge(case(usual(), unattended=room), Allowed(("other",))) == PASS
    assert judge(case(usual(), unattended=room), Allowed(("other",), only=True)).code is Caution.NOT_LISTED
    two = task([Coin()], [Pay(1_000), Pay(1_000, b"\x00\x14" + b"\x77" * 20), Pay(BTC - 3_000, own(1, 0))])
    assert judge(case(two, unattended=room), Allowed((SHOPS,))) == PASS
    assert judge(case(two, unattended=room), Allowed((SHOPS,), only=True)).verdict is Verdict.REFUSE
    assert judge(case(DATA, unattended=room), Allowed((SHOPS,), only=True)).verdict is Verdict.REFUSE
    assert judge(case(TO_SELF, unattended=room), Allowed((SHOPS,), only=True)) == PASS
    assert judge(case(TO_SELF, unattended=room), Allowed((), only=True)) == PASS


@pytest.mark.parametrize(
    ("hours", "inside", "outside"),
    [((480, 1080), (480, 1079), (479, 1080, 0)), ((1320, 360), (1320, 0, 359), (360, 1319, 720))],
)
def test_hours(hours: tuple[int, int], inside: tuple[int, ...], outside: tuple[int, ...]) -> None:
    open_, ask = WorkingHours(*hours), Judgement(Verdict.ASK, Caution.HOURS)
    assert {Hours().judge(case(usual(), minute=minute), open_) for minute in inside} == {PASS}
    assert {Hours().judge(case(usual(), minute=minute), open_) for minute in outside} == {ask}


def test_hours_that_two_settings_share() -> None:
    """By trying every minute: nothing that only one of the two allows, and all where they lie together."""
    some = [WorkingHours(*pair) for pair in ((480, 1080), (540, 1020), (1320, 360), (0, 60), (1080, 480), (720, 720))]
    for one, other in product(some, repeat=2):
        both = {minute for minute in range(DAY_MINUTES) if minute in one and minute in other}
        shared = one.shared(other)
        minutes_of = {minute for minute in range(DAY_MINUTES) if minute in shared}
        assert minutes_of <= both
        assert bool(minutes_of) == bool(both)
        assert str(shared) == ("never" if not both else str(shared))
        assert minutes_of == both or len(minutes_of) >= len(both) / 2


def test_freeze_and_what_takes_time() -> None:
    assert Freeze().judge(case(usual()), Frozen()) == Judgement(Verdict.REFUSE, Caution.FROZEN)
    assert Wait().judge(case(usual()), Minutes(5)) == Delay().judge(case(usual()), Minutes(5)) == PASS


# ------------------------------------------------------------------ groups (C6)
def test_a_replacement_costs_what_its_group_costs_and_renews_its_time() -> None:
    """One coin, three payments that exclude each other: only the dearest can ever cost anything."""
    first = usual()
    coin = anchor_of(first, [])
    small, large = (replace(before(amount, ago), anchor=coin) for amount, ago in ((10_000, DAY - 1), (90_000, DAY + 9)))
    assert case(first, small).total(DAY) == SPENT
    assert case(first, large).total(DAY) == 90_000  # the case itself makes the old one count again
    assert case(usual(amount=100_000, change=BTC - 100_500), small, large).total(DAY) == 100_500
    assert case(first, small, large, before(7, anchor=1)).total(DAY) == 90_007


def test_who_replaces_two_payments_at_once_joins_one_of_them() -> None:
    one, other = Coin(seed=1), Coin(seed=2)
    first = task([one], [Pay(10_000), Pay(BTC - 11_000, own(1, 0))])
    second = task([other], [Pay(50_000), Pay(BTC - 51_000, own(1, 1))])
    both = task([one, other], [Pay(40_000), Pay(2 * BTC - 41_000, own(1, 2))])
    history = [
        replace(before(11_000), anchor=anchor_of(first, [])),
        replace(before(51_000), anchor=anchor_of(second, [])),
    ]
    assert anchor_of(both, history) == anchor_of(second, [])
    assert case(both, *history).total(DAY) == 62_000  # as much as the two that can still be published


def test_an_anchor_is_never_somebody_elses_coin() -> None:
    foreign = Coin(script=b"\x00\x14" + b"\x77" * 20, seed=9)
    mixed = task([foreign, Coin()], [Pay(2 * BTC - 50_000)])
    assert anchor_of(mixed, []) == bytes(mixed.inputs[1].outpoint)
    assert anchor_of(mixed, [replace(before(9), anchor=bytes(mixed.inputs[0].outpoint))]) == bytes(
        mixed.inputs[1].outpoint
    )


# ------------------------------------------------------------------ all of them
def test_every_rule_has_one_code_and_settings_that_the_vault_keeps() -> None:
    assert [rule_of(rule.code) for rule in RULES] == RULES
    some = {SatsLimit: SatsLimit(7), Minutes: Minutes(7), Allowed: Allowed((SHOPS,), only=True), Frozen: Frozen()}
    some |= {WorkingHours: WorkingHours(480, 1080), Times: Times(7)}
    for rule in RULES:
        assert decode(rule.settings, encode(some[rule.settings])) == some[rule.settings]
        assert str(some[rule.settings])


def test_what_the_settings_say() -> None:
    below = {ApproveBelow.code: SatsLimit(7)}
    assert (sats(below, ApproveBelow.code), sats(below, PerDay.code)) == (7, None)
    assert unattended_limit(below) == 7 * DAILY_FACTOR
    assert unattended_limit({**below, PerDay.code: SatsLimit(9)}) == 9
    assert unattended_limit({}) == 0
    assert (minutes({Wait.code: Minutes(5)}, Wait.code), minutes({}, Wait.code)) == (5, 0)


@pytest.mark.parametrize(("day", "at_once"), [(70, True), (71, False)])
@pytest.mark.parametrize("waits", [False, True])
def test_a_first_sum_for_the_day_that_lets_more_through_unasked_waits(day: int, at_once: bool, waits: bool) -> None:
    """It takes the place of ten times `approve-below` (C4), which is set, or is to be."""
    below = {ApproveBelow.code: SatsLimit(7)}
    new = SatsLimit(day)
    found = stricter({} if waits else below, {PerDay.code: new}, below if waits else None)
    assert found == {PerDay.code: new if at_once else None}


def test_a_rule_from_the_future_is_not_passed_over() -> None:
    with pytest.raises(StorageError) as unknown:
        rule_of("only-on-sundays")
    assert unknown.value.kind is StorageKind.NEWER


EIGHT_TO_SIX, NINE_TO_FIVE, NIGHT = WorkingHours(480, 1080), WorkingHours(540, 1020), WorkingHours(1320, 360)
A, B = Allowed(("a",)), Allowed(("b",))


@pytest.mark.parametrize(
    ("code", "old", "new", "at_once"),
    [
        ("approve-below", None, SatsLimit(5), None),
        ("approve-below", SatsLimit(5), SatsLimit(6), SatsLimit(5)),
        ("approve-below", SatsLimit(5), SatsLimit(4), SatsLimit(4)),
        ("approve-below", SatsLimit(5), None, None),
        ("per-day", None, SatsLimit(5), SatsLimit(5)),
        ("per-day", SatsLimit(5), SatsLimit(6), SatsLimit(5)),
        ("max-payment", SatsLimit(5), SatsLimit(4), SatsLimit(4)),
        ("ask-above", SatsLimit(5), None, SatsLimit(5)),
        ("per-week", None, None, None),
        ("wait", None, Minutes(5), Minutes(5)),
        ("wait", Minutes(5), Minutes(4), Minutes(5)),
        ("delay", Minutes(5), None, Minutes(5)),
        ("delay", Minutes(5), Minutes(6), Minutes(6)),
        ("alike-minutes", None, Minutes(5), None),
        ("alike-minutes", Minutes(5), Minutes(4), Minutes(4)),
        ("alike-minutes", Minutes(5), Minutes(6), Minutes(5)),
        ("alike-minutes", Minutes(5), None, None),
        ("alike-per-day", None, Times(5), None),
        ("alike-per-day", Times(5), Times(6), Times(5)),
        ("alike-per-day", Times(5), None, None),
        ("freeze", None, Frozen(), Frozen()),
        ("freeze", Frozen(), None, Frozen()),
        ("freeze", None, None, None),
        ("hours", None, EIGHT_TO_SIX, EIGHT_TO_SIX),
        ("hours", EIGHT_TO_SIX, NINE_TO_FIVE, NINE_TO_FIVE),
        ("hours", NINE_TO_FIVE, EIGHT_TO_SIX, NINE_TO_FIVE),
        ("hours", EIGHT_TO_SIX, NIGHT, WorkingHours(480, 480)),
        ("hours", EIGHT_TO_SIX, WorkingHours(720, 1320), WorkingHours(720, 1080)),
        ("hours", WorkingHours(720, 1320), EIGHT_TO_SIX, WorkingHours(720, 1080)),
        ("hours", NIGHT, WorkingHours(300, 1380), WorkingHours(1320, 1380)),
        ("hours", NIGHT, WorkingHours(240, 1350), WorkingHours(240, 360)),
        ("hours", EIGHT_TO_SIX, None, EIGHT_TO_SIX),
        ("allowlist", None, A, None),
        ("allowlist", A, None, None),
        ("allowlist", A, replace(A, only=True), replace(A, only=True)),
        ("allowlist", replace(A, only=True), A, replace(A, only=True)),
        ("allowlist", Allowed(("a", "b")), A, A),
        ("allowlist", Allowed(("a", "b"), only=True), Allowed(("b", "c")), Allowed(("b",), only=True)),
        ("allowlist", replace(A, only=True), replace(B, only=True), Allowed((), only=True)),
    ],
)
def test_tightening_acts_at_once_and_loosening_does_not(code: str, old: object, new: object, at_once: object) -> None:
    assert stricter({} if old is None else {code: old}, {code: new}) == {code: at_once}


class Says:
    """A rule that says one thing."""

    settings = SatsLimit

    def __init__(self, code: str, verdict: Verdict, why: Caution | None = None) -> None:
        self.code, self._said = code, Judgement(verdict, why)

    def judge(self, _case: Case, _settings: SatsLimit, /) -> Judgement:
        return self._said

    def stricter(self, old: SatsLimit | None, new: SatsLimit | None, /) -> SatsLimit | None:
        raise AssertionError


SAYS_YES, SILENT = Says("yes", Verdict.APPROVE), Says("silent", Verdict.SILENT)
SAYS_ASK, SAYS_NO = Says("ask", Verdict.ASK, Caution.HINT), Says("no", Verdict.REFUSE, Caution.BURNT)


@pytest.mark.parametrize(
    ("rules", "odd", "said"),
    [
        ([], False, Ask(())),
        ([], True, Ask((Caution.FEE,))),
        ([SILENT], False, Ask(())),
        ([SAYS_YES, SILENT], False, Approve()),
        ([SAYS_YES], True, Ask((Caution.FEE,))),
        ([SAYS_YES, SAYS_ASK], False, Ask((Caution.HINT,))),
        ([SAYS_ASK, SAYS_YES], True, Ask((Caution.FEE, Caution.HINT))),
        ([SAYS_YES, SAYS_ASK, SAYS_NO], False, Refuse((Caution.BURNT,))),
        ([SAYS_NO, SAYS_YES], True, Refuse((Caution.BURNT,))),
    ],
)
def test_no_counts_before_ask_and_ask_before_yes(
    monkeypatch: pytest.MonkeyPatch, rules: list[Says], odd: bool, said: policy.Outcome
) -> None:
    monkeypatch.setattr(policy, "RULES", [*rules, SAYS_NO, SAYS_ASK])  # those that nobody has set say nothing
    settings = {rule.code: SatsLimit(1) for rule in rules}
    assert policy.decide(case(ODD if odd else usual()), settings, NEW) == said
