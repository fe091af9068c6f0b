"""Signatures as minisign makes them, of its prehashed kind alone: Ed25519 over BLAKE2b-512. Stock tools check them too.

untrusted comment: nobody has signed this line
base64("ED" | key id 8 | Ed25519(BLAKE2b-512(data)))
trusted comment: this one is signed
base64(Ed25519(the signature above | the trusted comment))
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

KEY, PREHASHED = b"Ed", b"ED"
UNTRUSTED, TRUSTED = b"untrusted comment: ", b"trusted comment: "
MOST_SIGNATURE = 4 << 10  # bytes of a signature's file


@dataclass(frozen=True, slots=True)
class ReleaseKey:
    """A public key: 8 bytes that name it, and 32 of Ed25519."""

    id: bytes
    point: bytes

    @classmethod
    def parse(cls, text: str) -> ReleaseKey:
        """Of the one line that minisign prints, RW…. ValueError for anything else."""
        data = _decoded(text.encode("ascii"), 42)
        if data[:2] != KEY:
            raise ValueError("not a key of Ed25519")
        return cls(data[2:10], data[10:])

    @property
    def text(self) -> str:
        """As `parse` reads it."""
        return base64.b64encode(KEY + self.id + self.point).decode()

    @property
    def name(self) -> str:
        """16 hexadecimal digits, as minisign shows them."""
        return self.id[::-1].hex().upper()


def signer(signature: bytes, data: bytes, keys: Iterable[ReleaseKey]) -> ReleaseKey | None:
    """Which of the keys has made this signature of `data`; None where it is none of theirs, or none at all."""
    lines = signature.split(b"\n")
    if len(signature) > MOST_SIGNATURE or len(lines) != 5 or lines[4]:
        return None
    if not (lines[0].startswith(UNTRUSTED) and lines[2].startswith(TRUSTED)):
        return None
    try:
        made, whole = _decoded(lines[1], 74), _decoded(lines[3], 64)
    except ValueError:
        return None
    found = next((key for key in keys if key.id == made[2:10]), None)
    if found is None or made[:2] != PREHASHED:
        return None
    try:
        point = Ed25519PublicKey.from_public_bytes(found.point)
        point.verify(made[10:], prehashed(data))
        point.verify(whole, made[10:] + lines[2][len(TRUSTED) :])
    except InvalidSignature:
        return None
    return found


def prehashed(data: bytes) -> bytes:
    """What is signed of it: 64 bytes."""
    return hashlib.blake2b(data).digest()


def _decoded(text: bytes, size: int) -> bytes:
    """Base64 in its one form, of so many bytes. ValueError."""
    data = base64.b64decode(text, validate=True)
    if len(data) != size or base64.b64encode(data) != text:
        raise ValueError("not in its one form")
    return data
