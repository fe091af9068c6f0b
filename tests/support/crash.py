"""A program that kills itself (SIGKILL) at its n-th durable change: `python -m tests.support.crash` for its own name.

The environment says which (CRASH_PROGRAM, CRASH_AT, CRASH_WHEN = before | after the commit); with CRASH_FOLDER it is
the n-th time that a file of this folder is made, named or removed. Nothing else differs from the real program: real
files, real sockets, a real kill.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from core.storage.vault import Vault


def arm(at: int, when: str) -> None:
    """Make the `at`-th transaction of this process that changes anything (the first is 1) its last."""
    real = Vault.transaction
    count = 0

    @contextmanager
    def transaction(vault: Vault, **options: Any) -> Iterator[Any]:
        nonlocal count
        with real(vault, **options) as block:
            yield block
            count += bool(block.changes)
            last = bool(block.changes) and count == at
            if last and when == "before":
                os.kill(os.getpid(), signal.SIGKILL)
        if last and when == "after":
            os.kill(os.getpid(), signal.SIGKILL)

    Vault.transaction = transaction  # type: ignore[method-assign,assignment]


WRITES = os.O_WRONLY | os.O_RDWR
NAMES = {"os.link", "os.rename", "os.remove"}


def arm_files(at: int, folder: str) -> None:
    """Die before the `at`-th step of a file there. Between its making and its name a file is open, and is written when
    Python takes its handle."""
    count = 0

    def step(event: str, args: tuple[Any, ...]) -> None:
        nonlocal count
        if event == "open":
            mine = bool(args[2] & WRITES) and (str(args[0]).startswith(folder) or (count > 0 and type(args[0]) is int))
        else:
            mine = event in NAMES and str(args[0]).startswith(folder)
        count += mine
        if mine and count == at:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(step)


if __name__ == "__main__":
    if "CRASH_FOLDER" in os.environ:
        arm_files(int(os.environ["CRASH_AT"]), os.environ["CRASH_FOLDER"])
    else:
        arm(int(os.environ["CRASH_AT"]), os.environ["CRASH_WHEN"])
    runpy.run_module(os.environ["CRASH_PROGRAM"], run_name="__main__", alter_sys=True)
