"""The life cycle holds with all its rules, and with no rule left out."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from tests.core.keys.model import ALL_RULES, OF_IMAGES, OF_LIARS, OF_LOCKS, Model, Rule
from tests.core.keys.model_search import Broken, restores, search


@pytest.fixture(autouse=True)
def uncollected() -> Iterator[None]:
    """Hundreds of thousands of states, none in a circle: nobody has to look for such garbage."""
    gc.disable()
    yield
    gc.enable()


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


@pytest.mark.parametrize(
    "rule", [rule for rule in Rule if rule not in OF_LOCKS | OF_IMAGES | OF_LIARS], ids=lambda rule: rule.name.lower()
)
def test_every_rule_is_needed(rule: Rule) -> None:
    broken = search(Model(rules=ALL_RULES - {rule}, born=True, replays=0)).broken
    assert Broken.STUCK in broken
    assert Broken.NO_JOINT_SHARE in broken or Broken.NO_PAIR in broken


def test_a_lock_ends_only_by_a_grant() -> None:
    found = search(Model(born=True, locks=True, replays=0))
    assert found.states > 5_000
    assert found.broken == {}


def test_a_held_back_f3_unlocks_a_key_that_checks_its_lock_at_f1_only() -> None:
    broken = search(Model(rules=ALL_RULES - {Rule.LOCK_HOLDS}, born=True, locks=True, replays=0)).broken
    assert set(broken) == {Broken.UNGRANTED}


@pytest.mark.parametrize("born", [False, True], ids=["key generation", "refresh"])
def test_an_older_disk_image_erases_nothing(born: bool) -> None:
    assert set(restores(Model(born=born))) == {"equal", "mismatch"}


# ------------------------------------------------------------------ a disk that is put back, and what generations tell
def with_images(*left_out: Rule, links: int = 3) -> Model:
    """One run, and one disk put back to anything that it held before."""
    return Model(rules=ALL_RULES - {*left_out}, born=True, starts=1, replays=0, links=links)


@pytest.mark.parametrize("links", [3, pytest.param(4, marks=pytest.mark.slow)])
def test_a_disk_that_was_put_back_is_noticed_and_has_one_run(links: int) -> None:
    found = search(with_images(links=links))
    assert found.states > 50_000
    assert found.broken == {}


def test_failed_connections_hide_an_old_disk_where_hello_is_not_compared() -> None:
    """Each raises the generation before the co-signer hears it; HELLO tells it before it is raised."""
    assert set(search(with_images(Rule.HELLO_IS_COMPARED)).broken) == {Broken.UNNOTICED}


def test_row_b_forgets_what_was_found_where_every_commit_ends_it() -> None:
    """Two devices may then hold one share. That HELLO is compared happens to cover it: P2 remembers for itself."""
    assert Broken.FORGOTTEN in search(with_images(Rule.HELLO_IS_COMPARED, Rule.OLD_IS_KEPT)).broken


@pytest.mark.slow
def test_an_old_disk_costs_a_run_for_each_lost_generation_where_it_does_not_catch_up() -> None:
    assert set(search(with_images(Rule.OLD_CATCHES_UP, links=4)).broken) == {Broken.AGAIN}
