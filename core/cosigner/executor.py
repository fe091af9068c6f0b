"""Jobs: of one computer one after another, of several side by side while they wait for the disk.

A job belongs to a lane, the pin of a computer: its keys are its alone (L5), so the jobs of a key never overlap, not
even while one of them is being made durable (L11). A job without a lane, or that must be alone, has everything to
itself: it begins when all that came before it is over, and what comes after it waits (L15). Only one job computes at a
time (`ComputingTurn`).
"""

from __future__ import annotations

import atexit
import heapq
import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from core.errors import LinkError, LinkKind, StorageError
from core.home.turn import ComputingTurn

T = TypeVar("T")

THREADS = (
    12  # jobs under way at once, each of which waits for the disk most of the time: what one sync can be shared by
)

_logger = logging.getLogger(__name__)


def never() -> bool:
    """Of a job that need not be alone."""
    return False


@dataclass(slots=True, order=True)
class _LaneJob:
    number: int
    do: Callable[[], Any] = field(compare=False)
    lane: bytes | None = field(compare=False)
    alone: Callable[[], bool] = field(compare=False)
    done: Future[Any] = field(compare=False, default_factory=Future)


class Executor:
    """Does the jobs of a lane in the order they came.

    `failed` is called, with the turn, with a StorageError that ended a job, before the next one begins; not with one
    that is `outlived`.
    """

    def __init__(
        self, failed: Callable[[StorageError], None], outlived: Callable[[StorageError], bool] = lambda _: False
    ) -> None:
        self.turn = ComputingTurn()
        self._failed, self._outlived = failed, outlived
        self._changed = threading.Condition()
        self._posted = self._running = 0
        self._stopping = self._closed = False  # closed: one that is alone is under way
        self._lanes: dict[bytes, deque[_LaneJob]] = {}  # the first job of each is running, or in one of the next two
        self._ready: list[_LaneJob] = []  # heaps, by number
        self._alone: list[_LaneJob] = []
        # They begin here: a process forked off later has none, and does no job (F5).
        self._threads = [threading.Thread(target=self._work, name="executor", daemon=True) for _ in range(THREADS)]
        for thread in self._threads:
            thread.start()
        atexit.register(self.stop)

    def post(self, job: Callable[[], object], lane: bytes | None = None, alone: Callable[[], bool] = never) -> None:
        """Do `job` when its turn comes; a mistake in it goes to the log. After the end nothing happens. `alone` is
        asked in that turn."""
        self._add(job, lane, alone)

    def call(
        self,
        job: Callable[[], T],
        within: float | None = None,
        lane: bytes | None = None,
        alone: Callable[[], bool] = never,
    ) -> T:
        """Do `job` in its turn and wait for it. Raises what it raises, and LinkError once the executor has ended, or
        where the job has not been done `within` so many seconds."""
        future: Future[T] | None = self._add(job, lane, alone)
        if future is None:
            raise _stopped()
        try:
            return future.result(within)
        except TimeoutError:
            if future.done():
                raise
            future.cancel()
            raise LinkError("the co-signer does not get on with its work", LinkKind.SILENT) from None

    def stop(self) -> None:
        """Finish what was asked for until now, then end."""
        atexit.unregister(self.stop)
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    # -------------------------------------------------------------- whose turn it is
    def _add(self, do: Callable[[], Any], lane: bytes | None, alone: Callable[[], bool]) -> Future[Any] | None:
        with self._changed:
            if self._stopping:
                return None
            self._posted += 1
            job = _LaneJob(self._posted, do, lane, alone)
            if lane is None:
                heapq.heappush(self._alone, job)
            else:
                queue = self._lanes.setdefault(lane, deque())
                queue.append(job)
                if len(queue) == 1:
                    heapq.heappush(self._ready, job)
            self._changed.notify()
            return job.done

    def _take(self) -> tuple[_LaneJob, bool] | None:
        """The next job, and whether it is alone. None: this is the end."""
        with self._changed:
            while True:
                if self._ready and not self._closed and not (self._alone and self._alone[0] < self._ready[0]):
                    self._running += 1
                    return heapq.heappop(self._ready), False
                if self._alone and not self._running:
                    self._running, self._closed = 1, True
                    return heapq.heappop(self._alone), True
                if self._stopping and not (self._running or self._ready or self._alone):
                    return None
                self._changed.wait()

    def _over(self, job: _LaneJob) -> None:
        with self._changed:
            self._running -= 1
            self._closed = self._closed and self._running > 0
            if job.lane is not None:
                queue = self._lanes[job.lane]
                queue.popleft()
                if queue:
                    heapq.heappush(self._ready, queue[0])
                else:
                    del self._lanes[job.lane]
            self._changed.notify_all()

    def _wait_until_alone(self, job: _LaneJob) -> None:
        """Its lane stays closed meanwhile."""
        with self._changed:
            self._running -= 1
            heapq.heappush(self._alone, job)
            self._changed.notify_all()

    # -------------------------------------------------------------- the threads
    def _work(self) -> None:
        while (taken := self._take()) is not None:
            job, is_alone = taken
            with self.turn.held(begins=True):
                if not is_alone and job.alone():
                    self._wait_until_alone(job)
                    continue
                self._do(job)
            self._over(job)

    def _do(self, job: _LaneJob) -> None:
        if not job.done.set_running_or_notify_cancel():
            return
        try:
            job.done.set_result(job.do())
        except BaseException as error:
            if isinstance(error, StorageError):
                if not self._outlived(error):
                    self._failed(error)
            elif isinstance(error, Exception):
                _logger.debug("a job ended with an error", exc_info=True)
            job.done.set_exception(error)


def _stopped() -> LinkError:
    return LinkError("the co-signer has stopped; start it again", LinkKind.NOT_RUNNING)
