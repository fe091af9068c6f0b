"""The name of a joint key."""

from __future__ import annotations

from typing import Final, SupportsBytes

from core.primitives.hashing import Tag, tagged_hash

FIRST_SCHEME: Final = 1  # ECDSA: its names were given when there was no other


def key_id(network: str, Q: SupportsBytes, chain: bytes, scheme: int = FIRST_SCHEME) -> bytes:
    """The 32-byte name of a joint key. It commits to the chain code, which nobody can read from it, and to the scheme:
    the same numbers under two schemes are two keys."""
    kind = () if scheme == FIRST_SCHEME else (bytes([scheme]),)
    return tagged_hash(Tag.KEY_ID, network.encode(), bytes(Q), chain, *kind)
