"""Stanzas of type X25519. They name nobody: who tries one sees by its tag whether it was theirs."""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.age.stanza import Stanza, damaged, from_base64
from core.secret import Secret

TYPE: Final = "X25519"
FILE_KEY: Final = 16  # bytes
TAG: Final = 16
_USE: Final = b"age-encryption.org/v1/X25519"
_NONCE: Final = bytes(12)  # the key wraps once


def ephemeral(stanza: Stanza) -> bytes | None:
    """The 32 bytes of E as they stand; None for another type. Raises BadInput."""
    if stanza.kind != TYPE:
        return None
    if len(stanza.args) != 2 or len(stanza.body) != FILE_KEY + TAG:
        raise damaged("a stanza of X25519 has another form")
    E = from_base64(stanza.args[1].encode("ascii"))
    if len(E) != 32:
        raise damaged("a stanza of X25519 has another form")
    return E


def unwrapped(stanza: Stanza, u: bytes, Z: Secret[bytes]) -> Secret[bytes] | None:
    """The file key, 16 bytes; None where the stanza is somebody else's. `u`: the own public key; `Z`: the u-coordinate
    of xE, 32 bytes, not all zero."""
    salt = from_base64(stanza.args[1].encode("ascii")) + u
    try:
        key = HKDF(SHA256(), 32, salt, _USE).derive(Z.reveal())
        return Secret(ChaCha20Poly1305(key).decrypt(_NONCE, stanza.body, None))
    except InvalidTag:
        return None
