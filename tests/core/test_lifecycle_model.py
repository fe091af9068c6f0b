"""The life cycle holds with all its rules, and with no rule left out."""

from __future__ import annotations

import pytest

from tests.core.lifecycle_model import ALL_RULES, Model, Rule
from tests.core.lifecycle_search import Broken, restores, search


@pytest.mark.parametrize("born", [False, True], ids=["key generation", "refresh"])
def test_no_crash_and_no_cut_line_breaks_the_life_cycle(born: bool) -> None:
    found = search(Model(born=born))
    assert found.states > 5_000
    assert found.broken == {}


@pytest.mark.slow
@pytest.mark.parametrize("born", [False, True], ids=["key generation", "refresh"])
def test_nor_do_three_starts(born: bool) -> None:
    found = search(Model(born=born, starts=3))
    assert found.states > 100_000
    assert found.broken == {}


@pytest.mark.parametrize("rule", list(Rule), ids=lambda rule: rule.name.lower())
def test_every_rule_is_needed(rule: Rule) -> None:
    broken = search(Model(rules=ALL_RULES - {rule}, born=True, replays=0)).broken
    assert Broken.STUCK in broken
    assert Broken.NO_JOINT_SHARE in broken or Broken.NO_PAIR in broken


@pytest.mark.parametrize("born", [False, True], ids=["key generation", "refresh"])
def test_an_older_disk_image_erases_nothing(born: bool) -> None:
    assert set(restores(Model(born=born))) == {"equal", "mismatch"}
