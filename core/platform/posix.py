"""What Linux and macOS do alike."""

from __future__ import annotations

import contextlib
import os
import signal
import stat
import sys
import time
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

assert sys.platform != "win32"  # so that types are checked as what they are

if TYPE_CHECKING:
    import socket
    from pathlib import Path

    from core.platform.api import MeetingPoint, MemoryLock, Stream

OTHERS, OTHERS_UNLISTED = 0o077, 0o007
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700


class Posix(ABC):
    """A Unix, as far as they are one."""

    deletes_open = True

    # ---------------------------------------------------------------- this process
    def harden(self) -> None:
        """A mask for new files, no core dumps."""
        import resource

        os.umask(0o077)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def open_many(self, count: int) -> None:
        """Shells give 1,024 (macOS: 256) and let a program take more."""
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        allowed = count if hard == resource.RLIM_INFINITY else min(count, hard)
        if soft != resource.RLIM_INFINITY and soft < allowed:
            resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))

    @abstractmethod
    def lock_memory(self) -> MemoryLock:
        """Each Unix in its way."""

    # ---------------------------------------------------------------- files
    def take(self, handle: int) -> None:
        """flock(2): not of this process but of this open file, so that one process takes it once."""
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def create(self, path: str) -> int:
        """By its mode."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        return os.open(path, flags, PRIVATE_FILE)

    def is_ours(self, path: str) -> bool:
        """By its user."""
        return os.lstat(path).st_uid == os.getuid()

    def is_open(self, path: str) -> bool:
        """By its mode."""
        return bool(os.lstat(path).st_mode & OTHERS)

    def keep_to_us(self, path: str) -> None:
        """By its mode."""
        os.chmod(path, PRIVATE_FOLDER)  # noqa: PTH101  pathlib is slow to load

    def others_read(self, handle: int, *, listed: bool = False) -> bool:
        """By its mode. Where there is a list of users (ACL), as systemd writes one for a service of another user, the
        bits of the group say how far it goes and not who may read (acl(5)). A pipe is nobody's to look into."""
        found = os.fstat(handle)
        return stat.S_ISREG(found.st_mode) and bool(found.st_mode & self._closed_to(handle, listed=listed))

    def _closed_to(self, handle: int, *, listed: bool) -> int:
        del handle, listed
        return OTHERS

    def remedy(self, path: Path) -> str:
        """chmod(1)."""
        return f"chmod {'700' if path.is_dir() else '600'} {path}"

    def sync(self, handle: int) -> None:
        """fsync(2)."""
        os.fsync(handle)

    def sync_directory(self, path: str) -> None:
        """A folder is a file."""
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    # ---------------------------------------------------------------- this machine
    def memory(self) -> int:
        """sysconf(3)."""
        try:
            return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        except (OSError, ValueError):
            return 0

    def uptime(self) -> float:
        """The clock that goes on."""
        return time.monotonic()

    # ---------------------------------------------------------------- two programs
    def listen(self, path: Path, waiting: int) -> MeetingPoint:
        """A socket in the file system."""
        from core.platform.unix_sockets import UnixListener

        return UnixListener(path, waiting, self.user_of)

    def connect(self, path: Path) -> Stream:
        """The same."""
        from core.platform.unix_sockets import connected

        return connected(path, self.user_of)

    @abstractmethod
    def user_of(self, connection: socket.socket) -> int:
        """The user of the process at the other end. OSError."""

    # ---------------------------------------------------------------- its terminal
    def is_typed_to(self) -> bool:
        """Its process group has the terminal."""
        import termios

        try:
            termios.tcgetattr(sys.stdin.fileno())
            return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
        except (OSError, ValueError, termios.error):
            return False

    def forget_typed(self) -> None:
        """termios(3)."""
        import termios

        with contextlib.suppress(OSError, termios.error):  # nothing that can be typed into
            if sys.stdin.isatty():
                termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)

    def terminal(self) -> str:
        """The controlling one."""
        return "/dev/tty"

    def stay_in_front(self) -> None:
        """Three signals."""
        for number in (signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU):
            signal.signal(number, signal.SIG_IGN)

    def survive_terminal(self) -> None:
        """One signal."""
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
