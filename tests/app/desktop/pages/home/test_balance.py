"""The chart of the balance: every step where it was, few enough to paint, scales and labels that read well."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.desktop.model.state import TransactionView
from app.desktop.pages.home.balance import DAY, MOST, labels, scale, series

NOW = datetime(2026, 11, 26, 12, 0).timestamp()


def row(days_ago: float | None, net: int, number: int = 0) -> TransactionView:
    seen = None if days_ago is None else int(NOW - days_ago * DAY)
    return TransactionView(f"{number:064x}", net, None, None if seen is None else 100, seen)


def at(points: list[tuple[float, float]], when: float) -> float:
    """What the balance was."""
    return next(value for moment, value in reversed(points) if moment <= when)


HISTORY = (row(None, -50), row(1, 300), row(40, 1_000), row(100, 500))  # newest first
TOTAL = 1_750


def test_the_whole_history_begins_with_nothing() -> None:
    points = series(HISTORY, TOTAL, NOW, 0)
    assert [value for _, value in points] == [0, 500, 1_500, 1_800, 1_750, 1_750]
    assert points[0][0] < NOW - 100 * DAY
    assert points[-1] == (NOW, TOTAL)
    assert at(points, NOW - 50 * DAY) == 500
    assert at(points, NOW - 2 * DAY) == 1_500


def test_a_span_begins_with_what_was_there() -> None:
    points = series(HISTORY, TOTAL, NOW, 30 * DAY)
    assert points[0] == (NOW - 30 * DAY, 1_500)
    assert [value for _, value in points] == [1_500, 1_800, 1_750, 1_750]


def test_blocks_whose_clocks_run_backwards_do_not_fold_the_line() -> None:
    points = series((row(2, 5), row(1, 7), row(3, 9)), 21, NOW, 0)
    moments = [when for when, _ in points]
    assert moments == sorted(moments)
    assert [value for _, value in points] == [0, 9, 16, 21, 21]


class Counted(list[TransactionView]):
    """Payments that count how often one of them is looked at."""

    looked = 0

    def __iter__(self) -> Iterator[TransactionView]:
        for one in super().__iter__():
            self.looked += 1
            yield one


def test_a_hundred_thousand_payments_are_few_points_and_quick() -> None:
    """Quick: each is looked at once; the milliseconds that makes are measured by tests/bench."""
    rows = Counted(row(i / 300, 10 if i % 3 else -5, i) for i in range(100_000))
    total, rows.looked = sum(one.net for one in rows), 0
    points = series(rows, total, NOW, 0)
    assert rows.looked == len(rows)
    assert len(points) <= MOST + 2
    assert points[-1] == (NOW, total)
    assert points[0][1] == 0


@given(st.lists(st.tuples(st.floats(0, 900), st.integers(-1_000, 10_000)), max_size=30), st.sampled_from((0, 30, 365)))
def test_each_point_is_what_the_payments_before_it_make(payments: list[tuple[float, int]], days: int) -> None:
    rows = tuple(row(ago, net, i) for i, (ago, net) in enumerate(sorted(payments)))
    points = series(rows, sum(net for _, net in payments), NOW, days * DAY)
    for when, value in dict(points[1:]).items():  # of payments at one moment the last point holds
        assert value == sum(one.net for one in rows if one.time is not None and one.time <= when)


@pytest.mark.parametrize(
    ("highest", "unit", "words"),
    [
        (12_875_140, "sat", ["0", "5\u00a0M", "10\u00a0M", "15\u00a0M"]),
        (2_000, "sat", ["0", "1\u00a0k", "2\u00a0k"]),
        (31_000_000, "BTC", ["0", "0.2", "0.4"]),
        (1, "practice", ["0", "1"]),
        (0, "sat", ["0"]),
    ],
)
def test_scales_are_round(highest: int, unit: str, words: list[str]) -> None:
    assert [text for _, text in scale(highest, unit)] == words  # type: ignore[arg-type]


@given(st.integers(1, 21 * 10**14))
def test_the_highest_point_is_below_the_top_line(highest: int) -> None:
    lines = scale(highest, "sat")
    assert lines[-1][0] >= highest
    assert 2 <= len(lines) <= 5
    assert len({text for _, text in lines}) == len(lines)


def test_labels_tell_moments_apart() -> None:
    for days in (0.5, 3, 30, 91, 365, 1_500):
        found = labels(NOW - days * DAY, NOW)
        assert len(found) == len(set(found)) == 5
    assert labels(NOW - 30 * DAY, NOW)[-1] == "Today"
    assert labels(NOW - DAY / 2, NOW)[0] == f"{datetime.fromtimestamp(NOW) - timedelta(hours=12):%H:%M}"
