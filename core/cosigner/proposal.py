"""A payment that was proposed, as it was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from core.bitcoin.coins import AddressWindow
from core.bitcoin.signing_task import CheckedTask, ReadTask, WireTask, check


@dataclass(frozen=True, slots=True)
class Proposal:
    """A task that was read, and how far the address tables reached when it was."""

    read: ReadTask
    task: CheckedTask
    window: AddressWindow

    @classmethod
    def of(cls, key_id: bytes, network: str, window: AddressWindow, wire: WireTask) -> Self:
        """Read it: long for a large one, and to be done on any thread. Raises BadInput."""
        read = ReadTask.of(wire)
        return cls(read, check(read, key_id, network, window), window)

    def within(self, external: int, internal: int) -> CheckedTask:
        """The task as it reads where the tables reach so far."""
        window = AddressWindow(self.window.table, external, internal)
        return self.task if window == self.window else check(self.read, self.task.key_id, self.task.network, window)
