"""The head of a file: who may open it, and a MAC that only they can make."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import BinaryIO, Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.age.stanza import BEGINS, MOST_LINE, Stanza, damaged, from_base64, read_stanza
from core.errors import BadInput, InputKind
from core.secret import Secret

VERSION: Final = b"age-encryption.org/v1\n"
ENDS: Final = b"---"
MOST: Final = 1 << 20  # bytes; a thousand recipients of the largest kind that is met


@dataclass(frozen=True, slots=True)
class Header:
    """`covered`: the bytes under the MAC."""

    stanzas: tuple[Stanza, ...]
    covered: bytes
    mac: bytes

    def must_be_of(self, file_key: Secret[bytes]) -> None:
        """Who made it knew the file key. Raises BadInput."""
        if not hmac.compare_digest(hmac.digest(derived(file_key, b"", b"header"), self.covered, "sha256"), self.mac):
            raise damaged("its header was changed after it was made")


def derived(file_key: Secret[bytes], salt: bytes, use: bytes) -> bytes:
    """A key of 32 bytes for one use."""
    return HKDF(SHA256(), 32, salt, use).derive(file_key.reveal())


def read_header(file: BinaryIO) -> Header:
    """Leaves `file` where the payload begins. Raises BadInput."""
    covered = bytearray()

    def line(most: int) -> bytes:
        found = file.readline(most)
        covered.extend(found)
        if len(covered) > MOST:
            raise BadInput("the header of this file is larger than any that is met; nothing was opened", InputKind.AGE)
        return found

    if line(len(VERSION)) != VERSION:
        raise damaged("it does not begin as a file of age v1 does")
    stanzas: list[Stanza] = []
    while (first := line(MOST_LINE)).startswith(BEGINS):
        stanzas.append(read_stanza(first, line))
    mac = first[len(ENDS) + 1 : -1]
    if not stanzas or not first.startswith(ENDS + b" ") or not first.endswith(b"\n") or len(from_base64(mac)) != 32:
        raise damaged("its header has no end")
    return Header(tuple(stanzas), bytes(covered[: len(covered) - len(first) + len(ENDS)]), from_base64(mac))
