"""Which processes a process has started, and which of them are left."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable

LIMIT = 60.0  # seconds; a busy machine


def children(parent: int) -> dict[int, str]:
    """The processes that it has started and that live: their ids, and the words they were started with."""
    listed = subprocess.run(
        ["ps", "-A", "-ww", "-o", "ppid=,pid=,stat=,args="], capture_output=True, text=True, check=True
    )
    rows = [row.split(None, 3) for row in listed.stdout.splitlines()]
    return {int(row[1]): row[3] for row in rows if int(row[0]) == parent and not row[2].startswith("Z")}


def living(processes: dict[int, str]) -> dict[int, str]:
    listed = subprocess.run(["ps", "-A", "-o", "pid=,stat="], capture_output=True, text=True, check=True)
    there = {int(pid) for pid, stat in map(str.split, listed.stdout.splitlines()) if not stat.startswith("Z")}
    return {pid: words for pid, words in processes.items() if pid in there}


def until(true: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + LIMIT
    while not true():
        assert time.monotonic() < deadline, f"{what} has not come"
        time.sleep(0.05)
