"""A search through every reachable state of the life-cycle model, and what must hold in each."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tests.core.keys.model import AT_REST, Disk, Model, Phase, Run, State, after, key, number


class Broken(StrEnum):
    """The invariants, named by what is wrong when they fail."""

    DIFFERENT = "both at rest with different epochs"
    NO_JOINT_SHARE = "no epoch of the shown key is held by both"
    NO_PAIR = "a side holds no share together with the other's copy of the same run"
    LEFT_OVER = "the run is complete and an old share or copy is still on a disk"
    STUCK = "no fault-free path leads to rest"
    MISMATCH = "crashes alone have led to a mismatch"
    UNGRANTED = "a locked key has a PENDING that nobody at the co-signer has granted"
    UNNOTICED = "a disk was put back, the other side could know, and nobody noticed"
    FORGOTTEN = "it was noticed, and the key is open though no run has begun since: two devices hold one share"
    AGAIN = "a key that had its run after a disk was put back is to have another"


def shares(disk: Disk) -> set[Run]:
    """The runs whose share this disk holds."""
    return {disk.current, disk.pending} - {0}


def copies(disk: Disk) -> set[Run]:
    """The runs whose copy of the other side's share this disk holds."""
    return {disk.current_copy, disk.pending_copy} - {0}


def broken(state: State) -> Iterator[Broken]:
    """The invariants that `state` violates."""
    p1, p2 = state.disks
    if state.since:
        yield from broken_since(state)
        return
    if state.rams == (AT_REST, AT_REST) and p1.current != p2.current:
        yield Broken.DIFFERENT
    if Phase.MISMATCH in (state.rams[0].phase, state.rams[1].phase):
        yield Broken.MISMATCH
    if p2.locked and p2.pending and not p2.paid:
        yield Broken.UNGRANTED
    held1, held2, copies1, copies2 = shares(p1), shares(p2), copies(p1), copies(p2)
    if state.shown:
        if not any(key(run) == state.shown for run in held1 & held2):
            yield Broken.NO_JOINT_SHARE
        if not all(any(key(run) == state.shown for run in both) for both in (held1 & copies1, held2 & copies2)):
            yield Broken.NO_PAIR
    complete = p1.current == p2.current and not p1.pending and not p2.pending
    if complete and (held1 | held2 | copies1 | copies2) - {p1.current}:
        yield Broken.LEFT_OVER


def broken_since(state: State) -> Iterator[Broken]:
    """The same once a disk was put back, to a state that can be told from the present one or not (-1)."""
    p1, p2 = state.disks
    if state.since > 0 and state.rams == (AT_REST, AT_REST) and p1.current == p2.current:
        begun_since = number(p2.current) >= state.since
        if not begun_since and not (p1.old or p2.old):
            yield Broken.FORGOTTEN if state.found else Broken.UNNOTICED
        if begun_since and p2.old:
            yield Broken.AGAIN


def rests(state: State) -> bool:
    """Whether both sides are connected, equal, and have nothing left to do."""
    p1, p2 = state.disks
    equal = Disk(p1.current, p1.current)
    return state.rams == (AT_REST, AT_REST) and p1 == p2._replace(locked=False, granted=False) == equal


@dataclass(frozen=True, slots=True)
class Found:
    """The outcome of a search: how many states and edges, and the first state found for each broken invariant."""

    states: int
    edges: int
    broken: dict[Broken, State]


def search(model: Model) -> Found:
    """Every reachable state, breadth first, then backwards from rest over fault-free edges. Bounded connections end in
    many states that cannot rest: these are not searched backwards."""
    first = model.start()
    seen, queue, edges = {first}, deque([first]), 0
    back: dict[State, list[State]] = {}
    found: dict[Broken, State] = {}
    while queue:
        state = queue.popleft()
        for fault in broken(state):
            found.setdefault(fault, state)
        for _, is_fault, reached in model.edges(state):
            edges += 1
            if reached not in seen:
                seen.add(reached)
                queue.append(reached)
            if not is_fault and not model.links and reached != state:
                back.setdefault(reached, []).append(state)
    safe = {state for state in seen if not model.links and rests(state)}
    ends = list(safe)
    while ends:
        for state in back.get(ends.pop(), ()):
            if state not in safe:
                safe.add(state)
                ends.append(state)
    if not model.links and (stuck := seen - safe):
        found[Broken.STUCK] = next(iter(stuck))
    return Found(len(seen), edges, found)


def restores(model: Model) -> dict[str, int]:
    """Every reachable state with every older image of one disk or of both put back, then one fault-free handshake.

    Counts of the outcomes: "equal" (both hold the same again), "mismatch" (nothing erased, a pair on each side) and
    anything else under its own description.
    """
    first = model.start()
    older = {first: ({first.disks[0]}, {first.disks[1]})}
    queue, pairs = deque([first]), set()
    while queue:
        state = queue.popleft()
        old1, old2 = older[state]
        pairs |= {(disk, state.disks[1]) for disk in old1} | {(state.disks[0], disk) for disk in old2}
        pairs |= {(disk1, disk2) for disk1 in old1 for disk2 in old2}
        for _, _, reached in model.edges(state):
            if reached not in older:
                older[reached] = (old1 | {reached.disks[0]}, old2 | {reached.disks[1]})
                queue.append(reached)
    counts: dict[str, int] = {}
    for pair in pairs:
        outcome = handshake(model, first._replace(disks=pair))
        counts[outcome] = counts.get(outcome, 0) + 1
    return counts


def handshake(model: Model, state: State) -> str:
    """One fault-free handshake between these two disks, and what became of them."""
    before = state.disks
    state = model.reconnected(state._replace(net=frozenset()))
    for side, kind in ((1, "KEYS"), (0, "ANSWER")):
        message = next(m for m in state.net if m.kind == kind)
        handled = model.p2(state, message) if side else model.p1(state, message)
        assert handled is not None
        state = after(state, side, *handled)
    p1, p2 = state.disks
    if rests(state):
        return "equal"
    refused = state.rams[0].phase == state.rams[1].phase == Phase.MISMATCH
    if refused and state.disks == before and all(shares(d) & copies(d) or not d.current for d in (p1, p2)):
        return "mismatch"
    return f"{p1} {p2}"
