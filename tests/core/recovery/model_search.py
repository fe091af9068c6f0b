"""A search through every reachable state of the recovery model, and what must hold in each.

tests/core/recovery/wide.py does it within wide bounds.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from tests.core.recovery.model import Model
from tests.core.recovery.model_device import Rule
from tests.core.recovery.model_world import Asker, Line, Stage, State, admitted, with_device


class Broken(StrEnum):
    """The invariants, named by what is wrong when they fail."""

    KEY_LOST = "no way to the key is left, or only one that a single loss ends"
    TWO_HOLDERS = "at rest, and a device out of use holds the half of the epoch in use"
    RETURNS = "a device that was replaced or cancelled is admitted again"
    TAKEN_OVER = "a copied sheet and one approval took the place of a device that is on-line"
    UNREADY = "at rest, and one side holds a share without OT state: it can sign nothing"
    MISMATCH = "row D, though no disk was put back"
    AGAIN = "what was restored had its run, and is to have another"
    STUCK = "no path without a fault and without luck leads to a working pair"


def has_way(state: State) -> bool:
    """Whether the devices in use, and the owner's papers, give both halves of one epoch."""
    p1, p2 = state.devices
    if p1 and p2 and p1.runs & p2.runs:
        return True
    if any(pairs(state, side) for side in (0, 1)):
        return True
    new = state.request.opened if state.request else None
    survivor = state.devices[1 - state.request.role] if state.request else None
    return bool(new and survivor and new.runs & survivor.runs)


def pairs(state: State, side: int) -> bool:
    """Whether the device of one side and the other's sheet are the key: one record with a share and an open copy."""
    device = state.devices[side]
    records = (device.current, device.pending) if device else ()
    return any(record.sheets & state.papers[1 - side] for record in records if record)


def survives(state: State) -> bool:
    """Whether there is a way to the key after the loss of any one thing, and now."""
    p1, p2 = state.devices
    if not has_way(state):
        return False
    if state.lost is not None or p1 is None or p2 is None or not admitted(p1, p2):
        return True  # one loss is what this state already is
    papers = [
        state._replace(papers=(frozenset[int](), state.papers[1])),
        state._replace(papers=(state.papers[0], frozenset[int]())),
    ]
    return all(has_way(with_device(state, side, None)) for side in (0, 1)) and all(map(has_way, papers))


def rests(state: State) -> bool:
    """Whether both sides are connected, equal, admitted, and have nothing left to do."""
    p1, p2 = state.devices
    if p1 is None or p2 is None or state.line != Line.READY or state.run or state.request:
        return False
    clean = not (p1.pending or p2.pending or p1.must or p2.must)
    return clean and p1.current.run == p2.current.run and admitted(p1, p2)


def broken(model: Model, state: State) -> Iterator[Broken]:
    """The invariants that `state` violates."""
    if model.sheets and not survives(state):
        yield Broken.KEY_LOST
    for side, device in enumerate(state.devices):
        waking = Rule.ANCHOR in model.rules and model.is_behind(state, side)
        if device and not waking and device.peer in state.retired - device.blocked:
            yield Broken.RETURNS
    if rests(state):
        p1, p2 = state.devices
        assert p1 is not None
        assert p2 is not None
        if any(half.run == p1.current.run for half in state.outside):
            yield Broken.TWO_HOLDERS
        if not (p1.current.ot and p2.current.ot):
            yield Broken.UNREADY
    if state.request and state.request.asker is Asker.COPIER and state.request.stage >= Stage.OPENED:
        yield Broken.TAKEN_OVER
    if state.line == Line.MISMATCH and not state.put_back:
        yield Broken.MISMATCH
    if state.healed and not state.put_back and any(device and device.must for device in state.devices):
        yield Broken.AGAIN


@dataclass(frozen=True, slots=True)
class Found:
    """The outcome of a search: states and edges, and a shortest trace to the first state of each broken invariant."""

    states: int
    edges: int
    broken: dict[Broken, tuple[str, ...]]


def search(model: Model, *, stop: bool = False) -> Found:
    """Every reachable state, breadth first, then backwards from rest over what is neither a fault nor a wish.

    Where the key is lost nothing is looked at any further. With `stop` the search ends with the first broken one.
    """
    first = model.start()
    seen: dict[State, tuple[State, str] | None] = {first: None}
    queue, edges = deque([first]), 0
    back: dict[State, list[State]] = {}
    found: dict[Broken, State] = {}
    while queue and not (stop and found):
        state = queue.popleft()
        faults = set(broken(model, state))
        for fault in faults:
            found.setdefault(fault, state)
        if Broken.KEY_LOST in faults:
            continue
        for label, is_fault, reached in model.edges(state):
            edges += 1
            if reached not in seen:
                seen[reached] = (state, label)
                queue.append(reached)
            if not is_fault and reached != state:
                back.setdefault(reached, []).append(state)
    if not stop or not found:
        safe = {state for state in seen if rests(state)}
        ends = list(safe)
        while ends:
            for state in back.get(ends.pop(), ()):
                if state not in safe:
                    safe.add(state)
                    ends.append(state)
        stuck = (state for state in seen if state not in safe and model.in_bounds(state) and survives(state))
        for nearest in islice(stuck, 1):  # they stand in the order of their distance
            found[Broken.STUCK] = nearest
    return Found(len(seen), edges, {fault: trace(seen, state) for fault, state in found.items()})


def trace(seen: dict[State, tuple[State, str] | None], state: State) -> tuple[str, ...]:
    """How `state` was reached first."""
    steps, came = [], seen[state]
    while came is not None:
        steps.append(came[1])
        came = seen[came[0]]
    return tuple(reversed(steps))
