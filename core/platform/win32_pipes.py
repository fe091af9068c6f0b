"""Named pipes of Windows: overlapped, so that a wait has an end. `_winapi` is what Python's multiprocessing calls."""

from __future__ import annotations

import sys

assert sys.platform == "win32"  # so that types are checked as what they are

import _winapi
import ctypes
from ctypes import wintypes

from core.platform.win32_security import attributes, checked, kernel, of_handle, sid_named, user_of

DUPLEX, OVERLAPPED, FIRST = 0x3, 0x40000000, 0x00080000
BYTES_FROM_HERE = 0x8  # PIPE_TYPE_BYTE, PIPE_READMODE_BYTE, PIPE_WAIT; PIPE_REJECT_REMOTE_CLIENTS
MOST, BUFFER = 255, 65536  # PIPE_UNLIMITED_INSTANCES; bytes
READ_WRITE, OPEN_EXISTING = 0xC0000000, 3
ONLY_IDENTIFIED = 0x00100000 | 0x00010000  # SECURITY_SQOS_PRESENT, SECURITY_IDENTIFICATION
KERNEL_OBJECT = 6
BUSY, NO_DATA, BROKEN, NOT_CONNECTED, ABORTED = 231, 232, 109, 233, 995


class RealPipes:
    """What pipes.py asks for."""

    def __init__(self) -> None:
        self._waits: dict[int, _winapi.Overlapped] = {}

    def create(self, name: str, sddl: str, *, first: bool) -> int:
        """CreateNamedPipeW."""
        mode = DUPLEX | OVERLAPPED | (FIRST if first else 0)
        with attributes(sddl) as made:
            place = ctypes.addressof(made)
            return _winapi.CreateNamedPipe(name, mode, BYTES_FROM_HERE, MOST, BUFFER, BUFFER, 0, place)

    def await_client(self, handle: int, within: float) -> bool:
        """ConnectNamedPipe, once for a handle."""
        if handle not in self._waits:
            try:
                self._waits[handle] = _winapi.ConnectNamedPipe(handle, overlapped=True)
            except OSError as error:
                if error.winerror != NO_DATA:
                    raise
                return True  # it came and has gone again; reading will tell
        wait = self._waits[handle]
        if _winapi.WaitForMultipleObjects([wait.event], False, _ms(within)) == _winapi.WAIT_TIMEOUT:
            return False
        del self._waits[handle]
        wait.GetOverlappedResult(True)
        return True

    def open(self, name: str) -> int:
        """CreateFileW. Who listens may know us, and not act as us."""
        try:
            return _winapi.CreateFile(name, READ_WRITE, 0, 0, OPEN_EXISTING, OVERLAPPED | ONLY_IDENTIFIED, 0)
        except OSError as error:
            if error.winerror == BUSY:
                raise BlockingIOError("all ends are taken") from None
            raise

    def owner(self, handle: int) -> str:
        """Of the pipe."""
        text = of_handle(handle, KERNEL_OBJECT)
        return sid_named(text.removeprefix("O:").partition("D:")[0].partition("G:")[0])

    def peer(self, handle: int, *, server: bool) -> str:
        """By the number of its process."""
        process = wintypes.DWORD()
        ask = kernel.GetNamedPipeClientProcessId if server else kernel.GetNamedPipeServerProcessId
        checked(ask(handle, ctypes.byref(process)))
        return user_of(process.value)

    def read(self, handle: int, most: int, within: float | None, stop: int) -> bytes:
        """ReadFile."""
        try:
            work, _ = _winapi.ReadFile(handle, most, overlapped=True)
            self._finish(work, within, stop)
        except OSError as error:
            raise _told(error) from None
        return bytes(work.getbuffer() or b"")

    def write(self, handle: int, data: bytes, stop: int) -> None:
        """WriteFile, until all of it is written."""
        rest = memoryview(data)
        try:
            while rest:
                work, _ = _winapi.WriteFile(handle, bytes(rest[:BUFFER]), overlapped=True)
                rest = rest[self._finish(work, None, stop) :]
        except OSError as error:
            raise _told(error) from None

    def waiting(self, handle: int) -> int:
        """PeekNamedPipe."""
        return int(_winapi.PeekNamedPipe(handle)[0])

    def event(self) -> int:
        """One that stays set."""
        made = kernel.CreateEventW(None, True, False, None)
        checked(made or 0)
        return int(made)

    def set(self, event: int) -> None:
        """SetEvent."""
        checked(kernel.SetEvent(event))

    def close(self, handle: int) -> None:
        """With what was waited for."""
        wait = self._waits.pop(handle, None)
        if wait is not None:
            wait.cancel()
        _winapi.CloseHandle(handle)

    def _finish(self, work: _winapi.Overlapped, within: float | None, stop: int) -> int:
        """How many bytes it was."""
        limit = _winapi.INFINITE if within is None else _ms(within)
        found = _winapi.WaitForMultipleObjects([work.event, stop], False, limit)
        if found == _winapi.WAIT_OBJECT_0:
            return work.GetOverlappedResult(True)[0]
        work.cancel()
        moved, code = work.GetOverlappedResult(True)
        if code != ABORTED and moved:
            return moved  # it was done just then
        if found == _winapi.WAIT_TIMEOUT:
            raise TimeoutError("nothing came")
        raise BrokenPipeError("it was shut")


def _told(error: OSError) -> OSError:
    """The other end's having gone has several numbers."""
    gone = (BROKEN, NO_DATA, NOT_CONNECTED, ABORTED)
    return BrokenPipeError("the other end has gone") if error.winerror in gone else error


def _ms(seconds: float) -> int:
    return max(0, round(seconds * 1000))
