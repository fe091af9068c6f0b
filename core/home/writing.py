"""How a write to a home becomes durable: by the thread that says it, or with others (batches.py)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from core.errors import Bug, StorageError
from core.home.batches import Batches
from core.home.changes import Home, HomeChanges
from core.storage.vault import VaultTransaction


class WritableHome(Home, Protocol):
    """What writing needs of a home. `batches`: who writes for all jobs, while there are jobs; `writing`: one of them is
    saying what."""

    batches: Batches | None
    writing: bool


class Writing:
    """The block of one write. With `later` memory follows at once, and the disk with the next write: for what may be
    lost (L13)."""

    def __init__(self, home: WritableHome, *, final: bool, later: bool, flushes: bool) -> None:
        self._home, self._later = home, later
        self._changes = HomeChanges(final=final, flushes=flushes)
        self._alone = home.batches is None and not later  # while others wait
        self._block = home.vault.transaction(final=final)

    def begin_block(self) -> tuple[VaultTransaction, list[Callable[[], object]]]:
        """-> what is changed on the disk, and then in memory."""
        home, changes = self._home, self._changes
        if self._alone:
            home.vault.lock.acquire()
            try:
                changes.tx = self._block.__enter__()
            except BaseException:
                home.vault.lock.release()
                raise
        elif home.writing:
            raise Bug("a write within a write")
        else:
            home.writing = True
        return changes.tx, changes.after

    def end_block(self, *failure: Any) -> None:
        """Durable, and memory has followed; or it has failed and nothing is changed."""
        if self._alone:
            try:
                self._write_alone(failure)
            finally:
                self._home.vault.lock.release()
            return
        home, changes = self._home, self._changes
        home.writing = False
        if failure[0] is not None:
            return
        if self._later:
            changes.ride(home)
            if home.batches is not None:
                home.batches.rides()
        elif home.batches is not None and (changes.tx.changes or changes.lines or changes.flushes):
            home.batches.write(changes)
        else:
            changes.adopt(home)

    def _write_alone(self, failure: tuple[Any, ...]) -> None:
        home, changes = self._home, self._changes
        try:
            outside = None if failure[0] is not None else changes.complete(home)
        except BaseException as error:
            self._block.__exit__(type(error), error, error.__traceback__)  # else the vault is in it for ever
            raise
        try:
            self._block.__exit__(*failure)
        except StorageError:
            changes.unride(home)
            raise
        if failure[0] is None:
            if changes.erases:
                home.vault.erase_traces()
            changes.adopt(home)
        if outside is not None:
            outside.follow()

    def tick(self) -> None:
        """Have this write keep policy time, whatever else it changes."""
        self._changes.tick(self._home)

    def erases(self) -> None:
        """What this write replaces is nowhere in the store before it is answered."""
        self._changes.erases = True
