"""What the co-signer keeps of a task: what it has worked out, and none of what it was worked out from.

A previous transaction may be a megabyte, and proves one amount; that amount is in the name of the task. Whoever reads
a kept task must compare its task_id with the one that was decided on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from core.bitcoin.account import account_of
from core.bitcoin.address import address
from core.bitcoin.checked_task import CheckedTask, TaskInput, TaskOutput
from core.bitcoin.coins import Path
from core.bitcoin.script import kind_of
from core.bitcoin.signing_task import assembled
from core.bitcoin.tx import Transaction
from core.codec.codec import U8, U32, U64, VarBytes


@dataclass(frozen=True, slots=True)
class KeptPath:
    """Where an own address lies."""

    branch: U8
    index: U32
    from_hint: bool

    @classmethod
    def of(cls, path: Path | None, *, from_hint: bool) -> Self | None:
        """None for what is somebody else's."""
        return None if path is None else cls(path[3], path[4], from_hint)

    def path(self, script: bytes) -> Path:
        """From the joint key, of the address with this script. KeyError for what no wallet of ours has."""
        return (*account_of(script).steps, self.branch, self.index)


@dataclass(frozen=True, slots=True)
class KeptInput:
    """What an input spends."""

    amount: U64
    script: VarBytes
    own: KeptPath | None


@dataclass(frozen=True, slots=True)
class KeptTask:
    """One transaction and what it does to one wallet."""

    tx: VarBytes
    inputs: tuple[KeptInput, ...]
    outputs: tuple[KeptPath | None, ...]

    @classmethod
    def of(cls, task: CheckedTask) -> Self:
        """All that a task says."""
        inputs = [
            KeptInput(one.amount, one.script, KeptPath.of(one.path, from_hint=one.from_hint)) for one in task.inputs
        ]
        outputs = [KeptPath.of(one.path, from_hint=one.from_hint) for one in task.outputs]
        return cls(task.tx.serialize(witness=False), tuple(inputs), tuple(outputs))

    def task(self, key_id: bytes, network: str) -> CheckedTask:
        """The task it was made of. Raises BadInput, ValueError, KeyError for what never was one."""
        tx = Transaction.parse(self.tx, unsigned=True)
        inputs = tuple(
            TaskInput(part.outpoint, part.sequence, kept.amount, kept.script, *_own(kept.own, kept.script))
            for part, kept in zip(tx.inputs, self.inputs, strict=True)
        )
        outputs = tuple(
            TaskOutput(number, out.amount, script, kind_of(script), address(script, network), *_own(kept, script))
            for number, (out, kept) in enumerate(zip(tx.outputs, self.outputs, strict=True))
            for script in (out.script,)
        )
        return assembled(key_id, network, tx, inputs, outputs)


def _own(kept: KeptPath | None, script: bytes) -> tuple[Path | None, bool]:
    return (None, False) if kept is None else (kept.path(script), kept.from_hint)
