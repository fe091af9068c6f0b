"""A passphrase from a file that nobody else can read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from core.errors import BadInput
from core.secret import Secret

MAX_SIZE = 4096  # bytes


def passphrase_from(file: Path) -> Secret[bytes]:
    """The first line of `file`. Raises BadInput (kind "passphrase_file") if others may read it, or it is empty."""
    try:
        with file.open("rb") as opened:
            found = os.fstat(opened.fileno())
            if os.name == "posix" and stat.S_ISREG(found.st_mode) and found.st_mode & 0o077:
                raise BadInput(f"others can read the passphrase file {file}; run: chmod 600 {file}", "passphrase_file")
            line = opened.readline(MAX_SIZE + 2).rstrip(b"\r\n")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is not a file name"
        raise BadInput(f"the passphrase file {file} cannot be read: {why}", "passphrase_file") from None
    if not line or len(line) > MAX_SIZE:
        raise BadInput(f"the passphrase file {file} holds no passphrase in its first line", "passphrase_file")
    return Secret(line)
