"""Two programs of a user speak over a socket with a name in a folder."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self, TypeAlias

assert sys.platform != "win32"  # so that types are checked as what they are

MAX_PATH = 100  # bytes the operating systems take for the name of a socket, a little less
UserOf: TypeAlias = Callable[[socket.socket], int]


class UnixStream:
    """One end. `user_of` asks the system for the user at the other."""

    def __init__(self, connection: socket.socket, user_of: UserOf) -> None:
        self._connection, self._user_of = connection, user_of

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def send(self, data: bytes) -> None:
        """All of it."""
        self._connection.sendall(data)

    def receive(self, most: int) -> bytes:
        """Some bytes."""
        return self._connection.recv(most)

    def be_patient(self, seconds: float | None) -> None:
        """The socket's own limit."""
        self._connection.settimeout(seconds)

    @property
    def gone(self) -> bool:
        """By a look at what comes next."""
        try:
            return self._connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    @property
    def ours(self) -> bool:
        """By the system's word."""
        return self._user_of(self._connection) == os.geteuid()

    def shut(self) -> None:
        """Both ways."""
        with contextlib.suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Its number."""
        self._connection.close()


class UnixListener:
    """A socket that its owner alone may connect to (0600); its folder is closed to others as well."""

    def __init__(self, path: Path, waiting: int, user_of: UserOf) -> None:
        self._path, self._user_of = path, user_of
        self._socket = socket.socket(socket.AF_UNIX)
        try:
            if path.is_socket():  # of a dead one; anything else is somebody's file, and stays
                path.unlink(missing_ok=True)
            with _address(path) as address:
                self._socket.bind(address)
            path.chmod(0o600)
            self._socket.listen(waiting)
        except OSError:
            self._socket.close()
            raise

    def accept(self, within: float) -> UnixStream:
        """The next one."""
        self._socket.settimeout(within)
        client, _ = self._socket.accept()
        client.setblocking(True)
        return UnixStream(client, self._user_of)

    def close(self) -> None:
        """And its name."""
        self._socket.close()
        self._path.unlink(missing_ok=True)


def connected(path: Path, user_of: UserOf) -> UnixStream:
    """To who listens there."""
    connection = socket.socket(socket.AF_UNIX)
    try:
        with _address(path) as address:
            connection.connect(address)
    except OSError:
        connection.close()
        raise
    return UnixStream(connection, user_of)


@contextlib.contextmanager
def _address(path: Path) -> Iterator[str]:
    """A name for the socket that is short enough for the operating system, however deep its folder lies."""
    if len(os.fsencode(path)) <= MAX_PATH:
        yield str(path)
        return
    if not Path("/proc/self/fd").is_dir():
        raise OSError(errno.ENAMETOOLONG, "the path is too long for a socket")
    directory = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{directory}/{path.name}"
    finally:
        os.close(directory)
