"""How machines are reached: this one by others, when nobody has said it, and by itself alone."""

from __future__ import annotations

import ipaddress
import socket

ANYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - to be recognised, and never to be put into a link
_SOMEWHERE = ("192.0.2.1", 9)  # RFC 5737: an address that nobody has


def own_address() -> str:
    """The address this machine would send from. Nothing is sent; 127.0.0.1 without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_SOMEWHERE)
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def told_address(host: str) -> str:
    """What a link says of who listens on `host`, when nobody has told how others reach this machine."""
    return own_address() if host in ANYWHERE else host


def endpoint(host: str, port: int) -> str:
    """HOST:PORT, as a person writes it."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def is_loopback(host: str) -> bool:
    """Whether only this machine itself reaches what listens there."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
