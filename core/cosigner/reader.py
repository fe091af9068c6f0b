"""Where proposals are read: long work that needs no key and no record, on a thread of its own.

Reading 16 MiB takes seconds. On the executor's thread it would hold up every other computer and the person at the
console; here it holds up other proposals alone, and how much one computer may have read at once is bounded.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from core.rpc.runner import Work


@dataclass(frozen=True, slots=True)
class Reading:
    """A work, its size in bytes, and who is told its outcome."""

    size: int
    work: Work
    then: Callable[[Work], object]


class ProposalReader:
    """Does works one after the other, of each computer in its turn: who has many waits with them, and others do not.

    `post` carries a job of a computer to the executor, which alone calls what is public here.
    """

    def __init__(self, post: Callable[[bytes, Callable[[], object]], None]) -> None:
        self._post = post
        self._pool = ThreadPoolExecutor(1, "reader")
        self._pool.submit(int)  # its thread begins here: a process forked off later has none
        self._held: Counter[bytes] = Counter()
        self._queues: dict[bytes, deque[Reading]] = {}  # by pin; the first of each has been begun

    def held(self, pin: bytes) -> int:
        """Bytes of a computer that wait to be read or are being read, also of links that are gone."""
        return self._held[pin]

    def read(self, pin: bytes, size: int, work: Work, then: Callable[[Work], object]) -> None:
        """Do `work` elsewhere, and `then`, as a job of the executor, be told its outcome: what gives its result again
        or raises what it raised."""
        self._held[pin] += size
        queue = self._queues.setdefault(pin, deque())
        queue.append(Reading(size, work, then))
        if len(queue) == 1:
            self._begin(pin)

    def stop(self) -> None:
        """What is being read is read in vain; what waits is not read."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _begin(self, pin: bytes) -> None:
        def done(future: Future[Any]) -> None:
            self._post(pin, lambda: self._over(pin, future.result))

        with suppress(RuntimeError):  # it was stopped, and so is the executor
            self._pool.submit(self._queues[pin][0].work).add_done_callback(done)

    def _over(self, pin: bytes, outcome: Work) -> None:
        reading = self._queues[pin].popleft()
        self._held[pin] -= reading.size
        if self._queues[pin]:
            self._begin(pin)
        else:
            del self._queues[pin]
        reading.then(outcome)
