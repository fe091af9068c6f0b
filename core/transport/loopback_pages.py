"""Pages for programs of the same machine: a few texts over HTTP on loopback, and nothing that a browser can be led to.

Whoever listens there must be reached by its own address: a page of the web that resolves to it (DNS rebinding) names
another host and gets nothing. One that is slow or silent has five seconds, and there are sixteen places.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
import socket
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from aiohttp import web

from core.errors import BadInput, InputKind, LinkError, LinkKind
from core.transport.link.event_loop import LoopThread
from core.transport.link.local_address import endpoint

PLACES = 16
DEADLINE = 5.0  # seconds for all of a connection
PLAIN = "text/plain; charset=utf-8"
_SILENT = logging.Logger("pages", logging.CRITICAL + 1)  # what strangers send is not logged


@dataclass(frozen=True, slots=True)
class PageText:
    """What a page says, its HTTP status and its kind."""

    text: str
    status: int = 200
    kind: str = PLAIN


class LoopbackPages:
    """Serves `pages`, by path. They are asked one after the other, on a thread of their own, and may take a while."""

    def __init__(self, host: str, port: int, pages: Mapping[str, Callable[[], PageText]]) -> None:
        self._host, self.port, self._pages = loopback(host), port, dict(pages)
        self._open: set[asyncio.Transport] = set()
        self._thread: LoopThread | None = None

    def start(self) -> tuple[str, int]:
        """Listen; the address and port in use. LinkError if the port is taken."""
        self._socket = listening(self._host, self.port, PLACES)
        self.port = int(self._socket.getsockname()[1])
        self._asking = ThreadPoolExecutor(1, "pages")
        self._thread = LoopThread("pages")
        self._thread.run(self._begin())
        return self._host, self.port

    def close(self) -> None:
        """Listen no longer; who has not been answered is not. Nothing where it never listened."""
        if self._thread is None:
            return
        self._thread.run(self._end())
        self._thread.stop()
        self._asking.shutdown(wait=False, cancel_futures=True)
        self._socket.close()

    async def _begin(self) -> None:
        self._server = web.Server(
            self._answer,
            access_log=None,
            logger=_SILENT,
            max_line_size=1024,
            max_headers=32,
            max_field_size=4096,
            keepalive_timeout=0,
            lingering_time=0,
        )
        self._accepting = asyncio.get_running_loop().create_task(self._accept())

    async def _end(self) -> None:
        self._accepting.cancel()
        for transport in self._open:
            transport.abort()
        await self._server.shutdown(0.01)  # to aiohttp 0 is no limit

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, _ = await loop.sock_accept(self._socket)
            except OSError:  # no file descriptors left, or the other side was gone at once
                await asyncio.sleep(0.1)
                continue
            self._open = {one for one in self._open if not one.is_closing()}
            if len(self._open) >= PLACES:
                connection.close()
                continue
            with contextlib.suppress(OSError):
                transport, _ = await loop.connect_accepted_socket(self._server, connection)
                self._open.add(transport)
                loop.call_later(DEADLINE, transport.abort)

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        page = self._pages.get(request.raw_path)
        if request.headers.getall("Host", []) not in self._names():
            found = PageText("another host was meant\n", 421)
        elif request.method != "GET" or request.can_read_body:
            found = PageText("only GET\n", 405)
        elif page is None:
            found = PageText("no such page\n", 404)
        else:
            found = await asyncio.get_running_loop().run_in_executor(self._asking, page)
        answer = web.Response(
            text=found.text,
            status=found.status,
            headers={"Content-Type": found.kind, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
        )
        answer.force_close()
        return answer

    def _names(self) -> list[list[str]]:
        """What a program that means us calls us: one Host, our address or the name that every machine has for it."""
        return [[endpoint(self._host, self.port)], [endpoint("localhost", self.port)]]


def loopback(host: str) -> str:
    """The address that only this machine reaches. Raises BadInput for any other."""
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(host).is_loopback:
            return host
    if host == "localhost":
        return "127.0.0.1"
    raise BadInput(f"{host} is not an address of this machine alone; use 127.0.0.1", InputKind.LISTEN)


def listening(host: str, port: int, places: int) -> socket.socket:
    """A socket for asyncio on which `places` may wait; port 0: any that is free. LinkError if the port is taken."""
    found = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen(places)
        found.setblocking(False)
    except OSError as error:
        found.close()
        raise LinkError(
            f"cannot listen on {host} port {port}: {error.strerror or error}", LinkKind.PORT_IN_USE
        ) from None
    return found
