"""Policy time: as much as both clocks say, over restarts as long as the machine runs, and never back (C8)."""

from __future__ import annotations

import pytest

from core.home.policy_clock import AFTER_START, PolicyClock, uptime
from core.home.records import ClockRecord
from tests.support.two_homes import Clock

HOUR = 3600.0


def made(clock: Clock, kept: ClockRecord | None = None) -> PolicyClock:
    return PolicyClock(kept, clock.now, clock.monotonic, clock.boot)


def test_a_new_one_begins_with_what_people_see_and_goes_with_it() -> None:
    clock = Clock()
    policy = made(clock)
    assert policy.now() == clock.wall
    clock.sleep(HOUR)
    assert policy.now() == clock.wall
    assert policy.seconds() == int(clock.wall)


def test_who_sets_the_clock_does_not_move_it() -> None:
    clock = Clock()
    policy = made(clock)
    before = policy.now()
    for jump in (25 * HOUR, -50 * HOUR, 3 * HOUR):
        clock.jump(jump)
        assert policy.now() == before
    clock.sleep(10)
    assert policy.now() == before + 10


def test_small_steps_forward_add_up_to_nothing() -> None:
    clock = Clock()
    policy = made(clock)
    before = policy.now()
    for _ in range(100):
        clock.jump(60)
        clock.sleep(1)
        policy.now()
    assert policy.now() == before + 100


def test_a_program_that_starts_again_goes_on_while_the_machine_runs() -> None:
    clock = Clock()
    policy = made(clock)
    kept, before = policy.record(), policy.now()
    clock.sleep(20 * HOUR)
    clock.jump(25 * HOUR)
    assert made(clock, kept).now() == before + 20 * HOUR


def test_a_start_of_the_machine_adds_twelve_hours_at_most() -> None:
    for off, counts in ((HOUR, HOUR), (25 * HOUR, AFTER_START), (-5 * HOUR, 0.0)):
        clock = Clock()
        policy = made(clock)
        kept, before = policy.record(), policy.now()
        clock.reboot(off)
        assert made(clock, kept).now() == before + counts


def test_the_rest_counts_once_a_person_has_confirmed_the_clock() -> None:
    """Also over further starts, of which each added what it may by itself."""
    clock = Clock()
    policy = made(clock)
    before = policy.now()
    for _ in range(2):
        kept = policy.record()
        clock.reboot(20 * HOUR)
        policy = made(clock, kept)
    assert policy.now() == before + 2 * AFTER_START
    assert policy.behind() == 40 * HOUR - 2 * AFTER_START
    clock.sleep(HOUR)
    assert policy.behind() == 40 * HOUR - 2 * AFTER_START
    assert made(clock, policy.record()).behind() == policy.behind()  # the program started again
    with policy.confirming():
        pass
    assert policy.now() == before + 41 * HOUR
    assert policy.behind() == 0.0
    clock.jump(100 * HOUR)
    assert policy.behind() == 0.0
    assert made(clock, policy.record()).now() == policy.now()


def test_a_clock_that_was_put_right_has_no_rest() -> None:
    """A network set it forward while the machine started; by the right one there is less to add than was added."""
    clock = Clock()
    kept, before = made(clock).record(), made(clock).now()
    clock.reboot(HOUR)
    clock.jump(25 * HOUR)
    policy = made(clock, kept)
    assert policy.behind() == 26 * HOUR - AFTER_START
    clock.jump(-25 * HOUR)
    assert policy.behind() == 0.0
    with policy.confirming():
        pass
    assert policy.now() == before + AFTER_START


def test_what_was_not_written_down_was_not_confirmed() -> None:
    clock = Clock()
    kept = made(clock).record()
    clock.reboot(30 * HOUR)
    policy = made(clock, kept)
    found = policy.now(), policy.behind(), policy.record()
    with pytest.raises(ZeroDivisionError), policy.confirming():
        1 / int(policy.behind())  # nothing is left, and that cannot be written down
    assert (policy.now(), policy.behind(), policy.record()) == found


def test_a_machine_that_was_put_back_counts_as_started() -> None:
    """A snapshot has the same start and has been up for less."""
    clock = Clock()
    clock.sleep(100)
    kept, before = made(clock).record(), made(clock).now()
    clock.steady -= 50
    clock.jump(HOUR)
    assert made(clock, kept).now() == before + HOUR


def test_a_start_without_a_name_is_one_each_time() -> None:
    clock = Clock(boot=b"")
    kept, before = made(clock).record(), made(clock).now()
    clock.sleep(20 * HOUR)
    assert made(clock, kept).now() == before + AFTER_START


def test_the_machine_is_up() -> None:
    first = uptime()
    assert 0 < first <= uptime()
