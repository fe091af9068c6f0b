"""What ends a program from outside: then the window closes as if its person had closed it.

While Qt's loop runs, no Python does, so a signal's handler would wait for the next key or click: the number comes in by
a pipe that Qt listens to. On Windows, where Qt listens to no pipe, Python looks in by itself now and then. A second
signal ends the process at once, whatever it is waiting for.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier, QTimer

ENDING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGINT", "SIGBREAK") if hasattr(signal, name))
AT_ONCE = 3  # Refused.exit_code: nothing was finished
LOOK_MS = 250


class Signals(QObject):
    """Calls `end` at the first of `ENDING`. Those that the process was started to ignore (nohup) stay ignored."""

    def __init__(self, parent: QObject, end: Callable[[], object]) -> None:
        super().__init__(parent)
        self._end, self._told = end, False
        if sys.platform == "win32":
            self._look = QTimer(self, interval=LOOK_MS)
            self._look.timeout.connect(lambda: None)
            self._look.start()
        else:
            reads, writes = os.pipe()
            os.set_blocking(reads, False)
            os.set_blocking(writes, False)
            signal.set_wakeup_fd(writes, warn_on_full_buffer=False)
            self._notifier = QSocketNotifier(reads, QSocketNotifier.Type.Read, self)
            self._notifier.activated.connect(lambda: self._wake(reads))
        for number in ENDING:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._hear)

    def _wake(self, reads: int) -> None:
        with contextlib.suppress(BlockingIOError):
            os.read(reads, 64)  # the handler itself has run before this: Python does now

    def _hear(self, _number: int, _frame: object) -> None:
        if self._told:
            os._exit(AT_ONCE)
        self._told = True
        self._end()
