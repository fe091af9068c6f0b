"""The wallet's own addresses."""

from __future__ import annotations

import threading
import tracemalloc
from copy import copy
from typing import Any

import pytest

from core.bitcoin import coins
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


@pytest.mark.parametrize("few", [1, 7, 1000])
def test_scripts_that_begin_alike_are_told_apart(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coins, "UNSORTED", few)
    monkeypatch.setattr(coins, "beginning", lambda script: (script[2] & 1 if script else 0) << 18)
    made = AddressTable(Q, CHAIN)
    for count in range(40):
        made.extend(0, count)
        made.extend(1, count // 2)
    for branch, count in ((0, 39), (1, 19)):
        for index in range(45):
            expected = path(branch, index) if index < count else None
            assert made.find(made.script(branch, index)) == expected
    assert made.find(b"") is None
    assert made.find(b"\x00\x14" + bytes(20)) is None
    assert made.find(made.script(0, 3) + b"\x00") is None


def test_a_copy_grows_on_its_own() -> None:
    made = AddressTable(Q, CHAIN)
    made.extend(0, 300)
    other = copy(made)
    other.extend(0, 302)
    made.extend(1, 1)
    assert [found.horizon(0) for found in (made, other)] == [300, 302]
    assert [found.find(made.script(0, 301)) for found in (made, other)] == [None, path(0, 301)]
    assert [found.find(made.script(1, 0)) for found in (made, other)] == [path(1, 0), None]


def test_an_address_takes_seventy_bytes_at_most() -> None:
    """A co-signer of a thousand wallets holds two million of them."""
    made = AddressTable(Q, CHAIN)
    tracemalloc.start()
    try:
        made.extend(0, 1000)
        made.extend(1, 1000)
        assert tracemalloc.get_traced_memory()[0] < 70 * 2000
    finally:
        tracemalloc.stop()


def test_whoever_looks_while_it_grows_misses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coins, "UNSORTED", 3)
    made, missed, done = AddressTable(Q, CHAIN), list[int](), threading.Event()

    def looks() -> None:
        while not done.is_set():
            held = made.horizon(0)
            missed.extend(n for n in range(max(0, held - 20), held) if made.find(made.script(0, n)) != path(0, n))

    looking = threading.Thread(target=looks)
    looking.start()
    made.extend(0, 2000)
    done.set()
    looking.join()
    assert missed == []


@pytest.mark.parametrize("few", [1, 7, 1000])
def test_what_is_held_is_found_from_that_moment_on(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sees a horizon that is far enough waits for nothing more: what it misses is a payment to somebody."""
    found = list[object]()

    class Keys(bytearray):
        def extend(self, key: Any, /) -> None:
            super().extend(key)
            found.append(made.find(made.script(1, made.horizon(1) - 1)))

    monkeypatch.setattr(coins, "UNSORTED", few)
    monkeypatch.setattr(coins, "bytearray", Keys, raising=False)
    made = AddressTable(Q, CHAIN)
    made.extend(1, 20)
    assert found == [path(1, index) for index in range(20)]
