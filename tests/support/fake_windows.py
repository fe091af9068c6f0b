"""What Windows' libraries answer, as far as core.platform.windows calls them: users, lists, files, locks, pipes.

A pipe is a pair of sockets here; everything that is Windows' own (names for all users, lists, numbers of handles that
are used up, ends that are all taken) is kept as there.
"""

from __future__ import annotations

import fcntl
import itertools
import os
import re
import select
import socket
import threading
from pathlib import Path

from core.platform.windows import allowed

ME, OTHER = "S-1-5-21-1-2-3-1001", "S-1-5-21-1-2-3-1002"
SIDS = {"SY": "S-1-5-18", "BA": "S-1-5-32-544", "CO": "S-1-3-0", "OW": "S-1-3-4", "WD": "S-1-1-0", "BU": "S-1-5-32-545"}


class FakePipes:
    """All pipes of a machine, as a process of `user` sees them."""

    def __init__(self, user: str = ME) -> None:
        self.user = user
        self.lists: dict[str, str] = {}  # by name
        self.peers: dict[int, str] = {}  # the user at the other end
        self.owners: dict[int, str] = {}
        self._ends: dict[int, socket.socket] = {}
        self._free: dict[str, list[int]] = {}
        self._taken: dict[int, threading.Event] = {}
        self._names: dict[int, str] = {}
        self._events: dict[int, tuple[int, int]] = {}
        self._numbers = itertools.count(4, 4)
        self._lock = threading.Lock()

    @property
    def open_handles(self) -> int:
        """How many were not given back."""
        return len(self._names) + len(self._events)

    def create(self, name: str, sddl: str, *, first: bool) -> int:
        with self._lock:
            if first and name in self._names.values():
                raise PermissionError(13, "access is denied")
            handle = next(self._numbers)
            self.lists.setdefault(name, sddl)
            self._names[handle] = name
            self._taken[handle] = threading.Event()
            self._free.setdefault(name, []).append(handle)
            return handle

    def await_client(self, handle: int, within: float) -> bool:
        return self._taken[handle].wait(within)

    def open(self, name: str) -> int:
        with self._lock:
            if name not in self._names.values():
                raise FileNotFoundError(2, "there is no such pipe")
            sddl = self.lists[name]
            if self.user not in (allowed(sddl) or ()):
                raise PermissionError(13, "access is denied")
            if not self._free[name]:
                raise BlockingIOError(11, "all ends are taken")
            server, client = self._free[name].pop(0), next(self._numbers)
            self._ends[server], self._ends[client] = socket.socketpair()
            self._names[client] = f"client of {name}"
            owner = re.match(r"O:([\w-]+?)D:", sddl)
            self.owners[client] = owner[1] if owner else ""
            self.peers.setdefault(client, self.owners[client])
            self.peers[server] = self.user
            self._taken[server].set()
            return client

    def owner(self, handle: int) -> str:
        return self.owners[handle]

    def peer(self, handle: int, *, server: bool) -> str:
        del server
        return self.peers[handle]

    def read(self, handle: int, most: int, within: float | None, stop: int) -> bytes:
        end, bell = self._ends[handle], self._events[stop][0]
        both: list[socket.socket | int] = [end, bell]
        ready = select.select(both, [], [], within)[0]
        if not ready:
            raise TimeoutError("nothing came")
        found = end.recv(most) if end in ready and bell not in ready else b""
        if not found:
            raise BrokenPipeError(109, "the pipe has been ended")
        return found

    def write(self, handle: int, data: bytes, stop: int) -> None:
        if select.select([self._events[stop][0]], [], [], 0)[0]:
            raise BrokenPipeError("it was shut")
        self._ends[handle].sendall(data)

    def waiting(self, handle: int) -> int:
        try:
            found = self._ends[handle].recv(65536, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return 0
        if not found:
            raise BrokenPipeError(109, "the pipe has been ended")
        return len(found)

    def event(self) -> int:
        number = next(self._numbers)
        self._events[number] = os.pipe()
        return number

    def set(self, event: int) -> None:
        os.write(self._events[event][1], b"!")

    def close(self, handle: int) -> None:
        with self._lock:
            if handle in self._events:
                for end in self._events.pop(handle):
                    os.close(end)
                return
            name = self._names.pop(handle)  # KeyError: a handle that is closed twice may be another's by then
            if handle in self._free.get(name, ()):
                self._free[name].remove(handle)
            if name not in self._names.values():
                self.lists.pop(name, None)
            if handle in self._ends:
                self._ends.pop(handle).close()


class FakeCalls:
    """The rest. `lists`: descriptors by path; what has none has what its folder hands down."""

    def __init__(self, pipes: FakePipes | None = None, inherited: str = "D:(A;;FA;;;SY)(A;;FA;;;BA)") -> None:
        self.pipes = pipes or FakePipes()
        self.inherited = f"O:{self.pipes.user}{inherited}(A;;FA;;;{self.pipes.user})"
        self.lists: dict[str, str] = {}
        self.hardened = ""
        self.kept = 0
        self.promises = True
        self.guid = "01234567-89ab-cdef-0123-456789abcdef"
        self.disk = (3, "NTFS")
        self.locked_at: list[int] = []
        self.keys_dropped = 0

    def user(self) -> str:
        return self.pipes.user

    def sid(self, name: str) -> str:
        return SIDS.get(name, name)

    def security(self, of: str | int) -> str:
        path = of if isinstance(of, str) else str(Path(f"/proc/self/fd/{of}").readlink())
        return self.lists.get(path, self.inherited)

    def secure(self, path: str, sddl: str) -> None:
        self.lists[path] = f"O:{self.user()}{sddl}"

    def create(self, path: str, sddl: str) -> int:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        self.lists[path] = sddl
        return handle

    def lock(self, handle: int, at: int) -> None:
        self.locked_at.append(at)
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def drive(self, path: str) -> tuple[int, str]:
        assert Path(path).is_absolute()
        return self.disk

    def harden(self, sddl: str) -> None:
        self.hardened = sddl

    def hold_memory(self, size: int) -> bool:
        self.kept = size
        return self.promises

    def memory(self) -> int:
        return 8 << 30

    def machine_guid(self) -> str:
        return self.guid

    def drop_keys(self) -> None:
        self.keys_dropped += 1
