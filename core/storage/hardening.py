"""What every program does first (V6). It touches no home, so it is a door of its own (core/spec/decisions.md)."""

from __future__ import annotations

import os
import sys
from enum import StrEnum

UNWANTED = ("SSLKEYLOGFILE", "OPENSSL_CONF", "OPENSSL_MODULES")
PR_SET_DUMPABLE = 4
MCL_CURRENT, MCL_FUTURE, MCL_ONFAULT = 1, 2, 4
CAP_IPC_LOCK = 14


class MemoryLock(StrEnum):
    """Whether this process's memory stays off the disk (swap)."""

    LOCKED = "locked"  # it may not
    REFUSED = "refused"  # it may: this user may lock too little
    UNKNOWN = "unknown"  # it may: there is no way to say it here


def harden() -> None:
    """The first lines of every program: no readable files, no core dumps, no attached debugger, no TLS key log."""
    os.umask(0o077)
    for name in UNWANTED:
        os.environ.pop(name, None)
    if os.name == "posix":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def lock_memory() -> MemoryLock:
    """Keep what this process has in memory, and will have, out of swap.

    Only where no limit stands: below one, memory that is asked for later would be refused and the program end. Pages
    are locked as they are first used, or each thread's stack would take its 8 MB at once.
    """
    if sys.platform != "linux":
        return MemoryLock.UNKNOWN
    import ctypes
    import resource

    unlimited = resource.RLIM_INFINITY
    hard = resource.getrlimit(resource.RLIMIT_MEMLOCK)[1]
    if hard == unlimited:
        resource.setrlimit(resource.RLIMIT_MEMLOCK, (unlimited, unlimited))
    elif not _may_lock():
        return MemoryLock.REFUSED
    mlockall = ctypes.CDLL(None).mlockall
    done = mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0
    return MemoryLock.LOCKED if done else MemoryLock.REFUSED


def _may_lock() -> bool:
    """Whether this process has the capability that no limit holds for (proc(5): CapEff, hexadecimal)."""
    with open("/proc/self/status", "rb") as lines:  # noqa: PTH123  pathlib is slow to load
        found = next((line.split()[1] for line in lines if line.startswith(b"CapEff:")), b"0")
    return bool(int(found, 16) >> CAP_IPC_LOCK & 1)
