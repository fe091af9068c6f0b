"""The wallet's own addresses."""

from __future__ import annotations

import pytest

from core.bitcoin.coins import MAX_HORIZON, AddressTable, AddressWindow
from core.errors import BadInput
from tests.support.payment import CHAIN, Q, path, private_key, table


def test_it_finds_what_it_holds_and_nothing_more() -> None:
    made = AddressTable(Q, CHAIN)
    made.extend(0, 30)
    made.extend(1, 10)
    assert (made.horizon(0), made.horizon(1)) == (30, 10)
    for branch, count in ((0, 30), (1, 10)):
        for index in range(40):
            expected = path(branch, index) if index < count else None
            assert made.find(made.script(branch, index)) == expected
    assert made.find(b"") is None
    assert made.find(b"\x00\x14" + bytes(20)) is None


def test_it_grows_and_never_shrinks() -> None:
    made = AddressTable(Q, CHAIN)
    for count in (5, 3, 0, 20, 20, -1):
        made.extend(1, count)
    assert made.horizon(1) == 20
    assert [made.find(made.script(1, i)) for i in range(20)] == [path(1, i) for i in range(20)]


def test_its_keys_are_the_keys() -> None:
    for at in (path(0, 0), path(1, 59), path(0, 60), path(1, 2**31 - 1)):
        assert table().public_key(at) == private_key(at).public_key.format()


@pytest.mark.parametrize(
    "at",
    [(), (84, 0, 0, 0), (84, 0, 0, 2, 0), (84, 0, 0, -1, 0), (84, 0, 0, 0, 2**31), (84, 0, 0, 0, -1),
     (44, 0, 0, 0, 0), (84, 0, 0, 0, 0, 0), (84, 1, 0, 0, 0), (2**31 + 84, 0, 0, 0, 0)],
)  # fmt: skip
def test_no_other_form_of_path(at: tuple[int, ...]) -> None:
    with pytest.raises(BadInput, match="addresses of this wallet"):
        table().public_key(at)


def test_a_horizon_ends_somewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.bitcoin.coins.MAX_HORIZON", 25)
    made = AddressTable(Q, CHAIN)
    made.extend(0, 10**9)
    assert made.horizon(0) == 25
    assert MAX_HORIZON == 100_000


def test_a_window_does_not_grow_with_its_table() -> None:
    made = AddressTable(Q, CHAIN)
    made.extend(0, 5)
    made.extend(1, 3)
    window = AddressWindow(made, 4, 3)
    seen = [window.find(made.script(branch, index)) for branch in (0, 1) for index in range(6)]
    assert seen == [path(0, n) if n < 4 else None for n in range(6)] + [path(1, n) if n < 3 else None for n in range(6)]
    made.extend(0, 20)
    made.extend(1, 20)
    assert [window.find(made.script(branch, index)) for branch in (0, 1) for index in range(6)] == seen
    assert window.public_key(path(0, 9)) == made.public_key(path(0, 9))
