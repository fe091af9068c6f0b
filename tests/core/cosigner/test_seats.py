"""From where a person speaks to the co-signer, and which computers are or were there."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from core.cosigner.seats import DAY, MOST, REMEMBERED, Seats
from core.errors import BadInput
from core.home.records import Peer
from core.home.tables import SEAT
from core.transport.link.link import Link
from tests.support.two_homes import TwoHomes

HERE = "192.0.2.7"


class Room:
    """Seats, a clock, and who is on-line."""

    def __init__(self, homes: TwoHomes) -> None:
        self.records, self.pin = homes.cosigner.records, homes.cosigner.row.pin
        with self.records.write() as write:
            write.peer(self.pin, Peer(b"der", "", 0, 5, words_compared=True))
        self.now, self.online = 1_800_000_000, list[bytes]()
        self.seats = Seats(self.records, lambda: self.now, lambda: self.online)

    def link(self, address: str = HERE, version: int = 1, pin: bytes | None = None) -> Link:
        return cast(Link, SimpleNamespace(pin=pin or self.pin, address=address, version=version))

    def refuses(self, address: str) -> bool:
        try:
            self.seats.must_be_apart(address, insists=False)
        except BadInput:
            return True
        return False

    @property
    def kept(self) -> int:
        return len(list(self.records.noted(SEAT, self.pin)))


@pytest.fixture
def room(homes: TwoHomes) -> Room:
    return Room(homes)


def test_the_place_of_a_computer_is_remembered_for_30_days(room: Room) -> None:
    room.seats.opened(room.link(version=2), room.records.peers[room.pin])
    assert room.records.peers[room.pin].version == 2
    for same in (HERE, f"::ffff:{HERE}"):
        assert room.refuses(same)
    room.now += REMEMBERED
    assert room.refuses(HERE)
    room.now += 1
    assert not room.refuses(HERE)


def test_a_computer_that_stays_linked_is_there(room: Room) -> None:
    room.seats.seen(room.link("198.51.100.1"))
    room.now += DAY
    room.seats.seen(room.link())
    room.now += 2 * REMEMBERED
    room.online = [room.pin]
    assert room.refuses(HERE)
    assert not room.refuses("198.51.100.1")
    room.online = []
    room.seats.seen(room.link())  # as its link ends
    assert room.refuses(HERE)


def test_addresses_of_one_network_of_ipv6_are_one_place(room: Room) -> None:
    room.seats.seen(room.link("2001:db8::1%eth0"))
    assert room.refuses("2001:db8::ffff")
    assert not room.refuses("2001:db8:0:1::1")


def test_a_place_is_written_once_a_day_and_few_are_kept(room: Room) -> None:
    room.now -= room.now % DAY
    generation = room.records.vault.generation
    room.seats.seen(room.link())
    written = room.records.vault.generation
    assert written > generation
    room.now += DAY - 1
    room.seats.opened(room.link(), room.records.peers[room.pin])
    assert room.records.vault.generation == written
    for number in range(MOST + 3):
        room.now += 1
        room.seats.seen(room.link(f"198.51.100.{number}"))
    assert room.kept == MOST
    assert not room.refuses(HERE)
    assert room.refuses(f"198.51.100.{MOST}")


def test_what_has_no_address_is_nowhere(room: Room) -> None:
    room.seats.seen(room.link(""))
    room.seats.seen(room.link(pin=bytes(32)))
    assert room.kept == 0
    assert not room.refuses("")


def test_a_place_that_cannot_be_told_is_not_trusted(room: Room) -> None:
    assert room.refuses("UNKNOWN")
    room.seats.must_be_apart("UNKNOWN", insists=True)
    assert room.records.log(1)[0].values == ("unknown",)
