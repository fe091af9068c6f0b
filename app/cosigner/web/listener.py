"""The page's own sockets: few at once, none that is silent for long (L2). What is answered, site.py says."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from aiohttp import web

from core.transport.link.event_loop import LoopThread
from core.transport.loopback_pages import listening

PLACES: Final = 64
OF_ONE: Final = (
    12  # places of one browser: twice as many as browsers take, which may come through a proxy that keeps more
)
SILENT: Final = 10.0  # seconds that a stranger's connection lasts
HANDSHAKE: Final = 5.0
KEPT: Final = 15.0  # seconds between two questions
MOST_BODY: Final = 8192  # bytes of a form: a passkey's id alone may have 1,023, and is in it twice
_UNHEARD = logging.Logger("page", logging.CRITICAL + 1)  # what strangers send is not logged

Reply = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
Headers = Mapping[str, str]
Tls = Callable[[], ssl.SSLContext]
Keep = Callable[[bytes], None]  # keeps the line of a question, for this browser
Answer = Callable[[web.BaseRequest, Keep], Awaitable[web.StreamResponse]]


class PageListener:
    """Listens on `host` and `port` and has `answer` say what to reply; `headers`: of what is no HTTP. `tls`: for the
    next line."""

    def __init__(self, host: str, port: int, answer: Answer, headers: Headers, tls: Tls | None = None) -> None:
        self._host, self.port, self._reply, self._headers, self._tls = host, port, answer, headers, tls
        self._lines: dict[_BrowserPlace, None] = {}  # from the moment they are accepted, the oldest first
        self._kept: dict[
            asyncio.Transport, bytes
        ] = {}  # whose last question was an admitted browser's, the oldest first
        self._thread: LoopThread | None = None

    def listen(self) -> None:
        """Take the port; `port` is the one in use. LinkError where it is taken."""
        self._socket = listening(self._host, self.port, PLACES)
        self.port = int(self._socket.getsockname()[1])

    def start(self) -> None:
        """Answer."""
        self._thread = LoopThread("page")
        self._thread.run(self._begin())

    def close(self) -> None:
        """No more; nothing where it never listened."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        thread.run(self._end())
        thread.stop()
        self._socket.close()

    async def _begin(self) -> None:
        self._server = _PageServer(
            self._answer,
            self._headers,
            access_log=None,
            logger=_UNHEARD,
            max_line_size=2048,
            max_headers=64,
            max_field_size=4096,
            keepalive_timeout=KEPT,
            lingering_time=1,
        )
        self._accepting = asyncio.get_running_loop().create_task(self._accept())

    async def _end(self) -> None:
        self._accepting.cancel()
        for line in self._lines:
            line.end()
        await asyncio.wait([line.taken for line in self._lines] or [self._accepting], timeout=1)
        await self._server.shutdown(0.01)  # to aiohttp 0 is no limit

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, _ = await loop.sock_accept(self._socket)
            except OSError:  # no file descriptors left, or the other side was gone at once
                await asyncio.sleep(0.1)
                continue
            self._lines = {line: None for line in self._lines if not line.over}
            self._kept = {one: browser for one, browser in self._kept.items() if not one.is_closing()}
            if len(self._lines) >= PLACES:
                stranger = next((line for line in self._lines if line.transport not in self._kept), None)
                if stranger is None:
                    connection.close()
                    continue
                stranger.end()  # the oldest, with its TLS or before it: who comes now may be the owner
                del self._lines[stranger]
            self._lines[_BrowserPlace(loop.create_task(self._take(connection)))] = None
            await asyncio.sleep(0)  # a task that was called off before its first step would keep the connection

    async def _take(self, connection: socket.socket) -> asyncio.Transport | None:
        """TLS, if there is any; whose line is not kept by an answer is put out soon, read or not."""
        loop = asyncio.get_running_loop()
        try:
            transport, _ = await loop.connect_accepted_socket(
                self._server,
                connection,
                ssl=self._tls() if self._tls else None,
                ssl_handshake_timeout=HANDSHAKE if self._tls else None,
            )
        except OSError:
            return None
        loop.call_later(SILENT, lambda: None if transport in self._kept else transport.abort())
        return transport

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        line = request.transport
        if line is not None:
            self._kept.pop(line, None)  # who was admitted may be so no more
        return await self._reply(request, lambda browser: None if line is None else self._keep(line, browser))

    def _keep(self, line: asyncio.Transport, browser: bytes) -> None:
        """The browser's oldest gives way where it has too many."""
        own = [one for one, whose in self._kept.items() if whose == browser and not one.is_closing()]
        if len(own) >= OF_ONE:
            own[0].abort()
        self._kept[line] = browser


class _BrowserPlace:
    """One place. It may be taken away at any time, also before there is TLS on it."""

    def __init__(self, taken: asyncio.Task[asyncio.Transport | None]) -> None:
        self.taken = taken

    @property
    def transport(self) -> asyncio.Transport | None:
        """None: not yet, or no more."""
        if not self.taken.done() or self.taken.cancelled() or self.taken.exception() is not None:
            return None
        return self.taken.result()

    @property
    def over(self) -> bool:
        """Whether its place is free."""
        return self.taken.done() and ((transport := self.transport) is None or transport.is_closing())

    def end(self) -> None:
        """At once."""
        self.taken.cancel()
        if (transport := self.transport) is not None:
            transport.abort()


class _PageServer(web.Server):
    """aiohttp's, which answers also what is no HTTP with our headers, and nothing of why."""

    def __init__(self, answer: Reply, headers: Headers, **more: Any) -> None:
        super().__init__(answer, **more)
        self.headers = headers

    def __call__(self) -> web.RequestHandler:
        return _PageRequests(self, loop=self._loop, **self._kwargs)


class _PageRequests(web.RequestHandler):
    __slots__ = ()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002
    ) -> web.StreamResponse:
        if request.writer.output_size > 0:
            raise ConnectionError("an answer is on its way already") from exc
        manager = self._manager
        answer = web.Response(status=status, headers=manager.headers if isinstance(manager, _PageServer) else None)
        answer.force_close()
        return answer
