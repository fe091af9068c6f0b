"""What every program does first (V6). It touches no home, so it is a door of its own (core/spec/decisions.md)."""

from __future__ import annotations

import os

from core.platform.api import MemoryLock
from core.platform.here import here

__all__ = ["UNWANTED", "MemoryLock", "harden", "lock_memory"]

UNWANTED = ("SSLKEYLOGFILE", "OPENSSL_CONF", "OPENSSL_MODULES")


def harden() -> None:
    """The first lines of every program: no readable files, no core dumps, no attached debugger, no TLS key log."""
    for name in UNWANTED:
        os.environ.pop(name, None)
    here.harden()


def lock_memory() -> MemoryLock:
    """Keep what this process has in memory, and will have, out of swap."""
    return here.lock_memory()
