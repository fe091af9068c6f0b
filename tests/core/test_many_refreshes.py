"""The cheap version of `python -m tests.endurance.refreshes`, which does a thousand."""

from __future__ import annotations

from pathlib import Path

from tests.support.many_refreshes import many_refreshes
from tests.support.two_homes import two_homes


def test_refreshes_with_kills_in_between_end_with_equal_epochs_and_a_working_key(tmp_path: Path) -> None:
    with two_homes(tmp_path, sheets=True) as homes:
        found = many_refreshes(homes, 12, 3)
    assert found.refreshes == 12
    assert found.kills.total() >= 4
    assert found.epochs > 12  # a number that was dropped is never used again
    assert found.disk[1] < 2 * found.disk[0]  # what is replaced is gone
