"""Whether there is a way to the internet, and whether an address is this machine's own: asked of the system. No packet
is sent, and nobody is asked for the address of a name."""

from __future__ import annotations

import contextlib
import socket

_ANYWHERE = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))  # for documentation: never on a LAN
_PORT = 9


def leads_out() -> bool:
    """Connecting a datagram socket chooses a route, and sends nothing: without one it fails."""
    for family, address in _ANYWHERE:
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as line:
            line.connect((address, _PORT))
            return True
    return False


def is_own_address(host: str) -> bool:
    """Whether `host` is an address of this machine: a datagram socket can be bound to no other. False for a name."""
    try:
        [(family, kind, _, _, address)] = socket.getaddrinfo(
            host, 0, type=socket.SOCK_DGRAM, flags=socket.AI_NUMERICHOST
        )
        with socket.socket(family, kind) as tried:
            tried.bind(address)
    except (OSError, ValueError):  # also of what is no text for an address
        return False
    return True
