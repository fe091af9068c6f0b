"""Unhardened BIP32 on a key nobody has: the tweak of a path, and the child's public key."""

from __future__ import annotations

from functools import lru_cache

from core.crypto.bip32 import ckd
from core.crypto.secp256k1 import Point, reduce
from core.errors import BadInput

MAX_DEPTH = 5


@lru_cache(maxsize=4096)
def child(Q: Point, chain: bytes, path: tuple[int, ...]) -> tuple[int, Point, bytes]:
    """(tweak t, Q + tG, chain code) of `path`, at most five unhardened steps. Raises BadInput."""
    if len(path) > MAX_DEPTH:
        raise BadInput(f"a path has at most {MAX_DEPTH} steps")
    if not path:
        return 0, Q, chain
    tweak, parent, code = child(Q, chain, path[:-1])
    step, P, below = ckd(parent, code, path[-1])
    return reduce(tweak + step), P, below
