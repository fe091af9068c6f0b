"""The name of a joint key."""

from __future__ import annotations

from typing import SupportsBytes

from core.primitives.hashing import Tag, tagged_hash


def key_id(network: str, Q: SupportsBytes, chain: bytes) -> bytes:
    """The 32-byte name of a joint key. It commits to the chain code, which nobody can read from it."""
    return tagged_hash(Tag.KEY_ID, network.encode(), bytes(Q), chain)
