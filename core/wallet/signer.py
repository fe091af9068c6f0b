"""How the wallet gets a payment signed: it reads the PSBT, compares with what the co-signer read, waits, signs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from contextlib import closing, suppress
from functools import partial
from typing import TypeVar

from core.approval.kinds.kind import TaskKey
from core.approval.kinds.other_task import OtherTask
from core.approval.kinds.registry import read_task
from core.approval.messages import Proposed, RequestState
from core.approval.request import NEVER_SIGNED
from core.bitcoin.account import TR
from core.bitcoin.coins import AddressTable, AddressWindow, Reach
from core.bitcoin.psbt import Psbt
from core.bitcoin.signing_task import CheckedTask, ReadTask, WireTask, check, split, unsigned
from core.errors import BadInput, Cheat, FaultKind, KeyBlocked, LinkError, PeerFault, RefusalKind, Refused
from core.keys.record import DAY, KeyRecord, account, joint_key
from core.protocol.progress import ProgressStep
from core.protocol.scheme import PreparedSession
from core.rpc.multiplexer import ANSWER_TIMEOUT
from core.rpc.single_use import MAX_SESSIONS
from core.wallet.batches import BATCH, UnderWay
from core.wallet.cosigner_client import CosignerClient
from core.wallet.events import Event, Progress, silent
from core.wallet.payment import Payment
from core.wallet.results import Review, Signed
from core.wallet.review import Beside, review
from core.wallet.told_rules import ToldRules

T = TypeVar("T", CheckedTask, OtherTask)

LOOK_AGAIN = 60.0  # seconds after which it is asked again whether a person there wants to be asked
SILENCE = {
    RefusalKind.SILENCE: ProgressStep.SILENCE,
    RefusalKind.SILENCE_DAY: ProgressStep.SILENCE_DAY,
}


class _SessionsAhead:
    """Sessions of a payment that are ready when it may be signed: the signature is then one round trip.

    The first A1 travels with the proposal, so that the co-signer makes both durable at once; the others, while a person
    there decides. What prevents a session is met again, and told, when it is signed: the proposal stands. A Cheat is
    raised at once.
    """

    def __init__(
        self, client: CosignerClient, key_id: bytes, task: CheckedTask | OtherTask, deadline: float | None
    ) -> None:
        self._client, self._key_id, self._task, self._deadline = client, key_id, task, deadline
        self._first: UnderWay[PreparedSession] | None = None

    def send_a1(self) -> None:
        """The first A1 leaves, unless one is ready."""
        self.close()
        with suppress(Refused, KeyBlocked):
            if not self._client.sessions.holds(self._task.task_id) and self._is_in_time():
                count = min(BATCH, len(self._task.own_inputs))
                self._first = self._client.preparing(self._key_id, count, self._task.task_id)

    def finish(self, *, waits: bool) -> None:
        """Its answer is there; and where a person `waits`, the other sessions are."""
        first, self._first = self._first, None
        count = len(self._task.own_inputs) if waits and first is not None else 0
        try:
            if first is not None:
                first.finish()
            for start in range(BATCH, min(count, MAX_SESSIONS * BATCH), BATCH):
                if not self._is_in_time():
                    return
                self._client.prepare(self._key_id, min(BATCH, count - start), self._task.task_id)
        except Cheat:
            raise
        except (LinkError, Refused, KeyBlocked, PeerFault):
            return

    def close(self) -> None:
        """What has not been waited for is nobody's."""
        if self._first is not None:
            self._first.close()

    def _is_in_time(self) -> bool:
        return self._client.left(self._deadline) > ANSWER_TIMEOUT  # a late answer keeps nobody past it


