"""Whether the other side of a link is still there: one timer for all links of a loop, and no clock.

What counts is how many beats have passed in which nothing came, not how much time: a machine that was too busy to beat
was too busy to read as well, and what lies in the socket is read before the next beat.
"""

from __future__ import annotations

import asyncio
from typing import Protocol, cast
from weakref import WeakKeyDictionary

BEAT = 1.0  # seconds
SILENT = 10  # beats in which nothing came: a busy machine may need some seconds for an answer
ASKING, ANSWERING = 2, 4  # beats after which a side asks for an answer: one side's question is the other's sign of life


class Beats(Protocol):
    """What takes part."""

    def beat(self) -> None:
        """Another one has passed."""
        ...


class Pulse:
    """The timer of one loop; it runs while there is somebody to hear it."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop, self._links, self._runs = loop, set[Beats](), False

    def add(self, link: Beats) -> None:
        """From now on."""
        self._links.add(link)
        self._go_on()

    def remove(self, link: Beats) -> None:
        """No longer; again is no mistake."""
        self._links.discard(link)

    def _go_on(self) -> None:
        if self._links and not self._runs:
            self._runs = True
            self._loop.call_later(BEAT, self._beat)

    def _beat(self) -> None:
        self._runs = False
        for link in tuple(self._links):
            link.beat()
        self._go_on()


_pulses: WeakKeyDictionary[asyncio.AbstractEventLoop, Pulse] = WeakKeyDictionary()


def pulse() -> Pulse:
    """That of the running loop."""
    loop = asyncio.get_running_loop()
    if loop not in _pulses:
        _pulses[loop] = Pulse(loop)
    return _pulses[loop]


class Heard(asyncio.Protocol):
    """Between a connection and the protocol that reads it: whether anything came since this was last asked. A frame of
    4 MiB takes a slow line minutes, and every piece of it is a sign of life."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self.transport, self._inner = transport, cast(asyncio.Protocol, transport.get_protocol())
        self._came = False
        transport.set_protocol(self)

    def anything(self) -> bool:
        """Whether something came."""
        came, self._came = self._came, False
        return came

    def data_received(self, data: bytes) -> None:
        """Something."""
        self._came = True
        self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        """The other side sends no more."""
        return self._inner.eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        self._inner.connection_lost(exc)

    def pause_writing(self) -> None:
        """More waits to be sent than should."""
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        """No longer."""
        self._inner.resume_writing()
