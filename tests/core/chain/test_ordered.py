"""Rows that are kept in order: the same as if all were sorted again, for the work of what has changed."""

from __future__ import annotations

import random

import pytest

from core.chain.ordered import LazyRows, Ordered

Entry = tuple[int, bytes]


class World:
    """Names with a number each, and how many entries were made of them."""

    def __init__(self, count: int) -> None:
        self.numbers = {name(n): n // 3 for n in range(count)}
        self.ordered: Ordered[Entry] = Ordered()
        self.made = 0

    def entry(self, one: bytes) -> Entry:
        self.made += 1
        return self.numbers[one], one

    def put(self, one: bytes, number: int | None) -> None:
        self.numbers.pop(one, None)
        if number is not None:
            self.numbers[one] = number
        self.ordered.touch(one)

    def entries(self) -> list[Entry]:
        return self.ordered.entries(self.numbers, self.entry)


def name(number: int) -> bytes:
    return number.to_bytes(4, "big")


@pytest.mark.parametrize("seed", range(6))
def test_what_has_changed_is_where_it_belongs(seed: int) -> None:
    dice, world = random.Random(seed), World(40)  # noqa: S311
    for _ in range(60):
        before = world.entries()
        seen = [*before]
        for _ in range(dice.choice((0, 1, 2, 30))):
            world.put(name(dice.randrange(60)), dice.choice((None, dice.randrange(9))))
        found = world.entries()
        assert found == sorted((number, one) for one, number in world.numbers.items())
        assert before == seen  # who holds it sees no change
        same = {one: id(entry) for entry in before for one in (entry[1],) if entry in found}
        assert all(same.get(entry[1], id(entry)) == id(entry) for entry in found)


def test_a_look_costs_what_has_changed() -> None:
    world = World(1_000)
    world.entries()
    world.made = 0
    world.put(name(5), 700)
    world.put(name(2_000), 1)
    world.put(name(9), None)
    first = world.entries()
    assert (world.made, len(first)) == (2, 1_000)
    assert world.entries() is first
    assert world.made == 2


def test_rows_are_made_when_they_are_looked_at() -> None:
    made = list[int]()

    def row(entry: tuple[int]) -> str:
        made.append(entry[0])
        return str(entry[0])

    rows = LazyRows([(n,) for n in range(5)], row, backwards=True)
    assert (len(rows), bool(rows), made) == (5, True, [])
    assert (rows[0], rows[-1], rows[1:3], made) == ("4", "0", ("3", "2"), [4, 0, 3, 2])
    with pytest.raises(IndexError):
        rows[5]
    assert [*rows] == [*"43210"]
    assert rows == tuple("43210")
    assert rows != tuple("4321")
    assert rows != LazyRows([(n,) for n in range(5)], row)
    assert rows.facts() == [(4,), (3,), (2,), (1,), (0,)]