class Signer:
    """P1's signatures, for all keys of a home."""

    def __init__(self, client: CosignerClient) -> None:
        self._client = client
        self._reaching = threading.Lock()  # two payments at once read through one table
        self._tables: dict[bytes, AddressTable] = {}

    def review(
        self,
        row: KeyRecord,
        psbt: Psbt,
        rules: ToldRules | None,
        known: Collection[str],
        own: Collection[str],
        *,
        paid: Collection[str] = (),
        beside: Collection[tuple[Payment, Psbt, int]] = (),
    ) -> Review:
        """What this PSBT does, by itself and `beside` others of the same coins (PaymentStore.beside); else as
        review.review. Raises BadInput for one that may not be signed."""
        task = self._check(row, split(psbt, row.network), *row.horizons)
        reach = row.peer_reach or Reach.beyond(0, 0)  # it has said nothing yet
        asked = [
            Beside(self._check(row, split(unsigned(other), row.network), *row.horizons), age, one.status.is_signed)
            for one, other, age in beside
            if one.status.was_asked
        ]
        shared = any(one.under_way for one, _, _ in beside)
        return review(task, reach, rules, known, own, paid=paid, beside=asked, shared=shared)

    def sign(
        self,
        row: KeyRecord,
        psbt: Psbt,
        wait: float | None = None,
        progress: Progress = silent,
        asked: Callable[[bytes], object] = lambda _: None,
        allowed: Callable[[], object] = lambda: None,
    ) -> Signed:
        """Sign a PSBT together with the co-signer and finalise it; needs no chain.

        Waits for a decision up to `wait` seconds (None: until the request expires). The same PSBT again continues
        the same request; `asked` is told its id before anything waits, and `allowed` is called once it may be signed
        and before anything is; what they raise ends it there. Raises Refused (kind "pending" when nobody has decided
        yet), LinkError, KeyBlocked, PeerFault, BadInput.
        """
        deadline = self._client.until(wait)
        read = split(psbt, row.network)
        task = self._check(row, read, *row.horizons)
        same = partial(self._same, row, read, task)
        task, proposed = self._decided(row, task, read.wire, same, deadline, progress, asked)
        allowed()
        signatures = self._client.sign(row.key_id, task, progress, proposed.request)
        own, table = dict(task.own_inputs), self.table(row, *row.horizons)
        signed = psbt.with_key_path_signatures({number: bytes(found) for number, found in signatures.items()})
        if table.account is not TR:
            signed = psbt.with_signatures(
                {number: (table.public_key(own[number]), bytes(found)) for number, found in signatures.items()}
            )
        if proposed.state is RequestState.PROPOSED:  # a person's yes lets coins come back further out
            with suppress(LinkError, Refused, KeyBlocked, PeerFault):
                self._client.status(row.key_id)
        progress(Event(ProgressStep.SIGNED))
        skipped = tuple(number for number in range(len(task.inputs)) if number not in own)
        made = signed if skipped else signed.finalized()
        return Signed(made.serialize(), len(own), skipped, task.txid[::-1].hex())

    def sign_other(
        self, row: KeyRecord, kind: int, payload: bytes, wait: float | None = None, progress: Progress = silent
    ) -> list[bytes]:
        """Get a task signed that is no payment: one signature for each of its messages, as the world reads them. Else
        as `sign`. BadInput for what its kind does not read."""
        task = read_task(TaskKey.of(row), kind, payload)
        deadline = self._client.until(wait)

        def same(proposed: Proposed) -> OtherTask:
            if proposed.task_id != task.task_id:
                raise self._lie(row, "task")
            return task

        _, proposed = self._decided(row, task, lambda: task, same, deadline, progress, lambda _: None)
        found = self._client.sign(row.key_id, task, progress, proposed.request)
        progress(Event(ProgressStep.SIGNED))
        return [bytes(found[number]) for number, _ in task.own_inputs]

    def _decided(
        self,
        row: KeyRecord,
        task: T,
        wire: Callable[[], WireTask | OtherTask],
        same: Callable[[Proposed], T],
        deadline: float | None,
        progress: Progress,
        asked: Callable[[bytes], object],
    ) -> tuple[T, Proposed]:
        """Put a task before the co-signer and wait until it may be signed. `same`: the task as the co-signer has read
        it too, or PeerFault."""
        progress(Event(ProgressStep.SHOW))
        self._client.connected()  # who cannot be asked was not: nothing is written down of it
        self._client.log.asks(row, task)
        with closing(_SessionsAhead(self._client, row.key_id, task, deadline)) as ahead:
            proposed = self._propose(row, wire(), deadline, progress, ahead.send_a1)
            task = same(proposed)
            asked(proposed.request)
            progress(Event(ProgressStep.REQUEST, request=proposed.request.hex()))
            if proposed.state is RequestState.PROPOSED:
                progress(Event(ProgressStep.WAITING, request=proposed.request.hex()))
            ahead.finish(waits=proposed.state is RequestState.PROPOSED)
        try:
            self._client.decision(proposed, deadline, progress)
        except Refused as error:
            if error.kind in NEVER_SIGNED.values():
                self._client.sessions.drop(task.task_id)
                self._client.log.told_no(row, task, proposed.request, error)
            raise
        return task, proposed

    def _propose(
        self,
        row: KeyRecord,
        wire: WireTask | OtherTask,
        deadline: float | None,
        progress: Progress,
        beside: Callable[[], object],
    ) -> Proposed:
        """Put it on the co-signer's desk. While nobody there is asked (W5), look again until somebody is."""
        while True:
            try:
                return self._client.propose(row, wire, beside)
            except Refused as error:
                wait, left = min(error.wait, DAY), self._client.left(deadline)
                if error.kind not in SILENCE or wait <= 0 or left <= 0:
                    raise
                step = SILENCE[error.kind]
            progress(Event(step, seconds=wait))
            self._client.pause(min(wait, LOOK_AGAIN, left))

    def _check(self, row: KeyRecord, read: ReadTask, external: int, internal: int) -> CheckedTask:
        window = AddressWindow(self.table(row, external, internal), external, internal)
        return check(read, row.key_id, row.network, window)

    def _same(self, row: KeyRecord, read: ReadTask, task: CheckedTask, proposed: Proposed) -> CheckedTask:
        """The co-signer must have read the same task, by tables that reach as far as ours or less: it counts what a
        person has approved, and this side all that it signs. A number of its own makes nobody derive anything."""
        if task.task_id != proposed.task_id:
            external, internal = row.horizons
            with suppress(BadInput):  # nothing of it is ours by tables as short as it says
                task = self._check(row, read, min(external, proposed.external), min(internal, proposed.internal))
        if task.task_id != proposed.task_id:
            raise self._lie(row, "payment")
        return task

    def _lie(self, row: KeyRecord, what: str) -> PeerFault:
        lie = PeerFault(
            f"the co-signer read another {what} than this computer shows; nothing was signed, and do not try again "
            "before you know why",
            FaultKind.TASK,
        )
        self._client.log.cheated(row.name, lie)
        return lie

    def table(self, row: KeyRecord, external: int, internal: int) -> AddressTable:
        """The key's own addresses, at least so many of each branch."""
        with self._reaching:
            if row.key_id not in self._tables:
                share = joint_key(row)
                self._tables[row.key_id] = AddressTable(share.Q, share.chain, account(row))
            table = self._tables[row.key_id]
            table.extend(0, external)
            table.extend(1, internal)
            return table
