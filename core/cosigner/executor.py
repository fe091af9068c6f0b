"""One thread that does one thing after another: two requests can never race for one limit or one key."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from core.errors import LinkError, LinkKind, StorageError

T = TypeVar("T")

_logger = logging.getLogger(__name__)


class Executor:
    """Does jobs in the order they came.

    `failed` is called on its thread with a StorageError that ended a job, before the next one begins; not with one that
    is `outlived`.
    """

    def __init__(
        self, failed: Callable[[StorageError], None], outlived: Callable[[StorageError], bool] = lambda _: False
    ) -> None:
        self._failed, self._outlived = failed, outlived
        self._executor = ThreadPoolExecutor(1, "executor")
        self.post(lambda: None)  # its thread begins here: a process forked off later has none, and does no job (F5)

    def post(self, job: Callable[[], object]) -> None:
        """Do `job` when its turn comes; a mistake in it goes to the log. After the end nothing happens."""
        with contextlib.suppress(RuntimeError):
            self._executor.submit(self._do, job)

    def call(self, job: Callable[[], T], within: float | None = None) -> T:
        """Do `job` in its turn and wait for it. Raises what it raises, and LinkError once the executor has ended, or
        where the job has not been done `within` so many seconds."""
        try:
            future = self._executor.submit(self._do, job)
        except RuntimeError:
            raise _stopped() from None
        try:
            return future.result(within)
        except TimeoutError:
            if future.done():
                raise
            future.cancel()
            raise LinkError("the co-signer does not get on with its work", LinkKind.SILENT) from None

    def stop(self) -> None:
        """Finish what was asked for until now, then end."""
        self._executor.shutdown()

    def _do(self, job: Callable[[], T]) -> T:
        try:
            return job()
        except StorageError as error:
            if not self._outlived(error):
                self._failed(error)
            raise
        except Exception:
            _logger.debug("a job ended with an error", exc_info=True)
            raise


def _stopped() -> LinkError:
    return LinkError("the co-signer has stopped; start it again", LinkKind.NOT_RUNNING)
