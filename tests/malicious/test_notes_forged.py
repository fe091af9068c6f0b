"""Notes of a computer in wrong hands (R20): a co-signer that exchanges a contact, hands out old ones or another
computer's; a computer that sends what is not its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest

from core.codec.codec import VarBytes, decode, encode
from core.codec.messages import Message, MessageType
from core.cosigner.notes import BURST, KeptNotes
from core.errors import PeerFault
from core.home.records import LogCode
from core.keys.notes import KeepNotes, NotesKept, NotesTaken, TakeNotes
from core.recovery.notes import MOST, seal_notes
from core.recovery.sheet import OwnSheet
from core.role import Role
from core.rpc.multiplexer import exchange
from core.wallet.address_book import WrittenContact
from core.wallet.labels import Label, Labels
from core.wallet.notes import ComputerNotes, LabelsOfKey, NotesContent
from core.wallet.results import RestoredNotes
from core.wallet.settling import nothing
from tests.support.hostile import REFUSED, declined
from tests.support.lost_computer import Lost, lost, sheet
from tests.support.ot import SeededRng
from tests.support.sheets import MADE, a_sheet
from tests.support.two_homes import NETWORK

ALICE, THIEF = (
    "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080",
    "bcrt1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qzf4jry",
)


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Lost]:
    with lost(tmp_path) as found:
        yield found


def book(address: str, key_id: bytes = bytes(32)) -> bytes:
    """Alice, and a label."""
    labels = LabelsOfKey(key_id, (Label("tx", "cd" * 32, "rent"),))
    return encode(NotesContent((labels,), (WrittenContact(NETWORK, address, "Alice"),)))


def sealed(number: int, content: bytes | None = None, by: OwnSheet | None = None) -> bytes:
    return seal_notes(by or sheet().kept(MADE), number, MADE + number, content or book(ALICE), SeededRng(f"{number}"))


def hands_out(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """The co-signer, whatever it is asked for."""

    def answer(_: KeptNotes, _pin: bytes, _kind: MessageType, _data: bytes) -> Message:
        return NotesTaken(data)

    monkeypatch.setattr(KeptNotes, "answer", answer)


def back(homes: Lost) -> RestoredNotes:
    """At the new computer, which has the wallets."""
    keeper = ComputerNotes(homes.new.records, lambda _: homes.new_client, homes.clock.now, homes.clock.monotonic)
    return keeper.back(homes.back.pin, sheet())


def here(homes: Lost) -> Labels:
    return Labels(homes.new.records, homes.back.key_id)


def nothing_came(homes: Lost) -> None:
    assert here(homes).contacts(NETWORK) == []
    assert list(here(homes).labels()) == []
    assert LogCode.NOTES_BACK not in [entry.code for entry in homes.new.records.log()]


def test_a_co_signer_exchanges_a_contact(homes: Lost, monkeypatch: pytest.MonkeyPatch) -> None:
    """It knows the public seal key, so it can seal an address of its own to it; it cannot sign. Nor does a signature of
    something else help."""
    homes.restore()
    mine = sheet()
    its_own = OwnSheet(Role.P1, mine.public, a_sheet(Role.P1, "co-signer").auth_key, MADE)
    forged = sealed(2, book(THIEF), its_own)
    honest = sealed(2)
    for data in (forged, forged[:-64] + honest[-64:], honest[:-80] + forged[-80:], honest[:-1], honest[1:], b"x"):
        hands_out(monkeypatch, data)
        found = back(homes)
        assert (found.made, found.labels, found.contacts) == (0, 0, 0)
        assert "these notes" in found.problem
        nothing_came(homes)
    hands_out(monkeypatch, honest)
    assert back(homes).contacts == 1


def test_a_co_signer_hands_out_those_of_another_computer(homes: Lost, monkeypatch: pytest.MonkeyPatch) -> None:
    homes.restore()
    hands_out(monkeypatch, sealed(9, book(THIEF), a_sheet(Role.P1, "another computer").kept(MADE)))
    assert "another recovery sheet" in back(homes).problem
    nothing_came(homes)


def test_a_co_signer_hands_out_old_ones(homes: Lost, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has seen newer ones takes none of these. A computer that has not cannot know: it says of when they are, no
    contact counts as known, and a label signs nothing."""
    homes.restore()
    homes.clock.sleep(60)  # no notes are of the future
    hands_out(monkeypatch, sealed(1, book(THIEF, homes.back.key_id)))
    assert back(homes) == RestoredNotes(MADE + 1, 1, 1, 1)
    assert [one.restored for one in here(homes).contacts(NETWORK)] == [True]
    hands_out(monkeypatch, sealed(5, book(ALICE, homes.back.key_id)))
    assert back(homes) == RestoredNotes(MADE + 5, 5, 0, 1)
    hands_out(monkeypatch, sealed(4, book("bcrt1qz", homes.back.key_id)))
    found = back(homes)
    assert (found.made, "older than number 5" in found.problem) == (0, True)
    assert {one.address for one in here(homes).contacts(NETWORK)} == {ALICE, THIEF}


