"""Where a program keeps its things, and the few settings a home may hold in `config.toml`.

The file is not sealed, so nothing in it can loosen a rule: it saves typing, no more. Every setting has an option of
the same name that wins over it.
"""

from __future__ import annotations

import os
import sys
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from core.errors import BadInput, InputKind, StorageError, StorageKind

CONFIG = "config.toml"
WINDOW = "desktop.toml"  # what the window remembers of its look, servers and the wallet shown last
UNSEALED = (CONFIG, WINDOW)  # what a home has beside its vault, by name

_MAX_SIZE = 65_536
_KINDS: dict[type, str] = {str: "a text", int: "a number", bool: "true or false"}


@dataclass(frozen=True, slots=True)
class Config:
    """One home and what its `config.toml` says; empty or None where it is silent."""

    home: Path
    passphrase_file: Path | None = None
    listen: str = ""
    pair_port: int | None = None
    advertise: str = ""
    anchor: str = ""
    metrics: str = ""
    store: str = ""  # the address of the database that a co-signer's vault lies in, instead of its home
    updates: str = ""  # where releases are told of, instead of where this build says
    web: str = ""
    web_name: str = ""
    trusted_proxy: str = ""
    standby: bool = False  # wait for a vault in a database that another `serve` has


def default_home(program: str, variable: str) -> Path:
    """The home of `program`: the environment variable, else the place this system keeps such things."""
    if named := os.environ.get(variable):
        return Path(named)
    if sys.platform == "darwin":  # platformdirs would let XDG_DATA_HOME move the home, which it never did on a Mac
        return Path("~/Library/Application Support").expanduser() / program
    from platformdirs import user_data_path

    return user_data_path(program, appauthor=False)


def load(home: Path) -> Config:
    """The settings of `home`. Raises StorageError for a home that cannot be entered, BadInput for a file that is not
    exactly what it should be."""
    path = home / CONFIG
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_SIZE + 1)
    except FileNotFoundError:
        return Config(home)
    except OSError as error:
        if not os.access(home / ".", os.X_OK):
            raise StorageError(
                f"the home {home} cannot be opened: {os.strerror(error.errno or 0)}", StorageKind.HOME
            ) from None
        raise BadInput(f"{path} cannot be read: {os.strerror(error.errno or 0)}.", InputKind.CONFIG) from None
    return parse(home, data)


def parse(home: Path, data: bytes) -> Config:
    """`data` as the text of a config.toml. Raises BadInput, and nothing else, on anything that does not fit."""
    name = "config.toml"
    if len(data) > _MAX_SIZE:
        raise BadInput(f"{name} is larger than {_MAX_SIZE} bytes.", InputKind.CONFIG)
    try:
        table = tomllib.loads(data.decode())
    except (ValueError, RecursionError):
        raise BadInput(f"{name} is not valid TOML.", InputKind.CONFIG) from None
    rest = ("advertise", "anchor", "metrics", "store", "updates", "web", "web_name", "trusted_proxy")
    kinds = {**dict.fromkeys(("passphrase_file", "listen", *rest), str), "pair_port": int, "standby": bool}
    for key, value in table.items():
        if key not in kinds:
            raise BadInput(f"{name} has a setting nobody knows; it may have {', '.join(kinds)}.", InputKind.CONFIG)
        if type(value) is not kinds[key]:
            raise BadInput(f"{name}: {key} must be {_KINDS[kinds[key]]}.", InputKind.CONFIG)
    port = table.get("pair_port")
    if port is not None and not 1 <= port <= 65_535:
        raise BadInput(f"{name}: pair_port must be between 1 and 65535.", InputKind.CONFIG)
    for key in ("passphrase_file", "anchor"):
        if "\0" in table.get(key, ""):
            raise BadInput(f"{name}: {key} is not a file name.", InputKind.CONFIG)
    file, texts = table.get("passphrase_file", ""), (table.get(key, "") for key in rest)
    found = Config(home, home / file if file else None, table.get("listen", ""), port, *texts)
    return replace(found, standby=table.get("standby", False))
