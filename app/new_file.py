"""Files that hold what nobody else is to read, and that are written once."""

from __future__ import annotations

import os
from pathlib import Path

from app.terminal import UsageError, plain
from core.errors import BadInput, InputKind, StorageError
from core.platform.here import here


def must_be_new(name: str) -> Path:
    """Check, before any work is done, that a new file can be written there. Raises BadInput, UsageError."""
    path = Path(name)
    try:
        if not path.name or not path.parent.is_dir():
            raise UsageError(f"There is no directory {plain(str(path.parent))} to write to.")
        path.lstat()
    except FileNotFoundError:
        return path
    except (OSError, ValueError):
        raise BadInput(f"“{plain(name)}” is not a file name.", InputKind.FILE) from None
    raise BadInput(f"“{plain(name)}” exists, and nothing is written over; choose another name.", InputKind.FILE)


def write_private(path: Path, data: bytes) -> None:
    """A file that did not exist, for its owner alone, and whole as soon as it has its name. Raises StorageError,
    BadInput; what was begun goes again."""
    begun = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        handle = here.create(str(begun))
    except OSError as error:
        raise _unwritten(path, error) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            here.sync(file.fileno())
        _name(begun, path)
    except FileExistsError:
        raise BadInput(f"“{plain(str(path))}” exists, and nothing is written over.", InputKind.FILE) from None
    except OSError as error:
        raise _unwritten(path, error) from None
    finally:
        begun.unlink(missing_ok=True)


def _name(begun: Path, path: Path) -> None:
    """Its name, which nothing else has. FileExistsError."""
    try:
        os.link(begun, path)
    except FileExistsError:
        raise
    except OSError:  # a disk without links, as a stick
        os.close(here.create(str(path)))
        begun.replace(path)


def _unwritten(path: Path, error: OSError) -> StorageError:
    return StorageError(f"“{plain(str(path))}” could not be written: {os.strerror(error.errno or 0)}.")
