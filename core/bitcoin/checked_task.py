"""What a transaction does to this wallet, as one party has worked it out for itself. Rules and people see only this.

Nothing here was claimed by anybody: amounts come from previous transactions, ownership from the wallet's own table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from core.bitcoin.coins import EXTERNAL, INTERNAL, Path
from core.bitcoin.script import Kind, describe
from core.bitcoin.sighash import Sighashes
from core.bitcoin.tx import OutPoint, Transaction
from core.errors import Bug

CHANGE_WINDOW: Final = 20  # indexes beyond the highest change that was signed (C7)
SMALL_CHANGE: Final = 2_000  # sat
MAX_FEE_RATE: Final = 1_000  # sat per vbyte (C3)
MAX_FEE_PERCENT: Final = 20
FREE_FEE: Final = 25_000  # sat, below which the share of the fee does not matter
OWN_WITNESS: Final = 107  # bytes: two items, a signature of 71 with its sighash byte, a key of 33

_LAST_HEIGHT: Final = 500_000_000  # a lock time from here on is a moment, not a height
_RELATIVE_OFF: Final = 1 << 31
_NO_LOCK: Final = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class TaskInput:
    """An input and what it spends. `path` is None when it belongs to somebody else."""

    outpoint: OutPoint
    sequence: int
    amount: int
    script: bytes
    path: Path | None
    from_hint: bool  # own, but beyond the table: found because somebody said where to look


@dataclass(frozen=True, slots=True)
class TaskOutput:
    """An output. `address` is None for data and for scripts without one; `label` says then what it is."""

    number: int
    amount: int
    script: bytes
    kind: Kind
    address: str | None
    path: Path | None
    from_hint: bool

    @property
    def label(self) -> str:
        """For a person: the address, or what the output is instead."""
        return self.address or describe(self.script)


@dataclass(frozen=True)
class CheckedTask:
    """One transaction of one key. `signed_internal` below: one more than the highest change index signed so far."""

    key_id: bytes
    network: str
    tx: Transaction
    inputs: tuple[TaskInput, ...]
    outputs: tuple[TaskOutput, ...]
    task_id: bytes
    _sighashes: Sighashes = field(repr=False, compare=False)

    # -------------------------------------------------------------- amounts
    @property
    def txid(self) -> bytes:
        """32 bytes, in the order they are hashed."""
        return self.tx.txid

    @property
    def own_inputs(self) -> tuple[tuple[int, Path], ...]:
        """(number, path) of every input of this wallet. All are signed or none (C1)."""
        return tuple((number, part.path) for number, part in enumerate(self.inputs) if part.path is not None)

    @property
    def fee(self) -> int:
        """Sat."""
        return sum(part.amount for part in self.inputs) - sum(output.amount for output in self.outputs)

    @property
    def weight(self) -> int:
        """With the smallest witnesses: those of other people's inputs count as empty."""
        own = len(self.own_inputs)
        return 4 * len(self.tx.serialize(witness=False)) + 2 + own * OWN_WITNESS + len(self.inputs) - own

    @property
    def vsize(self) -> int:
        """A quarter of the weight, rounded up."""
        return (self.weight + 3) // 4

    @property
    def fee_rate(self) -> float:
        """Sat per vbyte, for a person."""
        return self.fee / self.vsize

    # -------------------------------------------------------------- where it goes
    @property
    def payments(self) -> tuple[TaskOutput, ...]:
        """Outputs that are not this wallet's, none left out, data and burnt amounts too."""
        return tuple(output for output in self.outputs if output.path is None)

    def change(self, signed_internal: int) -> tuple[TaskOutput, ...]:
        """Own outputs that the wallet made for what is left over (C7): not spent."""
        return tuple(output for index, output in self._own(INTERNAL) if index < signed_internal + CHANGE_WINDOW)

    @property
    def to_self(self) -> tuple[TaskOutput, ...]:
        """Own receiving addresses within the table: not spent, shown."""
        return tuple(output for _, output in self._own(EXTERNAL))

    def unfindable(self, signed_internal: int) -> tuple[TaskOutput, ...]:
        """Own addresses so far out that no program will look there: spent."""
        found = {output.number for output in (*self.change(signed_internal), *self.to_self)}
        return tuple(output for output in self.outputs if output.path is not None and output.number not in found)

    def _own(self, branch: int) -> Iterator[tuple[int, TaskOutput]]:
        """(index, output) of every output that the table has on a branch."""
        for output in self.outputs:
            if output.path is not None and output.path[3] == branch and not output.from_hint:
                yield output.path[4], output

    def spent(self, signed_internal: int) -> int:
        """Sat that rules see: own inputs minus what comes back. Payments and fee together, never below zero (C1)."""
        own = sum(part.amount for part in self.inputs if part.path is not None)
        back = sum(output.amount for output in (*self.change(signed_internal), *self.to_self))
        return max(0, own - back)

    def highest_used(self) -> tuple[int, int]:
        """Highest index that signing this task shows to be in use, external and internal; -1 for none.

        What only a hint found does not count: an index of billions would make the table as long. Nor do inputs of
        the change branch: anybody can invent a coin there and push the window of change along for nothing.
        """
        external = [index for index, _ in self._own(EXTERNAL)]
        external += [
            part.path[4]
            for part in self.inputs
            if part.path is not None and part.path[3] == EXTERNAL and not part.from_hint
        ]
        internal = [index for index, _ in self._own(INTERNAL)]
        return max(external, default=-1), max(internal, default=-1)

    # -------------------------------------------------------------- what is odd about it
    @property
    def fee_is_excessive(self) -> bool:
        """Whether a person must accept the fee (C3)."""
        leaves = sum(output.amount for output in self.payments)
        base = leaves or sum(part.amount for part in self.inputs if part.path is not None)
        return self.fee > MAX_FEE_RATE * self.vsize or (self.fee > FREE_FEE and 100 * self.fee > MAX_FEE_PERCENT * base)

    def warnings(self, signed_internal: int) -> tuple[str, ...]:
        """Short codes for what a person must look at. A task with any of them is never approved unattended."""
        change, to_self = self.change(signed_internal), self.to_self
        found = {
            "fee": self.fee_is_excessive,
            "foreign-input": any(part.path is None for part in self.inputs),
            "hint": any(part.from_hint for part in self.inputs),
            "no-address": any(output.kind is Kind.NO_ADDRESS for output in self.outputs),
            "burnt": any(output.kind is Kind.DATA and output.amount for output in self.outputs),
            "data-output": any(output.kind is Kind.DATA for output in self.outputs),
            "unfindable": bool(self.unfindable(signed_internal)),
            "change": max(len(change), len(to_self)) > 1
            or any(output.amount < SMALL_CHANGE for output in (*change, *to_self)),
            "locktime": self._has_time_lock(),
            "relative-lock": self._has_relative_lock(),
        }
        return tuple(code for code, holds in found.items() if holds)

    def _has_time_lock(self) -> bool:
        """A lock until a moment. A lock until a height is what wallets write into every draft, and bounds nothing:
        who holds the signatures can wait for any height with or without it."""
        return self.tx.locktime >= _LAST_HEIGHT and any(part.sequence != _NO_LOCK for part in self.inputs)

    def _has_relative_lock(self) -> bool:
        return self.tx.version >= 2 and any(not part.sequence & _RELATIVE_OFF for part in self.inputs)

    # -------------------------------------------------------------- signing
    def digest(self, i: int) -> bytes:
        """The 32 bytes that own input `i` signs (BIP143, SIGHASH_ALL)."""
        if self.inputs[i].path is None:
            raise Bug(f"input {i} is not this wallet's")
        return self._sighashes.digest(i, self.inputs[i].script[2:])
