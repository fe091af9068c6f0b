"""From where a person speaks to the co-signer, and which computers are or were there."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from core.cosigner.seats import DAY, MOST, REMEMBERED, Seats
from core.errors import BadInput, InputKind
from core.home.records import LogCode, Peer
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

    def doubt(self, address: str, *, told: bool = True) -> str:
        try:
            self.seats.must_be_apart(address, told=told, insists=False)
        except BadInput as error:
            return error.kind
        return ""

    def refuses(self, address: str) -> bool:
        return self.doubt(address) == InputKind.SHEET_SEAT

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
    assert not room.doubt("")


def test_a_place_that_cannot_be_told_is_not_trusted(room: Room) -> None:
    room.seats.seen(room.link())
    for address in ("UNKNOWN", "127.0.0.1", "::1"):
        assert room.doubt(address) == InputKind.SHEET_ADDRESS
    assert room.doubt("", told=False) == room.doubt("192.0.2.8", told=False) == InputKind.SHEET_TERMINAL
    assert room.doubt(HERE, told=False) == InputKind.SHEET_SEAT
    for address, told, origin in (
        ("UNKNOWN", True, "unknown"),
        ("", False, "unknown"),
        ("192.0.2.8", False, "192.0.2.8"),
    ):
        room.seats.must_be_apart(address, told=told, insists=True)
        newest = room.records.log(1)[0]
        assert (newest.code, newest.values) == (LogCode.SHEET_DOUBTED, (origin,))


def test_a_computer_that_is_linked_by_ipv4_may_come_by_ipv6(room: Room) -> None:
    assert room.doubt("192.0.2.8") == InputKind.SHEET_ADDRESS  # nobody knows yet where the computer is
    room.seats.seen(room.link())
    assert not room.doubt("192.0.2.8")
    assert room.doubt("2001:db8::7") == InputKind.SHEET_ADDRESS
    room.seats.seen(room.link("2001:db8:1::1"))
    assert not room.doubt("2001:db8::7")
    room.now += REMEMBERED + 1
    assert not room.doubt("2001:db8::7")  # that computer has not been here since


def test_before_a_computer_is_paired_any_address_may_be_its_own(homes: TwoHomes) -> None:
    seats = Seats(homes.cosigner.records, lambda: 1_800_000_000)
    seats.must_be_apart("", told=True, insists=False)
    with pytest.raises(BadInput) as refused:
        seats.must_be_apart("192.0.2.8", told=True, insists=False)
    assert refused.value.kind is InputKind.SHEET_ADDRESS


def test_a_browser_at_the_place_of_a_computer_says_yes_to_nothing(room: Room) -> None:
    room.seats.seen(room.link())
    room.seats.seen(room.link("127.0.0.1"))
    with pytest.raises(BadInput) as caught:
        room.seats.must_not_be_at_a_computer(HERE)
    assert caught.value.kind is InputKind.SHEET_SEAT
    for other in ("198.51.100.1", "127.0.0.1", ""):  # a proxy of this machine hides who asks
        room.seats.must_not_be_at_a_computer(other)


def test_a_browser_at_the_place_of_a_computer_is_known(room: Room) -> None:
    """Which the terminal says before one is admitted; of a proxy on this machine nobody can tell."""
    room.seats.seen(room.link(HERE))
    assert room.seats.is_a_computers(HERE)
    assert not room.seats.is_a_computers("198.51.100.9")
    assert not room.seats.is_a_computers("127.0.0.1")
