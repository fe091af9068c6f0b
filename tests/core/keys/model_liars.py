"""The life cycle when one of the two lies: it says whatever it likes, in any order, and is bound by nothing.

The honest side is that of model.py, with its crashes between any two effects, its locks and grants, and any number of
connections. The other one is all messages there are, at any moment. It can always refuse to go on; what is asked here
is what it can bring the honest side to write.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tests.core.keys.model import (
    FIRST_RUN,
    OFFLINE,
    Disk,
    Message,
    Model,
    Phase,
    Ram,
    Run,
    State,
    after,
    key,
)
from tests.core.keys.model_search import copies, shares


class Wrong(StrEnum):
    """What a liar must not achieve, by one step of the honest side."""

    LOST = "the honest side holds no share, with a copy of the same run, of the key whose address was shown"
    FOREIGN = "a run became current that the honest side had not prepared"
    UNTESTED = "P2 promoted a run whose self-test it had not seen pass"
    UNLOCKED = "a locked key was renewed though nobody at the co-signer had granted it"
    GRANT_LASTS = "one grant let two runs out of a lock"
    TWO_PENDING = "a PENDING was overwritten by another"


OF_A_KEY: tuple[Run, ...] = (0, FIRST_RUN, 211, 221, 311, 321)  # none, and epochs 1 to 3, the later ones of two runs
OF_A_BIRTH: tuple[Run, ...] = (0, 111, 122, 211, 221, 222)  # none, two keys, and what follows the one that was born


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the honest side: from what it held, by what, to what it holds."""

    before: State
    by: str
    after: State


def lies_to_p2(runs: tuple[Run, ...]) -> Iterator[Message]:
    """Everything that P1 may say."""
    for run in runs:
        for second in runs:
            yield Message(1, "KEYS", run, second)
        yield Message(1, "F1", run, -1)
        yield Message(1, "F3", run)
        yield Message(1, "TEST", run)
        yield Message(1, "COMMIT", run)


def lies_to_p1(runs: tuple[Run, ...], state: State) -> Iterator[Message]:
    """Everything that P2 may say."""
    current = state.disks[0].current
    for run in runs:
        for kind in ("ANSWER", "PREPARED", "COMMITTED"):
            yield Message(0, kind, run)
        for started in range(1, state.starts + 1):
            if run and (not current or key(run) == key(current)):  # public shares tell a run of another key
                yield Message(0, "F2", run, -started)


def steps(model: Model, honest: int, state: State) -> Iterator[Step]:
    """Everything that the honest side may do next, with this liar."""
    shaking = Ram(Phase.HANDSHAKE)
    rams = (shaking, state.rams[1]) if honest == 0 else (state.rams[0], shaking)
    yield Step(state, "a new connection", state._replace(rams=rams))
    yield Step(state, "a crash", after(state, honest, [], OFFLINE))
    runs = OF_A_KEY if model.born else OF_A_BIRTH
    for message in lies_to_p2(runs) if honest else lies_to_p1(runs, state):
        handled = model.p2(state, message) if honest else model.p1(state, message)
        if handled is None:
            continue
        effects, ram = handled
        yield Step(state, message.kind, after(state, honest, effects, ram)._replace(net=frozenset()))
        for done in range(len(effects)):
            cut = after(state, honest, effects[:done], OFFLINE)._replace(net=frozenset())
            yield Step(state, f"{message.kind}, cut after {done}", cut)
    if honest and model.locks:
        for label, _, reached in model.lock_edges(state):
            yield Step(state, label, reached)
    if not honest and model.may_start(state):
        yield Step(state, "P1 starts", model.started(state)._replace(net=frozenset()))


def wrong(step: Step, honest: int) -> Iterator[Wrong]:
    """What this step did that no liar may bring about."""
    old, new = step.before.disks[honest], step.after.disks[honest]
    if step.after.shown and not any(key(run) == step.after.shown for run in shares(new) & copies(new)):
        yield Wrong.LOST
    if new.current != old.current:
        yield from wrongly_promoted(old, new, honest)
    if old.pending and new.pending not in (0, old.pending):
        yield Wrong.TWO_PENDING
    if honest and old.locked and new.pending and not old.pending and not old.granted:
        yield Wrong.UNLOCKED
    if honest and old.locked and new.pending and not old.pending and new.granted:
        yield Wrong.GRANT_LASTS


def wrongly_promoted(old: Disk, new: Disk, honest: int) -> Iterator[Wrong]:
    """What is wrong with this change of CURRENT."""
    if new.current != old.pending:
        yield Wrong.FOREIGN
    if honest and not old.tested:
        yield Wrong.UNTESTED
    if honest and old.locked and not old.paid:
        yield Wrong.UNLOCKED


def search_liars(model: Model, honest: int) -> tuple[int, dict[Wrong, Step]]:
    """All that a liar can bring the honest side to: how many states, and the first step of each kind of wrong."""
    first = model.start()
    seen, queue = {first}, deque([first])
    found: dict[Wrong, Step] = {}
    while queue:
        for step in steps(model, honest, queue.popleft()):
            for fault in wrong(step, honest):
                found.setdefault(fault, step)
            if step.after not in seen:
                seen.add(step.after)
                queue.append(step.after)
    return len(seen), found
