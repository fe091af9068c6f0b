"""Where a script meets a link, a journal and a clock; nowhere else does.

A frame on the link is `u32 call | message`. A call is one conversation (a key generation, a refresh, a signature,
a question); P1 opens it with a number of its own, and both ends run one script for it. Calls do not disturb each
other. A run is never resumed: when the link drops, all its calls are over and only durable state counts.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from core.codec.messages import Message
from core.errors import LinkError
from core.rpc.runner import Run, pack, read, unpack
from core.sansio.effects import Script, Send, receive

if TYPE_CHECKING:
    from core.transport.link.link import Link

T = TypeVar("T")
M = TypeVar("M", bound=Message)

ANSWER_TIMEOUT = 30.0  # seconds for one answer of a live peer; the slowest step takes well under one


class Multiplexer:
    """P1's end of a link: calls that may run on several threads at once. Whoever waits reads for all.

    `steady` gives seconds of the monotonic clock.
    """

    def __init__(self, link: Link, steady: Callable[[], float] = time.monotonic) -> None:
        self.link, self._steady = link, steady
        self._turn = threading.Condition()
        self._inboxes: dict[int, deque[bytes]] = {}
        self._next_call = 1
        self._reading = False

    def call(
        self,
        script: Script[T],
        persist: Callable[[Any], None],
        progress: Callable[[str], None] = lambda _: None,
        timeout: float = ANSWER_TIMEOUT,
    ) -> T:
        """Run P1's `script` to its end. Each answer may take `timeout` seconds; LinkError otherwise."""
        return self.begin_call(script, persist, progress).finish(timeout)

    def begin_call(
        self, script: Script[T], persist: Callable[[Any], None], progress: Callable[[str], None] = lambda _: None
    ) -> Pending[T]:
        """Run P1's `script` until it waits for an answer. `finish` or `close` what is returned."""
        with self._turn:
            number, self._next_call = self._next_call, self._next_call + 1
            self._inboxes[number] = deque()
        run = Run(script, lambda message: self.link.send(pack(number, message)), persist, progress)
        try:
            over = run.advance()
        except BaseException:
            self._end(number)
            raise
        return Pending(run, over, partial(self._receive, number), partial(self._end, number))

    def _end(self, number: int) -> None:
        with self._turn:
            self._inboxes.pop(number, None)

    def _receive(self, number: int, timeout: float) -> bytes:
        deadline = self._steady() + timeout
        inbox = self._inboxes[number]
        while True:
            with self._turn:
                while not inbox and self._reading:
                    if not self._turn.wait(deadline - self._steady()):
                        raise _silent()
                if inbox:
                    return inbox.popleft()
                left = deadline - self._steady()
                if left <= 0:  # whatever else there is to read
                    raise _silent()
                self._reading = True
            try:
                frame = self.link.receive(left)
                call, message = unpack(frame)
            finally:
                with self._turn:
                    self._reading = False
                    self._turn.notify_all()
            with self._turn:
                if call in self._inboxes:  # an answer to a call that is over is nobody's
                    self._inboxes[call].append(message)
                    self._turn.notify_all()

    def close(self, reason: str = "") -> None:
        """Close the link; calls under way end with LinkError."""
        self.link.close(reason)


class Pending(Generic[T]):
    """A call that has begun, and perhaps waits for an answer."""

    def __init__(self, run: Run[T], over: bool, receive: Callable[[float], bytes], end: Callable[[], object]) -> None:
        self._run, self._over, self._receive, self._end = run, over, receive, end

    def finish(self, timeout: float = ANSWER_TIMEOUT) -> T:
        """Run it to its end, as `Multiplexer.call`."""
        try:
            while not self._over:
                self._over = self._run.advance(read(self._run.expected, self._receive(timeout)))
        finally:
            self.close()
        return self._run.result  # type: ignore[return-value]  # set when advance() was true

    def close(self) -> None:
        """End it here; again is no mistake."""
        self._run.close()
        self._end()


def _silent() -> LinkError:
    return LinkError("the co-signer does not answer")


def exchange(question: Message, kind: type[M]) -> Script[M]:
    """The shortest script: one question, one answer."""
    yield Send(question)
    return (yield from receive(kind))
