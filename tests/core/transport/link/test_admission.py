"""Who waits for a handshake, when many knock (L2)."""

from __future__ import annotations

import pytest

from core.transport.link import admission
from core.transport.link.admission import (
    BURST,
    KEPT,
    KNOWN,
    MAX_ADDRESSES,
    MAX_FROM_ONE,
    MAX_HANDSHAKES,
    QUIET,
    RATE,
    Admission,
    Visitor,
)
from tests.support.two_homes import Clock


class Door:
    """An admission with a clock of its own, and what became of who came."""

    def __init__(self) -> None:
        self.clock, self.alarms = Clock(), 0
        self.admission = Admission(self._alarm, self.clock.monotonic)
        self.ended: list[Visitor] = []

    def _alarm(self) -> None:
        self.alarms += 1

    def knock(self, origin: str, *, speaks: bool = False) -> Visitor | None:
        visitor = Visitor(origin, lambda: self.ended.append(visitor), speaks)
        return visitor if self.admission.admit(visitor) else None

    def was_here(self, origin: str) -> None:
        """Somebody at this address completes a handshake."""
        visitor = self.knock(origin)
        assert visitor is not None
        self.admission.leave(visitor, completed=True)


@pytest.fixture
def door() -> Door:
    return Door()


def test_the_oldest_silent_one_of_an_address_makes_room(door: Door) -> None:
    here = [door.knock("a", speaks=number == 0) for number in range(MAX_FROM_ONE)]
    elsewhere = door.knock("b")
    assert door.ended == []
    assert door.alarms == 0
    assert door.knock("a") is not None
    assert door.ended == [here[1]]
    for visitor in here[2:]:
        assert visitor is not None
        visitor.spoke = True
    newest = door.knock("a", speaks=True)
    assert newest is not None
    assert len(door.ended) == 2  # the silent one that came in between
    assert door.knock("a") is not None
    assert door.ended[2:] == [here[0]]  # all speak: the oldest
    assert elsewhere not in door.ended


def test_strangers_of_many_addresses_never_take_the_places_of_who_was_here(door: Door) -> None:
    door.was_here("owner")
    for number in range(3 * MAX_HANDSHAKES):
        assert door.knock(f"stranger {number}", speaks=True) is not None
    assert len(door.ended) == 3 * MAX_HANDSHAKES - (MAX_HANDSHAKES - KEPT)
    before = len(door.ended)
    for _ in range(MAX_FROM_ONE):
        assert door.knock("owner") is not None
    assert len(door.ended) == before  # nobody had to go
    for number in range(MAX_HANDSHAKES):
        door.knock(f"another {number}")
    assert all(visitor.origin != "owner" for visitor in door.ended)


def test_who_was_here_takes_the_place_of_a_stranger_first(door: Door) -> None:
    owners = [f"owner {number}" for number in range(MAX_HANDSHAKES + 1)]
    for owner in owners:
        door.was_here(owner)
    for number in range(MAX_HANDSHAKES - KEPT):
        door.knock(f"stranger {number}")
    for owner in owners[:-1]:
        door.knock(owner)
    assert {visitor.origin.split()[0] for visitor in door.ended} == {"stranger"}
    assert len(door.ended) == MAX_HANDSHAKES - KEPT
    door.knock(owners[-1])
    assert door.ended[-1].origin == owners[0]


def test_new_connections_of_an_address_have_a_rate(door: Door) -> None:
    taken = [door.knock("a") for _ in range(int(BURST) + 5)]
    assert taken.count(None) == 5
    assert door.knock("b") is not None  # nobody else pays for it
    door.clock.sleep(2 / RATE)
    assert [door.knock("a") is None for _ in range(3)] == [False, False, True]


def test_an_address_that_was_here_may_knock_more_often(door: Door) -> None:
    door.was_here("a")
    door.clock.sleep(1000)
    taken = [door.knock("a") for _ in range(int(BURST) * KNOWN + 5)]
    assert taken.count(None) == 5


def test_the_alarm_is_given_now_and_then(door: Door) -> None:
    for _ in range(10 * MAX_FROM_ONE):
        door.knock("a")
    assert door.alarms == 1
    door.clock.sleep(QUIET)
    for _ in range(10 * MAX_FROM_ONE):
        door.knock("a")
    assert door.alarms == 2


def test_what_is_remembered_of_addresses_is_bounded(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "MAX_ADDRESSES", 50)
    assert MAX_ADDRESSES > 50
    for number in range(200):
        door.was_here(str(number))
    assert door.admission.remembered == (50, 50)
