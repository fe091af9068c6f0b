"""A co-signer whose work stops for ever at SIGUSR1, as on a disk that never answers; it waits a second for its end.

`python -m tests.support.stuck_cosigner`, with the words of `tandem-cosigner`.
"""

from __future__ import annotations

import runpy
import signal
import threading
from collections.abc import Callable

from app.cosigner import supervision
from core.cosigner import service
from core.cosigner.executor import Executor
from core.errors import StorageError


class StuckExecutor(Executor):
    """Gets stuck when it is told to."""

    def __init__(
        self, failed: Callable[[StorageError], None], outlived: Callable[[StorageError], bool] = lambda _: False
    ) -> None:
        super().__init__(failed, outlived)
        signal.signal(signal.SIGUSR1, lambda *_: self.post(threading.Event().wait))


if __name__ == "__main__":
    setattr(service, "Executor", StuckExecutor)  # noqa: B010  the name that its module has imported
    supervision.STOP_WITHIN = 1.0
    runpy.run_module("app.cosigner", run_name="__main__", alter_sys=True)
