"""What was drawn in memory is used once: sleeps, snapshots and children end it (F5)."""

from __future__ import annotations

import gc

import pytest

from core.rpc.single_use import CLOCK_JUMP, DRIFT, SESSION_LASTS, ClockWatch, forget_all, holders, wiped_by_fork
from tests.support.two_homes import Clock


def test_a_jump_is_noticed_once_and_the_passing_of_time_never() -> None:
    clock = Clock()
    watched = ClockWatch(clock.now, clock.monotonic)
    for seconds, jumps in ((0, False), (CLOCK_JUMP, False), (CLOCK_JUMP + 1, True), (-CLOCK_JUMP - 1, True)):
        clock.sleep(100_000)
        assert not watched.jumped()
        clock.jump(seconds)
        assert watched.jumped() is jumps
        assert not watched.jumped()


@pytest.mark.parametrize("seconds", [3, -3, 45, -45])
def test_a_snapshot_of_seconds_ago_is_a_jump_too(seconds: float) -> None:
    clock = Clock()
    watched = ClockWatch(clock.now, clock.monotonic)
    clock.jump(seconds)
    assert watched.jumped()


@pytest.mark.parametrize("seconds", [1, -1])
def test_small_steps_add_up(seconds: float) -> None:
    """A clock that is turned a little before each question."""
    clock = Clock()
    watched = ClockWatch(clock.now, clock.monotonic)
    found = []
    for _ in range(3):
        clock.sleep(1)
        clock.jump(seconds)
        found.append(watched.jumped())
    assert found == [False, False, True]


def test_two_clocks_that_run_a_little_apart_are_no_jump() -> None:
    """NTP turns the wall clock by 500 millionths at most; some systems leave the monotonic one alone."""
    clock = Clock()
    watched = ClockWatch(clock.now, clock.monotonic)
    for pause in (1, 1 / 2 * SESSION_LASTS, SESSION_LASTS, 10 * SESSION_LASTS, 40 * SESSION_LASTS) * 50:
        clock.sleep(pause)
        clock.jump(pause * DRIFT)
        assert not watched.jumped()


class Sessions:
    """Something that holds sessions."""

    def __init__(self) -> None:
        self.held = ["session"]

    def forget_sessions(self) -> None:
        self.held.clear()


def test_a_child_forgets_whatever_is_held() -> None:
    """What a real fork does is in test_forks.py; this is its first act, in this process."""
    one, other, apart = Sessions(), Sessions(), Sessions()
    wiped_by_fork(one)
    wiped_by_fork(other)
    wiped_by_fork(one)
    forget_all()
    assert (one.held, other.held, apart.held) == ([], [], ["session"])


def test_who_is_gone_is_not_kept_for_a_fork() -> None:
    one = Sessions()
    before = len(holders)
    wiped_by_fork(one)
    assert len(holders) == before + 1
    del one
    gc.collect()
    assert len(holders) <= before
