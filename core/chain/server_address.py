"""How a server or a proxy is written: SCHEME://HOST:PORT, where HOST is a name in any script, an IPv4 address, or an
IPv6 address in brackets, also with the zone that a link-local one needs (RFC 4007, RFC 6874)."""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass

from core.errors import BadInput, InputKind

_PLACE = re.compile(r"(\[[^\[\]]*\]|[^\[\]:/?#@\s]+):([0-9]{1,5})", re.ASCII)
_LABEL = re.compile(r"[A-Za-z0-9_-]{1,63}", re.ASCII)
_ZONE = re.compile(r"[A-Za-z0-9._~-]{1,15}", re.ASCII)
_LONGEST = 253  # characters of a name


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """`host`: a name in ASCII without a last dot, or an address without brackets and zone."""

    scheme: str
    host: str
    port: int
    zone: str = ""

    @classmethod
    def parse(cls, text: str, schemes: tuple[str, ...], kind: InputKind = InputKind.SERVER) -> ServerAddress:
        """BadInput (of `kind`, or SERVER_HOST where HOST alone is wrong) says how it is written."""
        scheme, _, place = text.strip().partition("://")
        found = _PLACE.fullmatch(place)
        if scheme.lower() not in schemes or found is None or not 0 < int(found[2]) < 1 << 16:
            forms = " or ".join(f"{scheme}://HOST:PORT" for scheme in schemes)
            raise BadInput(f"a {'proxy' if kind == InputKind.PROXY else 'server'} is given as {forms}", kind)
        host, zone = _host(found[1])
        return cls(scheme.lower(), host, int(found[2]), zone)

    @property
    def scoped(self) -> str:
        """The host for a socket of Python: with the zone."""
        return f"{self.host}%{self.zone}" if self.zone else self.host

    def url(self) -> str:
        """For BDK, which knows zones by number alone. BadInput if this machine has no such interface."""
        host = f"[{self.host}%{self._scope()}]" if self.zone else f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"

    def must_be_here(self) -> None:
        """BadInput unless this machine has the interface that the zone names."""
        if self.zone:
            self._scope()

    def _scope(self) -> int:
        try:
            return int(self.zone) if self.zone.isdecimal() else socket.if_nametoindex(self.zone)
        except OSError:
            raise BadInput(
                f"this machine has no network interface named “{self.zone}”, the zone of this server; write the one "
                "that leads to it",
                InputKind.SERVER_ZONE,
            ) from None


def _host(text: str) -> tuple[str, str]:
    if text.startswith("["):
        return _ip6(text[1:-1])
    name = (text if text.isascii() else _in_ascii(text)).removesuffix(".")
    labels = name.split(".")
    if len(name) > _LONGEST or not all(map(_LABEL.fullmatch, labels)):
        raise _wrong(text)
    if labels[-1].isdecimal():
        try:
            return str(ipaddress.IPv4Address(name)), ""
        except ValueError:
            raise _wrong(text) from None
    return name, ""


def _in_ascii(name: str) -> str:
    import idna  # few servers need it

    try:
        return idna.encode(name, uts46=True).decode()
    except UnicodeError:
        raise _wrong(name) from None


def _ip6(text: str) -> tuple[str, str]:
    address, mark, zone = text.partition("%")
    zone = zone.removeprefix("25") if len(zone) > 2 else zone
    try:
        if mark and not _ZONE.fullmatch(zone):
            raise ValueError
        return str(ipaddress.IPv6Address(address)), zone
    except ValueError:
        raise _wrong(f"[{text}]") from None


def _wrong(text: str) -> BadInput:
    return BadInput(
        f"“{text}” can be no name or address of a machine: look for a missing or double dot, a part of more than 63 "
        "characters, or a digit too many",
        InputKind.SERVER_HOST,
    )
