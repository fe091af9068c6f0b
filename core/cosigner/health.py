"""What another program of the machine is told of a running co-signer: whether it is well, and its figures.

The work of the co-signer is asked, on its own thread, but not more often than once a second however many ask; a disk is
tried with a file of its own.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from core.cosigner import figures
from core.cosigner.figures import Figures
from core.errors import LinkError, TandemError
from core.platform.here import here
from core.storage.disk import has_room
from core.transport.loopback_pages import PageText

PROBE = "probe"  # a file of the home that is there for a moment
WITHIN = 2.0  # seconds in which the work answers
FRESH, DISK_FRESH = 1.0, 5.0  # seconds for which an answer stands


class Ailment(StrEnum):
    """Why a co-signer cannot do its work."""

    STUCK = "executor"  # the thread that signs gives no answer
    VAULT = "vault"  # it is closed, or only a fresh start knows what is durable
    DISK = "disk"  # it takes no writing


class HealthPages:
    """The two pages. `look` asks the work and raises LinkError when it is silent, StorageError for a dead vault."""

    def __init__(
        self, home: Path, look: Callable[[float], Figures], steady: Callable[[], float] = time.monotonic
    ) -> None:
        self._home, self._look, self._steady = home, look, steady
        self._seen: Figures | Ailment = Ailment.STUCK
        self._asked = self._tried = -DISK_FRESH
        self._writable = False

    def healthz(self) -> PageText:
        """200 `ok`, or 503 and one word."""
        ill = self._ailment()
        return PageText("ok\n") if ill is None else PageText(f"{ill}\n", 503)

    def metrics(self) -> PageText:
        """The figures; 503 and one word where the work does not tell them."""
        found = self._figures()
        if isinstance(found, Ailment):
            return PageText(f"{found}\n", 503)
        return PageText(figures.written(figures.series(found)), kind=figures.KIND)

    def _ailment(self) -> Ailment | None:
        found = self._figures()
        if isinstance(found, Ailment):
            return found
        if self._steady() >= self._tried + DISK_FRESH:
            self._writable = writable(self._home)
            self._tried = self._steady()
        return None if self._writable else Ailment.DISK

    def _figures(self) -> Figures | Ailment:
        if self._steady() < self._asked + FRESH:
            return self._seen
        try:
            self._seen = self._look(WITHIN)
        except LinkError:
            self._seen = Ailment.STUCK
        except TandemError:
            self._seen = Ailment.VAULT
        self._asked = self._steady()
        return self._seen


def writable(home: Path) -> bool:
    """Whether the disk takes a byte, durably, and has the room that the vault asks for."""
    probe = home / PROBE
    try:
        handle = os.open(probe, os.O_WRONLY | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
        try:
            os.write(handle, b"x")
            here.sync(handle)
        finally:
            os.close(handle)
            with contextlib.suppress(OSError):
                probe.unlink()
        return has_room(home)
    except OSError:
        return False
