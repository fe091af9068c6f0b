"""A link between two ends of one process: real queues, which can be cut and slowed."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from typing import TypeAlias

from core.codec.text import quoted
from core.errors import LinkError, LinkKind
from core.transport.link.hello import Hello, chan, negotiate
from core.transport.link.identity import pin_of

Clock: TypeAlias = Callable[[], float]
Sleep: TypeAlias = Callable[[float], None]
_Item: TypeAlias = tuple[float, bytes | str]  # when it arrives; a frame, or why there are no more


class MemoryLink:
    """One end. `delay` is how many seconds each frame travels; `frames` counts what was sent."""

    def __init__(
        self, certificate: bytes, name: bytes, peer: Hello, version: int, delay: float, clock: Clock, sleep: Sleep
    ) -> None:
        self._clock, self._sleep = clock, sleep
        self.pin, self.chan, self.peer, self.version = pin_of(certificate), name, peer, version
        self.delay, self.frames, self.address = delay, 0, ""
        self.inbox: queue.SimpleQueue[_Item] = queue.SimpleQueue()
        self.other = self
        self._why: str | None = None

    @property
    def closed(self) -> bool:
        """Whether it is over."""
        return self._why is not None

    def send(self, frame: bytes, at: float | None = None) -> None:
        """Send one frame; it arrives at `at` or after the delay. LinkError if the link is over."""
        if self._why is not None:
            raise LinkError(self._why)
        self.frames += 1
        self.other.inbox.put((max(at or 0.0, self._clock() + self.delay), frame))

    def receive(self, timeout: float | None = None) -> bytes:
        """The next frame. LinkError after `timeout` seconds, or when the link has ended."""
        try:
            arrives, found = self.inbox.get(timeout=timeout)
        except queue.Empty:
            raise LinkError("the other side does not answer", LinkKind.TIMEOUT) from None
        if isinstance(found, str):
            self.inbox.put((arrives, found))
            raise LinkError(found)
        self._sleep(max(0.0, arrives - self._clock()))
        return found

    def close(self, reason: str = "") -> None:
        """End both ends; frames on their way still arrive."""
        self.end(reason or "the line was closed")
        self.other.end(f"the other side closed the line: {quoted(reason)}" if reason else "the line dropped")

    def cut(self) -> None:
        """The line drops: frames on their way are lost, both ends are told."""
        for end in (self, self.other):
            while not end.inbox.empty():
                end.inbox.get()
            end.end("the line dropped")

    def end(self, why: str) -> None:
        """This end is over, and whoever waits at it is told."""
        if self._why is None:
            self._why = why
            self.inbox.put((0.0, why))


def pair(
    hello1: Hello | None = None,
    hello2: Hello | None = None,
    certificates: tuple[bytes, bytes] = (b"certificate of P1", b"certificate of P2"),
    delay: float = 0.0,
    clock: Clock = time.monotonic,
    sleep: Sleep = time.sleep,
) -> tuple[MemoryLink, MemoryLink]:
    """The ends of P1 and P2."""
    hello1, hello2 = hello1 or Hello.make(0), hello2 or Hello.make(0)
    name, version = chan(*certificates, hello1, hello2), negotiate(hello1, hello2)
    one = MemoryLink(certificates[1], name, hello2, version, delay, clock, sleep)
    two = MemoryLink(certificates[0], name, hello1, version, delay, clock, sleep)
    one.other, two.other = two, one
    return one, two
