"""What a service manager wants to hear of a program that it started: sd_notify(3), in one datagram each.

Nothing that is told names anybody or says an amount: every user of a machine may read it.
"""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import MutableMapping

ADDRESS, PERIOD, WATCHED = "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"
PATIENCE = 1.0  # seconds


class Supervisor:
    """Takes its three variables out of `environment`. Where nobody has set them, nothing is told."""

    def __init__(self, environment: MutableMapping[str, str]) -> None:
        address, period, watched = (environment.pop(name, "") for name in (ADDRESS, PERIOD, WATCHED))
        self._address = "\0" + address[1:] if address.startswith("@") else address
        ours = watched in ("", str(os.getpid()))
        # seconds after which it ends a program that has not said that it is alive; None: it does not watch
        self.watchdog = int(period) / 1e6 if ours and period.isascii() and period.isdecimal() and int(period) else None

    def tell(self, *words: str, within: float = PATIENCE) -> None:
        """Assignments, as "READY=1". One that is gone is not waited for; one that does not read, so many seconds."""
        if not self._address or not hasattr(socket, "AF_UNIX"):
            return
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.settimeout(within)
            line.sendto("\n".join(words).encode(), self._address)

    def ready(self, status: str) -> None:
        """It does its work from now on; `status` is a line for people."""
        self.tell("READY=1", f"STATUS={status}")

    def alive(self, status: str) -> None:
        """It still does."""
        self.tell("WATCHDOG=1", f"STATUS={status}", within=0)

    def stopping(self) -> None:
        """It has begun to end."""
        self.tell("STOPPING=1", "STATUS=Stopping")
