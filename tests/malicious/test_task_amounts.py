"""A hostile computer burns coins as fee, hides payments as change, and pays small sums for ever."""

from __future__ import annotations

from core.approval.policy import Approve, Ask
from core.bitcoin.caution import Caution
from core.bitcoin.psbt import Out
from tests.support.payment import BTC, NEW, Coin, Pay, hint, own, path, task, usual
from tests.support.rules import Limits, decide

HUGE = Limits(10**15, 10**16)


def test_fee_is_spending() -> None:
    found = task([Coin()], [Pay(600), Pay(BTC - 140_600, own(1, 0))])
    assert decide(found, HUGE, 0, 0) == Ask((Caution.FEE,))
    assert found.spent(NEW) == 140_600  # what is counted when a person insists


def test_a_fee_just_within_bounds_is_counted() -> None:
    found = task([Coin()], [Pay(600), Pay(BTC - 25_600, own(1, 0))])
    assert decide(found, Limits(25_599, 10**9), 0, 0) == Ask(())
    assert decide(found, Limits(25_600, 10**9), 0, 0) == Approve()


def test_drip_below_threshold() -> None:
    limits = Limits(50_000, 500_000)
    spent, approved = 0, 0
    for _ in range(50):
        found = usual(amount=49_499, change=BTC - 49_999)
        assert found.spent(NEW) == limits.approve_below - 1
        if isinstance(decide(found, limits, spent, 0), Approve):
            spent += found.spent(NEW)
            approved += 1
    assert approved == 10
    assert spent <= limits.per_day


def test_change_at_absurd_index_and_dust_split() -> None:
    at = path(1, 2**31 - 2)
    absurd = task([Coin()], [Pay(1_000), Pay(BTC - 2_000, own(1, at[4]), hint(Out.DERIVATION, at))])
    assert absurd.spent(NEW) == BTC
    assert decide(absurd, HUGE, 0, 0) == Ask((Caution.UNFINDABLE,))
    assert absurd.highest_used() == (3, -1)

    split = task([Coin()], [Pay(294, own(1, 20 + i % 40)) for i in range(300)] + [Pay(BTC - 200_000, own(1, 0))])
    assert split.spent(NEW) == 300 * 294 + split.fee
    assert decide(split, HUGE, 0, 0) == Ask((Caution.UNFINDABLE,))

    within = task([Coin()], [Pay(294, own(1, i % 20)) for i in range(300)] + [Pay(BTC - 200_000, own(1, 0))])
    assert decide(within, HUGE, 0, 0) == Ask((Caution.CHANGE,))


def test_an_invented_coin_does_not_move_the_window_of_change() -> None:
    """The previous transaction exists nowhere; signing it costs a thief nothing."""
    found = task([Coin(script=own(1, 59))], [Pay(BTC - 500, own(1, 1))])
    assert decide(found, HUGE, 0, 0) == Approve()
    assert found.highest_used() == (-1, 1)
