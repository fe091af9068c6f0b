"""One question to a web server, which learns of us what it must: the path, and with a proxy not even from where."""

from __future__ import annotations

import http.client
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from core.chain.socks import dial
from core.errors import LinkError, LinkKind
from core.platform.deadline import deadline

OK, MISSING = int(http.client.OK), int(http.client.NOT_FOUND)


@dataclass(frozen=True, slots=True)
class WebAnswer:
    """Its number, its first bytes, and where it sends us to ("": nowhere; nobody follows)."""

    status: int
    data: bytes
    location: str


def get(url: str, proxy: str, timeout: float, most: int, kind: LinkKind) -> WebAnswer:
    """What stands at an address of http or https; of a longer answer `most` + 1 bytes. `proxy` is socks5://HOST:PORT,
    or "" for none; `timeout` in seconds for the way, and for the whole answer.

    Raises LinkError, of `kind` once somebody has answered, and BadInput for a proxy that is none.
    """
    place = urlsplit(url)
    host, secure = place.hostname or "", place.scheme == "https"
    with dial(host, place.port or (443 if secure else 80), proxy, timeout) as line:
        try:
            if not secure:
                with deadline(line, timeout):
                    return _asked(line, place, most)
            context = ssl.create_default_context()
            sealed = context.wrap_socket(line, server_hostname=host, do_handshake_on_connect=False)
            with sealed, deadline(sealed, timeout):
                sealed.do_handshake()
                return _asked(sealed, place, most)
        except (OSError, http.client.HTTPException):
            raise LinkError(f"{host} does not answer as it should", kind) from None


def _asked(line: socket.socket, place: SplitResult, most: int) -> WebAnswer:
    asking = http.client.HTTPConnection(place.netloc)
    asking.sock = line
    asking.request("GET", f"{place.path}?{place.query}" if place.query else place.path)
    with asking.getresponse() as answer:
        return WebAnswer(answer.status, answer.read(most + 1), answer.getheader("Location") or "")
