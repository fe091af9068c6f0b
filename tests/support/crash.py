"""A program that kills itself (SIGKILL) at its n-th durable change: `python -m tests.support.crash` for its own name.

The environment says which (CRASH_PROGRAM, CRASH_AT, CRASH_WHEN = before | after the commit). Nothing else differs from
the real program: real files, real sockets, a real kill.
"""

from __future__ import annotations

import os
import runpy
import signal
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


if __name__ == "__main__":
    arm(int(os.environ["CRASH_AT"]), os.environ["CRASH_WHEN"])
    runpy.run_module(os.environ["CRASH_PROGRAM"], run_name="__main__", alter_sys=True)
