"""Rates and fees without floats: what is typed, written, told and compared is exact."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.bitcoin import fee_rate
from core.bitcoin.fee_rate import fee_at, from_per_1000, per_1000, rate_of, reaching, told, typed, written

SAT = st.integers(1, 1_000_000)  # per 1,000 vbytes
SIZES = st.integers(60, 100_000)


@given(SAT)
def test_what_is_written_is_understood(sat: int) -> None:
    rate = from_per_1000(sat)
    assert per_1000(rate) == sat
    if rate < 100_000:
        assert typed(written(rate)) == typed(written(rate).replace(".", ",")) == rate


@pytest.mark.parametrize("text", ["", ".", ",", "1e2", "-1", "+1", "1.2.3", "1,000.5", "0.1234", "٣", "1 000", "nan"])
def test_what_is_no_rate(text: str) -> None:
    assert typed(text) is None


@given(SAT, SIZES)
def test_a_fee_reaches_its_rate_and_one_sat_less_does_not(sat: int, vsize: int) -> None:
    fee = fee_at(from_per_1000(sat), vsize)
    assert 1000 * fee >= sat * vsize > 1000 * (fee - 1)
    assert rate_of(fee, vsize) >= from_per_1000(sat)


@given(st.integers(0, 10**8), SIZES)
def test_the_least_rate_of_few_places_is_not_below(fee: int, vsize: int) -> None:
    found = reaching(Fraction(fee, vsize))
    assert Fraction(found) >= Fraction(fee, vsize) > Fraction(found) - Fraction(1, 100)


def test_a_tenth_is_a_tenth() -> None:
    """As floats 0.1 * 3 is more than 0.3, and 2e-06 BTC/kvB are 0.19999999999999998 sat/vB."""
    assert fee_at(fee_rate.LEAST, 30) == 3
    assert told("2e-06") == Decimal("0.2")
    assert told("0.0000010000000000000002") == Decimal("0.1")


@pytest.mark.parametrize(
    "amount", ["-1", -1, 0, "0", True, None, [], {}, "x", "nan", "Infinity", "1e400000000", 1, 1.0]
)
def test_what_a_server_tells_that_is_no_rate(amount: object) -> None:
    assert told(amount) is None
