"""What a transaction does to this wallet, as one party has worked it out for itself. Rules and people see only this.

Nothing here was claimed by anybody: amounts come from previous transactions, ownership from the wallet's own table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from core.bitcoin.account import account_of
from core.bitcoin.caution import Caution
from core.bitcoin.coins import EXTERNAL, INTERNAL, Path, Reach
from core.bitcoin.fee_rate import FeeRate, rate_of
from core.bitcoin.script import ScriptKind, describe
from core.bitcoin.tx import OutPoint, Transaction
from core.errors import Bug

SMALL_CHANGE: Final = 2_000  # sat
MAX_FEE_RATE: Final = 1_000  # sat per vbyte (C3)
MAX_FEE_PERCENT: Final = 20
FREE_FEE: Final = 25_000  # sat, below which the share of the fee does not matter
MANY_PAYEES: Final = 10  # outputs to others, up to which a person sees each of them at one look

_LAST_HEIGHT: Final = 500_000_000  # a lock time from here on is a moment, not a height
_RELATIVE_OFF: Final = 1 << 31
_NO_LOCK: Final = 0xFFFFFFFF


def fee_is_out_of_proportion(fee: int, base: int) -> bool:
    """Whether a fee is too much for what leaves, `base` (C3). In sat."""
    return fee > FREE_FEE and 100 * fee > MAX_FEE_PERCENT * base


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
    kind: ScriptKind
    address: str | None
    path: Path | None
    from_hint: bool

    @property
    def label(self) -> str:
        """For a person: the address, or what the output is instead."""
        return self.address or describe(self.script)


@dataclass(frozen=True)
class CheckedTask:
    """One transaction of one key. `reach` below: how far out an own address costs nothing (C7)."""

    key_id: bytes
    network: str
    tx: Transaction
    inputs: tuple[TaskInput, ...]
    outputs: tuple[TaskOutput, ...]
    task_id: bytes
    _digest: Callable[[int], bytes] = field(repr=False, compare=False)

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
        witnesses = sum(account_of(part.script).witness if part.path is not None else 1 for part in self.inputs)
        return 4 * len(self.tx.serialize(witness=False)) + 2 + witnesses

    @property
    def vsize(self) -> int:
        """A quarter of the weight, rounded up."""
        return (self.weight + 3) // 4

    @property
    def fee_rate(self) -> FeeRate:
        """For a person."""
        return rate_of(self.fee, self.vsize)

    # -------------------------------------------------------------- where it goes
    @property
    def payments(self) -> tuple[TaskOutput, ...]:
        """Outputs that are not this wallet's, none left out, data and burnt amounts too."""
        return tuple(output for output in self.outputs if output.path is None)

    @property
    def recipients(self) -> int:
        """How many others get something; an address that is paid twice is one."""
        return len({output.script for output in self.payments if output.amount})

    def change(self, reach: Reach) -> tuple[TaskOutput, ...]:
        """Own outputs that the wallet made for what is left over: not spent."""
        return tuple(output for index, output in self._own(INTERNAL) if index < reach.internal)

    def to_self(self, reach: Reach) -> tuple[TaskOutput, ...]:
        """Own receiving addresses: not spent, shown."""
        return tuple(output for index, output in self._own(EXTERNAL) if index < reach.external)

    def unfindable(self, reach: Reach) -> tuple[TaskOutput, ...]:
        """Own addresses so far out that no program looks there by itself: spent."""
        found = {output.number for output in (*self.change(reach), *self.to_self(reach))}
        return tuple(output for output in self.outputs if output.path is not None and output.number not in found)

    @property
    def own_amount(self) -> int:
        """Sat of all own inputs."""
        return sum(part.amount for part in self.inputs if part.path is not None)

    def _own(self, branch: int) -> Iterator[tuple[int, TaskOutput]]:
        """(index, output) of every output that the table has on a branch."""
        for output in self.outputs:
            if output.path is not None and output.path[3] == branch and not output.from_hint:
                yield output.path[4], output

    def spent(self, reach: Reach) -> int:
        """Sat that rules see: own inputs minus what comes back. Payments and fee together, never below zero (C1)."""
        back = sum(output.amount for output in (*self.change(reach), *self.to_self(reach)))
        return max(0, self.own_amount - back)

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

    def highest_paid(self) -> int:
        """Highest index of branch 0 that gets something; -1 for none. Coins that are spent may be invented."""
        return max((index for index, _ in self._own(EXTERNAL)), default=-1)

    # -------------------------------------------------------------- what is odd about it
    @property
    def fee_is_excessive(self) -> bool:
        """Whether a person must accept the fee (C3)."""
        leaves = sum(output.amount for output in self.payments)
        base = leaves or self.own_amount
        return self.fee > MAX_FEE_RATE * self.vsize or fee_is_out_of_proportion(self.fee, base)

    def warnings(self, reach: Reach) -> tuple[Caution, ...]:
        """What a person must look at. A task with any of it is never approved unattended."""
        change, to_self = self.change(reach), self.to_self(reach)
        found = {
            Caution.FEE: self.fee_is_excessive,
            Caution.FOREIGN_INPUT: any(part.path is None for part in self.inputs),
            Caution.HINT: any(part.from_hint for part in self.inputs),
            Caution.NO_ADDRESS: any(output.kind is ScriptKind.NO_ADDRESS for output in self.outputs),
            Caution.BURNT: any(output.kind is ScriptKind.DATA and output.amount for output in self.outputs),
            Caution.DATA_OUTPUT: any(output.kind is ScriptKind.DATA for output in self.outputs),
            Caution.UNFINDABLE: bool(self.unfindable(reach)),
            Caution.CHANGE: max(len(change), len(to_self)) > 1
            or any(output.amount < SMALL_CHANGE for output in (*change, *to_self)),
            Caution.MANY: len(self.payments) > MANY_PAYEES,
            Caution.LOCKTIME: self._has_time_lock(),
            Caution.RELATIVE_LOCK: self._has_relative_lock(),
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
        """The 32 bytes that own input `i` signs (core/bitcoin/sighash.py)."""
        if self.inputs[i].path is None:
            raise Bug(f"input {i} is not this wallet's")
        return self._digest(i)
