"""Randomness is an argument. Protocol code draws from an `Rng`, each draw under its own label.

The hedged generator survives a weak or repeated system source: its seed also hashes the share, the epoch and the
message being answered, so two answers to different messages never share a nonce (core/spec/rules.md, F5).
"""

from __future__ import annotations

import hashlib
import itertools
import os
import time
from functools import lru_cache
from typing import Protocol

from core.platform.here import here

counter = itertools.count()


class Rng(Protocol):
    """A source of random bytes. The same label may be drawn again; every draw is fresh."""

    def bytes(self, label: str, n: int) -> bytes:
        """`n` random bytes."""
        ...


@lru_cache(maxsize=1)
def boot_id() -> bytes:
    """What names this start of the machine; nothing where the system has no name for it."""
    return here.boot_id()


class HedgedRng:
    """SHAKE-256 over fresh system randomness and everything that makes this moment unlike another.

    Single session only: make a new one for each protocol run. `secret` is the share (or nothing before there is
    one), `context` the epoch id, `message` the frame being answered.
    """

    __slots__ = ("_draws", "_pid", "_seed")

    def __init__(self, secret: bytes = b"", context: bytes = b"", message: bytes = b"") -> None:
        parts = [
            os.urandom(32),
            secret,
            context,
            next(counter).to_bytes(8, "big"),
            os.getpid().to_bytes(8, "big"),
            boot_id(),
            time.monotonic_ns().to_bytes(16, "big"),
            message,
        ]
        seed = hashlib.sha512()
        for part in parts:
            seed.update(len(part).to_bytes(8, "big") + part)
        self._seed = seed.digest()
        self._draws = 0
        self._pid = os.getpid()

    def bytes(self, label: str, n: int) -> bytes:
        """`n` bytes, never the same twice; refuses to run in a forked child, which would repeat its parent."""
        if os.getpid() != self._pid:
            raise RuntimeError("a random generator does not outlive a fork")
        self._draws += 1
        head = self._seed + self._draws.to_bytes(8, "big") + len(label).to_bytes(1, "big") + label.encode()
        return hashlib.shake_256(head).digest(n)
