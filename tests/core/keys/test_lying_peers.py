"""What a peer that lies about everything can bring the other side to write: it may refuse, and nothing else."""

from __future__ import annotations

import pytest

from tests.core.keys.model import ALL_RULES, Model, Rule
from tests.core.keys.model_liars import Wrong, search_liars

P1, P2 = 0, 1


def against(rules: frozenset[Rule] = ALL_RULES, *, born: bool = True) -> Model:
    return Model(rules=rules, born=born, locks=True, tests=True, replays=0)


@pytest.mark.parametrize("born", [False, True], ids=["key generation", "refresh"])
@pytest.mark.parametrize("honest", [P1, P2], ids=["a co-signer lies", "a computer lies"])
def test_a_liar_takes_no_share_away_promotes_nothing_and_unlocks_nothing(honest: int, born: bool) -> None:
    states, found = search_liars(against(born=born), honest)
    assert found == {}
    assert states > 100


@pytest.mark.parametrize(
    ("honest", "rule", "faults"),
    [
        (P2, Rule.TESTED_FIRST, {Wrong.UNTESTED}),
        (P2, Rule.LOCK_HOLDS, {Wrong.UNLOCKED}),
        (P2, Rule.ONE_RUN, {Wrong.TWO_PENDING}),
        (P2, Rule.ONE_TRANSACTION, {Wrong.GRANT_LASTS, Wrong.LOST}),
        (P1, Rule.ONE_RUN, {Wrong.TWO_PENDING}),
        (P1, Rule.ONE_TRANSACTION, {Wrong.LOST}),
    ],
)
def test_without_a_rule_a_liar_succeeds(honest: int, rule: Rule, faults: set[Wrong]) -> None:
    _, found = search_liars(against(ALL_RULES - {rule}), honest)
    assert set(found) == faults
