"""What was proposed, as it was read, and the request that it makes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self, TypeAlias

from core.approval.kinds.other_task import OtherTask
from core.approval.messages import RequestState
from core.approval.related import payees
from core.approval.request import SigningRequest
from core.bitcoin.coins import AddressWindow
from core.bitcoin.kept_task import KeptTask
from core.bitcoin.signing_task import CheckedTask, ReadTask, WireTask, check
from core.codec.codec import encode
from core.keys.record import KeyRecord


@dataclass(frozen=True, slots=True)
class Proposal:
    """A payment that was read, and how far the address tables reached when it was."""

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


AnyProposal: TypeAlias = Proposal | OtherTask


def asked_now(row: KeyRecord, found: AnyProposal, id: bytes, now: int) -> tuple[SigningRequest, bytes]:
    """A request that nobody has decided yet, and the bytes that are kept beside it."""
    task = found.task if isinstance(found, Proposal) else found
    kept = found.kept if isinstance(found, OtherTask) else encode(KeptTask.of(found.task))
    asked = SigningRequest(
        id=id,
        key_id=row.key_id,
        task_id=task.task_id,
        txid=task.txid,
        state=RequestState.PROPOSED,
        amount=0,
        fee=0,
        proposed=now,
        decided=0,
        warnings=(),
        unattended=False,
        external=0,
        internal=0,
        size=len(kept),
    )
    if isinstance(found, OtherTask):
        return replace(asked, payees=found.alike), kept
    payment = found.task
    return (
        replace(
            asked,
            amount=payment.spent(row.reach),
            fee=payment.fee,
            external=found.window.external,
            internal=found.window.internal,
            coins=b"".join(bytes(part.outpoint) for part in payment.tx.inputs),
            payees=payees(payment, row.reach),
        ),
        kept,
    )
