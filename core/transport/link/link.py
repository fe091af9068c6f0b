"""The link: whole frames over a WebSocket over pinned mutual TLS (L1, L4, L7).

Links live on an asyncio loop, which has a thread of its own, moves bytes and answers heartbeats, so a busy computation
never looks like a dead line. A wallet has one link, and reads it with calls that block; a co-signer has many, whose
frames are taken on the loop, and none has a thread. A link exists once both HELLOs were read: a TLS 1.3 client believes
it is connected before the server has judged its certificate.
"""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from typing import Protocol

import aiohttp
from aiohttp import web

from core.errors import FaultKind, LinkError, LinkKind, PeerFault, TandemError
from core.transport.link import tls
from core.transport.link.event_loop import LoopThread
from core.transport.link.heartbeat import Heard
from core.transport.link.hello import MAX_FRAME, VERSION, Hello, LinkEnd, chan, reason_bytes
from core.transport.link.identity import Identity, pin_of
from core.transport.link.tls_acceptor import PATH, Gate, unheard
from core.transport.link.websocket import CLOSE_TIMEOUT, Taker, WebSocketLink, exchange_hello

__all__ = ["Guest", "Guests", "Hello", "Link", "Listener", "ServedLink", "connect"]

NO_NAME = "0.0.0.0"  # noqa: S104 - not where we connect: TLS sends no server name when it is an address


class Link(Protocol):
    """One live, authenticated line."""

    pin: bytes  # SHA-256 of the other side's certificate
    chan: bytes  # names this connection: both certificates, both HELLOs
    peer: Hello
    version: int  # of the protocol, the highest both speak
    address: str  # at the co-signer: from where the computer is linked, an IP address; empty elsewhere

    @property
    def closed(self) -> bool:
        """Whether it is over."""
        ...

    def send(self, frame: bytes, at: float | None = None) -> None:
        """Send one frame, not before monotonic time `at`. LinkError if the link is over."""
        ...

    def receive(self, timeout: float | None = None) -> bytes:
        """The next frame. LinkError when the link has ended, or after `timeout` seconds; PeerFault after a fault."""
        ...

    def close(self, reason: str = "") -> None:
        """Send what is scheduled, end the link; the other side reads the reason."""
        ...


class ServedLink(Link, Protocol):
    """One at the co-signer's end, where `take` may be called as it is given."""

    def take(self, taker: Taker) -> None:
        """Have `taker` get the frames, on the loop, in place of `receive`."""
        ...

    def dealt_with(self, size: int) -> None:
        """A frame of so many bytes that was taken is: there is room for another. Any thread."""
        ...

    def soon(self, job: Callable[..., object], *args: object) -> None:
        """Have the loop do something; nothing once it has ended. Any thread."""
        ...


# ------------------------------------------------------------------ the wallet's end
_loop: LoopThread | None = None
_loop_lock = threading.Lock()


def shared_loop() -> LoopThread:
    """The loop of all links that this process opens."""
    global _loop
    with _loop_lock:
        if _loop is None:
            _loop = LoopThread("link")
        return _loop


def connect(
    host: str,
    port: int,
    identity: Identity,
    certificate: bytes,
    hello: Hello,
    timeout: float,
    minimum_version: int = VERSION,
) -> Link:
    """A link to the co-signer with this certificate (DER), within `timeout` seconds.

    LinkError if it cannot be reached, does not answer or does not know us; PeerFault if somebody else answers there
    or the version is below `minimum_version`, the highest ever spoken with it.
    """

    async def work() -> Link:
        context = tls.client_context(identity.certificate_file, identity.key_file, identity.password, certificate)
        async with AsyncExitStack() as stack:
            socket, heard = await open_socket(stack, host, port, context, certificate, timeout)
            try:
                theirs, version = await exchange_hello(socket, hello, minimum_version, first=True)
            except (TandemError, ConnectionError) as error:
                raise _unwelcome(error, host, port) from None
            name = chan(identity.certificate, certificate, hello, theirs)
            link = WebSocketLink(socket, heard, pin_of(certificate), name, theirs, version)
            _keep(asyncio.ensure_future(_live(link, stack.pop_all())))
        return link

    return shared_loop().run(work())


