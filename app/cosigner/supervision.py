"""`serve` under a service manager: ready when it is, watched, told to end, and ended in time."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from typing import TYPE_CHECKING

from core.errors import StorageError, TandemError

if TYPE_CHECKING:
    from core.cosigner.api import CosignerApi, WorkView
    from core.cosigner.opening import Supervisor

STOP_WITHIN = 20.0  # seconds; whoever waits longer than the unit says (TimeoutStopSec) is killed, which is safe too
STATUS_EVERY = 30.0  # seconds, where nobody watches
PINGS = 3  # in the time after which a watchdog bites


class Supervision:
    """What is told while `serve` runs. A watchdog hears of us only when the co-signer's own work got on."""

    def __init__(self, cosigner: CosignerApi, manager: Supervisor) -> None:
        self._cosigner, self._manager = cosigner, manager
        self._over = threading.Event()
        self._every = (manager.watchdog or PINGS * STATUS_EVERY) / PINGS

    def take_signals(self) -> None:
        """SIGTERM and SIGINT, and SIGHUP where nobody ignores it (nohup), end `serve` after the step it is in."""
        for number in (signal.SIGTERM, signal.SIGINT, getattr(signal, "SIGHUP", signal.SIGTERM)):
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._stop)

    def _stop(self, _number: int, _frame: object) -> None:
        threading.Thread(target=self.stop, daemon=True).start()  # never from inside the wait it interrupts

    def stop(self) -> None:
        """Tell it to end. What has not ended in time ends on the spot: the vault is safe at every instant."""
        self._manager.stopping()
        self._cosigner.stop()
        if not self._over.wait(STOP_WITHIN):
            os._exit(StorageError.exit_code)

    def ready(self) -> None:
        """It listens."""
        self._manager.ready("Listening")
        threading.Thread(target=self._watch, name="supervision", daemon=True).start()

    def _watch(self) -> None:
        while True:
            with contextlib.suppress(TandemError):  # a silence is what a watchdog listens for
                self._manager.alive(_words(self._cosigner.look(self._every)))
            if self._over.wait(self._every):
                return

    def end(self) -> None:
        """It has ended."""
        self._over.set()


def _words(work: WorkView) -> str:
    return f"Listening; computers connected: {work.links}, requests waiting: {work.waiting}"
