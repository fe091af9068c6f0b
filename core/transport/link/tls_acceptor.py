"""The way in: a listening socket whose connections pass TLS before they reach HTTP (L1, L2).

We accept by hand, because the library's own site knows neither a handshake time limit nor how many handshakes are
under way, and because a new set of trusted clients then counts from the next connection on, without a new socket. TLS
begins with the first byte: who is silent costs a socket and no more.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import socket
import ssl
from collections.abc import Awaitable, Callable, Container, Coroutine
from functools import partial
from typing import Any

from aiohttp import web

from core.errors import BadInput, InputKind, LinkError, LinkKind, PeerFault
from core.transport.link import tls
from core.transport.link.admission import Admission, Visitor
from core.transport.link.origin import origin_of

PATH = "/link"
HANDSHAKE_TIMEOUT = 5.0  # seconds for TLS, and again for the request that follows it
SHUTDOWN_TIMEOUT = 1.0
BACKLOG = 64
_SILENT = logging.Logger("http", logging.CRITICAL + 1)  # addresses and requests of strangers are not logged

Serve = Callable[[web.BaseRequest, bytes], Awaitable[web.StreamResponse]]


def unheard() -> None:
    """An alarm that nobody wants."""


class Gate:
    """Lets in whoever completes a handshake under `context` with a certificate that `pins` names at that moment.

    `serve` gets the request and the certificate (DER); `crowded` is told, now and then, that too many strangers knock,
    `broken` of each handshake that fails: that costs its place and nothing else.
    """

    def __init__(
        self,
        context: ssl.SSLContext,
        pins: Callable[[], Container[bytes]],
        serve: Serve,
        crowded: Callable[[], None] = unheard,
        broken: Callable[[], None] = unheard,
    ) -> None:
        self.context, self._broken = context, broken
        self._pins, self._serve = pins, serve
        self._admission = Admission(crowded)
        self._silent: dict[Visitor, socket.socket] = {}
        self._sockets: list[socket.socket] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._open: set[socket.socket] = set()  # through TLS
        self._fresh: set[asyncio.BaseTransport] = set()  # of them, no request yet

    async def open(self, host: str, port: int) -> int:
        """Listen; the port in use. LinkError if it is taken, BadInput if the address is not ours."""
        self._server = web.Server(
            self._request,
            access_log=None,
            logger=_SILENT,
            max_line_size=1024,
            max_headers=32,
            max_field_size=8192,
            keepalive_timeout=0,
            lingering_time=0,
        )
        self._sockets = _bound(host, port)
        for listening in self._sockets:
            self._spawn(self._accept(listening))
        return int(self._sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Listen no longer, end every connection."""
        for visitor in list(self._silent):
            self._turn_away(visitor)
        for task in list(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=SHUTDOWN_TIMEOUT)
        for listening in self._sockets:
            listening.close()
        await self._server.shutdown(SHUTDOWN_TIMEOUT)
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)  # asyncio would wait for the other side's goodbye
        while any(connection.fileno() >= 0 for connection in self._open):
            await asyncio.sleep(0.005)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _accept(self, listening: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, address = await loop.sock_accept(listening)
            except OSError:  # no file descriptors left, or the other side was gone at once
                await asyncio.sleep(0.1)
                continue
            self._knock(connection, origin_of(address[0]))
            await asyncio.sleep(0)  # accepting does not yield while more knock

    def _knock(self, connection: socket.socket, origin: str) -> None:
        """Wait for its first byte, if there is a place for it."""
        loop = asyncio.get_running_loop()
        visitor = Visitor(origin, lambda: self._turn_away(visitor))
        if not self._admission.admit(visitor):
            connection.close()
            return
        self._silent[visitor] = connection
        deadline = loop.time() + HANDSHAKE_TIMEOUT
        loop.add_reader(connection, self._speaks, visitor, deadline)
        loop.call_at(deadline, self._turn_away, visitor)

    def _turn_away(self, visitor: Visitor) -> None:
        """End one that has sent nothing."""
        connection = self._silent.pop(visitor, None)
        if connection is not None:
            asyncio.get_running_loop().remove_reader(connection)
            connection.close()
            self._admission.leave(visitor)

    def _speaks(self, visitor: Visitor, deadline: float) -> None:
        connection = self._silent.pop(visitor)
        loop = asyncio.get_running_loop()
        loop.remove_reader(connection)
        visitor.spoke = True
        task = self._spawn(self._handshake(connection, visitor, max(0.001, deadline - loop.time())))
        visitor.end = task.cancel
        task.add_done_callback(partial(self._over, visitor, connection))

    async def _handshake(self, connection: socket.socket, visitor: Visitor, timeout: float) -> None:
        loop = asyncio.get_running_loop()
        try:
            transport, _ = await loop.connect_accepted_socket(
                self._server,
                connection,
                ssl=self.context,
                ssl_handshake_timeout=timeout,
                ssl_shutdown_timeout=SHUTDOWN_TIMEOUT,
            )
        except OSError:  # broke the rules (ssl.SSLError), gone, or silent until the time limit
            self._broken()
        else:
            self._admission.leave(visitor, completed=True)
            self._open = {each for each in self._open if each.fileno() >= 0} | {connection}
            self._fresh.add(transport)
            loop.call_later(HANDSHAKE_TIMEOUT, self._drop_if_fresh, transport)

    def _over(self, visitor: Visitor, connection: socket.socket, task: asyncio.Task[None]) -> None:
        self._admission.leave(visitor)
        if task.cancelled():  # perhaps before it began
            connection.close()

    def _drop_if_fresh(self, transport: asyncio.Transport) -> None:
        if transport in self._fresh:
            self._fresh.discard(transport)
            transport.abort()

    async def _request(self, request: web.BaseRequest) -> web.StreamResponse:
        transport = request.transport
        if transport is None:
            raise web.HTTPForbidden
        self._fresh.discard(transport)
        try:
            certificate = tls.must_be_pinned(transport.get_extra_info("ssl_object"), self._pins())
            if request.method != "GET" or request.raw_path != PATH or request.can_read_body:
                raise PeerFault("only the link is served here")
        except PeerFault:
            transport.abort()
            raise web.HTTPForbidden from None
        return await self._serve(request, certificate)


def _bound(host: str, port: int) -> list[socket.socket]:
    """One listening socket for each address of `host`, all on one port."""
    found: list[socket.socket] = []
    try:
        for family, kind, protocol, _, address in socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        ):
            listening = socket.socket(family, kind, protocol)
            found.append(listening)
            listening.setblocking(False)
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            listening.bind((address[0], port, *address[2:]))
            listening.listen(BACKLOG)
            port = listening.getsockname()[1]
    except OSError as error:
        for listening in found:
            listening.close()
        raise _explained(error, host, port) from None
    return found


def _explained(error: OSError, host: str, port: int) -> LinkError | BadInput:
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return BadInput(
            f"{host} is not an address of this machine; listen on one of its own, or on 0.0.0.0", InputKind.LISTEN
        )
    if error.errno == errno.EADDRINUSE:
        return LinkError(
            f"port {port} is in use; stop the program that has it, or choose another", LinkKind.PORT_IN_USE
        )
    return LinkError(f"cannot listen on {host} port {port}: {error.strerror or error}", LinkKind.LISTEN)
