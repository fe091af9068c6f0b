"""What ends a program from outside: then the window closes as if its person had closed it.

While Qt's loop runs, no Python does, so a signal's handler would wait for the next key or click: the number comes in by
a pipe that Qt listens to. A second signal ends the process at once, whatever it is waiting for.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier

ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
AT_ONCE = 3  # Refused.exit_code: nothing was finished


class Signals(QObject):
    """Calls `end` at the first of `ENDING`. Those that the process was started to ignore (nohup) stay ignored."""

    def __init__(self, parent: QObject, end: Callable[[], object]) -> None:
        super().__init__(parent)
        self._end, self._told = end, False
        self._reads, writes = os.pipe()
        os.set_blocking(self._reads, False)
        os.set_blocking(writes, False)
        signal.set_wakeup_fd(writes, warn_on_full_buffer=False)
        for number in ENDING:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._hear)
        self._notifier = QSocketNotifier(self._reads, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._wake)

    def _wake(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.read(self._reads, 64)  # the handler itself has run before this: Python does now

    def _hear(self, _number: int, _frame: object) -> None:
        if self._told:
            os._exit(AT_ONCE)
        self._told = True
        self._end()
