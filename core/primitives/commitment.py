"""Commitments: the hash of an opening that holds 32 random bytes, bound to its context."""

from __future__ import annotations

import hmac
from collections.abc import Sequence

from core.errors import PeerFault
from core.primitives.hashing import Tag, tagged_hash

SALT = 32  # bytes


def commit(tag: Tag, context: Sequence[bytes], opening: bytes) -> bytes:
    """32 bytes that bind to `opening` and, since it holds `SALT` random bytes or more, hide it."""
    return tagged_hash(tag, *context, opening)


def check(commitment: bytes, tag: Tag, context: Sequence[bytes], opening: bytes) -> None:
    """Accept if `commitment` was made from `opening`. Raises PeerFault."""
    if not hmac.compare_digest(commitment, commit(tag, context, opening)):
        raise PeerFault("a commitment was not opened to what it was made from")
