"""Those that stand by for the vault of a co-signer that serves, and what it writes down for them (V8)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

from core.errors import StorageError
from core.home.machine import STANDBY, TABLE
from core.home.repository import Repository
from core.home.succession import hand_over
from core.storage.elsewhere import Database
from core.storage.stores import attendance_of

LOOKS = 1.0  # seconds between looks at who is there
MOST = 8  # numbers that are kept; who can speak with the server can tell any
LANE = b"standby"  # of no computer


class Welcome:
    """Of the vault of a home in a `database`; in its folder there is nobody. Looks on a thread of its own, and has
    `post` do what writes, in a lane."""

    def __init__(
        self,
        records: Repository,
        home: Path,
        database: Database,
        post: Callable[[Callable[[], object], bytes], None],
    ) -> None:
        self._records, self._home, self._database, self._post = records, home, database, post
        self._kept: set[bytes] | None = None  # as far as is known here
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work, name="welcome", daemon=True)

    def start(self) -> None:
        """From now on."""
        if self._database.url:
            self._thread.start()

    def close(self) -> None:
        """Look no more."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def hand_over(self) -> None:
        """The last word of one that ends in order, if somebody stands by; afterwards nothing is written."""
        if self._thread.ident is None or self._records.failed is not None:
            return
        with suppress(StorageError), closing(attendance_of(self._home, self._database)) as attendance:
            hand_over(self._records, attendance.nonces())

    def _work(self) -> None:
        while not self._over.is_set():
            with suppress(StorageError):  # the session ends with the server, and another one is begun
                self._look()
            self._over.wait(LOOKS)

    def _look(self) -> None:
        with closing(attendance_of(self._home, self._database)) as attendance:
            while not self._over.is_set():
                there = set(sorted(attendance.nonces())[:MOST])
                if there != self._kept:
                    self._post(partial(self._keep, there), LANE)
                self._over.wait(LOOKS)

    def _keep(self, there: set[bytes]) -> None:
        """Their numbers and no others."""
        kept = {name for name, _ in self._records.noted(TABLE, STANDBY)}
        if kept != there:
            with self._records.write() as write:
                for nonce in kept - there:
                    write.note(TABLE, STANDBY, nonce, None)
                for nonce in there - kept:
                    write.note(TABLE, STANDBY, nonce, b"here")
        self._kept = there
