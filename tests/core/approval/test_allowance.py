"""What one computer may have written down in a day."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.approval.allowance import HOUR, HOURS, MAX_ENTRIES, MAX_WORK, Allowance, HourCount
from core.errors import RefusalKind, Refused
from core.keys.record import DAY

NOW = 1_000 * HOUR + 100


def test_it_counts_by_the_hour_and_forgets_after_a_day() -> None:
    found = Allowance().taken(NOW, 3).taken(NOW + 60, 4).taken(NOW + HOUR, 5)
    assert found.hours == (HourCount(1_000, 7), HourCount(1_001, 5))
    assert found.used(NOW + DAY - 101) == 12
    assert found.used(NOW + HOURS * HOUR - 101) == 12
    assert found.used(NOW + HOURS * HOUR - 100) == 5
    assert found.taken(NOW + HOURS * HOUR, 1).hours == (HourCount(1_001, 5), HourCount(1_000 + HOURS, 1))


def test_it_never_counts_above_what_there_is() -> None:
    assert Allowance().taken(NOW, MAX_ENTRIES + 100).used(NOW) == MAX_ENTRIES


def test_time_that_stands_still_or_goes_back_frees_nothing() -> None:
    found = Allowance().taken(NOW, 3).taken(NOW - HOUR, 4)
    assert found.hours == (HourCount(1_000, 7),)
    assert found.used(NOW - DAY) == 7


@pytest.mark.parametrize(("used", "more", "refused"), [(MAX_WORK - 3, 3, False), (MAX_WORK - 2, 3, True)])
def test_what_is_asked_for_leaves_room_for_what_goes_wrong(used: int, more: int, refused: bool) -> None:
    found = Allowance().taken(NOW, used)
    if not refused:
        found.must_hold(NOW, more)
        return
    with pytest.raises(Refused) as caught:
        found.must_hold(NOW, more)
    assert (caught.value.kind, caught.value.wait) == (RefusalKind.TOO_MANY_DAY, HOURS * HOUR - 100)
    found.must_hold(NOW + caught.value.wait, more)


def test_it_says_when_enough_of_it_is_a_day_old() -> None:
    found = Allowance().taken(NOW, 10).taken(NOW + 2 * HOUR, MAX_WORK - 10)
    for more, hours in ((10, 0), (11, 2)):
        with pytest.raises(Refused) as caught:
            found.must_hold(NOW + 2 * HOUR, more)
        assert caught.value.wait == (hours + HOURS - 2) * HOUR - 100


@given(st.lists(st.tuples(st.integers(0, 2 * HOUR), st.integers(1, 30)), max_size=60))
def test_no_day_holds_more(steps: list[tuple[int, int]]) -> None:
    """Whatever is asked for at whatever moment: in any 24 hours there are MAX_WORK at most."""
    now, found, taken = NOW, Allowance(), list[tuple[int, int]]()
    for pause, entries in steps:
        now += pause
        try:
            found.must_hold(now, entries)
        except Refused:
            continue
        found = found.taken(now, entries)
        taken.append((now, entries))
        assert sum(n for at, n in taken if at > now - DAY) <= MAX_WORK
