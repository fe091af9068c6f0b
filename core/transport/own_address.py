"""How other machines of the network most likely reach this one, when nobody has said it."""

from __future__ import annotations

import socket

_SOMEWHERE = ("192.0.2.1", 9)  # RFC 5737: an address that nobody has


def own_address() -> str:
    """The address this machine would send from. Nothing is sent; 127.0.0.1 without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_SOMEWHERE)
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"