def test_labels_of_a_key_that_is_not_here_are_left_alone(homes: Lost, monkeypatch: pytest.MonkeyPatch) -> None:
    homes.restore()
    hands_out(monkeypatch, sealed(1, book(ALICE, b"k" * 32)))
    assert back(homes) == RestoredNotes(MADE + 1, 1, 0, 1)
    hands_out(monkeypatch, sealed(2, b"what no version has written"))
    assert "in the form of this version" in back(homes).problem


def test_a_co_signer_sends_more_than_fits() -> None:
    """Refused by its length, before it is kept in memory as something else."""
    data = bytes(MOST + 1)
    head = bytes([1, MessageType.NOTES_TAKEN]) + len(data).to_bytes(4, "big")
    with pytest.raises(PeerFault):
        decode(NotesTaken, head + data)


def test_a_co_signer_that_always_has_later_ones(homes: Lost, monkeypatch: pytest.MonkeyPatch) -> None:
    """It makes the computer send twice, and no more for five minutes; nothing else waits for it."""
    monkeypatch.setattr(KeptNotes, "answer", lambda *_: NotesKept(2**63))
    keeper = ComputerNotes(homes.computer.records, lambda _: homes.client, homes.clock.now, homes.clock.monotonic)
    for _ in range(3):
        keeper.send(homes.key.pin, 0)
    assert homes.traffic.types().count(MessageType.KEEP_NOTES) == 2
    assert keeper.shown(homes.key.pin).kept == 0
    monkeypatch.undo()
    homes.pay()


# ------------------------------------------------------------------ at the co-signer
@dataclass(frozen=True, slots=True)
class TooLarge(Message):
    """What no honest program could send."""

    TYPE: ClassVar[MessageType] = MessageType.KEEP_NOTES
    notes: VarBytes


def kept(homes: Lost) -> int:
    return homes.client.status(homes.key.key_id).notes


def test_a_computer_sends_what_is_not_its_own(homes: Lost) -> None:
    """For a sheet that is not its, unsigned, too large, or in no form: nothing is kept."""
    raw = homes.raw()
    stranger = a_sheet(Role.P1, "another computer").kept(MADE)
    assert declined(raw.ask(KeepNotes(sealed(1, by=stranger)))).kind == "pending.sheet"
    forged = OwnSheet(Role.P1, sheet().public, stranger.auth_key, MADE)
    assert raw.ask(KeepNotes(sealed(1, by=forged))) == REFUSED
    assert raw.ask(TooLarge(bytes(MOST + 1))) == REFUSED
    assert homes.raw().ask(KeepNotes(b"x")) == REFUSED
    assert kept(homes) == 0
    assert declined(homes.raw().ask(TakeNotes(stranger.public))).kind == "unknown"


def test_an_older_number_takes_no_place(homes: Lost) -> None:
    line = homes.client.connected()
    for number, told in ((3, 3), (2, 3), (3, 3), (4, 4)):
        assert line.call(exchange(KeepNotes(sealed(number)), NotesKept), nothing).number == told
    assert kept(homes) == 4
    taken = line.call(exchange(TakeNotes(sheet().public), NotesTaken), nothing)
    assert taken.notes == sealed(4)


def test_a_flood_of_notes_is_turned_away(homes: Lost) -> None:
    raw = homes.raw()
    answers = [raw.ask(KeepNotes(sealed(number))) for number in range(1, BURST + 3)]
    assert [declined(one).kind for one in answers[-2:]] == ["busy", "busy"]
    assert kept(homes) == BURST
    homes.clock.sleep(300)
    assert len(homes.raw().ask(TakeNotes(sheet().public))) == 1


def test_a_full_disk_keeps_none(homes: Lost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(homes.cosigner.vault), "has_room", lambda *_: False)
    assert declined(homes.raw().ask(KeepNotes(sealed(1)))).kind == "full"
    assert kept(homes) == 0
