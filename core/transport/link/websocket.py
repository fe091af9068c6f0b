"""A link over an open WebSocket: it lives on a loop, and any thread may send by it.

Frames go to whoever takes them there (`take`), or wait for a thread that asks for them (`receive`).
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError
from functools import partial
from typing import Any, Protocol, TypeAlias

import aiohttp
from aiohttp import WSCloseCode, WSMsgType, web

from core.codec.codec import decode, encode
from core.codec.text import quoted
from core.errors import LinkError, LinkKind, PeerFault, TandemError
from core.transport.link.heartbeat import ANSWERING, ASKING, SILENT, Heard, pulse
from core.transport.link.hello import ENDED, MAX_FRAME, Hello, negotiate, reason_bytes, reason_told

Socket: TypeAlias = aiohttp.ClientWebSocketResponse[bool] | web.WebSocketResponse[bool]

HELLO_TIMEOUT = 5.0  # seconds
CLOSE_TIMEOUT = 1.0  # seconds a close may take; a scheduled frame may hold it up by as much
MAX_OUTSTANDING = 8  # frames that came and are not dealt with; then the line is read no further
MAX_BYTES = 2 * MAX_FRAME  # in them
_ENDED = (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED)

_Over: TypeAlias = Callable[[], TandemError]  # a fresh one for every thread
_SILENT: _Over = partial(LinkError, "the other side has gone silent", LinkKind.SILENT)
_DROPPED: _Over = partial(LinkError, "the line dropped")


class Taker(Protocol):
    """Takes the frames of one link, on the loop: it must not block."""

    def frame(self, frame: bytes, received: float) -> None:
        """One that came at monotonic time `received`; the link is told by `dealt_with`."""
        ...

    def ended(self) -> None:
        """There are no more."""
        ...


class WebSocketLink:
    """See core.transport.link.Link. Made on the loop; `run` is its life there. `answers`: this end does (P2).

    Such an end also reads no further while the other side does not read its answers, and does not wait as it closes.
    """

    def __init__(
        self,
        socket: Socket,
        heard: Heard,
        pin: bytes,
        name: bytes,
        peer: Hello,
        version: int,
        address: str = "",
        *,
        answers: bool = False,
    ) -> None:
        self.pin, self.chan, self.peer, self.version, self.address = pin, name, peer, version, address
        self._socket, self._heard, self._answers = socket, heard, answers
        self.loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()
        self._inbox: queue.SimpleQueue[bytes | _Over] = queue.SimpleQueue()
        self._taker: Taker | None = None
        self._end: _Over | None = None
        self._read_end: _Over | None = None
        self._last_at = 0.0
        self._sending: set[asyncio.Task[None]] = set()
        self._closing: asyncio.Task[None] | None = None
        self._outstanding = self._bytes = self._quiet = 0
        self._stalled: asyncio.Future[None] | None = None  # waits for room

    @property
    def closed(self) -> bool:
        """Whether it is over."""
        return self._end is not None

    @property
    def outstanding(self) -> int:
        """How many frames came and are not dealt with."""
        return self._outstanding

    # -------------------------------------------------------------- any thread
    def send(self, frame: bytes, at: float | None = None) -> None:
        """Send one frame, not before monotonic time `at`. LinkError if the link is over."""
        if len(frame) > MAX_FRAME:
            raise LinkError("a frame is larger than 4 MiB; ask for less at once", LinkKind.TOO_BIG)
        if self._end is None:
            try:
                self.loop.call_soon_threadsafe(self._schedule, frame, at)
            except RuntimeError:  # the loop has ended
                self._finish(partial(LinkError, "the line was closed"))
            else:
                return  # in time, whatever has become of the link since
        if self._end is not None:
            raise self._end()

    def receive(self, timeout: float | None = None) -> bytes:
        """The next frame. LinkError after `timeout` seconds or when the link has ended; PeerFault if by a fault."""
        try:
            found = self._read_end or self._inbox.get(timeout=timeout)
        except queue.Empty:
            raise LinkError("the other side does not answer", LinkKind.TIMEOUT) from None
        if isinstance(found, bytes):
            self.dealt_with(len(found))
            return found
        self._read_end = found  # a frame that came in behind it counts no more
        self._inbox.put(found)  # for whoever waits on another thread
        raise found()

    def dealt_with(self, size: int) -> None:
        """A frame of so many bytes is: there is room for another."""
        self.soon(self._dealt_with, size)

    def soon(self, job: Callable[..., object], *args: object) -> None:
        """Have the loop do something; nothing once it has ended."""
        with contextlib.suppress(RuntimeError):
            self.loop.call_soon_threadsafe(job, *args)

    def close(self, reason: str = "") -> None:
        """Send what is due and scheduled, then end the link; the other side reads the reason."""
        self._finish(partial(LinkError, reason or "the line was closed"))
        if self._answers:
            self.soon(self.ending, reason)
            return
        work = self.finished(reason)
        try:
            future = asyncio.run_coroutine_threadsafe(work, self.loop)
            if threading.get_ident() != self._thread:
                future.result(CLOSE_TIMEOUT)
        except (RuntimeError, TimeoutError, CancelledError):  # the last: the loop ended meanwhile
            if self.loop.is_closed():
                work.close()  # the loop ended before it was begun

    def _finish(self, over: _Over) -> None:
        if self._end is None:
            self._end = over
            self._inbox.put(self._end)
            self.soon(self._wake)

    # -------------------------------------------------------------- on the loop
    def take(self, taker: Taker) -> None:
        """Have `taker` get the frames, before the first has come."""
        self._taker = taker

    def beat(self) -> None:
        """A second has passed (heartbeat.py): ask for a sign of life where none came, and give up at last.

        A line that is not read says nothing about the other side; but that one is told that this one lives.
        """
        unread = self._stalled is not None and not self._sending
        self._quiet = 0 if self._heard.anything() or unread else self._quiet + 1
        if self._quiet >= SILENT:
            self._finish(_SILENT)
            self._heard.transport.abort()
        elif unread or (self._quiet >= (ANSWERING if self._answers else ASKING) and not self._sending):
            self._spawn(self._socket.ping)

    @property
    def _full(self) -> bool:
        unread = self._answers and len(self._sending) >= MAX_OUTSTANDING
        return unread or self._outstanding >= MAX_OUTSTANDING or self._bytes >= MAX_BYTES

    async def _room(self) -> None:
        """Wait until another frame may be read."""
        while self._full and self._end is None:
            self._stalled = self.loop.create_future()
            await self._stalled
        self._stalled = None

    def _dealt_with(self, size: int) -> None:
        self._outstanding -= 1
        self._bytes -= size
        self._wake()

    def _wake(self) -> None:
        if self._stalled is not None and not self._stalled.done():
            self._stalled.set_result(None)

    def _schedule(self, frame: bytes, at: float | None) -> None:
        if at is None or at <= self.loop.time():
            self._start(frame)
        else:
            self._last_at = max(self._last_at, at)
            self.loop.call_at(at, self._start, frame)

    def _start(self, frame: bytes) -> None:
        self._spawn(partial(self._socket.send_bytes, frame))

    def _spawn(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        task = self.loop.create_task(self._send(work))
        self._sending.add(task)
        task.add_done_callback(self._sent)

    def _sent(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        self._wake()

    async def _send(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await work()
        except (ConnectionError, RuntimeError, aiohttp.ClientError):  # why, is perhaps still to be read
            self.loop.call_later(CLOSE_TIMEOUT, self._finish, _DROPPED)

    def ending(self, reason: str, code: int = WSCloseCode.OK) -> asyncio.Task[None]:
        """Take no frame more, and close the socket, once: what later callers say counts no more."""
        self._finish(partial(LinkError, reason or "the line was closed"))
        if self._closing is None:
            self._closing = self.loop.create_task(self._close(reason, code))
        return self._closing

    async def finished(self, reason: str, code: int = WSCloseCode.OK) -> None:
        """The same, and wait until it is closed."""
        await self.ending(reason, code)

    async def _close(self, reason: str, code: int) -> None:
        await asyncio.sleep(min(self._last_at - time.monotonic(), CLOSE_TIMEOUT))
        if self._sending:
            await asyncio.wait(self._sending, timeout=CLOSE_TIMEOUT)
        with contextlib.suppress(ConnectionError, RuntimeError, TimeoutError, aiohttp.ClientError):
            async with asyncio.timeout(CLOSE_TIMEOUT):
                await self._socket.close(code=code, message=reason_bytes(reason))

    async def run(self) -> None:
        """Move frames into the inbox until the line ends, then close what is left of it."""
        try:
            pulse().add(self)
            while (message := await self._received()).type is WSMsgType.BINARY:
                if self._end is None:
                    self._hand_over(message.data)
                    await self._room()
            self._finish(_why(message))
        except (ConnectionError, aiohttp.ClientError):
            self._finish(_DROPPED)
        finally:
            pulse().remove(self)
            if self._taker is not None:
                self._taker.ended()
            await self.finished("")

    def _hand_over(self, frame: bytes) -> None:
        self._outstanding += 1
        self._bytes += len(frame)
        if self._taker is None:
            self._inbox.put(frame)
        else:
            self._taker.frame(frame, time.monotonic())

    async def _received(self) -> Any:
        try:
            return await self._socket.receive()
        except (ConnectionError, aiohttp.ClientError):  # a ping was to be answered; behind it may stand why it ended
            return await self._socket.receive()


def _why(message: Any) -> _Over:
    """What the end of a link means."""
    if message.type in _ENDED:
        if message.type is WSMsgType.CLOSE and (reason := reason_told(message.extra)):
            kind = ENDED.get(message.data, LinkKind.TOLD)
            return partial(LinkError, f"the other side closed the line: {quoted(reason)}", kind)
        return _DROPPED
    if message.type is WSMsgType.ERROR:
        if isinstance(message.data, aiohttp.WebSocketError):
            return partial(PeerFault, "the other side sent what is no frame of ours, or one above 4 MiB")
        return _DROPPED
    return partial(PeerFault, "the other side sent text where only frames belong")


async def exchange_hello(socket: Socket, mine: Hello, minimum: int, *, first: bool) -> tuple[Hello, int]:
    """Send ours, read theirs, which must be the first frame: their HELLO and the version to speak.

    P1 sends first; P2 answers only a HELLO that it accepts. Raises PeerFault, or LinkError if none comes.
    """
    if first:
        await socket.send_bytes(encode(mine))
    try:
        async with asyncio.timeout(HELLO_TIMEOUT):  # the library's own limit begins anew with each ping
            message = await socket.receive()
    except TimeoutError:
        raise LinkError("the other side does not say HELLO") from None
    if message.type is not WSMsgType.BINARY:
        raise _why(message)()
    theirs = decode(Hello, message.data)
    version = negotiate(mine, theirs, minimum)
    if not first:
        await socket.send_bytes(encode(mine))
    return theirs, version
