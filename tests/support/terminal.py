"""A program at a terminal of its own: what its screen shows, keys, other sizes, and a terminal that goes away."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import signal
import struct
import sys
import termios
import threading
import time
from collections.abc import Mapping
from types import TracebackType

import pyte

from tests.support.stack import ROOT

LIMIT = 60.0  # seconds that anything may take
POLL = 0.02


class Terminal:
    """`words`: a module of ours and its arguments. It leads a session, as a login shell does."""

    def __init__(
        self, *words: object, rows: int = 24, columns: int = 80, more: Mapping[str, str] | None = None
    ) -> None:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("TANDEM_")}
        environment |= {"TERM": "xterm-256color", "LANG": "C.UTF-8", **(more or {})}
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._lock = threading.Lock()
        self.raw = b""
        self.status: int | None = None
        command = [sys.executable, "-m", *(str(word) for word in words)]
        self.pid, self._master = pty.fork()
        if self.pid == 0:
            os.chdir(ROOT)
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execve(sys.executable, command, environment)  # noqa: S606
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        with contextlib.suppress(OSError):
            while data := os.read(self._master, 65_536):
                with self._lock:
                    self.raw += data
                    self._stream.feed(data)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        if kind is not None:
            print(self.text)
        if not self.over:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            self.end()

    @property
    def text(self) -> str:
        """The screen, line by line."""
        with self._lock:
            return "\n".join(line.rstrip() for line in self._screen.display)

    def line(self, number: int) -> str:
        """One line of it; negative ones count from below."""
        return self.text.split("\n")[number]

    def see(self, pattern: str, limit: float = LIMIT) -> re.Match[str]:
        """Wait until the screen has it."""
        deadline = time.monotonic() + limit
        while (found := re.search(pattern, self.text)) is None:
            assert time.monotonic() < deadline, f"nothing like “{pattern}” on the screen:\n{self.text}"
            assert not self.over, f"the program has ended:\n{self.text}"
            time.sleep(POLL)
        return found

    def type(self, text: str) -> None:
        """Keys."""
        os.write(self._master, text.encode())

    def press_until(self, keys: str, pattern: str, limit: float = LIMIT) -> re.Match[str]:
        """As somebody who tries until it works."""
        deadline = time.monotonic() + limit
        while (found := re.search(pattern, self.text)) is None:
            assert time.monotonic() < deadline, f"nothing like “{pattern}” after {keys!r}:\n{self.text}"
            self.type(keys)
            time.sleep(0.2)
        return found

    def resize(self, rows: int, columns: int) -> None:
        """As when its window is made larger or smaller."""
        with self._lock:
            self._screen.resize(rows, columns)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def hang_up(self) -> None:
        """The window is closed, or the line drops."""
        os.close(self._master)
        self._reader.join(LIMIT)

    @property
    def over(self) -> bool:
        """Whether the program has ended."""
        if self.status is None:
            with contextlib.suppress(ChildProcessError):
                pid, status = os.waitpid(self.pid, os.WNOHANG)
                if pid:
                    self.status = os.waitstatus_to_exitcode(status)
        return self.status is not None

    def end(self) -> int:
        """Wait for it; its exit code."""
        deadline = time.monotonic() + LIMIT
        while not self.over:
            assert time.monotonic() < deadline, f"it does not end:\n{self.text}"
            time.sleep(POLL)
        assert self.status is not None
        return self.status
