"""By which line a request came: straight, or through the one proxy that is trusted (W1, W4). What a proxy says is
believed of that one alone, and of what it says only its own word: the last hop. Who claims to come through it and does
not gets nothing."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from aiohttp import web

FOR, PROTO = "X-Forwarded-For", "X-Forwarded-Proto"
ANOTHER_HOST: Final = "another host was meant\n"
UNTOLD: Final = f"the proxy has to say {FOR}, and {PROTO}: https\n"


@dataclass(frozen=True, slots=True)
class BrowserLine:
    """`address`: the browser's, as far as can be told; `origin`: https, where a phone can check the line (W1), else
    empty."""

    address: str
    origin: str = ""

    @property
    def verified(self) -> bool:
        """Whether a phone can."""
        return bool(self.origin)


@dataclass(frozen=True, slots=True)
class BrowserLines:
    """`near`: hosts that lead here without a certificate; `own`: with the page's own; `proxied`: by a proxy, which is
    `proxy` (empty: whatever of this machine)."""

    near: Collection[str] = ()
    own: Collection[str] = ()
    proxied: Collection[str] = ()
    proxy: str = ""

    def of(self, request: web.BaseRequest) -> BrowserLine | str:
        """The line; or why nobody is served there."""
        hosts = request.headers.getall("Host", [])
        host, peer = hosts[0] if len(hosts) == 1 else "", address_of(request.remote or "")
        if self.proxy and peer == self.proxy and (FOR in request.headers or PROTO in request.headers):
            return self._told(request, host)
        if host in self.own or (host in self.proxied and not self.proxy):
            return BrowserLine(peer, f"https://{host}")
        return BrowserLine(peer) if host in self.near else ANOTHER_HOST

    def _told(self, request: web.BaseRequest, host: str) -> BrowserLine | str:
        """What the proxy has said itself: whatever stands before that came with the request."""
        if host not in self.proxied:
            return ANOTHER_HOST
        address = address_of(_last(request, FOR))
        if not address or _last(request, PROTO) != "https":
            return UNTOLD
        return BrowserLine(address, f"https://{host}")


def address_of(text: str) -> str:
    """An IP address as it is compared, IPv4 in IPv6 as IPv4; empty where it is none."""
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return ""
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return str(mapped or found)


def _last(request: web.BaseRequest, name: str) -> str:
    return ",".join(request.headers.getall(name, [])).rpartition(",")[2].strip()
