"""macOS."""

from __future__ import annotations

import sys

assert sys.platform != "win32"  # so that types are checked as what they are

import os
import struct
import time
from typing import TYPE_CHECKING

from core.platform.api import MemoryLock
from core.platform.posix import Posix

if TYPE_CHECKING:
    import ctypes
    import socket
    from pathlib import Path

F_FULLFSYNC = 51
PT_DENY_ATTACH = 31
SOL_LOCAL, LOCAL_PEERCRED, XUCRED = 0, 1, 76  # struct xucred: u32 version, u32 uid, groups
MNT_LOCAL = 0x1000
# struct statfs with 64-bit inodes: where its fields lie, and how long it is
STATFS, FLAGS_AT, TYPE_AT, TYPE = 2168, 64, 72, 16


class Darwin(Posix):
    """What it says by sysctl(3), and does by fcntl(2)."""

    # ---------------------------------------------------------------- this process
    def harden(self) -> None:
        """No debugger may attach. One of another user never could; one of the same user is turned away by the signature
        of the program as well (hardened runtime)."""
        super().harden()
        self._library().ptrace(PT_DENY_ATTACH, 0, None, 0)

    def share_heap(self) -> None:
        """The system's library gives a thread none."""

    def lock_memory(self) -> MemoryLock:
        """There is no mlockall(2). Swap is encrypted under a key that ends when the machine is switched off."""
        return MemoryLock.UNKNOWN

    def _library(self) -> ctypes.CDLL:
        import ctypes

        return ctypes.CDLL(None, use_errno=True)

    # ---------------------------------------------------------------- files
    def sync(self, handle: int) -> None:
        """fsync(2) reaches the disk's cache here, and no further; some file systems know no more than that."""
        import fcntl

        try:
            fcntl.fcntl(handle, F_FULLFSYNC)
        except OSError:
            os.fsync(handle)

    def disk_of(self, place: Path) -> str:
        """statfs(2). What is not on this machine is "network", whatever its name."""
        import ctypes

        found = ctypes.create_string_buffer(STATFS)
        call = getattr(self._library(), "statfs$INODE64", None) or self._library().statfs
        if call(os.fsencode(place.resolve()), found) != 0:
            return ""
        if not struct.unpack_from("=I", found.raw, FLAGS_AT)[0] & MNT_LOCAL:
            return "network"
        return found.raw[TYPE_AT : TYPE_AT + TYPE].partition(b"\0")[0].decode("ascii", "replace")

    # ---------------------------------------------------------------- this machine
    def uptime(self) -> float:
        """CLOCK_MONOTONIC counts sleep here, and Python's own clock does not."""
        return time.clock_gettime(time.CLOCK_MONOTONIC)

    def boot_id(self) -> bytes:
        """A UUID."""
        return self._sysctl(b"kern.bootsessionuuid")

    def machine_id(self) -> bytes:
        """gethostuuid(2), as digits."""
        import ctypes

        found, wait = ctypes.create_string_buffer(16), (ctypes.c_long * 2)(1, 0)
        return found.raw.hex().encode() if self._library().gethostuuid(found, wait) == 0 else b""

    def has_default_route(self) -> bool | None:
        """By a try that sends nothing."""
        from core.platform.routes import leads_out

        return leads_out()

    def _sysctl(self, name: bytes) -> bytes:
        import ctypes

        found, size = ctypes.create_string_buffer(64), ctypes.c_size_t(64)
        if self._library().sysctlbyname(name, found, ctypes.byref(size), None, ctypes.c_size_t(0)) != 0:
            return b""
        return found.value

    # ---------------------------------------------------------------- two programs
    def user_of(self, connection: socket.socket) -> int:
        """LOCAL_PEERCRED, which getpeereid(3) asks, too."""
        uid: int = struct.unpack_from("=II", connection.getsockopt(SOL_LOCAL, LOCAL_PEERCRED, XUCRED))[1]
        return uid
