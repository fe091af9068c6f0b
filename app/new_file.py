"""Files that hold what nobody else is to read, and that are written once."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from app.terminal import UsageError, plain
from core.errors import BadInput, InputKind, StorageError
from core.platform.here import here


def must_be_new(name: str) -> Path:
    """Check, before any work is done, that a new file can be written there; what a killed run began for it goes. Raises
    BadInput, UsageError."""
    path = Path(name)
    try:
        if not path.name or not path.parent.is_dir():
            raise UsageError(f"There is no directory {plain(str(path.parent))} to write to.")
        _forget_begun(path)
        path.lstat()
    except FileNotFoundError:
        return path
    except (OSError, ValueError):
        raise BadInput(f"“{plain(name)}” is not a file name.", InputKind.FILE) from None
    raise BadInput(f"“{plain(name)}” exists, and nothing is written over; choose another name.", InputKind.FILE)


def write_private(path: Path, data: bytes) -> None:
    """A file that did not exist, as `writing_private`."""
    with writing_private(path) as file:
        file.write(data)


@contextlib.contextmanager
def writing_private(path: Path) -> Iterator[BinaryIO]:
    """A file that did not exist, for its owner alone, and whole as soon as it has its name. Raises StorageError,
    BadInput; what was begun goes again."""
    _forget_begun(path)
    begun = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        handle = here.create(str(begun))
    except OSError as error:
        raise _unwritten(path, error) from None
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            here.sync(file.fileno())
        _name(begun, path)
    except FileExistsError:
        raise BadInput(f"“{plain(str(path))}” exists, and nothing is written over.", InputKind.FILE) from None
    except OSError as error:
        raise _unwritten(path, error) from None
    finally:
        begun.unlink(missing_ok=True)


def _forget_begun(path: Path) -> None:
    """A run that was killed leaves what it began, perhaps a key, and nobody looks for it there."""
    begun = re.compile(re.escape(path.name) + r"\.[0-9]+\.part")
    with contextlib.suppress(OSError, ValueError):
        for other in path.parent.iterdir():
            if begun.fullmatch(other.name):
                other.unlink()


def _name(begun: Path, path: Path) -> None:
    """Its name, which nothing else has. FileExistsError; FileNotFoundError where another run took it away."""
    try:
        os.link(begun, path)
    except (FileExistsError, FileNotFoundError):
        raise
    except OSError:  # a disk without links, as a stick
        if os.path.lexists(path):
            raise FileExistsError from None
        begun.rename(path)


def _unwritten(path: Path, error: OSError) -> StorageError:
    return StorageError(f"“{plain(str(path))}” could not be written: {os.strerror(error.errno or 0)}.")