_lives: set[asyncio.Future[None]] = set()


def _keep(life: asyncio.Future[None]) -> None:
    _lives.add(life)  # the loop itself holds its tasks only weakly
    life.add_done_callback(_lives.discard)


async def _live(link: WebSocketLink, stack: AsyncExitStack) -> None:
    async with stack:
        await link.run()


async def open_socket(
    stack: AsyncExitStack,
    host: str,
    port: int,
    context: ssl.SSLContext,
    certificate: bytes,
    timeout: float,
    heartbeat: float | None = None,
) -> tuple[aiohttp.ClientWebSocketResponse[bool], Heard]:
    """A WebSocket to the server with this certificate, closed by `stack`, and what tells that something came by it.
    Raises LinkError, PeerFault."""
    pin = pin_of(certificate)
    heard: list[Heard] = []

    async def judge(
        request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:  # before the answer counts, so nothing leads us elsewhere
        response = await handler(request)
        transport = response.connection.transport if response.connection else None
        tls.must_be_pinned(transport.get_extra_info("ssl_object") if transport else None, [pin])
        if response.status != 101 or transport is None:
            raise PeerFault("the co-signer's program answered with something else than a link; update both")
        heard.append(Heard(transport))
        return response

    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(ssl=aiohttp.Fingerprint(pin)),
        timeout=aiohttp.ClientTimeout(total=None),
        trust_env=False,
        middlewares=(judge,),
    )
    stack.push_async_callback(session.close)
    try:
        async with asyncio.timeout(timeout):
            socket = await session.ws_connect(
                f"https://{f'[{host}]' if ':' in host else host}:{port}{PATH}",
                ssl=context,
                server_hostname=NO_NAME,
                timeout=aiohttp.ClientWSTimeout(ws_close=CLOSE_TIMEOUT),
                heartbeat=heartbeat,
                compress=0,
                max_msg_size=MAX_FRAME + 1,
                proxy=None,
            )
    except (TandemError, aiohttp.ClientError, OSError) as error:
        raise _unreached(error, host, port) from None
    stack.push_async_callback(socket.close)
    return socket, heard[0]


def _unreached(error: Exception, host: str, port: int) -> TandemError:
    """What a failed connection means for a person."""
    where = f"{host} port {port}"
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, aiohttp.ServerFingerprintMismatch | ssl.SSLCertVerificationError):
            return PeerFault(f"the co-signer at {where} is not the one you paired with", FaultKind.OTHER_COSIGNER)
        cause = getattr(cause, "certificate_error", None) or cause.__cause__ or cause.__context__
    match error:
        case TandemError():
            return error
        case TimeoutError():
            return LinkError(f"the co-signer at {where} does not answer; is it switched on?", LinkKind.SILENT)
        case aiohttp.ClientConnectorDNSError():
            return LinkError(f"there is no machine named {host}; check the name and the network", LinkKind.NO_HOST)
        case aiohttp.ClientConnectorSSLError():
            return LinkError(f"what answers at {where} is no co-signer of this version", LinkKind.NO_COSIGNER)
        case aiohttp.ClientConnectorError() if isinstance(error.os_error, ConnectionRefusedError):
            return LinkError(f"nothing listens at {where}; start the co-signer", LinkKind.NOT_SERVING)
        case aiohttp.ClientConnectorError():
            why = error.os_error.strerror or "no route to it"
            return LinkError(f"the co-signer at {where} cannot be reached: {why}", LinkKind.UNREACHABLE)
    return _unwelcome(error, host, port)


def _unwelcome(error: Exception, host: str, port: int) -> TandemError:
    """What it means when the line ended before HELLO."""
    if isinstance(error, PeerFault) or (isinstance(error, LinkError) and error.word == LinkKind.TOLD):
        return error
    where = f"{host} port {port}"
    return LinkError(
        f"the co-signer at {where} hung up; if it has blocked this computer or does not know it, pair again",
        LinkKind.HUNG_UP,
    )


# ------------------------------------------------------------------ the co-signer's end
@dataclass(frozen=True, slots=True)
class Guest:
    """A computer that may come: its certificate (DER), how many handshakes HELLO tells it, and the highest version ever
    spoken with it."""

    certificate: bytes
    handshakes: int = 0
    version: int = VERSION


