"""One POST to a machine outside: whom it may reach is judged by the address that it is then sent to, and what comes
back is a number. Nothing is followed, kept or believed (W6)."""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import SplitResult, urlsplit

from core.errors import BadInput, InputKind, LinkError, LinkKind
from core.platform.deadline import deadline
from core.transport.miss_kind import MissKind

MOST_URL: Final = 1000  # letters
LIMIT: Final = 10.0  # seconds for the way to an address, and for all that is said there
PORTS: Final[Mapping[str, int]] = {"https": 443, "http": 80}
UNICAST: Final = ipaddress.IPv6Network("2000::/3")  # all of IPv6 that is anybody's (RFC 4291, 2.4)
TRANSLATED: Final = ipaddress.IPv6Network("64:ff9b::/96")  # IPv4, where there is no other way to it (RFC 6052)
Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True, repr=False)
class Receiver:
    """Where to: the address is a secret, and so without a repr. `near`: it may be in this network, or this machine."""

    url: str
    near: bool = False

    @property
    def host(self) -> str:
        """Its machine, which is told where the rest is not."""
        return urlsplit(self.url).hostname or ""


class Missed(LinkError):
    """It was not taken. `miss`: a MissKind."""

    def __init__(self, miss: str) -> None:
        super().__init__(f"nobody was woken; the receiver says: {miss}", LinkKind.WAKE)
        self.miss = str(miss)


def must_be_receiver(receiver: Receiver) -> SplitResult:
    """The parts of its address. BadInput where it is none, has a name or password in it, or would go out without
    TLS."""
    url = receiver.url
    try:
        if not (url.isascii() and url.isprintable()) or " " in url or len(url) > MOST_URL:
            raise ValueError
        place = urlsplit(url)
        port = PORTS[place.scheme] if place.port is None else place.port
        if not place.hostname or "@" in place.netloc or place.fragment or not 0 < port < 65536:
            raise ValueError
    except (ValueError, KeyError):
        raise BadInput(
            "this is no address to wake you at; it looks like https://HOST/TOPIC, without a user or a password",
            InputKind.WAKE,
        ) from None
    if place.scheme == "http" and not receiver.near:
        raise BadInput("plain http is for a receiver in your own network; say that it is one", InputKind.WAKE)
    return place


def is_public(address: Address) -> bool:
    """Whether it is everybody's: of this machine and of networks of one's own are none, however they are written."""
    if isinstance(address, ipaddress.IPv6Address):
        if address in TRANSLATED:
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF))
        inside = [address.sixtofour, *(address.teredo or ())]
        if address not in UNICAST or any(one is not None and not is_public(one) for one in inside):
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def post(
    receiver: Receiver, headers: Mapping[str, str], body: bytes, public: Callable[[Address], bool] = is_public
) -> None:
    """Send it, once. Raises Missed, and BadInput as above. Blocks for some ten seconds at most, and as long as the
    system looks for a name."""
    place = must_be_receiver(receiver)
    secure, host = place.scheme == "https", place.hostname or ""
    found = _resolved(host, place.port or PORTS[place.scheme])
    for address, _ in found:
        if not public(address) and not receiver.near:
            raise Missed(MissKind.PRIVATE)
        if public(address) and not secure:
            raise Missed(MissKind.PLAIN)
    with _reached(to for _, to in found) as line:
        try:
            if not secure:
                with deadline(line, LIMIT):
                    status = _posted(line, place, headers, body)
            else:
                with (
                    _trusting().wrap_socket(line, server_hostname=host, do_handshake_on_connect=False) as sealed,
                    deadline(sealed, LIMIT),
                ):
                    sealed.do_handshake()
                    status = _posted(sealed, place, headers, body)
        except ssl.SSLCertVerificationError:
            raise Missed(MissKind.TLS) from None
        except (OSError, http.client.HTTPException):
            raise Missed(MissKind.SILENT) from None
    if not 200 <= status < 300:
        raise Missed(f"{MissKind.HTTP}.{status}")


def _resolved(host: str, port: int) -> list[tuple[Address, tuple[str, int]]]:
    """All that the name stands for, asked once: what was judged is what is gone to."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        places = [str(to[0]).partition("%")[0] for *_, to in found]
        return [
            (ipaddress.ip_address(place), (str(to[0]), port)) for place, (*_, to) in zip(places, found, strict=True)
        ]
    except (OSError, ValueError):  # the latter: no name that can be asked for
        raise Missed(MissKind.NAME) from None


def _reached(places: Iterable[tuple[str, int]]) -> socket.socket:
    """A line to the first of each family that takes it."""
    tried = set[bool]()
    for place in places:
        if (family := ":" in place[0]) not in tried:
            tried.add(family)
            with contextlib.suppress(OSError):
                return socket.create_connection(place, LIMIT / 2)
    raise Missed(MissKind.SILENT)


def _trusting() -> ssl.SSLContext:
    """The authorities of this system; no keys are written down, whatever the environment says."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_default_certs()
    return context


def _posted(line: socket.socket, place: SplitResult, headers: Mapping[str, str], body: bytes) -> int:
    asking = http.client.HTTPConnection(place.netloc)
    asking.sock = line
    line.settimeout(LIMIT)
    path = place.path or "/"
    asking.putrequest("POST", f"{path}?{place.query}" if place.query else path, skip_accept_encoding=True)
    for name, value in {**headers, "Content-Length": str(len(body)), "Connection": "close"}.items():
        asking.putheader(name, value)
    asking.endheaders(body)
    with asking.getresponse() as answer:
        return answer.status
