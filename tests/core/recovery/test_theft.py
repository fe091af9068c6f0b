"""Which things together are the key: the rule says so exactly when arithmetic does."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.crypto.secp256k1 import base_mult, parse_scalar, random_scalar, scalar_bytes
from core.errors import BadInput
from core.primitives.key_id import key_id
from core.recovery.sealed_copy import CopySubject, Sealing, check, open_copy, read_copy, seal
from core.recovery.sheet import NO_SHEETS, Sheet
from core.role import Role
from core.secret import Secret
from tests.core.recovery.theft import (
    Copies,
    Delta,
    Epoch,
    FileOf,
    History,
    Image,
    Item,
    Loot,
    Numbers,
    SheetOf,
    computes_the_key,
    delta_forgotten,
    is_the_key,
    numbers,
    refresh_forgotten,
    sealed_names,
    without_epochs,
)
from tests.support.ot import SeededRng

# The first run is sealed to the first sheets; then the computer has a new one, to which the second run is sealed.
TWO_RUNS: History = {
    1: Epoch(1, 0, (frozenset({1}), frozenset({1}))),
    2: Epoch(2, 1, (frozenset({2}), frozenset({1}))),
}
THINGS: tuple[Item, ...] = (
    *(Image(role, frozenset({run})) for role in (1, 2) for run in (1, 2)),
    *(FileOf(run) for run in (1, 2)),
    *(SheetOf(1, 1), SheetOf(1, 2), SheetOf(2, 1)),
)
Rule = Callable[[History, Loot], bool]


def subsets(things: tuple[Item, ...]) -> list[Loot]:
    return [frozenset(loot) for size in range(len(things) + 1) for loot in combinations(things, size)]


def scalars(seed: int) -> Callable[[], int]:
    source = SeededRng(str(seed))
    return lambda: random_scalar(source, "share")


def differences(rule: Rule, things: tuple[Item, ...] = THINGS) -> tuple[int, int]:
    """How often a rule says "the key" and it is not; and how often it is and the rule does not say so."""
    made = numbers(TWO_RUNS, scalars(1))
    copies = sealed_names(TWO_RUNS, made)
    said = [(rule(TWO_RUNS, loot), computes_the_key(loot, made, copies)) for loot in subsets(things)]
    return sum(a and not b for a, b in said), sum(b and not a for a, b in said)


def test_the_rule_is_exact_for_all_subsets_of_two_epochs() -> None:
    assert len(subsets(THINGS)) == 512
    assert differences(is_the_key) == (0, 0)


def test_the_rule_as_first_worded_is_never_too_small_and_often_too_large() -> None:
    """It calls the computer of before and the co-signer of after a refresh the key, which is what refresh is for."""
    too_large, too_small = differences(without_epochs)
    assert too_small == 0
    assert too_large == 30
    assert without_epochs(TWO_RUNS, frozenset({Image(1, frozenset({1})), Image(2, frozenset({2}))}))


def test_a_rule_that_forgets_refresh_is_caught() -> None:
    too_large, too_small = differences(refresh_forgotten)
    assert (too_large > 0, too_small) == (True, 0)


def test_a_memory_read_during_a_refresh_joins_its_two_epochs() -> None:
    """As core/spec/refresh.md has it: delta, x1 of one epoch and x2 of the next are together the key."""
    things = (*THINGS[:4], *THINGS[6:], Delta(2))
    assert differences(is_the_key, things) == (0, 0)
    assert differences(delta_forgotten, things)[1] > 0


def test_an_image_holds_the_pending_run_too() -> None:
    """The computer's image of before a commit, and the co-signer's of after it."""
    loot = frozenset({Image(1, frozenset({1, 2})), Image(2, frozenset({2}))})
    made = numbers(TWO_RUNS, scalars(2))
    assert is_the_key(TWO_RUNS, loot)
    assert computes_the_key(loot, made, sealed_names(TWO_RUNS, made))


# ------------------------------------------------------------------ real copies
WHEN = 1_800_000_000
CHAIN = bytes([5]) * 32
SHEETS = {SheetOf(role, n): Sheet.make(Role(role), SeededRng(f"{role}/{n}")) for role, n in ((1, 1), (1, 2), (2, 1))}


def really_sealed(history: History, made: Numbers) -> Copies:
    """Every share sealed as a run seals it, and opened with the words of a sheet, or not."""
    kept = {}
    for role, run in made.x:
        x, (number,) = made.x[role, run], history[run].sheets[role - 1]
        subject = CopySubject(
            "secp256k1",
            "regtest",
            key_id("regtest", made.Q, CHAIN),
            Role(role),
            run,
            bytes([run]) * 32,
            bytes(made.Q),
            bytes(base_mult(x)),
            NO_SHEETS,
        )
        sheet = SHEETS[SheetOf(role, number)]
        sealing = Sealing(sheet.kept(WHEN), WHEN, run)
        message = seal(subject, Secret(scalar_bytes(x)), CHAIN, sealing, SeededRng(f"copy/{role}/{run}"))
        kept[role, run] = read_copy(check(message, subject, CHAIN, sheet.public))

    @cache
    def opened(role: int, run: int, sheet: SheetOf) -> int | None:
        try:
            return parse_scalar(open_copy(kept[role, run], SHEETS[sheet]).x.reveal())
        except BadInput:
            return None

    return Copies(opened)


def test_the_rule_is_exact_for_real_copies() -> None:
    made = numbers(TWO_RUNS, scalars(3))
    copies = really_sealed(TWO_RUNS, made)
    wrong = [loot for loot in subsets(THINGS) if is_the_key(TWO_RUNS, loot) != computes_the_key(loot, made, copies)]
    assert wrong == []


# ------------------------------------------------------------------ any history
@st.composite
def histories(draw: st.DrawFn) -> History:
    """Two to five runs, some never committed: two of them then have one parent. Sheets change, and overlap."""
    found: History = {}
    sheets, parents = [frozenset({1}), frozenset({1})], [0]
    for run in range(1, draw(st.integers(2, 5)) + 1):
        found[run] = Epoch(run, parents[-1], (sheets[0], sheets[1]))
        if run == 1 or draw(st.booleans()):
            parents.append(run)
        for role in (0, 1):
            if draw(st.integers(0, 3)) == 0:
                newest = max(sheets[role])
                sheets[role] = frozenset({newest}) if len(sheets[role]) == 2 else frozenset({newest, newest + 1})
    return found


@st.composite
def games(draw: st.DrawFn) -> tuple[History, Loot]:
    """A history, and what somebody holds of it."""
    history = draw(histories())
    runs = st.sampled_from(sorted(history))
    one = runs.map(lambda run: frozenset({run}))
    pending = runs.filter(lambda run: run > 1).map(lambda run: frozenset({history[run].parent, run}))
    role, number = st.sampled_from([1, 2]), st.integers(1, 3)
    item: st.SearchStrategy[Item] = st.one_of(
        st.builds(Image, role, one | pending),
        st.builds(SheetOf, role, number),
        st.builds(FileOf, runs),
        st.builds(Delta, runs.filter(lambda run: run > 1)),
    )
    loot = draw(st.frozensets(item, max_size=6))
    deltas = [item for item in loot if isinstance(item, Delta)]
    return history, loot - {*deltas[2:]}


@settings(max_examples=80, deadline=None)
@given(games(), st.integers(0, 2**32))
def test_the_rule_is_exact_for_any_history(game: tuple[History, Loot], seed: int) -> None:
    history, loot = game
    made = numbers(history, scalars(seed))
    assert is_the_key(history, loot) == computes_the_key(loot, made, sealed_names(history, made))


@pytest.mark.parametrize("rule", [without_epochs, refresh_forgotten])
def test_a_wrong_rule_is_wrong_for_longer_histories_too(rule: Rule) -> None:
    """Three epochs, one thing of each role from either end of two refreshes."""
    history = TWO_RUNS | {3: Epoch(3, 2, (frozenset({2}), frozenset({1})))}
    loot: Loot = frozenset({Image(1, frozenset({1})), Image(2, frozenset({3}))})
    assert rule(history, loot)
    assert not is_the_key(history, loot)
