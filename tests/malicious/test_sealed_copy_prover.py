"""A prover who wants a copy to be kept that opens to nothing, to something else, or to somebody else."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from itertools import count

import pytest

from core.crypto.secp256k1 import q
from core.errors import PeerFault
from core.recovery import proof
from core.recovery.cell import OpeningKey, SealKey
from core.recovery.group import SECP256K1
from core.recovery.proof import SIZE, Row, bits_of, joined, open_sealed, place, verify
from core.recovery.sealed_copy import SealedCopy
from core.role import Role
from tests.support.forged import proof_of
from tests.support.regions import flipped
from tests.support.sealed import POINTS, SHARES, SHEETS, copy_of, subject_of

SHEET, X, SHARE = SHEETS[Role.P1], POINTS[Role.P1], SHARES[Role.P1]
PK, KEY = SHEET.public.spk, OpeningKey(SHEET.seal_key)
LABEL = subject_of(Role.P1).label(SHEET.public)


def seeds(n: int) -> Callable[[int], bytes]:
    return lambda i: hashlib.sha256(f"{n} {i}".encode()).digest()


def refused(data: bytes, label: bytes = LABEL, pk: bytes = PK) -> None:
    with pytest.raises(PeerFault, match=r"does not hold|canonical X25519"):
        verify(SECP256K1, pk, label, X, data)


def opens(data: bytes) -> None:
    verify(SECP256K1, PK, LABEL, X, data)
    found = open_sealed(SECP256K1, KEY, LABEL, X, data)
    assert found is not None
    assert found.reveal() == SHARE


def test_unopenable_copy() -> None:
    """Whatever is spoilt: refused, or it opens all the same."""
    honest = proof_of(SHARE, LABEL, PK, seeds(0))
    opens(honest)
    closed = {i for i, b in enumerate(bits_of(honest)) if b}
    refused(proof_of(SHARE, LABEL, PK, seeds(0), closed))  # all closed rows: the challenge is another
    refused(proof_of(SHARE, LABEL, PK, seeds(0), range(128)))
    outcomes = set()
    for n in count():  # one spoilt row: the challenge opens it, or the other rows open the copy
        spoilt = proof_of(SHARE, LABEL, PK, seeds(n), {5})
        if bits_of(spoilt)[5]:
            opens(spoilt)
        else:
            refused(spoilt)
        outcomes.add(bits_of(spoilt)[5])
        if len(outcomes) == 2:
            break
    for u in (0, 1, 2**255 - 20):
        refused(honest, pk=u.to_bytes(32, "little"))
    refused(honest, pk=(int.from_bytes(PK, "little") | 1 << 255).to_bytes(32, "little"))
    for subject in (
        subject_of(Role.P1, epoch=4),
        subject_of(Role.P1, T=bytes(32)),
        subject_of(Role.P1, network="bitcoin"),
        replace(subject_of(Role.P1), role=Role.P2),
        replace(subject_of(Role.P1), key_id=bytes(32)),
        replace(subject_of(Role.P1), Q=bytes(POINTS[Role.P2])),
    ):
        refused(honest, subject.label(SHEET.public))
    refused(honest, subject_of(Role.P1).label(SHEETS[Role.P2].public))
    refused(honest, pk=SHEETS[Role.P2].public.spk)


def test_a_prover_must_guess_every_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    """With four rows: a copy is taken and does not open only if just those rows were spoilt that stay closed."""
    monkeypatch.setattr(proof, "ROWS", 4)
    monkeypatch.setattr(proof, "SIZE", 32 + 4 * 112)
    useless = 0
    for n in range(256):
        guess = {i for i in range(4) if n >> i & 1}
        made = proof_of(SHARE, LABEL, PK, seeds(n), guess)
        closed = {i for i, b in enumerate(bits_of(made)) if b}
        if guess == closed:
            verify(SECP256K1, PK, LABEL, X, made)
            assert open_sealed(SECP256K1, KEY, LABEL, X, made) is None
            useless += 1
        elif guess < closed:
            opens(made)
        else:
            refused(made)
    assert 4 <= useless <= 40  # 16 are expected


def test_what_is_shown_can_be_made_without_the_share(monkeypatch: pytest.MonkeyPatch) -> None:
    """Zero knowledge: whoever may choose the challenge needs neither the share nor a mask for a closed row."""
    e = hashlib.sha256(b"chosen first").digest()
    monkeypatch.setattr(proof, "challenge", lambda *_: e)
    nothing = SealKey(PK)
    rows = [
        Row(seeds(1)(i), nothing.seal(LABEL, place(i), seeds(2)(i), bytes(32)) if b else bytes(80))
        for i, b in enumerate(bits_of(e))
    ]
    made = joined(e, rows)
    verify(SECP256K1, PK, LABEL, X, made)
    assert open_sealed(SECP256K1, KEY, LABEL, X, made) is None


def test_a_row_that_opens_to_something_else_harms_nothing() -> None:
    """Its cell decrypts, and is not the mask: the other rows have the share. Wherever the bad row stands."""
    for row in (0, 127):
        for n in count():
            made = proof_of(SHARE, LABEL, PK, seeds(n), shifted={row})
            if bits_of(made)[row]:
                opens(made)
                break
            refused(made)


@pytest.mark.parametrize("data", [b"", b"\0", bytes(32), bytes(SIZE), bytes(SIZE + 1), bytes(SIZE - 1)])
def test_bytes_that_are_no_proof(data: bytes) -> None:
    refused(data)


def test_one_byte_less_and_one_more() -> None:
    honest = copy_of(Role.P1).proof
    refused(honest[:-1])
    refused(honest + b"\0")


@pytest.mark.parametrize("u", [0, 1, 2**255 - 20, 2**255 - 19, 2**256 - 1])
def test_a_closed_cell_with_a_key_that_is_none(u: int) -> None:
    """Its challenge is right and other rows have the share; 2^255 - 19 is 0 written otherwise. Refused all the same."""
    for n in count():
        made = proof_of(SHARE, LABEL, PK, seeds(n), told={5: u.to_bytes(32, "little") + bytes(48)})
        refused(made)
        if bits_of(made)[5]:
            break


def test_what_a_row_must_not_tell() -> None:
    """A cell where the row is open; zero, q or more, the share, or another number where it is closed."""
    honest = copy_of(Role.P1).proof
    zero, one = 32 + 112 * bits_of(honest).index(0), 32 + 112 * bits_of(honest).index(1)
    for at in (0, 31, 32, 79):
        refused(flipped(honest, zero + 32 + at))
    refused(honest[: zero + 32] + honest[one + 32 : one + 112] + honest[zero + 112 :])
    true = int.from_bytes(honest[one : one + 32], "big")
    for told in (0, q, 2**256 - 1, SHARE, true + 1):
        refused(honest[:one] + told.to_bytes(32, "big") + honest[one + 32 :])


def test_another_share_than_the_public_one() -> None:
    for x in (SHARE + 1, SHARES[Role.P2]):
        refused(proof_of(x, LABEL, PK, seeds(0)))


def test_a_challenge_of_ones_own_choice() -> None:
    """The challenge is no number that the prover sends: the rest must hash to it."""
    honest = copy_of(Role.P1).proof
    refused(honest[:31] + bytes([honest[31] ^ 1]) + honest[32:])  # a bit beyond the 128 that choose
    refused(bytes([honest[0] ^ 1]) + honest[1:])


def test_a_copy_that_opens_to_nothing_is_told_in_one_sentence() -> None:
    """What 2^128 tries would make: a proof that holds, and no row that opens."""
    copy: SealedCopy = copy_of(Role.P1)
    other = OpeningKey(SHEETS[Role.P2].seal_key)
    assert open_sealed(SECP256K1, other, LABEL, X, copy.proof) is None
