"""The clocks of this process, moved by lines of its standard input."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable


class MovedClocks:
    """Made before anything is imported that keeps a clock. A line is a number of seconds that pass, or `jump` and
    seconds by which only the clock that people see is set. `start`: the lines in one, of a start before."""

    def __init__(self, start: str = "") -> None:
        self.passed = self.false = 0.0
        steady, wall = time.monotonic, time.time
        time.monotonic = lambda: steady() + self.passed
        time.time = lambda: wall() + self.passed + self.false
        for line in filter(None, start.split(",")):
            self.take(line)
        from core.cosigner import service
        from core.home.policy_clock import uptime

        service.uptime = lambda: uptime() + self.passed  # type: ignore[attr-defined]

    def take(self, line: str) -> None:
        """One line."""
        if line.startswith("jump "):
            self.false += float(line.removeprefix("jump "))
        else:
            self.passed += float(line)

    def listen(self, done: Callable[[int], str] = lambda _: "") -> None:
        """Take all lines until there are no more; `done` gives the answer to the first, second, ..."""
        for number, line in enumerate(sys.stdin, 1):
            self.take(line)
            print(done(number), flush=True)
