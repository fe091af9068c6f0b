"""Whether there is a way to the internet, asked of the system's own choice of a route. No packet is sent."""

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
