"""The theft game: from what somebody holds, is the whole key theirs? The rule that recovery.md states, and arithmetic.

`is_the_key` is the rule, over names alone. `computes_the_key` is a thief who knows no rule: it has numbers, adds them
in every way that could help, and looks whether Q comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations_with_replacement, product
from typing import NamedTuple, TypeAlias

from core.crypto.secp256k1 import Point, base_mult, q

Run: TypeAlias = int
ROLES = (1, 2)
# What somebody may hold. No tuples: those of two kinds would be equal.


@dataclass(frozen=True, slots=True)
class SheetOf:
    """The words of one sheet of one role."""

    role: int
    number: int


@dataclass(frozen=True, slots=True)
class Image:
    """What lay on one device at one moment: its share and the peer's copy, of CURRENT and of a PENDING."""

    role: int
    runs: frozenset[Run]


@dataclass(frozen=True, slots=True)
class Delta:
    """Read from memory while `run` was made from the run before it."""

    run: Run


@dataclass(frozen=True, slots=True)
class FileOf:
    """A recovery file: both copies of one run."""

    run: Run


Item: TypeAlias = SheetOf | Image | Delta | FileOf
Loot: TypeAlias = frozenset[Item]


@dataclass(frozen=True, slots=True)
class Epoch:
    """One run: which one it renewed, and for each role the sheets that the copy of its share is sealed to."""

    run: Run
    parent: Run
    sheets: tuple[frozenset[int], frozenset[int]]


History: TypeAlias = dict[Run, Epoch]


# ------------------------------------------------------------------ the rule
def half_follows(history: History, loot: Loot, role: int, run: Run) -> bool:
    """A half follows from an image of its role at that run; or from the sheet that the copy of the run was sealed to,
    with the copy: on an image of the other role at that run, or in its file."""
    images = {image.role for image in loot if isinstance(image, Image) and run in image.runs}
    opened = any(SheetOf(role, number) in loot for number in history[run].sheets[role - 1])
    return role in images or (opened and (3 - role in images or FileOf(run) in loot))


def linked(history: History, loot: Loot, run: Run) -> frozenset[Run]:
    """The runs whose halves follow from those of `run`: delta of a refresh is known at both of its ends."""
    known = {(history[item.run].parent, item.run) for item in loot if isinstance(item, Delta)}
    reached, grown = {run}, True
    while grown:
        more = {end for pair in known if reached & {*pair} for end in pair} - reached
        reached |= more
        grown = bool(more)
    return frozenset(reached)


def is_the_key(history: History, loot: Loot) -> bool:
    """The key is theirs exactly if both halves of one run follow."""
    return any(
        all(any(half_follows(history, loot, role, other) for other in linked(history, loot, run)) for role in ROLES)
        for run in history
    )


# ------------------------------------------------------------------ the same rule, wrong
def without_epochs(history: History, loot: Loot) -> bool:
    """As it was worded first: any two of device, device, sheet, sheet and file, of whatever time."""
    images = {item.role for item in loot if isinstance(item, Image)}
    sheets = {item.role for item in loot if isinstance(item, SheetOf)}
    opened = {(1, 2), (2, 1)} & {*product(images, sheets)}
    return len(images) == 2 or bool(opened) or (len(sheets) == 2 and any(isinstance(item, FileOf) for item in loot))


def refresh_forgotten(history: History, loot: Loot) -> bool:
    """As if halves of two runs gave the key."""
    return all(any(half_follows(history, loot, role, run) for run in history) for role in ROLES)


def delta_forgotten(history: History, loot: Loot) -> bool:
    """As if the memory of a device during a refresh held no more than its disk."""
    return is_the_key(history, frozenset(item for item in loot if not isinstance(item, Delta)))


# ------------------------------------------------------------------ arithmetic
@dataclass(frozen=True, slots=True)
class Numbers:
    """Real shares of one key over a history. `delta[run]` made that run of its parent."""

    x: dict[tuple[int, Run], int]
    delta: dict[Run, int]
    Q: Point


def numbers(history: History, draw: Callable[[], int]) -> Numbers:
    """The shares of a history, its deltas drawn: x1 + delta, x2 - delta."""
    x, delta = {}, {}
    for run, epoch in sorted(history.items()):
        if epoch.parent == 0:
            x[1, run], x[2, run] = draw(), draw()
        else:
            delta[run] = draw()
            x[1, run] = (x[1, epoch.parent] + delta[run]) % q
            x[2, run] = (x[2, epoch.parent] - delta[run]) % q
    first = min(history)
    return Numbers(x, delta, base_mult((x[1, first] + x[2, first]) % q))


class Copies(NamedTuple):
    """How the loot opens copies: what a copy of (role, run) gives to one sheet, or nothing."""

    open: Callable[[int, Run, SheetOf], int | None]


def sealed_names(history: History, made: Numbers) -> Copies:
    """Copies as they are meant to be: a copy opens with the sheets that it is sealed to, and with nothing else."""

    def opened(role: int, run: Run, sheet: SheetOf) -> int | None:
        fits = sheet.role == role and sheet.number in history[run].sheets[role - 1]
        return made.x[role, run] if fits else None

    return Copies(opened)


def read(loot: Loot, made: Numbers, copies: Copies) -> Iterator[int]:
    """Every share that the loot holds or opens."""
    sealed = set()
    for item in loot:
        if isinstance(item, Image):
            yield from (made.x[item.role, run] for run in item.runs)
            sealed |= {(3 - item.role, run) for run in item.runs}
        elif isinstance(item, FileOf):
            sealed |= {(role, item.run) for role in ROLES}
    for role, run in sealed:
        for sheet in loot:
            if isinstance(sheet, SheetOf) and (x := copies.open(role, run, sheet)) is not None:
                yield x


def computes_the_key(loot: Loot, made: Numbers, copies: Copies) -> bool:
    """Whether two of the shares, and the deltas with any sign, add up to the key. No label is believed."""
    shares = sorted(set(read(loot, made, copies)))
    deltas = [made.delta[item.run] for item in loot if isinstance(item, Delta)]
    sums = {sum(sign * d for sign, d in zip(signs, deltas, strict=True)) % q for signs in signs_of(len(deltas))}
    totals = {(a + b + s) % q for a, b in combinations_with_replacement(shares, 2) for s in sums}
    return any(total and base_mult(total) == made.Q for total in totals)


def signs_of(count: int) -> Iterator[tuple[int, ...]]:
    """Each delta taken off, left out or added, and once more: the two halves of a sum may each need it."""
    return product((-2, -1, 0, 1, 2), repeat=count)
