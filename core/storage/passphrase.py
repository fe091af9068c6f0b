"""One passphrase, however a keyboard or an editor writes it; and from a file that nobody else can read."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from core.errors import BadInput, InputKind
from core.platform.here import here
from core.secret import Secret

MAX_SIZE = 4096  # bytes


def normalized(passphrase: Secret[bytes]) -> Secret[bytes]:
    """The one form of a passphrase (Unicode NFKC, without byte order mark): systems compose the letters of one word in
    different ways. What is no UTF-8 stays as it is."""
    try:
        text = passphrase.reveal().decode().removeprefix("\ufeff")
    except UnicodeDecodeError:
        return passphrase
    return Secret(unicodedata.normalize("NFKC", text).encode())


def passphrase_from(file: Path) -> Secret[bytes]:
    """The first line of `file`. Raises BadInput (kind "passphrase_file") if others may read it, or it is empty."""
    try:
        with file.open("rb") as opened:
            if here.others_read(opened.fileno(), listed=True):
                raise BadInput(
                    f"others can read the passphrase file {file}; run: {here.remedy(file)}", InputKind.PASSPHRASE_FILE
                )
            line = opened.readline(MAX_SIZE + 2).rstrip(b"\r\n")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is not a file name"
        raise BadInput(f"the passphrase file {file} cannot be read: {why}", InputKind.PASSPHRASE_FILE) from None
    if not line or len(line) > MAX_SIZE:
        raise BadInput(f"the passphrase file {file} holds no passphrase in its first line", InputKind.PASSPHRASE_FILE)
    return Secret(line)
