"""A program that halts itself (SIGSTOP) when CHECKING is durable and nothing has followed from it yet:
`python -m tests.support.halted` for its own name, which HALTED_PROGRAM says."""

from __future__ import annotations

import os
import runpy
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from core.home.tables import KEY
from core.keys import transitions
from core.keys.record import KeyRecord
from core.storage.vault import Vault


def arm() -> None:
    """The first transaction with a key whose check has begun is the last before the halt."""
    checking, transaction = transitions.checking, Vault.transaction
    checks = list[bytes]()

    def noted(row: KeyRecord, run_id: bytes) -> KeyRecord:
        checks.append(row.key_id)
        return checking(row, run_id)

    @contextmanager
    def halting(vault: Vault, **options: Any) -> Iterator[Any]:
        with transaction(vault, **options) as block:
            yield block
            last = any((KEY, id) in block.changes for id in checks)
        if last:
            checks.clear()
            os.kill(os.getpid(), signal.SIGSTOP)

    transitions.checking = noted
    Vault.transaction = halting  # type: ignore[method-assign,assignment]


if __name__ == "__main__":
    arm()
    runpy.run_module(os.environ["HALTED_PROGRAM"], run_name="__main__", alter_sys=True)
