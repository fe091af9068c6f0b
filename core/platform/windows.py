"""Windows, by what its libraries are called for in win32.py.

Who may do what with a file, a pipe or a process stands in a security descriptor (SDDL): its owner (O:) and a list of
who is allowed what (D:, P: not inherited). Besides the user these are no others: the system, whoever administers the
machine, and "the owner", whoever that is. On Unix they need no permission, either.
"""

from __future__ import annotations

import os
import re
import sys
import time
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from core.platform.api import MemoryLock

if TYPE_CHECKING:
    from pathlib import Path

    from core.platform.api import MeetingPoint, Stream
    from core.platform.pipes import PipeCalls

SYSTEM, ADMINISTRATORS, CREATOR, OWNER = "S-1-5-18", "S-1-5-32-544", "S-1-3-0", "S-1-3-4"
_NO_OTHERS = (SYSTEM, ADMINISTRATORS, CREATOR, OWNER)
LOCKED_AT = 1 << 30  # which byte of a lock's file is locked: Windows lets nobody read a locked one, and there is a name
KEPT_MEMORY = 512 << 20  # bytes that the system is to keep in memory: the co-signer takes a fourth of them
REMOTE = 4  # DRIVE_REMOTE
ENDS_AND_WAITS = 0x00101001  # PROCESS_TERMINATE, PROCESS_QUERY_LIMITED_INFORMATION, SYNCHRONIZE


class WindowsCalls(Protocol):
    """Windows' libraries, as far as they are called. Every call raises OSError with what Windows said."""

    def user(self) -> str:
        """The SID of this process's user."""
        ...

    def sid(self, name: str) -> str:
        """The SID that an abbreviation of SDDL stands for ("BA"), or the same one again."""
        ...

    def security(self, of: str | int) -> str:
        """Owner and list of a file or folder, not of what a link leads to; or of an open file."""
        ...

    def secure(self, path: str, sddl: str) -> None:
        """Give a folder this list, and what lies in it, as far as it inherits."""

    def create(self, path: str, sddl: str) -> int:
        """A new file under this descriptor, open for writing; its number. FileExistsError."""
        ...

    def lock(self, handle: int, at: int) -> None:
        """Lock the one byte of an open file at this place, or OSError at once (msvcrt.locking)."""

    def drive(self, path: str) -> tuple[int, str]:
        """The kind of the drive that holds a path (GetDriveTypeW), and the name of its file system, or nothing."""
        ...

    def harden(self, sddl: str) -> None:
        """Libraries come from the system and the program's own folder alone; no memory is written after a crash; other
        processes may do with this one what the descriptor says."""

    def hold_memory(self, size: int) -> bool:
        """Whether the system promises to keep so many bytes of this process in memory."""
        ...

    def memory(self) -> int:
        """Bytes of the machine."""
        ...

    def machine_guid(self) -> str:
        """HKLM, SOFTWARE, Microsoft, Cryptography, MachineGuid."""
        ...

    def drop_keys(self) -> None:
        """Forget the keys that were typed at the console."""

    @property
    def pipes(self) -> PipeCalls:
        """The calls that concern named pipes."""
        ...


