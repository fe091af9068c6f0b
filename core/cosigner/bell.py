"""Who is woken, and when: a thread that nobody waits for, and one for each POST under way.

A request that begins to wait makes one wake-up due for every receiver. At most one leaves in a minute, for all of them
at once, over restarts too; one that was not taken is tried again with the next ones, four times, as long as something
waits. Nothing is queued but that, and a receiver that is silent keeps nobody: its POST has a thread and a limit.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final, Protocol

from core.cosigner.lookout import AsksWithin
from core.cosigner.wake import APART
from core.errors import BadInput, InputKind, LinkError, TandemError
from core.transport.miss_kind import MissKind
from core.transport.one_post import Missed

TRIES: Final = 5  # of one wake-up, with one receiver
CALM: Final = 0.5  # seconds between two looks at what waits
TURN: Final = 30.0  # seconds in which the co-signer gets to a look
_logger = logging.getLogger(__name__)


class Woken(Protocol):
    """Whom the bell is for. All but `receivers` is called in turn with the co-signer's other work."""

    def receivers(self) -> Mapping[bytes, Callable[[], object]]:
        """By id, a POST to each, to be called on any thread; it raises Missed. It waits for nothing."""
        ...

    def waits(self) -> Collection[str]:
        """Ids of what a person has to decide."""
        ...

    def strike(self) -> int:
        """See Wake."""
        ...

    def heard(self, id: bytes, miss: str) -> None:
        """What a receiver made of it: a MissKind, or empty."""
        ...


@dataclass(slots=True)
class _DueWake:
    tries: int
    at: float


@dataclass(slots=True)
class _Shared:
    """What the threads share."""

    look: bool = True  # at a start: what waits already may have told nobody
    over: bool = False
    due: dict[bytes, _DueWake] = field(default_factory=dict)
    busy: set[bytes] = field(default_factory=set)
    heard: list[tuple[bytes, str]] = field(default_factory=list)


class Bell:
    """`steady`: monotonic seconds."""

    def __init__(self, woken: Woken, turn: AsksWithin, steady: Callable[[], float] = time.monotonic) -> None:
        self._woken, self._turn, self._steady = woken, turn, steady
        self._changed = threading.Condition()
        self._state = _Shared()
        self._known: frozenset[str] = frozenset()
        self._next = 0.0  # no wake-up before
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin."""
        self._thread = threading.Thread(target=self._run, name="bell", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """No more, nor again; a POST under way is left to its limit. Nothing where it never began."""
        with self._changed:
            self._state.over = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(TURN)

    def look(self) -> None:
        """Something may wait: quick, on any thread."""
        if self._woken.receivers():
            with self._changed:
                self._state.look = True
                self._changed.notify_all()

    def test(self, id: bytes) -> None:
        """Wake this one now, as the one of this minute; what became of it is heard. BadInput where there was one
        already."""
        left = self._turn(self._woken.strike, TURN)
        if left:
            raise BadInput(f"somebody was woken a moment ago; try again in {left} seconds", InputKind.WAKE_SOON)
        self._next = self._steady() + APART
        miss = self._posted(self._woken.receivers()[id])
        self._turn(partial(self._woken.heard, id, miss), TURN)

    # -------------------------------------------------------------- its thread
    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(self._is_up, self._wait())
                if self._state.over:
                    return
                looks, self._state.look = self._state.look, False
                heard, self._state.heard = self._state.heard, []
            try:
                for id, miss in heard:
                    self._turn(partial(self._woken.heard, id, miss), TURN)
                if looks or self._may():
                    self._see()
                if self._may():
                    self._ring()
            except LinkError:
                pass  # it ends, or does not get on: then nothing that waits can be decided either
            except TandemError as error:
                _logger.warning("nobody is woken: %s", error.message)
                self._next = self._steady() + APART
            with self._changed:
                self._changed.wait_for(lambda: self._state.over, CALM)

    def _is_up(self) -> bool:
        return self._state.over or self._state.look or bool(self._state.heard)

    def _wait(self) -> float | None:
        """Until the next is due; None: nothing is."""
        first = min((due.at for id, due in self._state.due.items() if id not in self._state.busy), default=None)
        return None if first is None else max(0.0, max(first, self._next) - self._steady())

    def _ripe(self) -> list[bytes]:
        """Who is to be woken now, were it for the minute alone."""
        now = self._steady()
        with self._changed:
            return [id for id, due in self._state.due.items() if due.at <= now and id not in self._state.busy]

    def _may(self) -> bool:
        return bool(self._ripe()) and self._steady() >= self._next

    def _see(self) -> None:
        """What waits by now: for what is new everybody is to be woken, for nothing nobody."""
        waits = frozenset(self._turn(self._woken.waits, TURN))
        new, self._known = waits - self._known, waits
        receivers = self._woken.receivers()
        with self._changed:
            if new:
                self._state.due = {id: _DueWake(TRIES, 0.0) for id in receivers}
            elif not waits:
                self._state.due.clear()

    def _ring(self) -> None:
        left = self._turn(self._woken.strike, TURN)
        self._next = self._steady() + (left or APART)
        if left:
            return
        receivers = self._woken.receivers()
        for id in self._ripe():
            with self._changed:
                due = self._state.due[id]
                due.tries -= 1
                due.at = self._steady() + APART * 2 ** (TRIES - 1 - due.tries)
                if due.tries == 0 or id not in receivers:
                    del self._state.due[id]
                if id not in receivers:
                    continue
                self._state.busy.add(id)
            wake = threading.Thread(target=self._wake, args=(id, receivers[id], due), name="wake", daemon=True)
            try:
                wake.start()
            except RuntimeError as error:  # the system has no thread to give: tried again as what was not taken
                _logger.warning("nobody is woken: %s", error)
                with self._changed:
                    self._state.busy.discard(id)

    # -------------------------------------------------------------- a thread of one POST
    def _wake(self, id: bytes, post: Callable[[], object], due: _DueWake) -> None:
        miss = self._posted(post)
        with self._changed:
            self._state.busy.discard(id)
            if not miss and self._state.due.get(id) is due:  # and nothing else began to wait meanwhile
                del self._state.due[id]
            self._state.heard.append((id, miss))
            self._changed.notify_all()

    @staticmethod
    def _posted(post: Callable[[], object]) -> str:
        try:
            post()
        except Missed as error:
            return error.miss
        except TandemError:  # it is no address any more: another version has kept it
            return str(MissKind.NAME)
        return ""
