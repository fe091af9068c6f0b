"""Where two lists differ."""

from __future__ import annotations

import random

import pytest

from app.common_ends import common_ends


@pytest.mark.parametrize("size", [0, 1, 3, 1024, 5000])
def test_ends_are_as_long_as_they_are(size: int) -> None:
    dice = random.Random(size)  # noqa: S311
    for _ in range(200):
        before = [*range(size)]
        now = before.copy()
        for number in range(dice.randrange(4)):
            at = dice.randrange(len(now) + 1)
            now[at : at + dice.randrange(3)] = [-number - 1] * dice.randrange(3)
        head, tail = common_ends(before, now)
        most = min(len(before), len(now))
        assert before[:head] == now[:head]
        assert head == most or before[head] != now[head]
        assert before[len(before) - tail :] == now[len(now) - tail :]
        assert head + tail == most or before[len(before) - tail - 1] != now[len(now) - tail - 1]


def test_what_is_the_same_object_is_not_looked_into() -> None:
    looked = list[object]()

    class Heavy:
        def __eq__(self, other: object) -> bool:
            looked.append(other)
            return False

        __hash__ = None  # type: ignore[assignment]

    items = [Heavy() for _ in range(3000)]
    assert common_ends(items, [0, *items]) == (0, 3000)
    assert common_ends((*items, 0), (*items, 1)) == (3000, 0)
    assert len(looked) < 30  # where they differ, and nowhere else