class Windows:
    """Windows 10 and later."""

    deletes_open = False

    def __init__(self, calls: WindowsCalls) -> None:
        self._calls = calls

    @cached_property
    def user(self) -> str:
        """Our SID."""
        return self._calls.user()

    # ---------------------------------------------------------------- this process
    def share_heap(self) -> None:
        """Its threads share one."""

    def open_many(self, count: int) -> None:
        """There is no limit that a program could raise."""

    def harden(self) -> None:
        """Another process of this user may end it, wait for it and see whose it is: not read it, nor change its list
        (OW: what an owner could do otherwise)."""
        rights = f"0x{ENDS_AND_WAITS:08x}"
        self._calls.harden(f"D:P(A;;GA;;;SY)(A;;{rights};;;{self.user})(A;;{rights};;;OW)")

    def lock_memory(self) -> MemoryLock:
        """A working set that is not cut below its least size. VirtualLock holds only pages that are there, and what is
        secret comes later."""
        return MemoryLock.HELD if self._calls.hold_memory(KEPT_MEMORY) else MemoryLock.REFUSED

    # ---------------------------------------------------------------- files
    def take(self, handle: int) -> None:
        """One byte, beyond what the file holds."""
        self._calls.lock(handle, LOCKED_AT)

    def create(self, path: str) -> int:
        """Under a list of its own from its first moment."""
        return self._calls.create(path, f"O:{self.user}D:P(A;;FA;;;{self.user})")

    def is_ours(self, path: str) -> bool:
        """What an administrator makes may belong to the administrators."""
        return self._owner(self._calls.security(path)) in (self.user, ADMINISTRATORS)

    def is_open(self, path: str) -> bool:
        """By its list."""
        return self._open(self._calls.security(path))

    def keep_to_us(self, path: str) -> None:
        """What is made in it later is ours alone, too."""
        self._calls.secure(path, f"D:P(A;OICI;FA;;;{self.user})")

    def others_read(self, handle: int, *, listed: bool = False) -> bool:
        """By its list."""
        del listed
        try:
            return self._open(self._calls.security(handle))
        except OSError:  # a pipe, which is nobody's to look into
            return False

    def remedy(self, path: Path) -> str:
        """icacls, for the SID, which is the same in every language."""
        what = "(OI)(CI)F" if path.is_dir() else "F"
        return f'icacls "{path}" /inheritance:r /grant:r "*{self.user}:{what}"'

    def sync(self, handle: int) -> None:
        """FlushFileBuffers, which reaches the disk."""
        os.fsync(handle)

    def sync_directory(self, path: str) -> None:
        """NTFS keeps a journal of names; there is no call."""

    def disk_of(self, place: Path) -> str:
        """By its drive."""
        try:
            kind, name = self._calls.drive(str(place.resolve()))
        except OSError:
            return ""
        return "network" if kind == REMOTE else name

    def _open(self, sddl: str) -> bool:
        """Whether it allows anything to others; no list at all allows everything to everybody."""
        entries = allowed(sddl)
        return entries is None or any(self._calls.sid(who) not in (self.user, *_NO_OTHERS) for who in entries)

    def _owner(self, sddl: str) -> str:
        found = re.match(r"O:(S-[\d-]+|[A-Z]{2})", sddl)
        return self._calls.sid(found[1]) if found else ""

    # ---------------------------------------------------------------- this machine
    def memory(self) -> int:
        """GlobalMemoryStatusEx."""
        try:
            return self._calls.memory()
        except OSError:
            return 0

    def uptime(self) -> float:
        """Python's own clock counts sleep here."""
        return time.monotonic()

    def boot_id(self) -> bytes:
        """It has none."""
        return b""

    def machine_id(self) -> bytes:
        """The installation's GUID, as digits."""
        try:
            found = self._calls.machine_guid().replace("-", "").encode("ascii", "replace")
        except OSError:
            return b""
        return found if len(found) == 32 else b""

    def has_default_route(self) -> bool | None:
        """By a try that sends nothing."""
        from core.platform.routes import leads_out

        return leads_out()

    # ---------------------------------------------------------------- two programs
    def listen(self, path: Path, waiting: int) -> MeetingPoint:
        """A named pipe: its name goes by the path, its list by the user."""
        del waiting
        from core.platform.pipes import PipeListener

        return PipeListener(self._calls.pipes, path, self.user)

    def connect(self, path: Path) -> Stream:
        """The same."""
        from core.platform.pipes import connected

        return connected(self._calls.pipes, path, self.user)

    # ---------------------------------------------------------------- its terminal
    def is_typed_to(self) -> bool:
        """There is one console, and no background."""
        try:
            return sys.stdin.isatty()
        except (AttributeError, ValueError):  # none, or closed
            return False

    def forget_typed(self) -> None:
        """msvcrt's keys."""
        if self.is_typed_to():
            self._calls.drop_keys()

    def terminal(self) -> str:
        """What is typed at the console."""
        return "CONIN$"

    def stay_in_front(self) -> None:
        """There is no key for that."""

    def survive_terminal(self) -> None:
        """A console that is closed ends its programs after some seconds, whatever they say."""


def allowed(sddl: str) -> list[str] | None:
    """Whom a descriptor allows anything, as SDDL names them: entries of every allowing kind but those that are only
    handed down (IO). None where it has no list, which is a permission for all."""
    found = re.search(r"D:([A-Z_]*)", sddl)
    if found is None or "NO_ACCESS_CONTROL" in found[1]:
        return None
    entries = re.findall(r"[(](X?O?Z?A);([A-Z]*);[^;()]*;[^;()]*;[^;()]*;([\w-]+)[;)]", sddl[found.end() :])
    return [who for _, flags, who in entries if "IO" not in re.findall("..", flags)]
