"""The body of a file: chunks under one key, counted, the last one marked (STREAM, Hoang-Reyhanitabar-Rogaway-Vizar)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from core.age.header import derived
from core.age.stanza import damaged
from core.secret import Secret

CHUNK: Final = 64 << 10  # bytes of the text of all chunks but the last
TAG: Final = 16
SALT: Final = 16


def opened(file: BinaryIO, file_key: Secret[bytes]) -> Iterator[bytes]:
    """The text, chunk by chunk: each is as it was written; that none is missing is known at the end. Raises
    BadInput."""
    salt = file.read(SALT)
    cipher = ChaCha20Poly1305(derived(file_key, salt, b"payload"))
    number, sealed = 0, file.read(CHUNK + TAG)
    while True:
        following = file.read(CHUNK + TAG) if len(sealed) == CHUNK + TAG else b""
        last = not following
        try:
            text = cipher.decrypt(number.to_bytes(11, "big") + bytes([last]), sealed, None)
        except InvalidTag:
            raise damaged("a part of it was changed, or its end is missing") from None
        if not text and number:
            raise damaged("it ends with an empty part")
        yield text
        if last:
            return
        number, sealed = number + 1, following
