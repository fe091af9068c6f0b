"""A TCP connection of our own, straight or through a SOCKS5 proxy (RFC 1928), which then resolves the name too."""

from __future__ import annotations

import socket
import threading
from typing import Any

from core.chain.server_address import ServerAddress
from core.errors import InputKind, LinkError, LinkKind
from core.platform.deadline import deadline


def proxy_address(url: str) -> ServerAddress:
    """Where a proxy listens. BadInput (kinds "proxy", "server") if it is not written as socks5://HOST:PORT."""
    return ServerAddress.parse(url, ("socks5",), InputKind.PROXY)


def dial(host: str, port: int, proxy: str, timeout: float) -> socket.socket:
    """Connect to `host`:`port`. `proxy` is socks5://HOST:PORT, or "" for none; `timeout` in seconds for the connection,
    for all that the proxy says, and for each piece that is read or written later.

    Raises LinkError, and BadInput (kind "proxy") for a proxy written in another way.
    """
    if proxy:
        return _through(proxy, host, port, timeout)
    try:
        return socket.create_connection((host, port), timeout)
    except (OSError, UnicodeError):  # the latter: no name that can be asked for
        raise LinkError(f"{host} does not answer; check your connection", LinkKind.CONNECT) from None


def _through(proxy: str, host: str, port: int, timeout: float) -> socket.socket:
    place = proxy_address(proxy)
    from python_socks import ProxyError, ProxyType
    from python_socks.sync import Proxy

    try:
        line = socket.create_connection((place.scoped, place.port), timeout)
    except (OSError, UnicodeError):
        raise LinkError(f"the proxy {proxy} does not answer; is it running?", LinkKind.CONNECT) from None
    forward: Any = _Connected(line)  # the library knows no interface for it
    over = threading.Event()
    try:
        with deadline(line, timeout) as over:
            return Proxy(ProxyType.SOCKS5, "", 0, rdns=True, forward=forward).connect(host, port, timeout)
    except ProxyError as error:
        why = "" if over.is_set() else _reason(str(error), error.error_code, host)
    except (OSError, ValueError):  # silent, cut off, a name that cannot be written
        why = ""
    raise LinkError(why or f"the proxy {proxy} does not speak SOCKS5", LinkKind.PROXY)


class _Connected:
    """What the library takes for a proxy before the proxy: a line that is there, on which we can keep time."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line

    def connect(self, **_: Any) -> socket.socket:
        """The line, whatever it is called."""
        return self._line


def _reason(words: str, code: int | None, host: str) -> str:
    """Why the proxy fails; "" if it speaks another protocol. The library has a code for RFC 1928's refusals alone."""
    if code is not None or "reply code" in words:
        return f"the proxy could not reach {host}"
    if "authentication method" in words:
        return "the proxy wants a login, which is not supported; use one without"
    return "the proxy hung up" if "closed" in words else ""
