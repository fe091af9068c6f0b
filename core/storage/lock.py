"""One process per home, and a home that is ours alone (V3, V6).

Two processes answering with one share would give the other side that share, so the lock is the first thing a program
takes and the last it gives back; its file is deleted with its home only.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from core.errors import StorageError, StorageKind
from core.platform.here import here

NETWORK_DISKS = {
    "network",  # of a system that says so itself
    *("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "davfs"),
    *("fuse.sshfs", "fuse.rclone", "fuse.s3fs", "fuse.davfs2", "fuse.glusterfs", "fuse.ceph-fuse"),
}


def own(home: Path) -> bool:
    """Make the home if needed, and ours alone if it is empty; refuse one that others can enter, a link, or a network
    disk. Raises StorageError. -> whether it was made."""
    made = False
    try:
        with contextlib.suppress(FileExistsError):
            home.mkdir(mode=0o700, parents=True)
            made = True
        found = home.lstat()
    except OSError as error:
        raise StorageError(f"the home {home} cannot be made: {error.strerror}", StorageKind.HOME) from None
    if not stat.S_ISDIR(found.st_mode):
        raise StorageError(f"the home {home} is a link or a file; give a directory", StorageKind.HOME)
    try:
        if not here.is_ours(str(home)):
            raise StorageError(f"the home {home} belongs to another user", StorageKind.HOME)
        if here.is_open(str(home)):
            _tighten(home)
    except OSError as error:
        raise StorageError(f"the home {home} cannot be used: {error.strerror}", StorageKind.HOME) from None
    kind = disk_of(home)
    if kind in NETWORK_DISKS:
        raise StorageError(f"the home {home} is on a network disk ({kind}); use a local one", StorageKind.HOME)
    return made


def _tighten(home: Path) -> None:
    """An empty directory was made for us; what lies in any other may be open to others on purpose."""
    with contextlib.suppress(OSError):
        if not any(home.iterdir()):
            here.keep_to_us(str(home))
            return
    raise StorageError(f"others can enter the home {home}; run: {here.remedy(home)}", StorageKind.HOME)


def disk_of(home: Path) -> str:
    """The file system type that holds `home`, or nothing where the system does not say."""
    return here.disk_of(home)


class HomeLock:
    """Held for the life of a program: that of the home, or another of that `name` in it. Raises StorageError (kind
    "in_use") naming the process that has it."""

    def __init__(self, home: Path, name: str = "lock") -> None:
        self._made = own(home)
        self._home, self._file = home, home / name
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
        try:
            self._handle = os.open(self._file, flags, 0o600)
        except OSError as error:
            raise StorageError(f"the home {home} cannot be locked: {error.strerror}", StorageKind.HOME) from None
        try:
            if not stat.S_ISREG(os.fstat(self._handle).st_mode):
                os.close(self._handle)
                raise StorageError(f"{self._file} is not a file; remove it", StorageKind.HOME)
            take(self._handle)
            if not os.path.samestat(os.fstat(self._handle), self._file.lstat()):
                raise OSError  # it went with a home that was just removed
        except OSError:
            os.lseek(self._handle, 0, os.SEEK_SET)
            holder = os.read(self._handle, 32).decode("ascii", "replace").strip()
            os.close(self._handle)
            raise StorageError(
                f"another process ({holder or '?'}) is using the home {home}; end it first", StorageKind.IN_USE
            ) from None
        with contextlib.suppress(OSError):  # on a full disk the lock holds all the same, without a name
            os.ftruncate(self._handle, 0)
            os.lseek(self._handle, 0, os.SEEK_SET)
            os.write(self._handle, str(os.getpid()).encode() + b"\n")

    def release(self) -> None:
        """Give the home back."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def remove(self) -> None:
        """Give back a home in which nothing of ours is left; a directory that was made for it goes too."""
        if not here.deletes_open:
            self.release()
        self._file.unlink()
        if self._made:
            with contextlib.suppress(OSError):  # others have put something into it
                self._home.rmdir()
        self.release()


@contextlib.contextmanager
def locked(home: Path) -> Iterator[HomeLock]:
    """The lock of a home, given back only if what is done inside fails."""
    lock = HomeLock(home)
    try:
        yield lock
    except BaseException:
        lock.release()
        raise


def take(handle: int) -> None:
    """Lock an open file, or raise OSError at once."""
    here.take(handle)
