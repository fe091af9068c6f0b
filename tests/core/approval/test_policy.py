"""The rules: approve or ask."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.approval.policy import Approve, Ask
from core.bitcoin.caution import Caution
from core.bitcoin.checked_task import CheckedTask
from tests.support.payment import BTC, NEW, SHOP, Coin, Pay, own, task, usual
from tests.support.rules import Limits, decide

ALWAYS_ASK = Limits(0, 0)
FOREIGN = Coin(script=b"\x00\x14" + b"\x77" * 20, seed=9)


def limits(approve_below: int) -> Limits:
    return Limits(approve_below, 10 * approve_below)


def test_by_default_every_payment_asks() -> None:
    assert decide(usual(), ALWAYS_ASK, 0, 0) == Ask(())
    nothing_leaves = task([Coin(amount=50_000)], [Pay(50_000, own(1, 0))])
    assert nothing_leaves.spent(NEW) == 0
    assert decide(nothing_leaves, ALWAYS_ASK, 0, 0) == Ask(())


def test_up_to_the_limit_with_the_fee() -> None:
    assert usual().spent(NEW) == 40_500
    assert decide(usual(), limits(40_500), 0, 0) == Approve()
    assert decide(usual(), limits(40_499), 0, 0) == Ask(())


def test_the_day_is_limited_too() -> None:
    of_a_day = Limits(40_501, 100_000)
    assert decide(usual(), of_a_day, 59_500, 0) == Approve()
    assert decide(usual(), of_a_day, 59_501, 0) == Ask((Caution.DAILY_LIMIT,))
    assert decide(usual(), ALWAYS_ASK, 10**9, 0) == Ask(())


@pytest.mark.parametrize(
    "odd",
    [
        task([Coin(), FOREIGN], [Pay(2 * BTC - 50_000)]),
        task([Coin()], [Pay(0, b"\x6a\x01x"), Pay(BTC - 1_000, own(1, 0))]),
        task([Coin()], [Pay(1_000, b"\x52\x20" + bytes(32)), Pay(BTC - 2_000, own(1, 0))]),
        usual(index=40),
        task([Coin(sequence=5)], [Pay(BTC - 1_000, own(1, 0))]),
    ],
)
def test_what_is_odd_is_never_unattended(odd: CheckedTask) -> None:
    verdict = decide(odd, limits(10**12), 0, 0)
    assert isinstance(verdict, Ask)
    assert verdict.warnings == odd.warnings(NEW) != ()


def test_an_excessive_fee_asks_whatever_the_limit() -> None:
    verdict = decide(task([Coin()], [Pay(600), Pay(BTC - 140_600, own(1, 0))]), limits(10**12), 0, 0)
    assert verdict == Ask((Caution.FEE,))


@given(st.integers(600, BTC - 100_000), st.integers(0, 10**9), st.integers(0, 10**10), st.integers(0, 10**10))
def test_nothing_unattended_breaks_a_limit(paid: int, approve_below: int, per_day: int, already: int) -> None:
    found = task([Coin()], [Pay(paid, SHOP), Pay(BTC - paid - 400, own(1, 0))])
    verdict = decide(found, Limits(approve_below, per_day), already, 0)
    if isinstance(verdict, Approve):
        assert 0 < paid + 400 <= approve_below
        assert paid + 400 + already <= per_day
    else:
        assert verdict in (Ask(()), Ask((Caution.DAILY_LIMIT,)))
        assert not approve_below or paid + 400 > approve_below or paid + 400 + already > per_day
