"""A link over an open WebSocket: one side of it blocks and may be called from any thread, the other is asyncio."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError
from functools import partial
from typing import Any, TypeAlias

import aiohttp
from aiohttp import WSCloseCode, WSMsgType, web

from core.codec.codec import decode, encode
from core.codec.text import quoted
from core.errors import LinkError, LinkKind, PeerFault, TandemError
from core.transport.link.hello import ENDED, MAX_FRAME, Hello, negotiate, reason_bytes, reason_told

Socket: TypeAlias = aiohttp.ClientWebSocketResponse[bool] | web.WebSocketResponse[bool]

HEARTBEAT = 2.0  # seconds between heartbeats; half of it for the answer
HELLO_TIMEOUT = 5.0  # seconds
CLOSE_TIMEOUT = 1.0  # seconds a close may take; a scheduled frame may hold it up by as much
MAX_WAITING = 64  # frames read and not yet taken; then the line is read no further
_ENDED = (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED)

_Over: TypeAlias = Callable[[], TandemError]  # a fresh one for every thread
_SILENT: _Over = partial(LinkError, "the other side has gone silent", LinkKind.SILENT)
_DROPPED: _Over = partial(LinkError, "the line dropped")


class WebSocketLink:
    """See core.transport.link.Link. Made on the loop; `run` is its life there."""

    def __init__(self, socket: Socket, pin: bytes, name: bytes, peer: Hello, version: int, address: str = "") -> None:
        self.pin, self.chan, self.peer, self.version, self.address = pin, name, peer, version, address
        self._socket = socket
        self.loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()
        self._inbox: queue.SimpleQueue[bytes | _Over] = queue.SimpleQueue()
        self._end: _Over | None = None
        self._read_end: _Over | None = None
        self._last_at = 0.0
        self._sending: set[asyncio.Task[None]] = set()
        self._closing: asyncio.Task[None] | None = None

    @property
    def closed(self) -> bool:
        """Whether it is over."""
        return self._end is not None

    @property
    def waiting(self) -> int:
        """How many frames were read and not yet taken."""
        return self._inbox.qsize()

    # -------------------------------------------------------------- any thread
    def send(self, frame: bytes, at: float | None = None) -> None:
        """Send one frame, not before monotonic time `at`. LinkError if the link is over."""
        if len(frame) > MAX_FRAME:
            raise LinkError("a frame is larger than 4 MiB; ask for less at once", LinkKind.TOO_BIG)
        try:
            if self._end is None:
                self.loop.call_soon_threadsafe(self._schedule, frame, at)
        except RuntimeError:  # the loop has ended
            self._finish(partial(LinkError, "the line was closed"))
        if self._end is not None:
            raise self._end()

    def receive(self, timeout: float | None = None) -> bytes:
        """The next frame. LinkError after `timeout` seconds or when the link has ended; PeerFault if by a fault."""
        try:
            found = self._read_end or self._inbox.get(timeout=timeout)
        except queue.Empty:
            raise LinkError("the other side does not answer", LinkKind.TIMEOUT) from None
        if isinstance(found, bytes):
            return found
        self._read_end = found  # a frame that came in behind it counts no more
        self._inbox.put(found)  # for whoever waits on another thread
        raise found()

    def close(self, reason: str = "") -> None:
        """Send what is due and scheduled, then end the link; the other side reads the reason."""
        self._finish(partial(LinkError, reason or "the line was closed"))
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

    # -------------------------------------------------------------- on the loop
    def _schedule(self, frame: bytes, at: float | None) -> None:
        if at is None or at <= self.loop.time():
            self._start(frame)
        else:
            self._last_at = max(self._last_at, at)
            self.loop.call_at(at, self._start, frame)

    def _start(self, frame: bytes) -> None:
        task = self.loop.create_task(self._send(frame))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def _send(self, frame: bytes) -> None:
        try:
            await self._socket.send_bytes(frame)
        except (ConnectionError, RuntimeError, aiohttp.ClientError):  # why, is perhaps still to be read
            self.loop.call_later(CLOSE_TIMEOUT, self._finish, _DROPPED)

    async def finished(self, reason: str, code: int = WSCloseCode.OK) -> None:
        """Close the socket, once; later callers wait for the first."""
        self._finish(partial(LinkError, reason or "the line was closed"))
        if self._closing is None:
            self._closing = self.loop.create_task(self._close(reason, code))
        await self._closing

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
            while (message := await self._received()).type is WSMsgType.BINARY:
                self._inbox.put(message.data)
                while self._inbox.qsize() > MAX_WAITING and self._end is None:
                    await asyncio.sleep(0.01)
            self._finish(_why(message, self._socket))
        except (ConnectionError, aiohttp.ClientError):
            self._finish(_DROPPED)
        finally:
            await self.finished("")

    async def _received(self) -> Any:
        try:
            return await self._socket.receive()
        except (ConnectionError, aiohttp.ClientError):  # a ping was to be answered; behind it may stand why it ended
            return await self._socket.receive()


def _why(message: Any, socket: Socket) -> _Over:
    """What the end of a link means."""
    if message.type in _ENDED:
        if message.type is WSMsgType.CLOSE and (reason := reason_told(message.extra)):
            kind = ENDED.get(message.data, LinkKind.TOLD)
            return partial(LinkError, f"the other side closed the line: {quoted(reason)}", kind)
        return _SILENT if isinstance(socket.exception(), TimeoutError) else _DROPPED
    if message.type is WSMsgType.ERROR:
        if isinstance(message.data, TimeoutError):
            return _SILENT
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
        raise _why(message, socket)()
    theirs = decode(Hello, message.data)
    version = negotiate(mine, theirs, minimum)
    if not first:
        await socket.send_bytes(encode(mine))
    return theirs, version
