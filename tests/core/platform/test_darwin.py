"""What macOS is asked for, byte by byte, on a fake of its C library."""

from __future__ import annotations

import ctypes
import fcntl
import os
import socket
import struct
from pathlib import Path
from typing import Any

import pytest

from core.platform.api import MemoryLock
from core.platform.darwin import F_FULLFSYNC, PT_DENY_ATTACH, Darwin


class Library:
    """libSystem, as far as it is called."""

    def __init__(self) -> None:
        self.traced: list[int] = []
        self.flags, self.kind = 0x1000, b"apfs"
        self.wants_wait = (1, 0)

    def ptrace(self, request: int, pid: int, address: object, data: int) -> int:
        assert (pid, address, data) == (0, None, 0)
        self.traced.append(request)
        return 0

    def statfs(self, path: bytes, found: Any) -> int:
        if not Path(os.fsdecode(path)).exists():
            return -1
        fields = struct.pack("=IiQQQQQiiIIII16s", 4096, 0, 0, 0, 0, 0, 0, 0, 0, 501, 26, self.flags, 0, self.kind)
        found[: len(fields)] = fields
        return 0

    def sysctlbyname(self, name: bytes, found: Any, size: Any, new: object, length: object) -> int:
        del size, new, length
        if name != b"kern.bootsessionuuid":
            return -1
        found.value = b"0A1B2C3D-0000-4000-8000-000000000001"
        return 0

    def gethostuuid(self, found: Any, wait: Any) -> int:
        assert tuple(wait) == self.wants_wait
        found[:16] = bytes(range(16))
        return 0


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Library:
    found = Library()
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: found)
    return found


def test_no_debugger_attaches(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.platform.posix.Posix.harden", lambda _: None)
    Darwin().harden()
    assert library.traced == [PT_DENY_ATTACH]


def test_memory_cannot_be_locked() -> None:
    assert Darwin().lock_memory() is MemoryLock.UNKNOWN


@pytest.mark.parametrize(("flags", "kind"), [(0x1000, "apfs"), (0x0, "network"), (0x1001, "apfs")])
def test_the_disk_that_holds_a_place(library: Library, tmp_path: Path, flags: int, kind: str) -> None:
    library.flags = flags
    assert Darwin().disk_of(tmp_path) == kind
    assert Darwin().disk_of(tmp_path / "nowhere") == ""


def test_names(library: Library) -> None:
    assert Darwin().boot_id() == b"0A1B2C3D-0000-4000-8000-000000000001"
    assert Darwin().machine_id() == bytes(range(16)).hex().encode()
    library.gethostuuid = lambda *_: -1  # type: ignore[method-assign]
    assert Darwin().machine_id() == b""


@pytest.mark.parametrize("knows", [True, False])
def test_a_write_reaches_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, knows: bool) -> None:
    asked: list[object] = []

    def full(_: int, what: int) -> int:
        asked.append(what)
        if not knows:
            raise OSError(45, "Operation not supported")
        return 0

    monkeypatch.setattr(fcntl, "fcntl", full)
    monkeypatch.setattr(os, "fsync", lambda _: asked.append("fsync"))
    with (tmp_path / "file").open("wb") as file:
        Darwin().sync(file.fileno())
    assert asked == ([F_FULLFSYNC] if knows else [F_FULLFSYNC, "fsync"])


def test_whose_the_other_end_is() -> None:
    class Connection(socket.socket):
        def getsockopt(self, level: int, name: int, size: int = 0) -> Any:
            assert (level, name, size) == (0, 1, 76)
            return struct.pack("=IIh2x16I", 0, 501, 1, *range(16))

    with Connection(socket.AF_UNIX) as connection:
        assert Darwin().user_of(connection) == 501
