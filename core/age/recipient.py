"""Public keys as age writes them, and which of our keys a file of identities names."""

from __future__ import annotations

from typing import Final

from core.codec.bech32 import BECH32, decode_bytes, encode_bytes
from core.errors import BadInput, InputKind

PUBLIC: Final = "age"
PLUGIN: Final = "age-plugin-tandem-"


def recipient(u: bytes) -> str:
    """age1… of an X25519 public key, 32 bytes."""
    return encode_bytes(PUBLIC, u, BECH32)


def identity(key_id: bytes) -> str:
    """AGE-PLUGIN-TANDEM-1…, which says where the key is and nothing of it. `key_id`: 32 bytes."""
    return encode_bytes(PLUGIN, key_id, BECH32).upper()


def key_of(text: str) -> bytes:
    """The key_id that `identity` wrote. Raises BadInput."""
    if text == text.upper():
        try:
            key_id = decode_bytes(PLUGIN, text, BECH32)
        except BadInput:
            key_id = b""
        if len(key_id) == 32:
            return key_id
    raise BadInput("this identity was cut or altered; take it again from where it is shown", InputKind.AGE_IDENTITY)
