"""A prover who wants a copy to be kept that opens to nothing, to something else, or to somebody else."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from itertools import count

import pytest

from core.crypto.group import SECP256K1
from core.crypto.secp256k1 import q, scalar_bytes
from core.errors import PeerFault
from core.recovery import proof
from core.recovery.cell import OpeningKey
from core.recovery.proof import SIZE, bits_of, joined, open_sealed, verify
from core.recovery.sealed_copy import SealedCopy
from core.role import Role
from tests.support.forged import proof_of
from tests.support.regions import flipped
from tests.support.sealed import POINTS, SHARES, SHEETS, copy_of, subject_of

SHEET, X, SHARE = SHEETS[Role.P1], POINTS[Role.P1], SHARES[Role.P1]
PK, KEY = SHEET.public.spk, OpeningKey(SHEET.seal_key)
LABEL = subject_of(Role.P1).label(SHEET.public)
PRIME = 2**256 - 2**32 - 977
NO_KEYS = (0, 5, PRIME, PRIME + 1, 2**256 - 1)  # of no point (x = 0, 5), and the second encoding of one (x = 1)


def seeds(n: int) -> Callable[[int], bytes]:
    return lambda i: hashlib.sha256(f"{n} {i}".encode()).digest()


def refused(data: bytes, label: bytes = LABEL, pk: bytes = PK) -> None:
    with pytest.raises(PeerFault, match="proof of a sealed copy does not hold"):
        verify(SECP256K1, pk, label, X, data)


def opens(data: bytes) -> None:
    verify(SECP256K1, PK, LABEL, X, data)
    found = open_sealed(SECP256K1, KEY, LABEL, X, data)
    assert found is not None
    assert found.reveal() == scalar_bytes(SHARE)


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
    for x in NO_KEYS:
        refused(honest, pk=x.to_bytes(32, "big"))
    refused(honest, pk=PK[:-1])
    refused(honest, pk=PK + b"\0")
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
    """Zero knowledge: whoever may choose the challenge needs neither the share nor a mask for a closed row:
    the masked share and what is sealed are random."""
    e = hashlib.sha256(b"chosen first").digest()
    monkeypatch.setattr(proof, "challenge", lambda *_: e)
    rows = [(seeds(1)(i), seeds(2)(i) if b else bytes(32)) for i, b in enumerate(bits_of(e))]
    made = joined(e, rows)
    verify(SECP256K1, PK, LABEL, X, made)
    assert open_sealed(SECP256K1, KEY, LABEL, X, made) is None


def test_a_row_that_opens_to_something_else_harms_nothing() -> None:
    """Its pad is right, and under it is not the mask: the other rows have the share. Wherever the bad row stands."""
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


def test_what_a_row_must_not_tell() -> None:
    """Something sealed where the row is open; zero, q or more, the share, or another number where it is closed."""
    honest = copy_of(Role.P1).proof
    zero, one = 32 + 64 * bits_of(honest).index(0), 32 + 64 * bits_of(honest).index(1)
    for at in (0, 31):
        refused(flipped(honest, zero + 32 + at))
    refused(honest[: zero + 32] + honest[one + 32 : one + 64] + honest[zero + 64 :])
    true = int.from_bytes(honest[one : one + 32], "big")
    for told in (0, q, 2**256 - 1, SHARE, true + 1):
        refused(honest[:one] + told.to_bytes(32, "big") + honest[one + 32 :])


def test_another_share_than_the_public_one() -> None:
    for x in (SHARE + 1, SHARES[Role.P2]):
        refused(proof_of(x, LABEL, PK, seeds(0)))


def test_rows_that_change_places_or_come_from_another_copy() -> None:
    """Two open or two closed rows of one proof, and the same row of another proof of the same share and label."""
    honest, other = (proof_of(SHARE, LABEL, PK, seeds(n)) for n in (0, 1))
    opens(honest)
    for bit in (0, 1):
        i, j = [i for i, b in enumerate(bits_of(honest)) if b == bit][:2]
        first, second = (honest[32 + 64 * at : 96 + 64 * at] for at in (i, j))
        refused(honest[: 32 + 64 * i] + second + honest[96 + 64 * i : 32 + 64 * j] + first + honest[96 + 64 * j :])
        same = next(i for i, b in enumerate(bits_of(honest)) if b == bit == bits_of(other)[i])
        refused(honest[: 32 + 64 * same] + other[32 + 64 * same : 96 + 64 * same] + honest[96 + 64 * same :])
    refused(other[:32] + honest[32:])


def test_every_sealed_mask_is_in_the_challenge() -> None:
    """A bit of c_i where the row is closed: nobody but the owner could see that it is spoilt, and yet it is refused."""
    honest = copy_of(Role.P1).proof
    for i, b in enumerate(bits_of(honest)):
        if b and i % 16 == 3:
            for at in (0, 31):
                refused(flipped(honest, 32 + 64 * i + 32 + at))


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
