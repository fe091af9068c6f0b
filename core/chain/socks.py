"""A TCP connection of our own, straight or through a SOCKS5 proxy (RFC 1928), which then resolves the name too."""

from __future__ import annotations

import re
import socket

from core.errors import BadInput, LinkError

PROXY = re.compile(r"socks5://([\w.-]+|\[[0-9a-fA-F:]+\]):(\d{1,5})", re.ASCII)

_VERSION, _NO_LOGIN, _CONNECT, _NAME = 5, 0, 1, 3
_ADDRESS_LENGTHS = {1: 4, 4: 16}  # by kind of address: IPv4 and IPv6
_PORT_LENGTH = 2


def dial(host: str, port: int, proxy: str, timeout: float) -> socket.socket:
    """Connect to `host`:`port`. `proxy` is socks5://HOST:PORT, or "" for none; `timeout` in seconds for each answer.

    Raises LinkError, and BadInput (kind "proxy") for a proxy written in another way.
    """
    if not proxy:
        return _connect(host, port, timeout, f"{host} does not answer; check your connection")
    match = PROXY.fullmatch(proxy)
    if match is None:
        raise BadInput("a proxy is given as socks5://HOST:PORT", "proxy")
    line = _connect(match[1].strip("[]"), int(match[2]), timeout, f"the proxy {proxy} does not answer; is it running?")
    try:
        _ask(line, host, port)
    except (OSError, ValueError, LinkError) as error:
        line.close()
        why = error.message if isinstance(error, LinkError) else f"the proxy {proxy} does not speak SOCKS5"
        raise LinkError(why, "proxy") from None
    return line


def _connect(host: str, port: int, timeout: float, silent: str) -> socket.socket:
    try:
        return socket.create_connection((host, port), timeout)
    except OSError:
        raise LinkError(silent, "connect") from None


def _ask(line: socket.socket, host: str, port: int) -> None:
    name = host.encode("idna")
    line.sendall(bytes([_VERSION, 1, _NO_LOGIN]))
    version, login = _read(line, 2)
    if version != _VERSION:
        raise ValueError("this is another protocol")
    if login != _NO_LOGIN:
        raise LinkError("the proxy wants a login, which is not supported; use one without")
    line.sendall(bytes([_VERSION, _CONNECT, 0, _NAME, len(name)]) + name + port.to_bytes(_PORT_LENGTH, "big"))
    _, failed, _, kind = _read(line, 4)
    if failed:
        raise LinkError(f"the proxy could not reach {host}")
    length = _ADDRESS_LENGTHS[kind] if kind in _ADDRESS_LENGTHS else _read(line, 1)[0]
    _read(line, length + _PORT_LENGTH)


def _read(line: socket.socket, length: int) -> bytes:
    data = b""
    while len(data) < length:
        more = line.recv(length - len(data))
        if not more:
            raise LinkError("the proxy hung up")
        data += more
    return data
