"""Records that are found by what they belong to, as by their id, whatever is done to them."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from core.approval.messages import RequestState
from core.home.grouped import Grouped
from tests.support.two_homes import TwoHomes


def test_they_are_a_mapping_and_groups_follow() -> None:
    """Beside a plain dict that is searched."""
    draw = random.Random(7)  # noqa: S311 - the same each time
    made, plain = Grouped[tuple[bytes, int]](lambda _, value: value[0]), dict[bytes, tuple[bytes, int]]()
    for step in range(2_000):
        id, group = bytes([draw.randrange(12)]), bytes([draw.randrange(4)])
        if draw.random() < 0.3:
            assert made.pop(id, None) == plain.pop(id, None)
        else:
            for kept in (made, plain):
                kept.update({id: (group, step)})
        assert list(made.items()) == list(plain.items())
        assert set(made.groups) == {group for group, _ in plain.values()}
        for group in map(bytes, [[n] for n in range(4)]):
            assert made.of(group) == {id: value for id, value in plain.items() if value[0] == group}
    assert (b"\x01" in made, made.get(b"\xff")) == (b"\x01" in plain, None)
    with pytest.raises(KeyError):
        del made[b"\xff"]


def test_what_was_looked_up_stays_as_it_was() -> None:
    made = Grouped[int](lambda id, _: id[:1], [(b"aa", 1), (b"ab", 2), (b"ba", 3)])
    found = made.of(b"a")
    made[b"ac"] = 4
    assert (found, made.of(b"a")) == ({b"aa": 1, b"ab": 2}, {b"aa": 1, b"ab": 2, b"ac": 4})
    assert made.of(b"c") == {}


def test_a_payment_walks_over_no_other_wallet(homes: TwoHomes, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it costs does not grow with the wallets of a co-signer, nor with what they have paid or are to obey."""
    walked, inner = list[int](), Grouped.__iter__

    def counted(kept: Grouped[object]) -> Iterator[bytes]:
        walked.append(len(kept))
        return inner(kept)

    def pays(seed: int) -> None:
        wire = homes.wire(seed=seed)
        assert homes.client.propose(homes.key, wire).state is RequestState.APPROVED
        homes.sign(wire)

    homes.allow(1_000_000_000)
    pays(1)
    found = homes.cosigner.records
    kept = [found.keys, found.spendings, found.rules]
    watched = {*map(id, kept), id(found.later)}
    assert all(kept)
    monkeypatch.setattr(Grouped, "__iter__", lambda kept: counted(kept) if id(kept) in watched else inner(kept))
    pays(2)
    assert walked == []
    assert list(found.keys) == [homes.key.key_id]
    assert walked == [1]
