"""The co-signer's desk: what it was asked to sign, what rules and people said, what was debited.

Everything here runs on the co-signer's one worker, so two requests can never race for one limit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from core import policy
from core.bitcoin.checked_task import TaskOutput
from core.bitcoin.coins import Table, Window
from core.bitcoin.signing_task import CheckedTask, WireTask, check
from core.encoding import decode, encode, is_plain
from core.errors import BadInput, Refused, StorageError
from core.lifecycle import DAY, KeyRow, share_of
from core.protocol.sign import Item
from core.records import Records
from core.rng import Rng
from core.tasks import FEE_WARNING, FINAL, MAX_OPEN, MAY_BE_SIGNED, Task, TaskState, items

HORIZON = 1000  # addresses recognised beyond the highest index that was signed
DAILY_FACTOR = 10  # unattended in 24 h: this many times approve-below
MAX_APPROVED = 100  # approved and not signed yet: each is kept, with its bytes, on this disk
MAX_REASON = 500  # characters
MAX_WATCHERS = 16  # of one request; who asks more often is told only the last times


def limits(row: KeyRow) -> policy.Limits:
    """The rules of a key, as the policy reads them."""
    return policy.Limits(row.rules.approve_below, DAILY_FACTOR * row.rules.approve_below)


def must_be_a_reason(text: str) -> None:
    """Raises BadInput unless a person at the computer can read why they were refused."""
    if not text.strip() or not is_plain(text) or len(text) > MAX_REASON:
        raise BadInput(f"give the reason as one line of 1 to {MAX_REASON} characters", "reason")


class Requests:
    """Tasks of all keys. `clock` gives seconds; `rng` the request ids."""

    def __init__(self, records: Records, clock: Callable[[], int], rng: Rng) -> None:
        self._records, self._clock, self._rng = records, clock, rng
        self._tables: dict[bytes, Table] = {}
        self._checked: dict[bytes, CheckedTask] = {}
        self._watchers: dict[bytes, list[Callable[[Task], None]]] = {}

    # -------------------------------------------------------------- what P1 asks
    def horizons(self, row: KeyRow) -> tuple[int, int]:
        """How many addresses of each branch the table holds."""
        return row.rules.signed_external + HORIZON, row.rules.signed_internal + HORIZON

    def table(self, row: KeyRow) -> Table:
        """The key's own addresses, up to the horizon; never what a hint says."""
        table = self._tables.get(row.key_id)
        if table is None:
            share = share_of(row)
            table = self._tables[row.key_id] = Table(share.Q, share.chain)
        for branch, horizon in enumerate(self.horizons(row)):
            table.extend(branch, horizon)
        return table

    def propose(self, row: KeyRow, wire: WireTask) -> Task:
        """Decode, decide, keep. The same transaction again continues where it stands; told differently, it is a lie."""
        now, (external, internal) = self._clock(), self.horizons(row)
        task = self._read(row, wire, external, internal)
        for told in [self.current(t.request) for t in self._of(row.key_id) if t.txid == task.txid]:
            if self._read(row, wire, told.external, told.internal).task_id != told.task_id:
                self._log("lie", "one transaction was proposed twice with different claims; refused")
                raise Refused("this transaction was proposed before with other inputs, amounts or change", "lie")
            return told
        verdict = policy.decide(task, limits(row), self.unattended(row.key_id), row.rules.signed_internal)
        state = TaskState.APPROVED if isinstance(verdict, policy.Approve) else TaskState.PROPOSED
        known = [self.current(t.request) for t in self._of(row.key_id)]
        if state is TaskState.PROPOSED and sum(t.open for t in known) >= MAX_OPEN:
            raise Refused("five requests already wait on the co-signer; decide those first", "too_many")
        if sum(t.state is TaskState.APPROVED for t in known) >= MAX_APPROVED:
            raise Refused("too many approved payments are not signed yet; sign or cancel them first", "too_many")
        made = Task(
            request=self._rng.bytes("request", 16),
            key_id=row.key_id,
            task_id=task.task_id,
            txid=task.txid,
            state=state,
            amount=task.spent(row.rules.signed_internal),
            fee=task.fee,
            proposed=now,
            decided=0 if state is TaskState.PROPOSED else now,
            warnings=() if isinstance(verdict, policy.Approve) else verdict.warnings,
            unattended=state is TaskState.APPROVED,
            external=external,
            internal=internal,
        )
        with self._records.write() as write:
            write.task(made)
            write.payload(made.request, encode(wire))
            write.log(now, "request", f"{row.name}: a payment was proposed, {state.name.lower()}")
        self._checked[made.request] = task
        return made

    def watch(self, request: bytes, key_ids: set[bytes], tell: Callable[[Task], None]) -> None:
        """Call `tell` once, when the request is decided (perhaps now). Refused if it is not one of these keys'."""
        task = self._find(request, key_ids)
        if task.open:
            watchers = self._watchers.setdefault(request, [])
            watchers.append(tell)
            del watchers[:-MAX_WATCHERS]
        else:
            tell(task)

    def cancel(self, request: bytes, key_ids: set[bytes]) -> Task:
        """P1 takes a request back; too late once an answer may have left."""
        task = self._find(request, key_ids)
        if task.state in MAY_BE_SIGNED:
            raise Refused(
                "signed: it can appear on the network at any time; to stop it, spend the same coins", "signed"
            )
        return task if task.state in FINAL else self._decide(task, TaskState.CANCELLED, "taken back on the computer")

    def items(self, row: KeyRow, task_id: bytes, numbers: tuple[int, ...]) -> list[Item]:
        """What P2 signs for these inputs, from its own stored copy. Refused unless the task may be signed."""
        task = self._signable(row, task_id)
        return items(self.checked(task), numbers)

    def debit(self, row: KeyRow, task_id: bytes) -> None:
        """Before the first s2: rules once more, then the debit, durable (C5). A second time costs nothing."""
        task = self._signable(row, task_id)
        if task.state in MAY_BE_SIGNED:
            return
        checked = self.checked(task)
        if task.unattended:
            task = self._still_unattended(row, task, checked)
        external, internal = checked.highest_used()
        rules = replace(
            row.rules,
            signed_external=max(row.rules.signed_external, external + 1),
            signed_internal=max(row.rules.signed_internal, internal + 1),
            faults=0,
            unlock=None,  # of a suspension that has passed
        )
        with self._records.write() as write:
            write.task(replace(task, state=TaskState.DEBITED))
            write.key(replace(row, rules=rules))

    def _still_unattended(self, row: KeyRow, task: Task, checked: CheckedTask) -> Task:
        """Itself, counted for 24 hours from now on. Where the rules have no room for it any more, a person is asked."""
        others = self.unattended(row.key_id) - task.amount
        verdict = policy.decide(checked, limits(row), others, row.rules.signed_internal)
        if isinstance(verdict, policy.Approve):
            return replace(task, decided=self._clock())
        warnings = verdict.warnings
        with self._records.write() as write:
            write.task(
                replace(task, state=TaskState.PROPOSED, proposed=self._clock(), unattended=False, warnings=warnings)
            )
        raise Refused("the rules became stricter: this payment now waits for a decision on the co-signer", "pending")

    def released(self, row: KeyRow, task_id: bytes, numbers: tuple[int, ...]) -> None:
        """The answers for these inputs have left."""
        task = self._signable(row, task_id)
        signed = tuple(sorted({*task.signed, *numbers}))
        done = len(signed) == len(self.checked(task).own_inputs)
        if signed != task.signed:
            with self._records.write() as write:
                write.task(replace(task, signed=signed, state=TaskState.RELEASED if done else task.state))

    # -------------------------------------------------------------- what a person does
    def open(self) -> list[Task]:
        """Requests that wait for a person, oldest first."""
        tasks = [self.current(request) for request in list(self._records.tasks)]
        return sorted((task for task in tasks if task.open), key=lambda task: task.proposed)

    def approve(self, request: bytes, *, accept_fee: bool) -> Task:
        """A person said yes. A high fee needs its own yes."""
        task = self._find(request, None)
        if not task.open:
            raise BadInput(f"this request is not open: it is {task.state.name.lower()}")
        if FEE_WARNING in task.warnings and not accept_fee:
            raise BadInput("the fee of this payment is very high; approve it with --accept-fee if that is meant")
        return self._decide(task, TaskState.APPROVED, "")

    def refuse(self, request: bytes, reason: str) -> Task:
        """A person said no. Final for this transaction."""
        must_be_a_reason(reason)
        task = self._find(request, None)
        if task.state in MAY_BE_SIGNED:
            raise BadInput("this payment is already signed; to stop it, spend the same coins")
        if not task.open and task.state is not TaskState.APPROVED:
            raise BadInput(f"this request is not open: it is {task.state.name.lower()}")
        return self._decide(task, TaskState.REFUSED, reason)

    def view(self, task: Task) -> dict[str, Any]:
        """What a person decides on: decoded here, from the bytes."""
        row, checked = self._records.keys[task.key_id], self.checked(task)

        def places(outputs: Iterable[TaskOutput]) -> list[dict[str, Any]]:
            return [{"address": output.label, "sats": output.amount} for output in outputs]

        return {
            "id": task.request.hex(),
            "kind": "pay",
            "wallet": row.name,
            "network": row.network,
            "pays": places(checked.payments),
            "unfindable": places(checked.unfindable(row.rules.signed_internal)),  # own, and as good as lost (C7)
            "to_self": places(checked.to_self),
            "fee": checked.fee,
            "warnings": list(task.warnings),
        }

    def checked(self, task: Task) -> CheckedTask:
        """The decoded task of a request; it must still be the one that was decided on."""
        if task.request not in self._checked:
            row = self._records.keys[task.key_id]
            wire = decode(WireTask, self._records.payload(task.request), StorageError)
            self._checked[task.request] = self._read(row, wire, task.external, task.internal)
        found = self._checked[task.request]
        if found.task_id != task.task_id:
            raise Refused("this request reads differently now than when it was decided; propose it again", "changed")
        return found

    def unattended(self, key_id: bytes) -> int:
        """Sat approved without a person in the last 24 hours, whether already signed or not."""
        since = self._clock() - DAY
        return sum(
            t.amount
            for t in self._of(key_id)
            if t.unattended and t.decided > since and (t.state is TaskState.APPROVED or t.state in MAY_BE_SIGNED)
        )

    def current(self, request: bytes) -> Task:
        """A task as it stands at this moment; expiry is written down when it is first seen."""
        task = self._records.tasks[request]
        seen = task.at(self._clock())
        if seen is not task:
            self._keep(seen)
        return seen

    # --------------------------------------------------------------
    def _read(self, row: KeyRow, wire: WireTask, external: int, internal: int) -> CheckedTask:
        return check(wire, row.key_id, row.network, Window(self.table(row), external, internal))

    def _of(self, key_id: bytes) -> list[Task]:
        return [task for task in self._records.tasks.values() if task.key_id == key_id]

    def _find(self, request: bytes, key_ids: set[bytes] | None) -> Task:
        task = self._records.tasks.get(request)
        if task is None or (key_ids is not None and task.key_id not in key_ids):
            raise BadInput("there is no request with this id; `approvals` lists them")
        return self.current(request)

    def _signable(self, row: KeyRow, task_id: bytes) -> Task:
        for task in self._of(row.key_id):
            if task.task_id == task_id:
                task = self.current(task.request)
                task.must_be_signable()
                return task
        raise Refused("this payment was never proposed; propose it first", "unknown")

    def _decide(self, task: Task, state: TaskState, reason: str) -> Task:
        now = self._clock()
        decided = replace(task, state=state, reason=reason, decided=now)
        self._keep(decided)
        return decided

    def _keep(self, decided: Task) -> None:
        """Write a decision down and tell it. What will never be signed need not be stored."""
        with self._records.write() as write:
            write.task(decided)
            if decided.state in FINAL:
                write.erase_payload(decided.request)
            name, state = self._records.keys[decided.key_id].name, decided.state.name.lower()
            write.log(decided.decided, "decision", f"{name}: request {decided.request.hex()[:8]} {state}")
        if decided.state in FINAL:
            self._checked.pop(decided.request, None)
        for tell in self._watchers.pop(decided.request, []):
            tell(decided)

    def _log(self, kind: str, text: str) -> None:
        with self._records.write() as write:
            write.log(self._clock(), kind, text)
