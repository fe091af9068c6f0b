"""The disk below a store: room on it, names that last, and its errors in plain words."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from core.crypto.rng import HedgedRng
from core.errors import StorageError, StorageKind
from core.platform.here import here

BALLAST, BALLAST_SIZE = "ballast", 1 << 20  # given up when a commit finds the disk full
COPY = "vault.format-"  # with a number: a copy of a vault of before, beside it
ROOM = 4 << 20  # bytes that must be free before a run begins whose commit should not fail
_NO_ROOM = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)


def sync_directory(home: Path) -> None:
    """Make the names in a directory durable."""
    here.sync_directory(str(home))


def put_in_place(file: Path, data: bytes) -> None:
    """This content in a file for us alone, durable when it returns, or whatever was there before. OSError."""
    new = file.with_name(file.name + ".new")
    try:
        new.unlink(missing_ok=True)  # of a program that was killed
        with os.fdopen(here.create(str(new)), "wb") as stream:
            stream.write(data)
            stream.flush()
            here.sync(stream.fileno())
        new.replace(file)
        sync_directory(file.parent)
    except OSError:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)
        raise


def has_room(home: Path, more: int = 0) -> bool:
    """Whether a run that ends in a commit may begin, or `more` bytes may be written."""
    return shutil.disk_usage(home).free >= ROOM + more


def keep_ballast(home: Path) -> None:
    """Occupy the space that a commit may need on a full disk. Random, or some file systems would store nothing."""
    place = home / BALLAST
    with contextlib.suppress(OSError):
        if not place.exists() or place.stat().st_size < BALLAST_SIZE:
            place.write_bytes(HedgedRng().bytes("ballast", BALLAST_SIZE))


def drop_ballast(home: Path) -> bool:
    """Give that space back. False: there was none left."""
    try:
        (home / BALLAST).unlink()
    except OSError:
        return False
    return True


def damaged() -> StorageError:
    """What cannot be read at all."""
    return StorageError(
        "the vault is damaged and cannot be read; put a backup of this home back, or restore the device from its sheet",
        StorageKind.CORRUPT,
    )


def replayed() -> StorageError:
    """What reads, and is not what was written last."""
    return StorageError(
        "a record of the vault was swapped, deleted or replayed; put a backup of this home back, or restore the device "
        "from its sheet",
        StorageKind.CORRUPT,
    )


def half_a_copy(home: Path) -> StorageError:
    """It was open when it was copied, or killed, and what lies beside it then is gone: it may be any old state."""
    return StorageError(
        f"the vault in {home} was not closed, and the log that belongs beside it (vault-wal) is missing: it is a copy "
        "of one file alone, or the log was deleted; bring the log back, or accept the home as an old copy",
        StorageKind.HALF,
    )


def two_moments(home: Path) -> StorageError:
    """A file and the log beside it are whole each, and not of one another."""
    return StorageError(
        f"in {home} the vault and the log beside it (vault-wal) are of two moments, as a sync service or a copy of an "
        "open home leaves them; bring back the log that belongs to it, or accept the home as an old copy",
        StorageKind.MIXED,
    )


def replaced(home: Path) -> StorageError:
    """What is written now would be lost with the file that nobody can open any more."""
    return StorageError(
        f"the vault in {home} was moved, deleted or replaced by another program while it was open, as a sync service "
        "does; nothing more was written; take the folder out of that service, then start again",
        StorageKind.REPLACED,
    )


@contextlib.contextmanager
def else_raise(why: StorageError) -> Iterator[None]:
    """Another try, whose own StorageError would tell less than the first one's."""
    try:
        yield
    except StorageError:
        raise why from None


def full(home: Path) -> StorageError:
    """There was no room, and so nothing was changed."""
    return StorageError(f"the disk of {home} is full; nothing was changed; make room on it", StorageKind.FULL)


def refused(error: OSError, home: Path) -> StorageError:
    """The system's error as ours."""
    if found_full(error):
        return full(home)
    return StorageError(f"the vault in {home} cannot be used: {error}", StorageKind.STORAGE)


def remove_copies(home: Path) -> None:
    """Of formats of before, as far as they can be."""
    with contextlib.suppress(OSError):
        for file in home.iterdir():
            if file.name.startswith(COPY):
                file.unlink()


def found_full(error: BaseException) -> bool:
    """Whether the system had no room."""
    return getattr(error, "errno", None) in _NO_ROOM
