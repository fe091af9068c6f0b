"""The only threads of the window. A job works on one; what it says and gives comes back on the window's own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from core.errors import Bug, TandemError

T = TypeVar("T")
Say = Callable[[Any], None]

_logger = logging.getLogger(__name__)


class Jobs(QObject):
    """Starts jobs, each on a thread of its own, and knows which are under way by name."""

    changed = Signal()  # a job began or ended
    _came = Signal(object)  # something to do on the window's thread

    def __init__(self) -> None:
        super().__init__()
        self._running: dict[str, int] = {}
        self._round = 0
        self._came.connect(self._do)

    def start(
        self,
        name: str,
        work: Callable[[Say], T],
        done: Callable[[T], object] = lambda _: None,
        failed: Callable[[TandemError], object] = lambda _: None,
        said: Callable[[Any], object] = lambda _: None,
    ) -> bool:
        """Begin `work(say)` unless a job of this name is under way. `done`, `failed` and `said` run on this thread.

        What a job gives after `forget` goes nowhere.
        """
        if name in self._running:
            return False
        self._running[name] = this_round = self._round

        def finish(call: Callable[[], object]) -> None:
            if self._round == this_round:
                self._running.pop(name, None)
                call()
                self.changed.emit()

        def say(what: Any) -> None:
            self._came.emit(lambda: self._round == this_round and said(what))

        def run() -> None:
            try:
                result = work(say)
            except TandemError as error:
                failure = error
                self._came.emit(lambda: finish(lambda: failed(failure)))
            except Exception as error:
                _logger.exception("the job %s ended by a mistake", name)
                bug = Bug(f"this is a bug of Tandem ({type(error).__name__} in {name}); start it again")
                self._came.emit(lambda: finish(lambda: failed(bug)))
            else:
                self._came.emit(lambda: finish(lambda: done(result)))

        threading.Thread(target=run, name=name, daemon=True).start()
        self.changed.emit()
        return True

    def running(self, name: str) -> bool:
        """Whether a job of this name is under way."""
        return name in self._running

    def forget(self) -> None:
        """Whatever is under way no longer matters: the wallet was locked."""
        self._round += 1
        self._running.clear()
        self.changed.emit()

    def _do(self, call: Callable[[], object]) -> None:
        call()
