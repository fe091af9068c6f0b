"""What was drawn in memory is used once: not after a sleep, not after a snapshot, not in two processes (F5)."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable
from typing import Protocol

CLOCK_JUMP = 2.0  # seconds by which wall clock and monotonic clock may part; a leap second is less
DRIFT = 0.0005  # how much faster or slower the wall clock may run while it is adjusted
SESSION_LASTS = 600.0  # seconds that a prepared session may wait for its use
MAX_SESSIONS = 8  # prepared and not used, per key
MAX_INPUTS = 1024  # of all sessions of a link: eight of the largest, 14 MB


class ClockWatch:
    """Notices that this machine slept or was put back to a snapshot: the wall clock jumps against the monotonic one.

    What was drawn in memory before may then be used twice, and two answers of one session give a share away.
    """

    def __init__(self, wall: Callable[[], float], steady: Callable[[], float]) -> None:
        self._wall, self._steady = wall, steady
        self._since = steady()
        self._apart = wall() - self._since

    def jumped(self) -> bool:
        """Whether the clock jumped since the last time this was asked, at once or in small steps."""
        now = self._steady()
        apart, passed = self._wall() - now, now - self._since
        jumped = abs(apart - self._apart) > CLOCK_JUMP + DRIFT * passed
        if jumped or passed > SESSION_LASTS:
            self._apart, self._since = apart, now
        return jumped


class Holder(Protocol):
    """Something that holds prepared sessions."""

    def forget_sessions(self) -> None:
        """Drop them all."""
        ...


holders: weakref.WeakSet[Holder] = weakref.WeakSet()


def wiped_by_fork(holder: Holder) -> None:
    """Have `holder` forget its sessions in every child process: two processes must never answer with one (F5)."""
    holders.add(holder)


def forget_all() -> None:
    """What a child process does first."""
    for holder in list(holders):
        holder.forget_sessions()


getattr(os, "register_at_fork", lambda **_: None)(after_in_child=forget_all)  # there is no fork without it
