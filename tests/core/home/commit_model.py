"""An explicit-state model of a co-signer that makes many jobs durable with one sync, through crashes at any point.

It models core.cosigner.executor, core.home.batches and what rides (core/spec/vault.md, "Batches"), and nothing
of the cryptography. One key is asked for two payments of which its limit allows one, and gets two proposals with their
A1, the second a probe of its OT set; another computer's key is asked for one payment; a person at the console writes
the first key's row. The disk may be full or fail once, and the process may end twice. What the real one does is a way
through it: test_commit_trace.py.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from enum import Enum, StrEnum
from typing import NamedTuple, TypeAlias

Record: TypeAlias = tuple[str, int | str]  # a debit, the state of the OT set, or a number of the log
Transaction: TypeAlias = tuple[Record, ...]

PAYMENTS, HONEST, PROBE, OTHER, CONSOLE = (0, 1), 2, 3, 4, 5
OF_KEY = (*PAYMENTS, HONEST, PROBE)
OPEN, CHECKING, LOCKED = "open", "checking", "locked"
DEBIT, TASK, OT, NUMBER = "debit", "task", "ot", "number"
UNDER_WAY = ("waits", "told", "checks", "concludes")  # for its write, PROPOSED has left, in its check, for its result


class Rule(Enum):
    """The rules. Each is needed: leaving one out breaks an invariant."""

    ONE_LANE = "a job of a key begins when the one before it is over, syncs included"
    ALONE = "a job over several keys has all to itself"
    MEMORY_FOLLOWS = "memory changes after the sync, and not where a full disk refused"
    CHECK_WAITS = "a column is read when CHECKING is durable"
    ANSWER_WAITS = "an answer leaves when what it rests on is durable"
    RIDES_FIRST = "what rides is written before what was queued after it"
    NUMBERED_LAST = "lines of the log get their numbers in the batch"
    FAILURE_ENDS = "after a sync that failed nothing goes on"


ALL_RULES = frozenset(Rule)


class Broken(StrEnum):
    """What must never be."""

    UNPAID = "an answer left and its debit is not durable"
    TWICE = "a limit for one payment, and two were signed"
    PROBED = "an OT set was probed and is open after a start"
    TWO_PROBES = "one OT set was probed twice"
    UNLOCKED = "a refusal left and the lock is not durable"
    UNTOLD = "PROPOSED left and what was decided is not durable"
    LOG = "two lines of the log have one number"


class State(NamedTuple):
    """The disk, memory, what is on its way between them, and where each job stands."""

    debits: frozenset[int] = frozenset()
    tasks: frozenset[int] = frozenset()
    ot: str = OPEN
    lines: int = 0
    seen_debits: frozenset[int] = frozenset()  # in memory
    seen_ot: str = OPEN
    queue: tuple[Transaction, ...] = ()
    syncing: tuple[Transaction, ...] = ()
    riding: Transaction = ()
    jobs: tuple[str, ...] = ("new",) * 6
    signed: frozenset[int] = frozenset()
    told: frozenset[int] = frozenset()  # of which proposals PROPOSED has left
    probes: int = 0
    doubled: bool = False
    troubles: int = 0  # full or failed disks
    crashes: int = 0

    def at(self, job: int, stage: str) -> State:
        """With a job at a stage."""
        return self._replace(jobs=(*self.jobs[:job], stage, *self.jobs[job + 1 :]))


class Model:
    """Under these rules."""

    def __init__(self, rules: frozenset[Rule] = ALL_RULES) -> None:
        self._rules = rules

    # -------------------------------------------------------------- what may happen
    def after(self, state: State) -> Iterator[tuple[str, State]]:
        """Every next step, and where it leads."""
        for job in (*PAYMENTS, OTHER):
            yield from self._payment(state, job)
        for job in (HONEST, PROBE):
            yield from self._check(state, job)
        yield from self._console(state)
        yield from self._disk(state)
        if state.crashes < 2:
            yield "it is killed and starts", self._started(state)

    def _may_begin(self, state: State, job: int) -> bool:
        if state.jobs[job] != "new":
            return False
        if Rule.ALONE in self._rules:
            others = range(6) if job == CONSOLE else (CONSOLE,)
            if any(state.jobs[other] in UNDER_WAY for other in others):
                return False
        return not (
            Rule.ONE_LANE in self._rules and job in OF_KEY and any(state.jobs[one] in UNDER_WAY for one in OF_KEY)
        )

    def _payment(self, state: State, job: int) -> Iterator[tuple[str, State]]:
        record = (DEBIT, job)
        if self._may_begin(state, job) and (job == OTHER or state.seen_ot != LOCKED):
            if job in state.seen_debits:
                yield f"{job} is debited already and answered", self._signs(state, job)
            elif job == OTHER or not state.seen_debits & set(PAYMENTS):
                number = () if Rule.NUMBERED_LAST in self._rules else ((NUMBER, state.lines + 1),)
                queued = self._queue(state, (record, *number)).at(job, "waits")
                yield f"{job} debits", queued
                if Rule.ANSWER_WAITS not in self._rules:
                    yield f"{job} debits and is answered", self._signs(queued, job)
        if state.jobs[job] == "waits" and not _under_way(state, record):
            yield f"{job} is debited and answered", self._signs(state, job)

    def _signs(self, state: State, job: int) -> State:
        return state.at(job, "over")._replace(signed=state.signed | {job})

    def _check(self, state: State, job: int) -> Iterator[tuple[str, State]]:
        stage = state.jobs[job]
        if self._may_begin(state, job) and state.seen_ot == OPEN:
            queued = self._queue(state, ((TASK, job), (OT, CHECKING))).at(job, "waits")
            yield f"{job} is proposed with CHECKING", queued
            if Rule.ANSWER_WAITS not in self._rules:
                yield f"{job} is proposed with CHECKING and told", self._tells(queued, job)
        elif stage == "waits" and not _under_way(state, (TASK, job)):
            yield f"{job} is told", self._tells(state, job)
        if (stage == "waits" and Rule.CHECK_WAITS not in self._rules) or (
            stage == "told" and not _under_way(state, (OT, CHECKING))
        ):
            yield f"A1 {job}: read", self._reads(state, job)
        elif stage == "checks" and job == HONEST:
            rides = state._replace(riding=(*state.riding, (OT, OPEN)), seen_ot=OPEN)
            yield f"A1 {job}: passed and answered, OPEN rides", rides.at(job, "over")
        elif stage == "checks":
            yield f"A1 {job}: failed", self._queue(state, ((OT, LOCKED),)).at(job, "concludes")
        elif stage == "concludes" and not _under_way(state, (OT, LOCKED)):
            yield f"A1 {job}: refused", state.at(job, "refused")

    def _tells(self, state: State, job: int) -> State:
        return state.at(job, "told")._replace(told=state.told | {job})

    def _reads(self, state: State, job: int) -> State:
        return state.at(job, "checks")._replace(probes=state.probes + (job == PROBE))

    def _console(self, state: State) -> Iterator[tuple[str, State]]:
        if self._may_begin(state, CONSOLE):
            yield "a person changes the row", self._queue(state, ((OT, state.seen_ot),)).at(CONSOLE, "waits")
        if state.jobs[CONSOLE] == "waits" and not (state.queue or state.syncing):
            yield "the person is told", state.at(CONSOLE, "over")

    # -------------------------------------------------------------- the disk
    def _queue(self, state: State, made: Transaction) -> State:
        after = state._replace(queue=(*state.queue, made))
        return after if Rule.MEMORY_FOLLOWS in self._rules else _seen(after, (made,))

    def _disk(self, state: State) -> Iterator[tuple[str, State]]:
        if state.syncing:
            yield "the batch is durable", _seen(_written(state, state.syncing), state.syncing)._replace(syncing=())
            if state.troubles:
                return
            troubled = state._replace(syncing=(), troubles=1)
            jobs = tuple("new" if one in ("waits", "concludes") else one for one in troubled.jobs)
            if not any(one == "concludes" for one in state.jobs) and not state.queue:
                yield "the disk is full, all are told", troubled._replace(jobs=jobs)
            if Rule.FAILURE_ENDS in self._rules:
                yield "the sync fails", self._started(troubled)
                yield "the sync fails after all was written", self._started(_written(troubled, state.syncing))
            else:
                yield "the sync fails, it goes on", _seen(troubled, state.syncing)
        elif state.queue or state.riding:
            riding = (state.riding,) if state.riding else ()
            first = Rule.RIDES_FIRST in self._rules
            batch = (*riding, *state.queue) if first else (*state.queue, *riding)
            yield "a batch is taken", state._replace(syncing=batch, queue=(), riding=())

    def _started(self, state: State) -> State:
        """Memory is what the disk holds; a check without a result is a refresh first, which is taken as done."""
        probes, ot = (0, OPEN) if state.ot == CHECKING else (state.probes, state.ot)
        return State(
            state.debits,
            state.tasks,
            ot,
            state.lines,
            state.debits,
            ot,
            jobs=tuple(one if one in ("over", "refused") else "new" for one in state.jobs),
            signed=state.signed,
            told=state.told,
            probes=probes,
            doubled=state.doubled,
            troubles=state.troubles,
            crashes=state.crashes + 1,
        )


def _under_way(state: State, record: Record) -> bool:
    return any(record in made for made in (*state.queue, *state.syncing))


def _written(state: State, batch: tuple[Transaction, ...]) -> State:
    debits, tasks, ot = state.debits, state.tasks, state.ot
    lines, doubled = state.lines, state.doubled
    for kind, value in (record for made in batch for record in made):
        if kind == DEBIT and isinstance(value, int):
            debits |= {value}
        elif kind == TASK and isinstance(value, int):
            tasks |= {value}
        elif kind == OT and isinstance(value, str):
            ot = value
        elif isinstance(value, int):
            doubled |= value <= lines
            lines = max(lines, value)
    return state._replace(debits=debits, tasks=tasks, ot=ot, lines=lines, doubled=doubled)


def _seen(state: State, batch: tuple[Transaction, ...]) -> State:
    debits, ot = state.seen_debits, state.seen_ot
    for kind, value in (record for made in batch for record in made):
        if kind == DEBIT and isinstance(value, int):
            debits |= {value}
        elif kind == OT and isinstance(value, str):
            ot = value
    return state._replace(seen_debits=debits, seen_ot=ot)


def broken(state: State) -> Iterator[Broken]:
    """The invariants that `state` violates."""
    if not state.signed <= state.debits:
        yield Broken.UNPAID
    if set(PAYMENTS) <= state.signed:
        yield Broken.TWICE
    if state.probes and state.ot == state.seen_ot == OPEN and state.jobs[PROBE] == "new" and not _on_its_way(state):
        yield Broken.PROBED
    if state.probes > 1:
        yield Broken.TWO_PROBES
    if state.jobs[PROBE] == "refused" and state.probes and state.ot != LOCKED:
        yield Broken.UNLOCKED
    if not state.told <= state.tasks:
        yield Broken.UNTOLD
    if state.doubled:
        yield Broken.LOG


def _on_its_way(state: State) -> bool:
    return bool(state.queue or state.syncing)


def searched(model: Model, until: frozenset[Broken] = frozenset()) -> tuple[int, dict[Broken, list[str]]]:
    """How many states there are, and for each invariant that does not hold the shortest way there; `until` these are
    found, if any are wanted."""
    start = State()
    ways: dict[State, tuple[State, str] | None] = {start: None}
    left, found = deque([start]), dict[Broken, State]()
    while left and not (until and until <= found.keys()):
        state = left.popleft()
        for wrong in broken(state):
            found.setdefault(wrong, state)
        for step, following in model.after(state):
            if following not in ways:
                ways[following] = state, step
                left.append(following)
    return len(ways), {wrong: _way(ways, state) for wrong, state in found.items()}


def _way(ways: dict[State, tuple[State, str] | None], state: State) -> list[str]:
    steps: list[str] = []
    while (before := ways[state]) is not None:
        state, step = before
        steps.append(step)
    return steps[::-1]
