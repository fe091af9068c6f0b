"""What the loop of the links knows of who may come: what is durable, whatever it was that changed it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.cosigner.reception import GuestBook
from core.home.changing_hands import replaced
from core.home.names import NameBook
from core.home.records import Blocked, Called, Peer
from core.home.repository import Repository
from core.home.tables import THIS
from core.keys.record import Replaced
from core.protocol.share import NO_RUN
from core.transport.link.link import Guest, Guests
from tests.support.two_homes import TwoHomes

FIRST, SECOND = bytes([1]) * 32, bytes([2]) * 32


def durable(records: Repository) -> Guests:
    """It worked out anew."""
    away = {pin for pin in records.blocked if pin not in replaced(records)}
    by_pin = {
        pin: Guest(one.certificate, records.handshakes_with(pin).ours, one.version)
        for pin, one in records.peers.items()
        if pin not in away
    }
    return Guests(by_pin, records.called[THIS].given if THIS in records.called else "")


def test_the_loop_knows_what_is_durable(homes: TwoHomes) -> None:
    records = homes.cosigner.records
    book = GuestBook(records, NameBook(records, int))
    known = [book.now()]

    def changed() -> None:
        assert book.now() == durable(records)
        assert book.now() != known[-1]
        known.append(book.now())

    row = homes.cosigner.row
    for pin in (FIRST, SECOND):
        with records.write() as write:
            write.peer(pin, Peer(pin, "", 0, 0, words_compared=True))
        changed()
    with records.write() as write:
        write.shakes(FIRST, tells=True)
        write.shakes(SECOND, tells=True)
    changed()
    with records.write() as write:
        write.block(FIRST, Blocked(1))
    changed()
    with records.write() as write:  # another is in its place: it is told so
        write.key(replace(row, replaced=(Replaced(FIRST, 1, NO_RUN, NO_RUN),)))
    changed()
    with records.write() as write:
        write.key(row)
    changed()
    with records.write() as write:
        write.block(FIRST, None)
    changed()
    with records.write() as write:
        write.called(THIS, Called("Cellar"))
    changed()
    with records.write() as write:
        write.erase_peer(SECOND)
    changed()


def test_it_knows_nothing_that_is_not_durable(homes: TwoHomes) -> None:
    records = homes.cosigner.records
    book = GuestBook(records, NameBook(records, int))
    known = book.now()
    with pytest.raises(ZeroDivisionError):
        cut_off(records)
    assert book.now() is known


def cut_off(records: Repository) -> None:
    with records.write() as write:
        write.peer(FIRST, Peer(FIRST, "", 0, 0, words_compared=True))
        raise ZeroDivisionError
