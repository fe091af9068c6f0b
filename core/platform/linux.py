"""Linux."""

from __future__ import annotations

import sys

assert sys.platform != "win32"  # so that types are checked as what they are

import os
import time
from typing import TYPE_CHECKING

from core.platform.api import MemoryLock
from core.platform.posix import OTHERS, OTHERS_UNLISTED, Posix

if TYPE_CHECKING:
    import socket
    from pathlib import Path

M_ARENA_MAX = -8  # malloc.h of glibc
PR_SET_DUMPABLE = 4
MCL_CURRENT, MCL_FUTURE, MCL_ONFAULT = 1, 2, 4
CAP_IPC_LOCK = 14
RTF_REJECT = 0x0200  # a route that leads nowhere, as the kernel writes one where there is none


class Linux(Posix):
    """What it tells in /proc, and asks of prctl(2)."""

    # ---------------------------------------------------------------- this process
    def harden(self) -> None:
        """No programs of the same user may attach, either."""
        import ctypes

        super().harden()
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)

    def share_heap(self) -> None:
        """mallopt(3), where the library is glibc."""
        import ctypes

        if (mallopt := getattr(ctypes.CDLL(None), "mallopt", None)) is not None:
            mallopt(M_ARENA_MAX, 1)

    def lock_memory(self) -> MemoryLock:
        """Only where no limit stands: below one, memory that is asked for later would be refused and the program end.
        Pages are locked as they are first used, or each thread's stack would take its 8 MB at once."""
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

    # ---------------------------------------------------------------- files
    def _closed_to(self, handle: int, *, listed: bool) -> int:
        if listed and sys.platform == "linux":
            try:
                os.getxattr(handle, "system.posix_acl_access")
            except OSError:  # no list, or none on this disk
                return OTHERS
            return OTHERS_UNLISTED
        return OTHERS

    def disk_of(self, place: Path) -> str:
        """By the table of mounts."""
        try:
            with open("/proc/self/mounts", encoding="utf-8", errors="surrogateescape") as mounts:  # noqa: PTH123
                return disk_type(str(place.resolve()), mounts.read())
        except OSError:
            return ""

    # ---------------------------------------------------------------- this machine
    def uptime(self) -> float:
        """CLOCK_BOOTTIME counts sleep."""
        boottime = getattr(time, "CLOCK_BOOTTIME", None)
        return time.monotonic() if boottime is None else time.clock_gettime(boottime)

    def boot_id(self) -> bytes:
        """Random, of the kernel."""
        return _content("/proc/sys/kernel/random/boot_id").strip()

    def machine_id(self) -> bytes:
        """machine-id(5)."""
        return machine_id_in("/etc/machine-id")

    def has_default_route(self) -> bool | None:
        """Of IPv4 or IPv6."""
        return default_route("/proc/net/route", "/proc/net/ipv6_route")

    # ---------------------------------------------------------------- two programs
    def user_of(self, connection: socket.socket) -> int:
        """SO_PEERCRED: pid, uid, gid."""
        import socket
        import struct

        if sys.platform != "linux":
            raise OSError("not on this system")
        found = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
        uid: int = struct.unpack("=III", found)[1]
        return uid


def _content(file: str) -> bytes:
    try:
        with open(file, "rb") as opened:  # noqa: PTH123  pathlib is slow to load
            return opened.read()
    except OSError:
        return b""


def _may_lock() -> bool:
    """Whether this process has the capability that no limit holds for (proc(5): CapEff, hexadecimal)."""
    lines = _content("/proc/self/status").splitlines()
    found = next((line.split()[1] for line in lines if line.startswith(b"CapEff:")), b"0")
    return bool(int(found, 16) >> CAP_IPC_LOCK & 1)


def machine_id_in(file: str) -> bytes:
    """The one line of machine-id(5), or nothing."""
    found = _content(file).strip()
    return found if len(found) == 32 else b""


def disk_type(place: str, mounts: str) -> str:
    """The type of the innermost, latest mount above `place`; `mounts` has the form of /proc/self/mounts."""
    import re

    best, kind = "", ""
    for line in mounts.splitlines():
        _, mount, found, *_ = line.split(" ")
        mount = re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), mount)
        if (place + "/").startswith(mount.rstrip("/") + "/") and len(mount) >= len(best):
            best, kind = mount, found
    return kind


# ------------------------------------------------------------------ routes
def default_route(four: str, six: str) -> bool | None:
    """Whether the tables of two files, formed like /proc/net/route and ipv6_route, have one; None: they do not tell."""
    try:
        found = [_ipv4(four), _ipv6(six)]
    except ValueError:
        return None
    return None if found == [None, None] else True in found


def _rows(table: str) -> list[list[str]] | None:
    try:
        with open(table, encoding="ascii", errors="replace") as lines:  # noqa: PTH123  pathlib is slow to load
            return [line.split() for line in lines]
    except OSError:
        return None


def _ipv4(table: str) -> bool | None:
    rows = _rows(table)
    if rows is None:
        return None
    return any(len(row) > 7 and row[1] == row[7] == "00000000" and not int(row[3], 16) & RTF_REJECT for row in rows[1:])


def _ipv6(table: str) -> bool | None:
    rows = _rows(table)
    if rows is None:
        return None
    return any(
        len(row) > 9 and row[0] == "0" * 32 and row[1] == "00" and row[9] != "lo" and not int(row[8], 16) & RTF_REJECT
        for row in rows
    )
