"""Who may wait for a handshake: strangers cost little, and never keep out who was there before them (L2)."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from core.transport.rate_limit import Bucket

T = TypeVar("T")

MAX_HANDSHAKES = 64  # under way
KEPT = 16  # of them, for addresses that have completed one before
MAX_FROM_ONE = 8  # of them from one address
RATE, BURST = 5.0, 25.0  # new connections a second from one address, and at once
KNOWN = 4  # times as many from an address that has completed a handshake before
MAX_ADDRESSES = 4096  # remembered, the latest
QUIET = 3600.0  # seconds between two alarms


@dataclass(slots=True, eq=False)
class Visitor:
    """A connection that has not completed its handshake. `end` closes it."""

    origin: str
    end: Callable[[], object]
    spoke: bool = False  # has sent something


class Admission:
    """The places of those who wait, oldest first. `crowded` is told when one of them is taken from a stranger."""

    def __init__(self, crowded: Callable[[], None], steady: Callable[[], float] = time.monotonic) -> None:
        self._crowded, self._steady = crowded, steady
        self._waiting: dict[Visitor, None] = {}
        self._known: OrderedDict[str, None] = OrderedDict()
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()
        self._told = -QUIET

    def admit(self, visitor: Visitor) -> bool:
        """Give a place to a new connection, if need be that of another; False if it must go away.

        The one that makes room is the oldest that has sent nothing, else the oldest: whoever really is in a handshake
        needs a moment, and an attacker who is as quick must go on knocking.
        """
        if not self._may_knock(visitor.origin):
            self._alarm()
            return False
        here = [other for other in self._waiting if other.origin == visitor.origin]
        strangers = [other for other in self._waiting if other.origin not in self._known]
        if len(here) >= MAX_FROM_ONE:
            self._displace(here)
        elif visitor.origin not in self._known and len(strangers) >= MAX_HANDSHAKES - KEPT:
            self._displace(strangers)
        elif len(self._waiting) >= MAX_HANDSHAKES:
            self._displace(strangers or list(self._waiting))
        self._waiting[visitor] = None
        return True

    @property
    def remembered(self) -> tuple[int, int]:
        """How many addresses are held to a rate, and how many have completed a handshake; MAX_ADDRESSES at most."""
        return len(self._buckets), len(self._known)

    def leave(self, visitor: Visitor, *, completed: bool = False) -> None:
        """Its handshake is over; `completed`: its address is known from now on."""
        self._waiting.pop(visitor, None)
        if completed:
            _renew(self._known, visitor.origin, None)

    def _may_knock(self, origin: str) -> bool:
        times = KNOWN if origin in self._known else 1
        bucket = self._buckets.get(origin) or Bucket(BURST, RATE)
        bucket.burst, bucket.rate = BURST * times, RATE * times
        _renew(self._buckets, origin, bucket)
        return bucket.take(self._steady())

    def _displace(self, among: list[Visitor]) -> None:
        gone = next((visitor for visitor in among if not visitor.spoke), among[0])
        del self._waiting[gone]
        gone.end()
        self._alarm()

    def _alarm(self) -> None:
        now = self._steady()
        if now - self._told >= QUIET:
            self._told = now
            self._crowded()


def _renew(found: OrderedDict[str, T], origin: str, value: T) -> None:
    """The latest entry; the oldest goes when there are too many."""
    found[origin] = value
    found.move_to_end(origin)
    if len(found) > MAX_ADDRESSES:
        found.popitem(last=False)
