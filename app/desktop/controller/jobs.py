"""The only threads of the window. A job works on one; what it says and gives comes back on the window's own."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from core.errors import Bug, BugKind, TandemError

T = TypeVar("T")
Say = Callable[[Any], None]
Done = Callable[[Any], object]
Failed = Callable[[TandemError], object]

HOLDS = (
    0.001  # seconds that a job keeps the interpreter while the window wants it; with Python's 0.005 each wait was felt
)

_logger = logging.getLogger(__name__)


def nothing(_: Any) -> None:
    """Nobody waits for this."""


@dataclass(slots=True)
class _Job:
    """What the window's thread alone knows of a job: a page must not end on another thread by its last reference."""

    name: str
    round: int
    work: list[Callable[[Say], Any]]  # shared with the job's thread, emptied on this one
    done: Callable[[Any], object]
    unwanted: Callable[[Any], object]
    failed: Callable[[TandemError], object]
    said: Callable[[Any], object]


class Jobs(QObject):
    """Starts jobs, each on a thread of its own, and knows which are under way by name."""

    changed = Signal()  # a job began or ended
    missed = Signal(object)  # a part of the program cannot be loaded: the error that a job has ended with
    _said = Signal(int, object)  # number, what
    _ended = Signal(int, object, object)  # number, result, failure

    def __init__(self) -> None:
        super().__init__()
        sys.setswitchinterval(HOLDS)
        self._running: dict[str, int] = {}
        self._jobs: dict[int, _Job] = {}
        self.round = 0  # how often everything was forgotten
        self._number = 0
        self._said.connect(self._hear)
        self._ended.connect(self._end)

    def start(
        self,
        name: str,
        work: Callable[[Say], T],
        done: Callable[[T], object] = lambda _: None,
        failed: Callable[[TandemError], object] = lambda _: None,
        said: Callable[[Any], object] = lambda _: None,
        unwanted: Callable[[T], object] = lambda _: None,
    ) -> bool:
        """Begin `work(say)` unless a job of this name is under way. `done`, `failed` and `said` run on this thread.

        What a job gives after `forget` goes to `unwanted`, for what must be closed, and else nowhere.
        """
        if name in self._running:
            return False
        self._number += 1
        self._running[name] = self._number
        self._jobs[self._number] = _Job(name, self.round, [work], done, unwanted, failed, said)
        args = (self._number, name, self._jobs[self._number].work)
        threading.Thread(target=self._run, args=args, name=name, daemon=True).start()
        self.changed.emit()
        return True

    def _run(self, number: int, name: str, given: list[Callable[[Say], Any]]) -> None:
        """On the job's thread."""
        result, failure = None, None
        try:
            result = given[0](lambda what: self._said.emit(number, what))
        except TandemError as error:
            failure = error.with_traceback(None)  # the frames it came through would hold what they knew
            failure.__cause__ = failure.__context__ = None
        except ImportError as error:
            _logger.exception("the job %s has not found a part of the program", name)
            failure = Bug(f"a part of Tandem cannot be loaded ({error}); install it again", BugKind.INSTALLATION)
        except Exception as error:
            _logger.exception("the job %s ended by a mistake", name)
            failure = Bug(f"this is a bug of Tandem ({type(error).__name__} in {name}); start it again")
        self._ended.emit(number, result, failure)

    def _hear(self, number: int, what: Any) -> None:
        job = self._jobs.get(number)
        if job is not None and job.round == self.round:
            _tell(job.said, what)

    def _end(self, number: int, result: Any, failure: TandemError | None) -> None:
        job = self._jobs.pop(number)
        job.work.clear()
        if failure is not None and failure.kind is BugKind.INSTALLATION:
            self.missed.emit(failure)
        if job.round != self.round:
            if failure is None:
                _tell(job.unwanted, result)
            return
        self._running.pop(job.name, None)
        if failure is None:
            _tell(job.done, result)
        else:
            _tell(job.failed, failure)
        self.changed.emit()

    def running(self, name: str) -> bool:
        """Whether a job of this name is under way."""
        return name in self._running

    @property
    def under_way(self) -> tuple[str, ...]:
        """The names of the jobs that somebody waits for."""
        return tuple(self._running)

    @property
    def unfinished(self) -> int:
        """How many threads have not brought what they have, those of forgotten jobs included."""
        return len(self._jobs)

    def forget(self) -> None:
        """Whatever is under way no longer matters: the wallet was locked."""
        self.round += 1
        self._running.clear()
        self.changed.emit()


def _tell(call: Callable[[Any], object], what: Any) -> None:
    """What a job brings to a page that has been dropped meanwhile is nobody's."""
    try:
        call(what)
    except RuntimeError as error:
        if "already deleted" not in str(error):  # how PySide names a widget that is gone
            raise
