"""Addresses of many keys: derived once, where nobody else waits, and before they are wanted."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.bitcoin.coins import HORIZON, AddressTable
from core.cosigner import address_tables
from core.cosigner.address_tables import SLICE, AddressTables
from core.cosigner.service import Cosigner
from core.keys.record import KeyRecord
from tests.support.payment import CHAIN, Q
from tests.support.two_homes import PASSPHRASE, TwoHomes

LIMIT = 30.0
BOTH = 2 * HORIZON


@pytest.fixture
def row(homes: TwoHomes) -> KeyRecord:
    return homes.cosigner.row


def other(row: KeyRecord, number: int) -> KeyRecord:
    return replace(row, key_id=bytes([number]) * 32)


class Derived:
    """What is derived, by whom, and what `before` does to whoever does it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.by: Counter[str] = Counter()
        self.before: Callable[[], object] = lambda: None
        extend = AddressTable.extend

        def counted(table: AddressTable, branch: int, count: int) -> None:
            self.before()
            held = table.horizon(branch)
            extend(table, branch, count)
            assert table.horizon(branch) - held <= SLICE
            self.by[threading.current_thread().name] += table.horizon(branch) - held

        monkeypatch.setattr(AddressTable, "extend", counted)


@pytest.fixture
def derived(row: KeyRecord, monkeypatch: pytest.MonkeyPatch) -> Derived:
    return Derived(monkeypatch)


def until(true: Callable[[], Any]) -> None:
    end = time.monotonic() + LIMIT
    while not true():
        assert time.monotonic() < end
        time.sleep(0.002)


def test_each_is_derived_once_and_as_far_as_a_key_reaches(row: KeyRecord, derived: Derived) -> None:
    tables = AddressTables()
    table = tables.of(row)
    assert (table.horizon(0), table.horizon(1)) == row.horizons == (HORIZON, HORIZON)
    assert tables.of(row) is table
    assert sum(derived.by.values()) == BOTH
    signed = replace(row, rules=replace(row.rules, signed_internal=3))
    assert tables.of(signed).horizon(1) == HORIZON + 3
    assert tables.of(row, HORIZON + 5).horizon(0) == HORIZON + 5
    assert sum(derived.by.values()) == BOTH + 8


def test_one_that_ends_somewhere_is_not_filled_for_ever(row: KeyRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.bitcoin.coins.MAX_HORIZON", 70)
    assert AddressTables().of(row).horizon(0) == 70


def test_two_who_want_one_share_the_work(row: KeyRecord, derived: Derived) -> None:
    tables, found = AddressTables(lambda _: AddressTable(Q, CHAIN)), list[AddressTable]()
    threads = [threading.Thread(target=lambda: found.append(tables.of(row))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LIMIT)
    assert [table.horizon(0) for table in found] == [HORIZON] * 4
    assert len({id(table) for table in found}) == 1
    assert sum(derived.by.values()) == BOTH


def test_nobody_waits_for_the_addresses_of_another_key(row: KeyRecord, derived: Derived) -> None:
    tables, begun, go = AddressTables(), threading.Event(), threading.Event()

    def blocks() -> None:
        if threading.current_thread() is not threading.main_thread():
            begun.set()
            assert go.wait(LIMIT)

    derived.before = blocks
    first = threading.Thread(target=lambda: tables.of(row))
    first.start()
    assert begun.wait(LIMIT)
    assert tables.of(other(row, 1)).horizon(1) == HORIZON
    go.set()
    first.join(LIMIT)
    assert tables.of(row).horizon(1) == HORIZON


def test_they_are_there_before_they_are_wanted(row: KeyRecord, derived: Derived) -> None:
    tables = AddressTables()
    tables.ahead([row])  # nothing: it has not begun
    assert not derived.by
    tables.start_ahead()
    try:
        keys = [other(row, number) for number in range(3)]
        tables.ahead([*keys, replace(other(row, 9), current=None)])
        tables.ahead(keys)
        until(lambda: derived.by["addresses"] == 3 * BOTH)
        for key in keys:
            assert tables.of(key).horizon(1) == HORIZON
    finally:
        tables.stop_ahead()
    assert derived.by == {"addresses": 3 * BOTH}
    tables.ahead([row])
    assert tables.of(row).horizon(0) == HORIZON  # whoever wants one has it after the end too
    assert derived.by["addresses"] == 3 * BOTH


def test_who_wants_one_goes_first(row: KeyRecord, derived: Derived) -> None:
    """What nobody waits for yet stands still meanwhile."""
    tables, seen = AddressTables(), list[int]()

    def looks() -> None:
        if threading.current_thread() is threading.main_thread():
            time.sleep(0.001)
            seen.append(derived.by["addresses"])

    derived.before = looks
    tables.start_ahead()
    try:
        tables.ahead([other(row, 1)])
        until(lambda: derived.by["addresses"] > SLICE)
        tables.of(other(row, 2))
        assert seen[-1] - seen[0] <= SLICE  # the slice that was under way
        until(lambda: derived.by["addresses"] == BOTH)
    finally:
        tables.stop_ahead()


def test_an_end_waits_for_no_table(row: KeyRecord, derived: Derived, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address_tables, "PAUSE", LIMIT)
    tables = AddressTables()
    tables.start_ahead()
    tables.ahead([row])
    until(lambda: derived.by["addresses"])
    tables.stop_ahead()
    assert derived.by["addresses"] == SLICE


def test_the_program_derives_them_when_a_computer_is_linked_and_when_a_key_is_made(
    homes: TwoHomes, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, first = list[list[bytes]](), homes.key.key_id
    monkeypatch.setattr(
        homes.cosigner.requests.tables, "ahead", lambda rows: asked.append([row.key_id for row in rows])
    )
    homes.client.close()
    homes.client.connected()
    made = homes.client.new_key("another", "regtest")
    assert asked == [[first], [made.key_id]]


def test_they_are_derived_ahead_while_it_serves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cosigner, steps = Cosigner.create(tmp_path, PASSPHRASE), list[str]()
    for step in ("start_ahead", "stop_ahead"):
        monkeypatch.setattr(AddressTables, step, lambda _, step=step: steps.append(step))
    cosigner.serve(("127.0.0.1", 0), None, None, ready=lambda _: cosigner.stop())
    cosigner.close()
    assert steps == ["start_ahead", "stop_ahead"]
