"""What the project asks of an operating system."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Self


class MemoryLock(StrEnum):
    """Whether this process's memory stays off the disk (swap)."""

    LOCKED = "locked"  # it may not
    HELD = "held"  # it may not, as long as it is no more than the system was asked to keep in memory
    REFUSED = "refused"  # it may: this user may lock too little
    UNKNOWN = "unknown"  # it may: there is no way to say it here


class Stream(Protocol):
    """One end of a connection between two programs on this machine."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *_: object) -> None: ...

    def send(self, data: bytes) -> None:
        """All of it. OSError when the other end has gone."""

    def receive(self, most: int) -> bytes:
        """Some bytes; none at the end. TimeoutError after the patience, OSError."""
        ...

    def be_patient(self, seconds: float | None) -> None:
        """How long a `receive` waits; None: for ever."""

    @property
    def gone(self) -> bool:
        """Whether the other end has closed and nothing is left to read, or this one was shut."""
        ...

    @property
    def ours(self) -> bool:
        """Whether the process at the other end runs as this user. OSError when it has gone."""
        ...

    def shut(self) -> None:
        """Wake whoever waits at this end: nothing more is sent or received, and the other counts as gone. What was sent
        can still be read there."""

    def close(self) -> None:
        """Give it back."""


class MeetingPoint(Protocol):
    """Where programs of this user, and of no other, can connect."""

    def accept(self, within: float) -> Stream:
        """The next one. TimeoutError after so many seconds, OSError."""
        ...

    def close(self) -> None:
        """Listen no longer, and leave nothing behind."""


class Platform(Protocol):
    """One operating system."""

    deletes_open: bool  # whether a file that somebody has open can be deleted

    # ---------------------------------------------------------------- this process
    def harden(self) -> None:
        """No files for others, no picture of its memory after a crash or for a debugger, no libraries from where it
        was started."""

    def share_heap(self) -> None:
        """Threads that wait for one another anyway allocate from one heap, where the system's library would give each
        its own: what one has freed is there for the next."""

    def open_many(self, count: int) -> None:
        """Have so many files and connections open at once, where the system lets it; else as many as it does."""

    def lock_memory(self) -> MemoryLock:
        """Keep what this process has in memory, and will have, off the disk."""
        ...

    # ---------------------------------------------------------------- files
    def take(self, handle: int) -> None:
        """Lock an open file against other processes, for as long as it is open; or OSError at once."""

    def create(self, path: str) -> int:
        """A new file that its owner alone may read and write, open for writing. FileExistsError, also for a link."""
        ...

    def is_ours(self, path: str) -> bool:
        """Whether the file or folder, and not what a link leads to, belongs to this user. OSError."""
        ...

    def is_open(self, path: str) -> bool:
        """Whether others than this user and who administers the machine can do anything with a folder. OSError."""
        ...

    def keep_to_us(self, path: str) -> None:
        """Close a folder to all others. OSError."""

    def others_read(self, handle: int, *, listed: bool = False) -> bool:
        """Whether others may read an open file. `listed`: those whom a list of users names are meant to."""
        ...

    def remedy(self, path: Path) -> str:
        """The command by which a person closes a file or folder to all others."""
        ...

    def sync(self, handle: int) -> None:
        """Make what was written to a file durable, past the caches of the disk too. OSError."""

    def sync_directory(self, path: str) -> None:
        """Make the names in a folder durable. OSError."""

    def disk_of(self, place: Path) -> str:
        """The type of the file system that holds a place; "network" where it is another machine's and has no better
        name, nothing where the system does not say."""
        ...

    # ---------------------------------------------------------------- this machine
    def memory(self) -> int:
        """Bytes; 0 where the system does not say."""
        ...

    def uptime(self) -> float:
        """Seconds since the machine started, those of sleep too."""
        ...

    def boot_id(self) -> bytes:
        """What names this start of the machine; nothing where the system has no name for it."""
        ...

    def machine_id(self) -> bytes:
        """32 hexadecimal digits that name this installation, to be told to nobody as they are; or nothing."""
        ...

    def has_default_route(self) -> bool | None:
        """Whether there is a way to the internet, as far as tables of routes say; None where they do not."""
        ...

    # ---------------------------------------------------------------- two programs
    def listen(self, path: Path, waiting: int) -> MeetingPoint:
        """Where programs of this user find us by `path`, whose folder exists; what is left there of a dead one goes.
        OSError, with ENAMETOOLONG for a path that no way leads around."""
        ...

    def connect(self, path: Path) -> Stream:
        """To who listens there. FileNotFoundError, ConnectionRefusedError: nobody; OSError."""
        ...

    # ---------------------------------------------------------------- its terminal
    def is_typed_to(self) -> bool:
        """Whether standard input is a terminal that sends its keys to this program."""
        ...

    def forget_typed(self) -> None:
        """What was typed into standard input and not read yet is gone."""

    def terminal(self) -> str:
        """The name under which the terminal opens for reading, whatever standard input is."""
        ...

    def stay_in_front(self) -> None:
        """No key of the terminal suspends this program."""

    def survive_terminal(self) -> None:
        """A terminal that goes away does not end it."""
