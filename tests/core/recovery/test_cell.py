"""Cells, and which keys they may be sealed to."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from core.errors import PeerFault
from core.recovery.cell import SIZE, OpeningKey, SealKey, must_be_a_key
from core.role import Role
from core.secret import Secret
from tests.support.regions import flipped
from tests.support.sealed import SHEETS

PRIME = 2**255 - 19
SHEET, OTHER = SHEETS[Role.P1], SHEETS[Role.P2]
LABEL, PLACE, SEED, CONTENT = b"l" * 32, (b"\x07",), b"s" * 32, b"c" * 32
LOW = [
    *(0, 1, PRIME - 1),
    325606250916557431795983626356110631294008115727848805560023387167927233504,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
]


def test_a_cell_opens_at_its_place_with_its_key() -> None:
    cell = SealKey(SHEET.public.spk).seal(LABEL, PLACE, SEED, CONTENT)
    assert len(cell) == SIZE
    assert cell == SealKey(SHEET.public.spk).seal(LABEL, PLACE, SEED, CONTENT)
    assert OpeningKey(SHEET.seal_key).open(LABEL, PLACE, cell) == CONTENT
    assert OpeningKey(OTHER.seal_key).open(LABEL, PLACE, cell) is None
    assert OpeningKey(SHEET.seal_key).open(b"m" * 32, PLACE, cell) is None
    assert OpeningKey(SHEET.seal_key).open(LABEL, (b"\x07", b"\x00"), cell) is None
    for at in (0, 31, 32, 63, 64, 79):
        assert OpeningKey(SHEET.seal_key).open(LABEL, PLACE, flipped(cell, at)) is None


@pytest.mark.parametrize("change", ["label", "place", "seed", "key"])
def test_no_two_cells_have_one_key(change: str) -> None:
    one = SealKey(SHEET.public.spk).seal(LABEL, PLACE, SEED, CONTENT)
    sheet = OTHER if change == "key" else SHEET
    two = SealKey(sheet.public.spk).seal(
        b"m" * 32 if change == "label" else LABEL,
        (b"\x08",) if change == "place" else PLACE,
        b"t" * 32 if change == "seed" else SEED,
        CONTENT,
    )
    assert one[32:] != two[32:]
    assert (one[:32] == two[:32]) is (change == "key")


@pytest.mark.parametrize("u", LOW)
def test_a_key_of_low_order_is_none(u: int) -> None:
    encoded = u.to_bytes(32, "little")
    with pytest.raises(PeerFault):
        must_be_a_key(encoded)
    with pytest.raises(PeerFault):
        SealKey(encoded)
    for scalar in (bytes(32), b"\x5a" * 32):  # the library sees it too
        with pytest.raises(ValueError, match="Error computing shared key"):
            X25519PrivateKey.from_private_bytes(scalar).exchange(X25519PublicKey.from_public_bytes(encoded))


def test_a_key_has_one_encoding() -> None:
    u = int.from_bytes(SHEET.public.spk, "little")
    must_be_a_key(SHEET.public.spk)
    for other in (u | 1 << 255, PRIME, PRIME + 1, PRIME + 18, 2**255 - 1, 2**256 - 1):
        with pytest.raises(PeerFault):
            must_be_a_key(other.to_bytes(32, "little"))
    for length in (0, 31, 33):
        with pytest.raises(PeerFault):
            must_be_a_key(b"\x09" * length)
    again = (u | 1 << 255).to_bytes(32, "little")  # the library takes it: the same secret, under another label
    own = X25519PrivateKey.from_private_bytes(SEED)
    assert own.exchange(X25519PublicKey.from_public_bytes(again)) == own.exchange(
        X25519PublicKey.from_public_bytes(SHEET.public.spk)
    )


def test_a_cell_with_a_bad_key_does_not_open() -> None:
    for u in (LOW[3], 2**256 - 1):
        assert OpeningKey(Secret(SEED)).open(LABEL, PLACE, u.to_bytes(32, "little") + bytes(48)) is None
