"""What the co-signer that serves really does, in the order it does it, is a way through the model of its commits.

Two computers and a person at the console are at work at once on real vaults (tests/support/served_homes.py). Each write
that is queued, each batch that is taken and is durable, each column that is read and each answer that leaves is noted
where it happens; the model must be able to do the same, step by step (commit_model.py, whose states are all searched).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from itertools import count, islice, permutations
from pathlib import Path
from typing import Any

import pytest

from core.approval.messages import RequestState
from core.approval.request import SigningRequest
from core.approval.upload import propose_p1
from core.bitcoin.signing_task import WireTask
from core.codec.codec import decode
from core.codec.messages import Message, MessageType, peek_type
from core.cosigner.executor import Executor
from core.errors import StorageError
from core.home.changes import Changes, HomeChanges
from core.home.tables import KEY, TASK
from core.keys.record import KeyRecord, slot_of
from core.primitives import ot_extension
from core.protocol.ecdsa.guard import OtState, state_of
from core.protocol.ecdsa.prepare import A1
from core.rpc.runner import pack, unpack
from core.sansio.effects import Send
from core.storage.block import VaultTransaction
from tests.core.home.commit_model import CONSOLE, HONEST, OTHER, PROBE, Model, State
from tests.support.hostile import an_a1, s1_of, spoilt
from tests.support.served_homes import LIMIT, ServedHomes, ServedLine, served_homes
from tests.support.two_homes import FarEnd
from tests.support.wire import check

TAKEN, DURABLE, EARLY = "a batch is taken", "the batch is durable", "memory changes before the disk"
PAYMENT = 0  # its session is prepared before anything is noted
SENT_FIRST = {PAYMENT: 40, HONEST: 50, PROBE: 60}  # the number of its first call; of an A1, one more


class Trace:
    """What happened, in the words of the model."""

    def __init__(self, key_id: bytes, pin: bytes) -> None:
        self._noted: list[tuple[str, HomeChanges | None]] = []
        self._waiting: list[HomeChanges] = []  # for a batch
        self._key_id, self._pin = key_id, pin  # of the first computer
        self.tasks: dict[bytes, int] = {}  # by task_id
        self.columns: dict[bytes, int] = {}  # what an A1 brings
        self.person = 0  # the thread that is the console's
        self.on_disk = 0  # batches that are, and that memory does not follow yet

    @property
    def steps(self) -> list[str]:
        """Of the model."""
        return [step for step, _ in self._noted]

    def note(self, step: str) -> None:
        """It happens now."""
        self._noted.append((step, None))

    def queued(self, changes: HomeChanges) -> None:
        """A job, which has the turn, is about to wait for this write."""
        found = self._meant(changes.tx.changes)
        if found is not None:
            self._noted.append((found, changes))
            self._waiting.append(changes)

    def taken(self, batch: Changes) -> None:
        """The writer, which has the turn, is about to make this durable. It has taken it before: what was queued since
        then is not in it."""
        written = {id(data) for data in batch.values() if data is not None}
        left = [one for one in self._waiting if not any(id(data) in written for data in one.tx.changes.values())]
        at = next((n for n, (_, made) in enumerate(self._noted) if any(made is one for one in left)), len(self._noted))
        self._noted.insert(at, (TAKEN, None))
        self._waiting = left

    def _meant(self, changes: Changes) -> str | None:
        """What the model calls a write; None: it knows nothing of it."""
        row = changes.get((KEY, self._key_id))
        guard = None if row is None else state_of(slot_of(decode(KeyRecord, row, StorageError)).guard)
        if self.person == threading.get_ident():
            return "a person changes the row"
        for (table, _), data in changes.items():
            if table == TASK and data is not None:
                request = decode(SigningRequest, data, StorageError)
                job = self.tasks.get(request.task_id)
                if request.state is RequestState.DEBITED:
                    return f"{job} debits"
                if job in (HONEST, PROBE):
                    return f"{job} is proposed with CHECKING" if guard is OtState.CHECKING else f"{job} is proposed"
        return f"A1 {PROBE}: failed" if guard is OtState.LOCKED else None

    def followed(self, changes: Changes) -> None:
        """Memory has."""
        if changes:
            self.note(DURABLE if self.on_disk else EARLY)
            self.on_disk -= 1

    def read(self, columns: bytes) -> None:
        """Of an A1."""
        if columns in self.columns:
            self.note(f"A1 {self.columns[columns]}: read")

    def sent(self, pin: bytes, frame: bytes) -> None:
        """An answer leaves."""
        number, data = unpack(frame)
        first = {call: job for job, call in SENT_FIRST.items()} if pin == self._pin else {}
        begun, came_with = first.get(number), first.get(number - 1)
        match peek_type(data):
            case MessageType.PROPOSED if begun is not None:
                self.note(f"{begun} is told")
            case MessageType.S2:
                self.note(f"{OTHER if begun is None else begun} is debited and answered")
            case MessageType.A2 if came_with is not None:
                self.note(f"A1 {came_with}: passed and answered, OPEN rides")
            case MessageType.REFUSED if came_with is not None:
                self.note(f"A1 {came_with}: refused")


def accepted(steps: list[str]) -> int:
    """How many of them the model can do, in this order. A batch in which nothing is that it knows is none to it."""
    model, states = Model(), {State()}
    for number, step in enumerate(steps):
        after = {following for state in states for done, following in model.after(state) if done == step}
        if step == TAKEN:
            after |= {state for state in states if not (state.queue or state.riding or state.syncing)}
        if step == DURABLE:
            after |= {state for state in states if not state.syncing}
        if not after:
            return number
        states = after
    return len(steps)


class Scene:
    """A co-signer and all that the model's jobs send it; nothing of it has been sent yet, and all is noted."""

    def __init__(self, served: ServedHomes, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.served, homes = served, served.homes
        side, client = served.another(folder / "other")
        served.alone(lambda: homes.allow(100_000_000))
        wires = {job: homes.wire(seed=10 + job) for job in SENT_FIRST}
        theirs = homes.wire_of(side.row)
        homes.propose(wires[PAYMENT])
        client.propose(side.row, theirs)
        task = check(theirs, side.row.key_id, side.row.network, homes.table_of(side.row))
        self.other = lambda: client.sign(side.row.key_id, task)
        self.raw = served.raw()
        self.frames: dict[int, list[Message]] = {PAYMENT: [s1_of(homes, self.raw, wires[PAYMENT])]}
        served.alone(homes.cosigner.records.flush)
        self.trace = Trace(homes.key.key_id, self.raw.link.far.pin)
        self.trace.tasks = {homes.checked(wire).task_id: job for job, wire in wires.items()} | {task.task_id: OTHER}
        for job, a1 in ((HONEST, an_a1(homes)), (PROBE, spoilt(an_a1(homes)))):
            self.frames[job] = together(homes.key.key_id, wires[job], a1)
            self.trace.columns[a1.columns] = job
        self._watch(monkeypatch)

    def _watch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        trace, cosigner = self.trace, self.served.homes.cosigner
        cosigner.records.changed = trace.followed
        inner, reads, sends = cosigner.vault.transaction, ot_extension.extend_send, FarEnd.send
        waits, completes = self.served.batches.write, HomeChanges.complete

        def write(changes: HomeChanges) -> None:
            trace.queued(changes)
            waits(changes)

        def complete(whole: HomeChanges, home: Any) -> Any:
            found = completes(whole, home)
            if home is cosigner.records and whole.tx.changes:
                trace.taken(whole.tx.changes)
            return found

        @contextmanager
        def transaction(*, final: bool = False) -> Iterator[VaultTransaction]:
            with inner(final=final) as block:
                yield block
            trace.on_disk += bool(block.changes)

        def extend_send(ot: Any, sid1: bytes, columns: bytes, n0: int) -> Any:
            trace.read(columns)
            return reads(ot, sid1, columns, n0)

        def send(end: FarEnd, frame: bytes, at: float | None = None) -> None:
            trace.sent(end.pin, frame)
            sends(end, frame, at)

        monkeypatch.setattr(self.served.batches, "write", write)
        monkeypatch.setattr(HomeChanges, "complete", complete)
        monkeypatch.setattr(cosigner.vault, "transaction", transaction)
        monkeypatch.setattr(ot_extension, "extend_send", extend_send)
        monkeypatch.setattr(FarEnd, "send", send)

    def begins(self, job: int) -> list[Future[Any]]:
        """What it does."""
        if job == CONSOLE:
            return [self.served.posted(self._person, None)]
        if job == OTHER:
            return [self.served.meanwhile(self.other)]
        link = self.raw.link
        assert isinstance(link, ServedLine)
        calls = [SENT_FIRST[job] + isinstance(message, A1) for message in self.frames[job]]
        for call, message in zip(calls, self.frames[job], strict=True):
            link.near.send(pack(call, message))
        return link.jobs()

    def _person(self) -> None:
        records = self.served.homes.cosigner.records
        self.trace.person = threading.get_ident()
        with records.write() as write:
            write.key(records.keys[self.served.homes.key.key_id])
        self.trace.person = 0
        self.trace.note("the person is told")

    def plays(self, order: tuple[int, ...]) -> list[str]:
        """All of them, begun in this order; what happened."""
        for done in [done for job in order for done in self.begins(job)]:
            done.result(LIMIT)
        return self.trace.steps


def together(key_id: bytes, wire: WireTask, a1: A1) -> list[Message]:
    """A proposal, and the A1 that comes with it."""
    first, last = islice(propose_p1(key_id, wire), 2)
    assert isinstance(first, Send)
    assert isinstance(last, Send)
    return [first.message, a1, last.message]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[ServedHomes]:
    with served_homes(tmp_path / "homes") as found:
        yield found


WHOLE = {  # of what the model can do
    *("0 debits", "0 is debited and answered", "4 debits", "4 is debited and answered"),
    *("2 is proposed with CHECKING", "2 is told", "A1 2: read", "A1 2: passed and answered, OPEN rides"),
    *("3 is proposed with CHECKING", "3 is told", "A1 3: read", "A1 3: failed", "A1 3: refused"),
    *("a person changes the row", "the person is told", TAKEN, DURABLE),
}


@pytest.mark.parametrize("order", list(permutations((PAYMENT, HONEST, PROBE))))
@pytest.mark.parametrize("at", [0, 3])
def test_what_the_co_signer_does_is_a_way_through_the_model(
    served: ServedHomes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, order: tuple[int, ...], at: int
) -> None:
    scene = Scene(served, tmp_path, monkeypatch)
    steps = scene.plays((*order[:at], OTHER, CONSOLE, *order[at:]))
    assert accepted(steps) == len(steps), steps[: accepted(steps) + 1]
    if order == (PAYMENT, HONEST, PROBE):
        assert set(steps) == WHOLE
    before = order[: order.index(PROBE) + 1]  # a failed check ends the link, and what it brings later
    assert {f"A1 {job}: read" in steps for job in before if job != PAYMENT} == {True}


def test_no_answer_could_have_left_any_earlier(
    served: ServedHomes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The judge itself: of what really happened, an answer or a reading before its batch is durable is refused."""
    steps = Scene(served, tmp_path, monkeypatch).plays((PAYMENT, HONEST, PROBE))
    rests_on = {
        "0 is debited and answered": "0 debits",
        "2 is told": "2 is proposed with CHECKING",
        "A1 3: refused": "A1 3: failed",
    }
    refused = set()
    for answer, write in rests_on.items():
        for at in range(steps.index(write) + 1, steps.index(answer)):
            moved = [step for step in steps if step != answer]
            moved.insert(at, answer)
            if DURABLE not in steps[steps.index(write) : at]:
                assert accepted(moved) == at
                refused.add(answer)
    assert refused == rests_on.keys()


# ------------------------------------------------------------------ without a rule the real one does what no model can
def test_a_job_that_does_not_wait_for_its_batch_is_refused(
    served: ServedHomes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, waits = Scene(served, tmp_path, monkeypatch), served.batches.write
    served.gate.close()
    monkeypatch.setattr(served.batches, "write", lambda changes: served.meanwhile(lambda: waits(changes)))
    done = scene.begins(HONEST)
    served.gate.wait()
    for one in done:
        one.result(LIMIT)
    served.gate.open()
    assert scene.trace.steps[accepted(scene.trace.steps)] == "2 is told"


def test_jobs_of_a_computer_beside_each_other_are_refused(
    served: ServedHomes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, lanes, post = Scene(served, tmp_path, monkeypatch), count(), Executor.post

    def scattered(executor: Executor, job: Any, lane: bytes | None = None, *alone: Any) -> None:
        post(executor, job, lane and b"%d" % next(lanes), *alone)

    monkeypatch.setattr(Executor, "post", scattered)
    served.gate.close()
    done = scene.begins(PAYMENT)
    served.gate.wait()
    done += scene.begins(HONEST)
    served.until_queued(1)
    served.gate.open()
    for one in done:
        one.result(LIMIT)
    assert scene.trace.steps[accepted(scene.trace.steps)] == "2 is proposed with CHECKING"


def test_memory_that_changes_before_the_disk_is_refused(
    served: ServedHomes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, complete = Scene(served, tmp_path, monkeypatch), HomeChanges.complete

    def early(changes: HomeChanges, home: Any) -> Any:
        found = complete(changes, home)
        changes.adopt(home)
        changes.after.clear()
        return found

    monkeypatch.setattr(HomeChanges, "complete", early)
    steps = scene.plays((PAYMENT,))
    assert steps[accepted(steps)] == EARLY
