"""One thread that does one thing after another: two requests can never race for one limit or one key."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from core.errors import LinkError, StorageError

T = TypeVar("T")

_logger = logging.getLogger(__name__)


class Worker:
    """Does jobs in the order they came. A disk that fails ends it: what is durable, only a fresh start finds out.

    `failed` is called on its thread with the StorageError that ended it.
    """

    def __init__(self, failed: Callable[[StorageError], None]) -> None:
        self._failed = failed
        self._jobs: queue.SimpleQueue[tuple[Callable[[], Any], Future[Any]] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._ended = False
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)
        self._thread.start()

    def post(self, job: Callable[[], object]) -> None:
        """Do `job` when its turn comes; a mistake in it goes to the log. After the end nothing happens."""
        with self._lock:
            if not self._ended:
                self._jobs.put((job, Future()))

    def call(self, job: Callable[[], T]) -> T:
        """Do `job` in its turn and wait for it. Raises what it raises, and LinkError once the worker has ended."""
        future: Future[T] = Future()
        with self._lock:
            if self._ended:
                raise _stopped()
            self._jobs.put((job, future))
        return future.result()

    def stop(self) -> None:
        """Finish what was asked for until now, then end."""
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        failure: StorageError | None = None
        while failure is None and (asked := self._jobs.get()) is not None:
            job, future = asked
            try:
                future.set_result(job())
            except StorageError as error:
                failure = error
                future.set_exception(error)
            except Exception as error:
                _logger.debug("a job ended with an error", exc_info=True)
                future.set_exception(error)
        with self._lock:
            self._ended = True
        while not self._jobs.empty():
            if (asked := self._jobs.get()) is not None:
                asked[1].set_exception(_stopped())
        if failure is not None:
            self._failed(failure)


def _stopped() -> LinkError:
    return LinkError("the co-signer has stopped; start it again: tandem-cosigner serve", "not_running")
