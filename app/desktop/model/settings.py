"""What the window remembers outside the vault: how it looks, and nothing that anybody could gain by changing.

Kept in `desktop.toml` in the home, read before the passphrase is known.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import tomli_w

from app.config import WINDOW

SCHEMES = ("system", "light", "dark")
LANGUAGES = ("system", "en", "de")
UNITS = ("sat", "BTC")
LOCK_MINUTES = (1, 5, 15, 60, 0)  # 0: never by itself


@dataclass(frozen=True, slots=True)
class Settings:
    """Every field has its default where the file is silent or odd."""

    scheme: str = "system"
    language: str = "system"
    unit: str = "sat"
    text_size: float = 1.0
    calm: bool = False  # without motion
    lock_minutes: int = 15
    servers: tuple[tuple[str, str], ...] = ()  # Electrum servers by network; "" is the only one that an old file had
    proxy: str = ""  # socks5://HOST:PORT; then no connection is made without it
    price: str = ""  # currency of the price source; empty: none is asked
    ask_for_releases: bool = False  # once a day; else only when a person asks
    practice: bool = False  # the last choice of the first page
    wallet: str = ""  # the wallet shown last
    no_delay: str = ""  # fingerprints of keys, a space between them, whose proposal of a delay was put away

    def server(self, network: str) -> str:
        """The Electrum server of a network; empty: none is asked."""
        known = dict(self.servers)
        return known.get(network, known.get("", ""))

    def servers_with(self, network: str, server: str) -> tuple[tuple[str, str], ...]:
        """All servers, with another one for this network."""
        return tuple({**dict(self.servers), network: server}.items())


_ALLOWED: dict[str, tuple[object, ...]] = {
    "scheme": SCHEMES,
    "language": LANGUAGES,
    "unit": UNITS,
    "text_size": (0.9, 1.0, 1.15, 1.3),
    "lock_minutes": LOCK_MINUTES,
    "price": ("", "EUR", "USD", "CHF", "GBP"),
}


def load(home: Path) -> Settings:
    """The settings of a home. What does not fit is left at its default: a look is no reason not to start."""
    try:
        table = tomllib.loads((home / WINDOW).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Settings()
    found: dict[str, Any] = {}
    for field in fields(Settings):
        value, default = table.get(field.name), field.default
        if type(value) is type(default) and value in _ALLOWED.get(field.name, (value,)):
            found[field.name] = value
    servers = table.get("servers", {"": table["server"]} if table.get("server") else {})
    if isinstance(servers, dict) and all(isinstance(server, str) for server in servers.values()):
        found["servers"] = tuple(servers.items())
    return replace(Settings(), **found)


def save(home: Path, settings: Settings) -> None:
    """Replace the file as a whole. A disk that does not take it costs the settings, nothing else."""
    table = {field.name: getattr(settings, field.name) for field in fields(Settings)}
    text = tomli_w.dumps({**table, "servers": dict(settings.servers)})
    with contextlib.suppress(OSError):
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=WINDOW, dir=home)
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode(errors="replace"))  # Qt may hand over half a character
        Path(name).replace(home / WINDOW)
