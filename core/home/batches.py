"""One thread writes what all jobs change: many of them in one transaction, with one sync (group commit).

A job that has written waits here without its turn, so that others compute; a batch is what came while the one before
was being made durable. Memory follows the disk for all of a batch, in the order they came; only then do its jobs go on,
and only then can anything of it be answered (L12).
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from itertools import islice
from typing import TypeAlias

from core.errors import StorageError, StorageKind
from core.home.changes import Home, HomeChanges
from core.home.turn import ComputingTurn

MOST, MOST_BYTES = 64, 256 << 10  # writes of a batch, and bytes of their records: one large one does not hold up all
RIDES = 0.05  # seconds that what nobody waits for waits for another write (L13)

_Waiting: TypeAlias = tuple[HomeChanges, Future[None]]

_logger = logging.getLogger(__name__)


class Batches:
    """Of one open home, until `stop`. `failed` is told what the disk has failed with, with the turn and before any job
    is."""

    def __init__(self, home: Home, turn: ComputingTurn, failed: Callable[[StorageError], None]) -> None:
        self._home, self._turn, self._failed = home, turn, failed
        self._queue: deque[_Waiting] = deque()
        self._changed = threading.Condition()
        self._riding = self._stopping = False
        self._broken: StorageError | None = None  # with it nothing is written any more
        self._thread = threading.Thread(target=self._work, name="batches", daemon=True)
        self._thread.start()

    def write(self, changes: HomeChanges) -> None:
        """Returns when they are durable and memory has followed. Raises StorageError."""
        done: Future[None] = Future()
        with self._changed:
            self._queue.append((changes, done))
            self._changed.notify()
        with self._turn.let_go():
            done.result()

    def rides(self) -> None:
        """Something rides along with the next batch, which is not far."""
        with self._changed:
            self._riding = True
            self._changed.notify()

    @property
    def waiting(self) -> int:
        """How many writes wait for the next batch."""
        return len(self._queue)

    def stop(self) -> None:
        """Write what waits, then end."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        self._thread.join()

    # -------------------------------------------------------------- the thread
    def _work(self) -> None:
        while (batch := self._next()) is not None:
            try:
                if self._broken is not None:
                    raise self._broken  # memory and disk may differ: nothing is written on top of that
                self._write(batch)
            except BaseException as error:  # a disk that fails, or a mistake of the program
                if self._broken is None:
                    _logger.exception("writing has ended")
                self._end(batch, error)

    def _write(self, batch: list[_Waiting]) -> None:
        try:
            self._together([changes for changes, _ in batch], final=False)
        except StorageError as error:
            if not self._home.vault.outlives(error):
                raise
            self._one_by_one(batch)
        else:
            for _, done in batch:
                done.set_result(None)

    def _next(self) -> list[_Waiting] | None:
        """All that waits, as far as it fits; nothing, where something only rides. None: this is the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._queue or self._riding or self._stopping)
            if not self._queue and self._riding and not self._stopping:
                self._changed.wait_for(lambda: self._queue or self._stopping, RIDES)
            if self._stopping and not self._queue and not self._riding:
                return None
            self._riding = False
            size, batch = 0, list[_Waiting]()
            for one in islice(self._queue, MOST):
                size += one[0].size
                if batch and size > MOST_BYTES:
                    break
                batch.append(one)
            for _ in batch:
                self._queue.popleft()
            return batch

    def _together(self, batch: list[HomeChanges], *, final: bool) -> None:
        home, whole = self._home, HomeChanges(flushes=not batch)
        for changes in batch:
            whole.join(changes)
        whole.final = final
        with self._turn.held():
            outside = whole.complete(home)
        try:
            with home.vault.transaction(final=final) as block:
                block.changes, block.beyond = whole.tx.changes, whole.tx.beyond
            if whole.erases:
                home.vault.erase_traces()
        except StorageError as error:
            if home.vault.outlives(error):
                with self._turn.held():
                    whole.unride(home)
            raise
        with self._turn.held():
            whole.adopt(home)
        if outside is not None:
            outside.follow()

    def _one_by_one(self, batch: list[_Waiting]) -> None:
        """The disk is full: one large write does not refuse all, and commits come first."""
        for changes, done in sorted(batch, key=lambda one: not one[0].final):
            try:
                self._together([changes], final=changes.final)
            except StorageError as error:
                if not self._home.vault.outlives(error):
                    raise
                done.set_exception(error)
            else:
                done.set_result(None)

    def _end(self, batch: list[_Waiting], error: BaseException) -> None:
        if self._broken is None:
            told = error if isinstance(error, StorageError) else StorageError("a write has failed", StorageKind.STORAGE)
            self._broken = told
            with self._turn.held():
                self._failed(told)
        for _, done in batch:
            if not done.done():
                done.set_exception(error)
