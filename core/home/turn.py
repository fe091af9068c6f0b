"""One thread at a time computes; whoever waits for the disk lets the others."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class ComputingTurn:
    """What is shared in memory is read and changed by the one thread that has the turn. It is handed on in the order it
    was asked for, first to those that go on with what was begun: so what is durable is answered soon."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._holder: int | None = None
        self._going_on, self._beginning = deque[tuple[threading.Lock, int]](), deque[tuple[threading.Lock, int]]()

    @contextmanager
    def held(self, *, begins: bool = False) -> Iterator[None]:
        """The block has the turn."""
        self._take(begins=begins)
        try:
            yield
        finally:
            self._give()

    @contextmanager
    def let_go(self) -> Iterator[None]:
        """The block, which waits for something, is without the turn if this thread has it, and what follows has it
        again."""
        if self._holder != threading.get_ident():
            yield
            return
        self._give()
        try:
            yield
        finally:
            self._take(begins=False)

    def _take(self, *, begins: bool) -> None:
        handed, me = threading.Lock(), threading.get_ident()
        with self._lock:
            if self._holder is None:
                self._holder = me
                return
            handed.acquire()
            (self._beginning if begins else self._going_on).append((handed, me))
        handed.acquire()

    def _give(self) -> None:
        with self._lock:
            waiting = self._going_on or self._beginning
            if not waiting:
                self._holder = None
                return
            handed, self._holder = waiting.popleft()
        handed.release()