@dataclass(frozen=True, slots=True)
class Guests:
    """All that may come, by pin, and what they are told that this side is called. It never changes: it is replaced."""

    by_pin: Mapping[bytes, Guest] = field(default_factory=dict)
    name: str = ""


class Listener:
    """Takes links from pinned clients only.

    `guests` gives those of this moment, at every connection and on the loop's thread: without a lock. There too, and
    at once: `on_link` gets each link, whose frames are taken from then on; `crowded` is called when too many strangers
    knock, `broken` for each handshake that fails.
    """

    def __init__(
        self,
        host: str,
        port: int,
        identity: Identity,
        guests: Callable[[], Guests],
        on_link: Callable[[ServedLink], object],
        crowded: Callable[[], None] = unheard,
        broken: Callable[[], None] = unheard,
    ) -> None:
        self._host, self._port, self._identity = host, port, identity
        self._guests, self._on_link = guests, on_link
        self._crowded, self._broken = crowded, broken
        self._live: dict[bytes, WebSocketLink] = {}

    def start(self) -> tuple[str, int]:
        """Listen; the address and port in use. LinkError if the port is taken."""
        self._gate = Gate(self._context(), lambda: self._guests().by_pin, self._serve, self._crowded, self._broken)
        self._thread = LoopThread("listener")
        try:
            self._port = self._thread.run(self._gate.open(self._host, self._port))
        except BaseException:
            self._thread.stop()
            raise
        return self._host, self._port

    def refresh_pins(self, why: LinkEnd = LinkEnd.REMOVED) -> None:
        """The clients have changed: a new context from the next connection on; links of removed ones end now."""

        async def work() -> None:
            self._gate.context = context
            gone = [link for pin, link in self._live.items() if pin not in self._guests().by_pin]
            await asyncio.gather(*(link.finished(f"this computer was {why.name.lower()}", why) for link in gone))

        context = self._context()
        self._thread.run(work())

    def end_links(self, why: LinkEnd) -> None:
        """End all there are now, without waiting for it; none are left once it was closed."""
        with suppress(RuntimeError):  # its loop is closed
            self._thread.loop.call_soon_threadsafe(self._ending, why)

    def _ending(self, why: LinkEnd) -> list[asyncio.Task[None]]:
        return [link.ending(f"the co-signer {why.name.lower()}", why) for link in list(self._live.values())]

    def close(self) -> None:
        """Stop listening and end all links."""

        async def work() -> None:
            await asyncio.gather(*self._ending(LinkEnd.STOPPED))
            await self._gate.close()

        self._thread.run(work())
        self._thread.stop()

    def _context(self) -> ssl.SSLContext:
        return tls.server_context(self._identity, [one.certificate for one in self._guests().by_pin.values()])

    async def _serve(self, request: web.BaseRequest, certificate: bytes) -> web.StreamResponse:
        socket = web.WebSocketResponse(compress=False, max_msg_size=MAX_FRAME + 1, timeout=CLOSE_TIMEOUT)
        await socket.prepare(request)
        pin, guests = pin_of(certificate), self._guests()
        guest = guests.by_pin.get(pin)
        if guest is None or request.transport is None:
            return socket
        mine, heard = Hello.make(guest.handshakes, guests.name), Heard(request.transport)
        try:
            theirs, version = await exchange_hello(socket, mine, guest.version, first=False)
        except (TandemError, ConnectionError) as error:
            self._broken()
            await socket.close(code=LinkEnd.of(error), message=reason_bytes(str(error)))
            return socket
        if pin not in self._guests().by_pin:  # removed while it was being greeted
            return socket
        name = chan(certificate, self._identity.certificate, theirs, mine)
        link = WebSocketLink(socket, heard, pin, name, theirs, version, request.remote or "", answers=True)
        old = self._live.get(pin)
        self._live[pin] = link
        if old is not None:
            old.ending("this computer has connected again", LinkEnd.REPLACED)
        self._on_link(link)
        try:
            await link.run()
        finally:
            if self._live.get(pin) is link:
                del self._live[pin]
        return socket
