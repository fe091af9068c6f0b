"""Cells, and which keys they may be sealed to."""

from __future__ import annotations

import pytest

from core.crypto.secp256k1 import base_mult, q
from core.errors import PeerFault
from core.primitives.hashing import Tag, hash_to_scalar
from core.recovery.cell import SIZE, OpeningKey, SealKey
from core.role import Role
from core.secret import Secret
from tests.support.regions import flipped
from tests.support.sealed import SHEETS

PRIME = 2**256 - 2**32 - 977
SHEET, OTHER = SHEETS[Role.P1], SHEETS[Role.P2]
LABEL, PLACE, SEED, CONTENT = b"l" * 32, (b"\x07",), b"s" * 32, b"c" * 32


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


@pytest.mark.parametrize("x", [0, 5, PRIME, PRIME + 1, 2**256 - 1])
def test_a_key_that_is_none(x: int) -> None:
    """No point has x = 0 or 5; PRIME + 1 is 1 written otherwise: one key with two encodings would have two labels."""
    SealKey((1).to_bytes(32, "big"))
    with pytest.raises(PeerFault, match="is not on the curve"):
        SealKey(x.to_bytes(32, "big"))
    assert OpeningKey(Secret(SEED)).open(LABEL, PLACE, x.to_bytes(32, "big") + bytes(48)) is None


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_has_32_bytes(length: int) -> None:
    with pytest.raises(PeerFault, match="is not on the curve"):
        SealKey(b"\x01" * length)


@pytest.mark.parametrize("key", [0, q, 2**256 - 1])
def test_a_private_key_that_is_none(key: int) -> None:
    with pytest.raises(PeerFault):
        OpeningKey(Secret(key.to_bytes(32, "big")))


def test_of_a_key_and_its_opposite_both_open() -> None:
    """A public key is an x, and both points of it are the same key."""
    one = int.from_bytes(SHEET.seal_key.reveal(), "big")
    cell = SealKey(SHEET.public.spk).seal(LABEL, PLACE, SEED, CONTENT)
    for key in (one, q - one):
        opening = OpeningKey(Secret(key.to_bytes(32, "big")))
        assert opening.public == SHEET.public.spk
        assert opening.open(LABEL, PLACE, cell) == CONTENT


def test_an_ephemeral_key_of_either_sign() -> None:
    """What is sealed with a key whose point has an odd y opens as any other."""
    seeds = [bytes([n]) * 32 for n in range(16)]
    odd = [base_mult(hash_to_scalar(Tag.SEAL_ESK, LABEL, *PLACE, seed)).is_odd for seed in seeds]
    assert set(odd) == {True, False}
    for seed in seeds:
        cell = SealKey(SHEET.public.spk).seal(LABEL, PLACE, seed, CONTENT)
        assert OpeningKey(SHEET.seal_key).open(LABEL, PLACE, cell) == CONTENT
