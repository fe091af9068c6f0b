"""Every reachable state of a co-signer that commits in batches, and that each of its rules is needed."""

from __future__ import annotations

import pytest

from tests.core.home.commit_model import ALL_RULES, Broken, Model, Rule, searched

NEEDED: dict[Rule, frozenset[Broken]] = {
    Rule.ONE_LANE: frozenset({Broken.TWICE}),
    Rule.ALONE: frozenset({Broken.PROBED, Broken.UNLOCKED}),
    Rule.MEMORY_FOLLOWS: frozenset({Broken.UNPAID}),
    Rule.CHECK_WAITS: frozenset({Broken.PROBED}),
    Rule.ANSWER_WAITS: frozenset({Broken.UNPAID, Broken.UNTOLD}),
    Rule.RIDES_FIRST: frozenset({Broken.PROBED}),
    Rule.NUMBERED_LAST: frozenset({Broken.LOG}),
    Rule.FAILURE_ENDS: frozenset({Broken.UNPAID}),
}


def test_nothing_is_broken() -> None:
    states, found = searched(Model())
    assert found == {}
    assert states > 1_000


@pytest.mark.parametrize("rule", Rule)
def test_each_rule_is_needed(rule: Rule) -> None:
    _, found = searched(Model(ALL_RULES - {rule}), NEEDED[rule])
    assert found.keys() >= NEEDED[rule]
