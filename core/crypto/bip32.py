"""One unhardened step of BIP32 on public keys."""

from __future__ import annotations

import hashlib
import hmac

from core.crypto.secp256k1 import Point, add, base_mult, q
from core.errors import BadInput

HARDENED = 1 << 31


def ckd(P: Point, chain: bytes, i: int) -> tuple[int, Point, bytes]:
    """(tweak, child key, child chain code) of index `i`. Raises BadInput for a hardened index."""
    if not 0 <= i < HARDENED:
        raise BadInput("a hardened step needs the whole private key, which does not exist")
    digest = hmac.digest(chain, bytes(P) + i.to_bytes(4, "big"), hashlib.sha512)
    tweak = int.from_bytes(digest[:32], "big")
    if not 0 < tweak < q:
        raise BadInput("this index has no child key; use the next one")
    return tweak, add(P, base_mult(tweak)), digest[32:]
