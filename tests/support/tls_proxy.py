"""A reverse proxy in front of a page: TLS on one side, the page's plain HTTP on the other; bytes pass as they are."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from core.transport.link.event_loop import LoopThread
from tests.support.certified import certified


@dataclass
class TlsProxy:
    """`spki`: how a browser names its key. Where it leads to is set before anybody comes."""

    port: int
    spki: str
    behind: int = 0  # the port of what it stands before
    lines: set[asyncio.StreamWriter] = field(default_factory=set)

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, away = await asyncio.open_connection("127.0.0.1", self.behind)
        self.lines |= {writer, away}
        await asyncio.gather(_pipe(reader, away), _pipe(there, writer))
        self.lines -= {writer, away}

    async def end(self) -> None:
        """No line stays open, also of a browser that keeps its own."""
        for one in self.lines:
            one.transport.abort()
        await asyncio.sleep(0)  # in which their sockets are closed


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


@contextmanager
def tls_proxy(place: Path, name: str) -> Iterator[TlsProxy]:
    """With a certificate of its own making."""
    made = certified(place, name)
    proxy = TlsProxy(0, made.spki)
    loop = LoopThread("proxy")
    server = loop.run(asyncio.start_server(proxy.take, "127.0.0.1", 0, ssl=made.tls))
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        loop.loop.call_soon_threadsafe(server.close)
        loop.run(proxy.end())
        loop.stop()
