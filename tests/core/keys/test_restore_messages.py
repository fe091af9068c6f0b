"""What is said when a lost computer comes back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.codec.codec import decode, encode
from core.errors import PeerFault
from core.keys.handshake import answer
from core.keys.record import CosignerState, KeyRecord
from core.keys.restore import FIRST_HOUR, MOST_SIGNED, SETTLING, AskRestore, CopyTaken, settles
from core.protocol.share import Role
from tests.support.sheets import a_sheet

CHAN, PIN = bytes([1]) * 32, bytes([2]) * 32


def test_a_question_is_of_one_sheet_one_link_and_one_computer() -> None:
    asks = AskRestore.signed(a_sheet(Role.P1), CHAN, PIN)
    assert decode(AskRestore, encode(asks)) == asks
    asks.check(CHAN, PIN)
    other = a_sheet(Role.P1, "other").public
    for odd, chan, pin in (
        (asks, PIN, PIN),
        (asks, CHAN, CHAN),
        (replace(asks, role=Role.P2), CHAN, PIN),
        (replace(asks, sheet=replace(asks.sheet, spk=other.spk)), CHAN, PIN),
        (replace(asks, sheet=other), CHAN, PIN),
        (replace(asks, signature=b""), CHAN, PIN),
    ):
        with pytest.raises(PeerFault):
            odd.check(chan, pin)


def test_how_far_addresses_were_used_is_believed_up_to_a_number() -> None:
    row = KeyRecord(Role.P2, "savings", "regtest", bytes(32), PIN, rules=CosignerState(5, 6, 7, faults=3))
    taken = CopyTaken.of(row, 1, b"copy")
    assert (taken.row, taken.used) == (answer(row), CosignerState(5, 6, 7))
    assert replace(taken, signed_internal=MOST_SIGNED + 1).used == CosignerState(5, MOST_SIGNED, 7)


def test_the_first_hour() -> None:
    now = 10 * FIRST_HOUR
    waits = {made: settles(made, now) for made in (0, 1, now - FIRST_HOUR, now - FIRST_HOUR + 1, now, now + 1)}
    assert list(waits.values()) == [SETTLING, SETTLING, SETTLING, 0, 0, SETTLING]
