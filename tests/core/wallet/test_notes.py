"""Labels and address book, kept by the co-signer and back on another computer, between two homes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.codec.codec import decode, encode
from core.codec.messages import MessageType
from core.cosigner.notes import BURST
from core.errors import LinkError
from core.home.records import LogCode
from core.home.tables import NOTES
from core.recovery.notes import MOST, open_notes, read_notes
from core.wallet.cosigner_client import CosignerClient
from core.wallet.labels import Labels
from core.wallet.notes import LAST, SELDOM, ComputerNotes, NotesContent
from core.wallet.results import NotesShown, RestoredNotes
from tests.support.lost_computer import OLD_PIN, Lost, lost, sheet
from tests.support.two_homes import NETWORK, TwoHomes, two_homes

SHOP = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"
COIN = "ab" * 32 + ":1"


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Lost]:
    with lost(tmp_path) as found:
        yield found


def notes(homes: TwoHomes) -> ComputerNotes:
    """Of the computer, with a clock of the test."""
    return ComputerNotes(homes.computer.records, lambda _: homes.client, homes.clock.now, homes.clock.monotonic)


def of_new(homes: Lost) -> ComputerNotes:
    return ComputerNotes(homes.new.records, lambda _: homes.new_client, homes.clock.now, homes.clock.monotonic)


def labels(homes: Lost) -> Labels:
    return Labels(homes.computer.records, homes.key.key_id)


def written(homes: Lost) -> None:
    """Three labels, one of them a coin that is set aside, and somebody who is paid."""
    mine = labels(homes)
    mine.write("tx", "cd" * 32, "rent")
    mine.write("addr", SHOP, "the shop")
    mine.freeze(COIN, frozen=True)
    mine.add_contact(NETWORK, SHOP, "Book shop")


def told(homes: Lost) -> int:
    """Which number the co-signer says that it keeps."""
    return homes.client.status(homes.key.key_id).notes


def sent(homes: Lost) -> int:
    return homes.traffic.types().count(MessageType.KEEP_NOTES)


def later(homes: Lost) -> None:
    homes.clock.sleep(SELDOM)


# ------------------------------------------------------------------ there
def test_they_are_sent_when_something_has_changed(homes: Lost) -> None:
    mine = notes(homes)
    written(homes)
    assert told(homes) == 0
    mine.send(homes.key.pin, 0)
    assert (sent(homes), told(homes)) == (1, 1)
    assert mine.shown(homes.key.pin) == NotesShown(int(homes.clock.now()), 0, MOST)
    for _ in range(3):
        later(homes)
        mine.send(homes.key.pin, told(homes))
        notes(homes).send(homes.key.pin, told(homes))  # nor after a start
    assert sent(homes) == 1
    labels(homes).write("addr", SHOP, "another shop")
    mine.send(homes.key.pin, told(homes))
    assert told(homes) == 2
    labels(homes).write("addr", SHOP, "a third one")
    mine.send(homes.key.pin, told(homes))
    assert told(homes) == 2  # not again within five minutes
    later(homes)
    mine.send(homes.key.pin, told(homes))
    assert (sent(homes), told(homes)) == (3, 3)


def test_nothing_of_it_can_be_read_there(homes: Lost) -> None:
    written(homes)
    notes(homes).send(homes.key.pin, 0)
    kept = homes.cosigner.records.vault.get(NOTES, OLD_PIN)
    assert kept is not None
    for text in (b"rent", b"shop", SHOP.encode(), b"cd" * 32):
        assert text not in kept
        assert text not in b"".join(bytes(frame) for frame in homes.traffic.frames)
    found = decode(NotesContent, open_notes(read_notes(kept), sheet()))
    assert {label.text for key in found.keys for label in key.labels} == {"rent", "the shop", ""}
    assert [one.name for one in found.contacts] == ["Book shop"]


def test_a_co_signer_that_has_lost_them_gets_them_again(homes: Lost) -> None:
    """It was put back to an older disk; and one that was not asks for a higher number than this computer knows."""
    written(homes)
    mine = notes(homes)
    mine.send(homes.key.pin, 0)
    with homes.cosigner.records.write() as write:
        write.note(NOTES, b"", OLD_PIN, None)
    homes.cosigner.end()
    homes.restart()
    assert told(homes) == 0
    later(homes)
    mine.send(homes.key.pin, told(homes))
    assert told(homes) == 2
    with homes.computer.records.write() as write:  # this computer was put back
        write.note("notes_sent", b"", homes.key.pin, None)
    later(homes)
    notes(homes).send(homes.key.pin, 0)  # and is not told at first
    assert (sent(homes), told(homes)) == (4, 3)


def test_without_a_sheet_nothing_is_sent(tmp_path: Path) -> None:
    with two_homes(tmp_path) as homes:
        notes(homes).send(homes.key.pin, 0)
        homes.computer.make_sheet()
        notes(homes).send(homes.key.pin, 0)  # no wallet is sealed to it yet
        assert MessageType.KEEP_NOTES not in homes.traffic.types()


def test_what_does_not_fit_is_said(homes: Lost) -> None:
    mine = labels(homes)
    book = [f"{number:064x}" for number in range(1_000)]
    data = "".join(f'{{"type":"tx","ref":"{ref}","label":"{"x" * 200}"}}\n' for ref in book)
    mine.read(data.encode())
    keeper = notes(homes)
    keeper.send(homes.key.pin, 0)
    shown = keeper.shown(homes.key.pin)
    assert shown.size > MOST == shown.most
    assert (shown.kept, sent(homes), told(homes)) == (0, 0, 0)
    later(homes)
    keeper.send(homes.key.pin, 0)
    assert sent(homes) == 0
    for ref in book[100:]:
        mine.write("tx", ref, "")
    later(homes)
    keeper.send(homes.key.pin, 0)
    assert keeper.shown(homes.key.pin) == NotesShown(int(homes.clock.now()), 0, MOST)
    assert told(homes) == 1


def test_it_stands_in_the_way_of_nothing(homes: Lost) -> None:
    """A line that is down, and a co-signer that has had enough."""
    written(homes)
    mine = notes(homes)
    homes.client.close()

    def away(_: bytes) -> CosignerClient:
        raise LinkError("away")

    broken = ComputerNotes(homes.computer.records, away, homes.clock.now, homes.clock.monotonic)
    broken.send(homes.key.pin, 0)
    assert broken.shown(homes.key.pin).kept == 0
    for _ in range(BURST + 2):
        labels(homes).write("addr", SHOP, f"shop {homes.clock.now()}")
        homes.clock.sleep(1)
        notes(homes).send(homes.key.pin, told(homes))  # a program that starts again and again
    assert told(homes) == BURST
    homes.clock.sleep(SELDOM)
    mine.send(homes.key.pin, told(homes))
    assert told(homes) == BURST + 1
    homes.pay()


def test_a_co_signer_that_has_used_up_the_numbers(homes: Lost) -> None:
    """It says so: nothing is sent, and nothing else is in the way."""
    written(homes)
    notes(homes).send(homes.key.pin, LAST)
    assert sent(homes) == 0
    notes(homes).send(homes.key.pin, LAST - 1)
    assert sent(homes) == 1
    homes.pay()


# ------------------------------------------------------------------ and back
def test_they_come_back_with_the_wallets(homes: Lost) -> None:
    written(homes)
    notes(homes).send(homes.key.pin, 0)
    made = int(homes.clock.now())
    homes.restore()
    back = of_new(homes)
    found = back.back(homes.back.pin, sheet())
    assert found == RestoredNotes(made, 1, 3, 1)
    here = Labels(homes.new.records, homes.back.key_id)
    assert (here.label("tx", "cd" * 32), here.label("addr", SHOP)) == ("rent", "the shop")
    assert here.frozen() == {COIN}
    (contact,) = here.contacts(NETWORK)
    assert (contact.name, contact.address, contact.restored) == ("Book shop", SHOP, True)
    assert homes.new.records.log(1)[0].code == LogCode.NOTES_BACK
    assert here.known(NETWORK) == set()
    here.add_contact(NETWORK, SHOP, "Book shop")  # a person writes it down here
    assert [one.restored for one in here.contacts(NETWORK)] == [False]
    assert here.known(NETWORK) == {SHOP}
    here.write("tx", "cd" * 32, "rent of June")
    assert back.back(homes.back.pin, sheet()) == RestoredNotes(made, 1, 0, 0)  # again: what stands here stays
    assert here.label("tx", "cd" * 32) == "rent of June"
    homes.clock.sleep(SELDOM)
    back.send(homes.back.pin, homes.new_client.status(homes.back.key_id).notes)
    assert homes.new_client.status(homes.back.key_id).notes == 2
    here.add_contact(NETWORK, SHOP, "")
    assert here.contacts(NETWORK) == []


def test_of_a_second_that_is_still_to_come(homes: Lost) -> None:
    """Whoever had the lost computer could sign any; no calendar has this one."""
    written(homes)
    far = ComputerNotes(homes.computer.records, lambda _: homes.client, lambda: float(2**63), homes.clock.monotonic)
    far.send(homes.key.pin, 0)
    homes.restore()
    assert of_new(homes).back(homes.back.pin, sheet()).made == int(homes.clock.now())
    assert of_new(homes).shown(homes.back.pin).kept == int(homes.clock.now())


def test_a_co_signer_without_any(homes: Lost) -> None:
    homes.restore()
    assert of_new(homes).back(homes.back.pin, sheet()) == RestoredNotes()


def test_restored_contacts_are_sent_on(homes: Lost) -> None:
    """A second loss, before anybody has written them down again."""
    written(homes)
    notes(homes).send(homes.key.pin, 0)
    homes.restore()
    back = of_new(homes)
    back.back(homes.back.pin, sheet())
    back.send(homes.back.pin, homes.new_client.status(homes.back.key_id).notes)
    kept = homes.cosigner.records.vault.get(NOTES, homes.kept.pin)
    assert kept is not None
    found = decode(NotesContent, open_notes(read_notes(kept), sheet()))
    assert [one.name for one in found.contacts] == ["Book shop"]
    assert encode(found)
    assert back.back(homes.back.pin, sheet()).number == 2
