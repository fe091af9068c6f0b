"""Recovery holds with all its rules, and with no rule left out.

Wider bounds: tests/core/recovery/wide.py, whose figures stand in core/spec/recovery.md.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from tests.core.recovery.model import Model
from tests.core.recovery.model_device import ALL_RULES, Rule
from tests.core.recovery.model_search import Broken, search
from tests.core.recovery.model_world import Asker

LOST = Model()
STOLEN = Model(thefts=True)
NO_SHEET = Model(losses=0, intruders=frozenset({Asker.STRANGER}))
NO_SHEET_AGAIN = Model(runs=1, requests=1, intruders=frozenset({Asker.STRANGER}))
COPIED_SHEET = Model(runs=1, losses=0, intruders=frozenset({Asker.COPIER}))
NEW_SHEET = Model(runs=3, losses=0, requests=1, changes=1)
NEW_SHEET_AND_LOSS = Model(runs=1, requests=1, changes=1)
P1_PUT_BACK = Model(runs=1, requests=1, images=frozenset({0}))
P2_PUT_BACK = Model(runs=1, requests=1, images=frozenset({1}))
P1_PUT_BACK_IN_A_RUN = Model(requests=1, images=frozenset({0}))
TURNED_AWAY = Model(runs=1, requests=1, images=frozenset({1}), names_pin=False)
LOST_NAMES = Model(names_pin=False)
BEFORE_SHEETS = Model(losses=0, sheets=False)
GENERATIONS = Model(runs=1, links=4, cancels=False)


@pytest.fixture(autouse=True)
def uncollected() -> Iterator[None]:
    """Hundreds of thousands of states, none in a circle: nobody has to look for such garbage."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize(
    ("model", "least"),
    [
        pytest.param(LOST, 15_000, id="a device is lost"),
        pytest.param(STOLEN, 20_000, id="or stolen"),
        pytest.param(NO_SHEET, 100, id="an approval for somebody without the sheet"),
        pytest.param(NO_SHEET_AGAIN, 10_000, id="a cancelled device asks again"),
        pytest.param(COPIED_SHEET, 10, id="a copied sheet"),
        pytest.param(NEW_SHEET, 500, id="a new sheet, its paper good or wrong"),
        pytest.param(NEW_SHEET_AND_LOSS, 2_000, id="and a loss beside it"),
        pytest.param(P1_PUT_BACK, 30_000, id="the computer's disk is put back"),
        pytest.param(P2_PUT_BACK, 30_000, id="the co-signer's disk is put back"),
        pytest.param(TURNED_AWAY, 10_000, id="the same, its anchor names only whom it turns away"),
        pytest.param(LOST_NAMES, 10_000, id="nor does a crash between such an anchor and the row"),
        pytest.param(BEFORE_SHEETS, 40, id="a wallet from before sheets"),
        pytest.param(GENERATIONS, 5_000, id="generations"),
    ],
)
def test_no_loss_and_no_trick_breaks_recovery(model: Model, least: int) -> None:
    found = search(model)
    assert found.broken == {}
    assert found.states > least


# ------------------------------------------------------------------ what happens where a rule is left out
MUTANTS: dict[Rule, tuple[Model, Broken, str]] = {
    Rule.PROOF_FIRST: (NO_SHEET, Broken.STUCK, "REBIND"),  # one approval without a sheet turns the computer off
    Rule.ONLINE_STOPS: (COPIED_SHEET, Broken.TAKEN_OVER, "OPEN"),
    Rule.BLOCKED_IS_SILENT: (STOLEN, Broken.STUCK, "P1 is stolen"),  # the thief's veto lasts for ever
    Rule.TWO_COPIES: (NEW_SHEET, Broken.KEY_LOST, "P2_COMMIT"),  # the paper is wrong, and only it opens the new copy
    Rule.DRILL_BEFORE_FIRE: (NEW_SHEET, Broken.KEY_LOST, "P1 makes a new sheet"),  # no copy is sealed to it yet
    Rule.DRILL_AT_REST: (NEW_SHEET_AND_LOSS, Broken.KEY_LOST, "CANCEL"),
    Rule.CANCEL_REFRESHES: (LOST, Broken.TWO_HOLDERS, "P1 settles"),  # the old device and the cancelled one
    Rule.CANCEL_BLOCKS: (NO_SHEET_AGAIN, Broken.RETURNS, "REBIND"),
    Rule.CANCEL_IN_TIME: (LOST, Broken.MISMATCH, "P2 settles"),  # the old co-signer had committed what P1 then dropped
    Rule.HANDED_OUT: (LOST, Broken.TWO_HOLDERS, "P1 settles"),  # the lost one is found after another one has opened
    Rule.OPEN_REFRESHES: (LOST, Broken.UNREADY, "P1 settles"),
    Rule.ONE_BY_ONE: (BEFORE_SHEETS, Broken.STUCK, "another wallet of P1 is restored"),
    Rule.P1_KEEPS: (LOST, Broken.MISMATCH, "P2 settles"),
    Rule.ROW_B_KEEPS: (P1_PUT_BACK_IN_A_RUN, Broken.TWO_HOLDERS, "P1 settles"),
    Rule.CATCHES_UP: (GENERATIONS, Broken.AGAIN, "P2 settles"),
    Rule.ANCHOR: (P2_PUT_BACK, Broken.RETURNS, "P2 is put back"),
    Rule.ANCHOR_FIRST: (P2_PUT_BACK, Broken.RETURNS, "P2 wakes"),
}


def test_every_rule_has_its_mutant() -> None:
    assert set(MUTANTS) == ALL_RULES


@pytest.mark.parametrize("rule", Rule, ids=lambda rule: rule.name.lower())
def test_every_rule_is_needed(rule: Rule) -> None:
    model, fault, last = MUTANTS[rule]
    found = search(model.without(rule), stop=fault is not Broken.STUCK)
    assert fault in found.broken
    assert found.broken[fault][-1] == last


def test_without_an_anchor_the_thief_of_a_replaced_computer_signs_again() -> None:
    """The disk of the co-signer is put back to before the restore: it admits the old pin, and holds its half."""
    found = search(P2_PUT_BACK.without(Rule.ANCHOR))
    assert {Broken.RETURNS, Broken.TWO_HOLDERS} <= set(found.broken)
