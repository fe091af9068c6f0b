"""Where a vault lies that is in a database, and what its home keeps then: its name there, in a small file.

The file is what makes the vault one of this home: it gets its name once the vault is whole, and goes last.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from pathlib import Path

from core.crypto.rng import HedgedRng
from core.errors import StorageError, StorageKind
from core.secret import Secret
from core.storage import disk

FILE, UNBORN = "postgresql", "postgresql.unborn"
_NAME = re.compile(rb"tandem_[0-9a-f]{32}\n")


@dataclass(frozen=True, slots=True)
class Database:
    """Where a vault lies: the address of a PostgreSQL database (libpq, 34.1.1.2), empty for the home's own folder.
    `password`: for its server, where it asks for one and no file of libpq has it."""

    url: str = ""
    password: Secret[bytes] | None = None


IN_HOME = Database()


def exists(home: Path) -> bool:
    """Whether the vault of this home lies in a database; an unfinished one does not count."""
    return (home / FILE).exists()


def named(home: Path, file: str = FILE) -> str:
    """Its name there: that of a schema. StorageError for a file that has none."""
    try:
        found = (home / file).read_bytes()
    except OSError as error:
        raise StorageError(f"{home / file} cannot be read: {error.strerror}", StorageKind.STORAGE) from None
    if not _NAME.fullmatch(found):
        raise StorageError(f"{home / file} does not name the vault of this home in its database", StorageKind.CORRUPT)
    return found.decode().strip()


def unborn(home: Path) -> str:
    """The name of the one that is being made; again that which a crash has left, so that nothing of it stays there."""
    try:
        return named(home, UNBORN)
    except StorageError:
        name = "tandem_" + HedgedRng().bytes("schema", 16).hex()
    try:
        disk.put_in_place(home / UNBORN, name.encode() + b"\n")
    except OSError as error:
        raise disk.refused(error, home) from None
    return name


def born(home: Path) -> None:
    """It is whole: from now on it is the vault of this home. OSError."""
    (home / UNBORN).rename(home / FILE)
    disk.sync_directory(home)


def given_up(home: Path) -> None:
    """Nothing of the one that was being made is left in its database."""
    with contextlib.suppress(OSError):
        (home / UNBORN).unlink(missing_ok=True)


def forget(home: Path) -> None:
    """The last of it. StorageError."""
    try:
        (home / FILE).unlink(missing_ok=True)
    except OSError as error:
        raise disk.refused(error, home) from None
