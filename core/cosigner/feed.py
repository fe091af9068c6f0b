"""How the frames of a link come to the work: in their order, and never more than one that waits for its turn.

A feed lives on the loop of its link and has no thread. The rest of what a computer sends waits here, at most as much as
a link has outstanding, and then at the other side: so whoever sends much waits, and others have their turn in between.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Protocol, TypeAlias

from core.cosigner.connection import Connection
from core.cosigner.executor import never
from core.errors import TandemError
from core.transport.link.link import ServedLink

Job: TypeAlias = Callable[[], object]
Alone: TypeAlias = Callable[[], bool]  # whether a job is to have all to itself, asked when its turn comes


class Work(Protocol):
    """What is done with a link. Each is called as a job, one after the other."""

    def opened(self, link: ServedLink) -> Connection:
        """The first. Raises a TandemError where the computer is not welcome."""
        ...

    def opens_alone(self, link: ServedLink) -> bool:
        """Whether `opened` is to have all to itself."""
        ...

    def alone(self, connection: Connection, frame: bytes) -> bool:
        """Whether `frame` is."""
        ...

    def frame(self, connection: Connection, frame: bytes, received: float) -> None:
        """Answer a frame that came at monotonic time `received`."""
        ...

    def closed(self, connection: Connection) -> None:
        """The last: the link has ended."""
        ...


class Feed:
    """Of one link. `post` gives a job to whoever does them; it takes jobs in their order and blocks nobody."""

    def __init__(self, link: ServedLink, work: Work, post: Callable[[Job, Alone], None]) -> None:
        self._link, self._work, self._post = link, work, post
        self._frames: deque[tuple[bytes, float]] = deque()
        self._waits = self._over = False
        self._connection: Connection | None = None
        link.take(self)
        self._turn(self._open, lambda: work.opens_alone(link))

    # ------------------------------------------------------------------ on the loop
    def frame(self, frame: bytes, received: float) -> None:
        """One has come."""
        self._frames.append((frame, received))
        self._next()

    def ended(self) -> None:
        """No more come."""
        self._over = True
        self._next()

    def _turn(self, job: Job, alone: Alone = never) -> None:
        self._waits = True
        self._post(job, alone)

    def _begun(self) -> None:
        self._waits = False
        self._next()

    def _next(self) -> None:
        if self._waits:
            return
        if self._frames:
            frame, received = self._frames.popleft()
            self._turn(lambda: self._do(frame, received), lambda: self._is_alone(frame))
        elif self._over:
            self._turn(self._close)  # nothing has its turn after it

    # ------------------------------------------------------------------ as jobs
    def _open(self) -> None:
        try:
            self._connection = self._work.opened(self._link)
        except TandemError as error:
            why = error.message
            self._post(
                lambda: self._link.close(why), never
            )  # after what a failed disk makes of it, which ends every link
            raise
        finally:
            self._link.soon(self._begun)  # frames count once it is open, or never

    def _is_alone(self, frame: bytes) -> bool:
        return self._connection is not None and self._work.alone(self._connection, frame)

    def _do(self, frame: bytes, received: float) -> None:
        self._link.soon(self._begun)
        try:
            if self._connection is not None:
                self._work.frame(self._connection, frame, received)
        finally:
            self._link.dealt_with(len(frame))

    def _close(self) -> None:
        if self._connection is not None:
            self._work.closed(self._connection)
