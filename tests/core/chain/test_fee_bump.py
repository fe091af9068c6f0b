"""Payments that wait: raised, called off, hurried. The node takes each, and the wallet shows what became of it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial

import pytest

from core.bitcoin.account import TR, WPKH
from core.bitcoin.fee_rate import FeeRate, RateTooLow
from core.errors import BadInput
from tests.core.chain.conftest import Watched

pytestmark = pytest.mark.slow
both_kinds = pytest.mark.parametrize("account", [pytest.param(kind, id=kind.name) for kind in (WPKH, TR)])


def rate_of(watched: Watched, txid: str) -> float:
    """What the node says a waiting payment pays, sat/vB."""
    entry = watched.node.rpc("getmempoolentry", txid)
    return float(entry["fees"]["base"] * 1e8 / entry["vsize"])


def outputs_of(watched: Watched, txid: str) -> dict[str, int]:
    return {str(output.address): output.amount for output in watched.watch.transaction(txid).outputs}


def only_largest(watched: Watched) -> set[str]:
    """All coins but the largest, to freeze."""
    return {coin.outpoint for coin in watched.watch.coins()[1:]}


# ------------------------------------------------------------------ raising the fee
@both_kinds
def test_a_higher_fee_comes_out_of_the_change(funded: Watched) -> None:
    shop = funded.shop()
    old = funded.send(funded.watch.draft([(shop, 300_000)], 2, frozen=only_largest(funded)))
    before = outputs_of(funded, old)
    new = funded.send(funded.watch.bump(old, 10, frozen=()))
    assert funded.waiting() >= {new}
    assert old not in funded.waiting()
    assert rate_of(funded, new) == pytest.approx(10, abs=0.1)
    after = outputs_of(funded, new)
    assert after.keys() == before.keys()
    assert after[shop] == 300_000
    assert [entry.txid for entry in funded.watch.history()].count(new) == 1
    with pytest.raises(BadInput, match="knows no transaction"):
        funded.watch.transaction(old)
    again = funded.send(funded.watch.bump(new, Decimal("20.5"), frozen=()))
    assert rate_of(funded, again) == pytest.approx(20.5, abs=0.1)
    funded.sync()
    funded.node.mine()
    funded.sync()
    assert {entry.txid for entry in funded.watch.history()} >= {again}
    assert not {entry.txid for entry in funded.watch.history()} & {old, new}
    assert funded.watch.balance().pending == 0


def test_more_coins_when_the_change_is_too_small(funded: Watched) -> None:
    """But neither frozen ones nor such that are not in a block."""
    big, middle, small = funded.watch.coins()
    shop = funded.shop()
    old = funded.send(funded.watch.draft([(shop, 198_000)], 2, coins=[middle.outpoint]))
    new = funded.watch.bump(old, 40, frozen={big.outpoint})
    spent = {str(part.outpoint) for part in funded.key.read(new).inputs}
    assert spent == {middle.outpoint, small.outpoint}
    txid = funded.send(new)
    assert old not in funded.waiting()
    assert outputs_of(funded, txid)[shop] == 198_000
    with pytest.raises(BadInput, match="are frozen") as caught:
        funded.watch.bump(txid, 400, frozen={big.outpoint})
    assert caught.value.kind == "funds"


def test_a_payment_of_everything_pays_less(funded: Watched) -> None:
    shop = funded.shop()
    old = funded.send(funded.watch.draft([], 2, drain=shop))
    before = outputs_of(funded, old)
    assert before.keys() == {shop}
    new = funded.send(funded.watch.bump(old, 8, frozen=()))
    assert old not in funded.waiting()
    after = outputs_of(funded, new)
    assert after.keys() == {shop}
    assert before[shop] - after[shop] == pytest.approx(6 * funded.watch.transaction(new).vsize, abs=10)
    assert rate_of(funded, new) == pytest.approx(8, abs=0.1)
    assert funded.watch.balance().total == 0


def test_a_replacement_that_nodes_would_not_take(funded: Watched) -> None:
    """Its rate is told, and from there on the node takes it."""
    old = funded.send(funded.watch.draft([(funded.shop(), 300_000)], 5))
    for rate in (1, 5, Decimal("5.5")):
        with pytest.raises(BadInput, match="nodes take this in place of the old payment from 6") as caught:
            funded.watch.bump(old, rate, frozen=())
        assert caught.value.kind == "rate.low"
    assert isinstance(caught.value, RateTooLow)
    least = caught.value.least
    assert f"from {least:f} sat/vB on" in caught.value.message
    assert funded.watch.least_rates(old, frozen=())["bump"] == least
    assert funded.allowed(funded.key.signed(funded.watch.bump(old, least, frozen=())))
    with pytest.raises(BadInput, match=r"fee rate is 0\.1 to 1000"):
        funded.watch.bump(old, 2_000, frozen=())


def test_what_was_paid_out_of_it_is_gone_too_and_paid_for(funded: Watched) -> None:
    old = funded.send(funded.watch.draft([(funded.shop(), 300_000)], 2, frozen=only_largest(funded)))
    [change] = [coin.outpoint for coin in funded.watch.coins() if coin.height is None]
    child = funded.send(funded.watch.draft([(funded.shop(), 10_000)], 20, coins=[change]))
    with pytest.raises(BadInput, match="nodes take this"):
        funded.watch.bump(old, 15, frozen=())
    new = funded.send(funded.watch.bump(old, 30, frozen=()))
    assert not funded.waiting() & {old, child}
    assert not {entry.txid for entry in funded.watch.history()} & {old, child}
    assert new in funded.waiting()


# ------------------------------------------------------------------ the rate to propose
@pytest.mark.parametrize("way", ["bump", "cancel"])
@pytest.mark.parametrize("shops", [1, 30])
def test_the_least_rate_is_taken_and_less_is_not(funded: Watched, way: str, shops: int) -> None:
    """A payment to many is called off by a small transaction that pays all of the old fee: at a far higher rate."""
    old = funded.send(funded.watch.draft([(funded.shop(), 3_000 + i) for i in range(shops)], 5))
    made: Callable[[str, FeeRate], bytes] = (
        partial(funded.watch.bump, frozen=()) if way == "bump" else funded.watch.cancel
    )
    rate = funded.watch.least_rates(old, frozen=())[way]
    assert rate > 5
    if (way, shops) == ("cancel", 30):
        assert rate > 30
    assert funded.allowed(funded.key.signed(made(old, rate)))
    with pytest.raises(RateTooLow) as caught:
        made(old, rate - Decimal("0.3"))
    assert caught.value.least == rate


def test_the_least_rate_counts_what_was_paid_out_of_it(funded: Watched) -> None:
    old = funded.send(funded.watch.draft([(funded.shop(), 300_000)], 2, frozen=only_largest(funded)))
    [change] = [coin.outpoint for coin in funded.watch.coins() if coin.height is None]
    funded.send(funded.watch.draft([(funded.shop(), 10_000)], 20, coins=[change]))
    rates = funded.watch.least_rates(old, frozen=())
    assert rates["bump"] > 20
    assert funded.allowed(funded.key.signed(funded.watch.bump(old, rates["bump"], frozen=())))


def test_the_least_rate_to_hurry_with(fresh: Watched) -> None:
    [txid] = fresh.receive(500_000, mine=False)
    rates = fresh.watch.least_rates(txid, frozen=())
    assert rates.keys() == {"cpfp"}
    known = fresh.watch.coins()
    assert fresh.watch.coins() == known  # asking shows no address and spends nothing
    assert fresh.watch.cpfp(txid, rates["cpfp"], frozen=())
    with pytest.raises(RateTooLow):
        fresh.watch.cpfp(txid, rates["cpfp"] - Decimal("0.3"), frozen=())
    [coin] = fresh.watch.coins()
    assert fresh.watch.least_rates(txid, frozen={coin.outpoint}) == {}


# ------------------------------------------------------------------ calling off
@both_kinds
def test_called_off_everything_comes_back(funded: Watched) -> None:
    shop = funded.shop()
    old = funded.send(funded.watch.draft([(shop, 300_000)], 2))
    inputs = {part.outpoint for part in funded.watch.transaction(old).inputs}
    new = funded.send(funded.watch.cancel(old, 12))
    assert old not in funded.waiting()
    shown = funded.watch.transaction(new)
    assert {part.outpoint for part in shown.inputs} == inputs
    assert all(output.change for output in shown.outputs)
    assert shown.fee is not None
    assert shown.net == -shown.fee
    funded.node.mine()
    assert funded.sync().confirmed == 1_250_000 - shown.fee
    assert funded.again().balance().confirmed == 1_250_000 - shown.fee


# ------------------------------------------------------------------ a payment after it
@both_kinds
def test_change_hurries_its_payment(funded: Watched) -> None:
    old = funded.send(funded.watch.draft([(funded.shop(), 300_000)], 2, frozen=only_largest(funded)))
    child = funded.send(funded.watch.cpfp(old, 15, frozen=()))
    entries = [funded.node.rpc("getmempoolentry", txid) for txid in (old, child)]
    fees, vsize = (sum(values) for values in zip(*((e["fees"]["base"], e["vsize"]) for e in entries), strict=True))
    assert fees * 1e8 / vsize == pytest.approx(15, abs=0.15)
    shown = funded.watch.transaction(child)
    assert all(output.change for output in shown.outputs)
    with pytest.raises(BadInput, match="already pays 10 sat/vB or more"):
        funded.watch.cpfp(child, 10, frozen=())


def test_what_others_pay_us_can_be_hurried_and_not_replaced(fresh: Watched) -> None:
    [txid] = fresh.receive(500_000, mine=False)
    assert not fresh.watch.transaction(txid).replaceable
    for replace in (partial(fresh.watch.bump, frozen=()), fresh.watch.cancel):
        with pytest.raises(BadInput, match="only who made this payment"):
            replace(txid, 50)
    child = fresh.send(fresh.watch.cpfp(txid, 50, frozen=()))
    entries = [fresh.node.rpc("getmempoolentry", one) for one in (txid, child)]
    assert sum(e["fees"]["base"] for e in entries) * 1e8 / sum(e["vsize"] for e in entries) == pytest.approx(50, abs=1)
    fresh.node.mine()
    assert fresh.sync().pending == 0


def test_what_is_set_aside_hurries_nothing(fresh: Watched) -> None:
    [txid] = fresh.receive(500_000, mine=False)
    [coin] = fresh.watch.coins()
    with pytest.raises(BadInput, match="set aside"):
        fresh.watch.cpfp(txid, 50, frozen={coin.outpoint})


def test_nothing_to_hurry_with(funded: Watched) -> None:
    old = funded.send(funded.watch.draft([], 2, drain=funded.shop()))
    with pytest.raises(BadInput, match="nothing of this payment came to this wallet"):
        funded.watch.cpfp(old, 50, frozen=())


def test_in_a_block_nothing_can_be_changed(funded: Watched) -> None:
    old = funded.send(funded.watch.draft([(funded.shop(), 300_000)], 2))
    assert funded.watch.transaction(old).replaceable
    funded.node.mine()
    funded.sync()
    assert not funded.watch.transaction(old).replaceable
    bump, child = (partial(way, frozen=()) for way in (funded.watch.bump, funded.watch.cpfp))
    for way in (bump, funded.watch.cancel, child):
        with pytest.raises(BadInput, match="in a block already"):
            way(old, 50)
        with pytest.raises(BadInput, match="knows no transaction"):
            way("00" * 32, 50)
        with pytest.raises(BadInput, match="knows no transaction"):
            way("nothing", 50)
