"""Two programs of a user of Windows speak over a named pipe (V3).

A pipe has a name for all users of the machine. So it is made with a list that lets its owner in and nobody else, and
never from another machine; only the first of its name may be made, so that nobody has stood there before; and both ends
look whose the other process is. Whoever connects first looks whose the pipe itself is, and lets nobody act in its name.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from pathlib import Path
from typing import Protocol, Self

PREFIX = "\\\\.\\pipe\\tandem-"
BUSY_WAIT = 2.0  # seconds in which one that is there makes its next end


class PipeCalls(Protocol):
    """What Windows is called for. A handle and an event are numbers. OSError: FileNotFoundError where there is no such
    pipe, BlockingIOError where all of its ends are taken, BrokenPipeError where the other end has gone."""

    def create(self, name: str, sddl: str, *, first: bool) -> int:
        """One end of a pipe to listen at. PermissionError for a `first` that is not."""
        ...

    def await_client(self, handle: int, within: float) -> bool:
        """Whether somebody has connected by then; asked again for one handle, it goes on waiting."""
        ...

    def open(self, name: str) -> int:
        """The other end."""
        ...

    def owner(self, handle: int) -> str:
        """The SID of the owner of a pipe."""
        ...

    def peer(self, handle: int, *, server: bool) -> str:
        """The SID of the user of the process at the other end; `server`: we are the one that listened."""
        ...

    def read(self, handle: int, most: int, within: float | None, stop: int) -> bytes:
        """Some bytes. TimeoutError; BrokenPipeError also once `stop` is set."""
        ...

    def write(self, handle: int, data: bytes, stop: int) -> None:
        """All of it."""

    def waiting(self, handle: int) -> int:
        """How many bytes can be read."""
        ...

    def event(self) -> int:
        """A new event."""
        ...

    def set(self, event: int) -> None:
        """Wake who waits for it, for good."""

    def close(self, handle: int) -> None:
        """A handle or an event."""


class PipeStream:
    """One end of a connection. `server`: the one that listened."""

    def __init__(self, calls: PipeCalls, handle: int, user: str, *, server: bool) -> None:
        self._calls, self._handle, self._user, self._server = calls, handle, user, server
        self._stop = calls.event()
        self._patience: float | None = None
        self._shut = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def send(self, data: bytes) -> None:
        """All of it."""
        self._calls.write(self._open(), data, self._stop)

    def receive(self, most: int) -> bytes:
        """Some bytes."""
        try:
            return self._calls.read(self._open(), most, self._patience, self._stop)
        except BrokenPipeError:
            return b""

    def be_patient(self, seconds: float | None) -> None:
        """For each `receive`."""
        self._patience = seconds

    @property
    def gone(self) -> bool:
        """By a look at what is there. Where we have shut it nothing more comes."""
        if self._shut:
            return True
        try:
            self._calls.waiting(self._open())
        except OSError:
            return True
        return False

    @property
    def ours(self) -> bool:
        """By the system's word about the process, and by the pipe's own owner."""
        handle = self._open()
        whose = self._calls.peer(handle, server=self._server)
        return whose == self._user and (self._server or self._calls.owner(handle) == self._user)

    def shut(self) -> None:
        """Both ways."""
        self._shut = True
        if self._handle:
            self._calls.set(self._stop)

    def close(self) -> None:
        """Its numbers."""
        if self._handle:
            handle, self._handle = self._handle, 0
            self._calls.close(handle)
            self._calls.close(self._stop)

    def _open(self) -> int:
        if not self._handle:
            raise BrokenPipeError("it was closed")
        return self._handle


class PipeListener:
    """Where programs of `user` connect, by the path of a file that there never is."""

    def __init__(self, calls: PipeCalls, path: Path, user: str) -> None:
        self._calls, self._user = calls, user
        self._name, self._sddl = name_of(path), f"O:{user}D:P(D;;GA;;;NU)(A;;FA;;;{user})"
        self._next = calls.create(self._name, self._sddl, first=True)

    def accept(self, within: float) -> PipeStream:
        """The next one."""
        if not self._next:  # another could not be made
            self._next = self._calls.create(self._name, self._sddl, first=False)
        if not self._calls.await_client(self._next, within):
            raise TimeoutError("nobody came")
        handle, self._next = self._next, 0
        with contextlib.suppress(OSError):  # the next `accept` tries again
            self._next = self._calls.create(self._name, self._sddl, first=False)
        return PipeStream(self._calls, handle, self._user, server=True)

    def close(self) -> None:
        """A pipe goes with its last end."""
        if self._next:
            self._calls.close(self._next)
            self._next = 0


def connected(calls: PipeCalls, path: Path, user: str) -> PipeStream:
    """To who listens there."""
    deadline = time.monotonic() + BUSY_WAIT
    while True:
        try:
            handle = calls.open(name_of(path))
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return PipeStream(calls, handle, user, server=False)


def name_of(path: Path) -> str:
    """One name for one place, however it is written."""
    place = os.path.normcase(os.path.realpath(path))
    return PREFIX + hashlib.sha256(place.encode("utf-8", "surrogatepass")).hexdigest()[:40]
