"""Notes of a computer: sealed to its sheet, signed by it, and nothing that anybody else could have made."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from core.codec.codec import encode
from core.errors import FaultKind, PeerFault
from core.primitives.hashing import Tag
from core.recovery.cell import SealKey
from core.recovery.notes import MOST, STEP, SealedNotes, open_notes, read_notes, seal_notes
from core.recovery.sheet import Sheet
from core.role import Role
from tests.support.ot import SeededRng
from tests.support.sheets import MADE, a_sheet

CONTENT = b"labels and contacts"


def sealed(content: bytes = CONTENT, number: int = 3, seed: str = "notes", sheet: Sheet | None = None) -> bytes:
    return seal_notes((sheet or a_sheet(Role.P1)).kept(MADE), number, MADE + 7, content, SeededRng(seed))


def refused(data: bytes, sheet: Sheet | None = None) -> None:
    with pytest.raises(PeerFault) as fault:
        open_notes(read_notes(data), sheet or a_sheet(Role.P1))
    assert fault.value.kind is FaultKind.NOTES


@pytest.mark.parametrize("content", [b"", CONTENT, bytes(STEP), b"x" * (STEP + 1)])
def test_the_words_open_what_was_sealed(content: bytes) -> None:
    found = read_notes(sealed(content))
    assert open_notes(found, a_sheet(Role.P1)) == content
    assert (found.sheet, found.number, found.made) == (a_sheet(Role.P1).public, 3, MADE + 7)
    assert content in (b"", bytes(STEP)) or content not in encode(found)


def test_its_length_tells_little() -> None:
    assert len({len(sealed(b"x" * size)) for size in range(STEP - 8)}) == 1
    assert len(sealed(b"x" * (STEP - 7))) == len(sealed()) + STEP


def test_the_same_notes_always() -> None:
    """A vector: who changes the form of what is kept somewhere must know."""
    assert hashlib.sha256(sealed()).hexdigest() == ("970437873aac36b869129a9b2fd19916241cfd332b172114a8ec51b52c60f3b7")


def test_every_bit_counts() -> None:
    data = sealed()
    places = [*range(120), *range(120, len(data) - 64, 97), *range(len(data) - 64, len(data))]
    for place in places:
        refused(data[:place] + bytes([data[place] ^ 1 << place % 8]) + data[place + 1 :])
    for cut in (b"", data[:-1], data + b"\0"):
        refused(cut)


def test_another_sheet_opens_and_signs_nothing() -> None:
    other = a_sheet(Role.P1, "another")
    refused(sealed(), other)
    refused(sealed(sheet=other))
    mixed = replace(read_notes(sealed(sheet=other)), sheet=a_sheet(Role.P1).public)
    refused(encode(mixed))


def test_whoever_knows_the_public_sheet_makes_none() -> None:
    """It can seal; what it has sealed is not signed."""
    theirs = a_sheet(Role.P1, "thief")
    mine = a_sheet(Role.P1).public
    forged = replace(theirs.kept(MADE), public=mine)
    refused(seal_notes(forged, 4, MADE, b"Alice is at another address", SeededRng("thief")))


def test_sealed_twice_with_the_same_randomness_it_is_under_two_keys() -> None:
    """A resumed snapshot: same number, same second, another content. The nonce is always the same one."""
    one, two = read_notes(sealed(b"a" * 40)), read_notes(sealed(b"b" * 40))
    assert one.sealed[:32] != two.sealed[:32]
    assert sealed() == sealed()


def test_signed_and_yet_not_ours() -> None:
    """By an owner whose program went wrong: another format, what does not open, a filling that says something."""
    sheet = a_sheet(Role.P1)

    def signed(found: SealedNotes) -> bytes:
        blank = replace(found, signature=bytes(64))
        return encode(replace(found, signature=sheet.kept(MADE).sign(Tag.NOTES_SIGNED, encode(blank)[:-64])))

    good = read_notes(sealed())
    assert open_notes(read_notes(signed(good)), sheet) == CONTENT
    refused(signed(replace(good, format=1)))
    refused(signed(replace(good, number=4)))
    refused(signed(replace(good, sealed=good.sealed[:-1])))


def test_a_filling_that_says_something() -> None:
    """Or content that is in no form: what is sealed is read as strictly as what is around it."""
    sheet, good = a_sheet(Role.P1), read_notes(sealed())
    for filled in (bytes([0, 0, 0, 0, 0, 0, 0, 1, 7]), bytes(7), b""):
        again = SealKey(sheet.public.spk).seal(good.label, (b"notes",), bytes(32), filled)
        blank = replace(good, sealed=again, signature=bytes(64))
        signature = sheet.kept(MADE).sign(Tag.NOTES_SIGNED, encode(blank)[:-64])
        refused(encode(replace(blank, signature=signature)))


def test_one_that_is_too_large_is_not_read() -> None:
    data = sealed(bytes(MOST))
    assert len(data) > MOST
    refused(data)
