"""Many refreshes: some three hundred of two shares alone, and a few of two homes, with kills; of those
`python -m tests.endurance.refreshes` does a thousand."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.crypto.secp256k1 import q
from tests.support.joint_key import items, joint_key, prepared, refreshed, sign_talk
from tests.support.many_refreshes import many_refreshes
from tests.support.two_homes import two_homes


def test_refreshes_with_kills_in_between_end_with_equal_epochs_and_a_working_key(tmp_path: Path) -> None:
    with two_homes(tmp_path, sheets=True) as homes:
        found = many_refreshes(homes, 12, 3)
    assert found.refreshes == 12
    assert found.kills.total() >= 4
    assert found.epochs > 12  # a number that was dropped is never used again
    assert found.disk[1] < 2 * found.disk[0]  # what is replaced is gone


@pytest.mark.slow
def test_it_signs_after_more_than_one_byte_counts() -> None:
    key = joint_key()
    seen = {key.p1.T}
    for i in range(300):
        key = refreshed(key, f"refresh {i}")
        seen.add(key.p1.T)
    assert (key.p1.epoch, len(seen)) == (301, 301)
    (signature,), _ = sign_talk(key, prepared(key), items(1)).both()
    assert signature.s <= q // 2
