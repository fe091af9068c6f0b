"""What a paired but hostile side may send over its link."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Coroutine
from typing import Any

import aiohttp
import pytest

from core.codec.codec import encode
from core.errors import LinkError, PeerFault
from core.transport.link import heartbeat, websocket
from core.transport.link.hello import MAX_FRAME, VERSION, Hello
from core.transport.link.websocket import WebSocketLink
from tests.support.lines import HOST, Cosigner, cosigner, stranger

Socket = aiohttp.ClientWebSocketResponse[bool]


def hostile(other: Cosigner, act: Callable[[Socket], Coroutine[Any, Any, None]]) -> None:
    """A computer with a program of its own: `act` on its WebSocket, then wait until the co-signer hangs up."""

    async def run() -> None:
        async with aiohttp.ClientSession() as session:
            url = f"https://{HOST}:{other.port}/link"
            async with session.ws_connect(url, ssl=stranger(name="computer"), max_msg_size=0) as socket:
                with contextlib.suppress(ConnectionError):
                    await act(socket)
                async with asyncio.timeout(10):
                    while (await socket.receive()).type is aiohttp.WSMsgType.BINARY:
                        pass
        await asyncio.sleep(0.05)  # the library closes TLS behind our back

    asyncio.run(run())


def hello() -> bytes:
    return encode(Hello.make(0))


@pytest.mark.parametrize("first", [b"", b"\x01\x02", bytes(600), hello()[:-1], hello() + b"\0"], ids=range(5))
def test_a_frame_before_hello_makes_no_link(first: bytes) -> None:
    async def act(socket: Socket) -> None:
        await socket.send_bytes(first)

    with cosigner() as other:
        hostile(other, act)
        assert other.links.empty()


def test_a_text_before_hello_makes_no_link() -> None:
    async def act(socket: Socket) -> None:
        await socket.send_str("hello")

    with cosigner() as other:
        hostile(other, act)
        assert other.links.empty()


def test_no_hello_makes_no_link(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websocket, "HELLO_TIMEOUT", 0.2)

    async def act(socket: Socket) -> None: ...

    with cosigner() as other:
        hostile(other, act)
        assert other.links.empty()


def test_pings_do_not_hold_the_place_of_a_hello(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time limit of the library for one message begins anew with each ping."""
    monkeypatch.setattr(websocket, "HELLO_TIMEOUT", 0.2)
    pinging: list[asyncio.Task[None]] = []

    async def pings(socket: Socket) -> None:
        with contextlib.suppress(ConnectionError):
            while True:
                await socket.ping()
                await asyncio.sleep(0.02)

    async def act(socket: Socket) -> None:
        pinging.append(asyncio.create_task(pings(socket)))

    with cosigner() as other:
        hostile(other, act)
        assert other.links.empty()


def test_a_text_frame_is_a_fault() -> None:
    async def act(socket: Socket) -> None:
        await socket.send_bytes(hello())
        await socket.send_bytes(b"good")
        await socket.send_str("bad")

    with cosigner() as other:
        hostile(other, act)
        link = other.links.get(timeout=5)
        assert link.receive(5) == b"good"
        with pytest.raises(PeerFault, match="text"):
            link.receive(5)
        with pytest.raises(PeerFault, match="text"):
            link.send(b"x")
        assert link.closed


@pytest.mark.parametrize("size", [MAX_FRAME + 1, 5 << 20])
def test_a_frame_too_long_is_a_fault(size: int) -> None:
    async def act(socket: Socket) -> None:
        await socket.send_bytes(hello())
        await socket.send_bytes(bytes(size))

    with cosigner() as other:
        hostile(other, act)
        with pytest.raises(PeerFault, match="4 MiB"):
            other.links.get(timeout=5).receive(5)


def test_fragments_of_two_kinds_are_a_fault() -> None:
    async def act(socket: Socket) -> None:
        await socket.send_bytes(hello())
        transport = socket._response.connection.transport  # type: ignore[union-attr]
        assert transport is not None
        # begin a binary message, then begin a text message within it: masked with zeros
        transport.write(bytes([0x02, 0x81, 0, 0, 0, 0]) + b"a" + bytes([0x81, 0x81, 0, 0, 0, 0]) + b"b")

    with cosigner() as other:
        hostile(other, act)
        with pytest.raises(PeerFault):
            other.links.get(timeout=5).receive(5)


def test_a_flood_is_read_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the line that is not read lives on, longer than silence is borne."""
    monkeypatch.setattr(heartbeat, "BEAT", 0.05)
    with cosigner() as other:
        link, far = other.both()
        for _ in range(40):
            link.send(bytes(1 << 20))
        time.sleep(2 * 0.05 * heartbeat.SILENT)
        assert isinstance(far, WebSocketLink)
        assert far.outstanding == websocket.MAX_OUTSTANDING
        assert sum(len(far.receive(5)) for _ in range(40)) == 40 << 20
        link.close()


def test_a_downgraded_program_is_refused() -> None:
    minimum = [VERSION]
    with cosigner(minimum_version=lambda _: minimum[0]) as other:
        new = Hello(1, VERSION + 2, "tandem 9", 0, 0, bytes(32))
        assert other.connect(hello=new).version == VERSION
        with pytest.raises(LinkError, match="another version"):
            other.connect(hello=Hello(VERSION + 1, VERSION + 2, "tandem 9", 0, 0, bytes(32)))
        minimum[0] = VERSION + 1
        with pytest.raises(LinkError, match="downgraded"):
            other.connect()
