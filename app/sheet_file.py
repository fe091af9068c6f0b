"""The words of a recovery sheet from a file, for scripts."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from app.terminal import plain
from core.errors import BadInput, InputKind
from core.platform.here import here
from core.secret import Secret

MOST = 4_096  # bytes


def words_of(name: str) -> Secret[tuple[str, ...]]:
    """All words of the file, in its order, whatever stands between them; of standard input for `-`. Raises BadInput if
    others may read the file."""
    try:
        data = sys.stdin.buffer.readline(MOST + 1) if name == "-" else _private(name)
        words = data.decode("ascii").split()
    except (OSError, ValueError) as error:
        reason = os.strerror(error.errno or 0) if isinstance(error, OSError) else "it holds no words"
        raise BadInput(f"“{plain(name)}” cannot be read: {reason}.", InputKind.FILE) from None
    if len(data) > MOST:
        raise BadInput(f"“{plain(name)}” is no recovery sheet: it is too long.", InputKind.FILE)
    return Secret(tuple(words))


def _private(name: str) -> bytes:
    with Path(name).open("rb") as file:
        if here.others_read(file.fileno()):
            remedy = here.remedy(Path("FILE"))
            raise BadInput(f"Others can read the words in “{plain(name)}”; run: {remedy}.", InputKind.FILE)
        return file.read(MOST + 1)
