"""A prover who wants a copy to be kept that opens to nothing, to something else, or to somebody else."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from itertools import count

import pytest

from core.crypto.secp256k1 import q
from core.errors import PeerFault
from core.recovery.cell import OpeningKey
from core.recovery.group import SECP256K1
from core.recovery.proof import SIZE, bits_of, open_sealed, verify
from core.recovery.sealed_copy import SealedCopy
from core.role import Role
from tests.support.forged import proof_of
from tests.support.sealed import POINTS, SHARES, SHEETS, copy_of, subject_of

SHEET, X, SHARE = SHEETS[Role.P1], POINTS[Role.P1], SHARES[Role.P1]
PK, KEY = SHEET.public.spk, OpeningKey(SHEET.seal_key)
LABEL = subject_of(Role.P1).label(SHEET.public)


def seed(n: int, i: int, b: int) -> bytes:
    return hashlib.sha256(f"{n} {i} {b}".encode()).digest()


def refused(proof: bytes, label: bytes = LABEL, pk: bytes = PK) -> None:
    with pytest.raises(PeerFault, match=r"does not hold|canonical X25519"):
        verify(SECP256K1, pk, label, X, proof)


def opens(proof: bytes) -> None:
    verify(SECP256K1, PK, LABEL, X, proof)
    found = open_sealed(SECP256K1, KEY, LABEL, X, proof)
    assert found is not None
    assert found.reveal() == SHARE


def test_unopenable_copy() -> None:
    """Whatever is spoilt: refused, or it opens all the same."""
    honest = proof_of(SHARE, LABEL, PK, lambda i, b: seed(0, i, b))
    opens(honest)
    closed = {(i, 1 - b) for i, b in enumerate(bits_of(honest))}
    refused(
        proof_of(SHARE, LABEL, PK, lambda i, b: seed(0, i, b), closed)
    )  # all closed halves: the challenge is another
    for half in (0, 1):
        refused(proof_of(SHARE, LABEL, PK, lambda i, b: seed(0, i, b), {(i, half) for i in range(128)}))
    outcomes = set()
    for n in count():  # one spoilt half: the challenge opens it, or the other rows open the copy
        spoilt = proof_of(SHARE, LABEL, PK, lambda i, b, n=n: seed(n, i, b), {(5, 1)})  # type: ignore[misc]
        if bits_of(spoilt)[5]:
            refused(spoilt)
        else:
            opens(spoilt)
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


def test_a_row_that_opens_to_something_else_harms_nothing() -> None:
    """Its cell decrypts, and the sum is not the share: the other rows have it. Wherever the bad row stands."""
    for row in (0, 127):
        for n in count():
            proof = proof_of(SHARE, LABEL, PK, lambda i, b, n=n: seed(n, i, b), shifted={(row, 1)})  # type: ignore[misc]
            if not bits_of(proof)[row]:
                opens(proof)
                break


@pytest.mark.parametrize("data", [b"", b"\0", bytes(32), bytes(SIZE), bytes(SIZE + 1), bytes(SIZE - 1)])
def test_bytes_that_are_no_proof(data: bytes) -> None:
    refused(data)


def test_one_byte_less_and_one_more() -> None:
    honest = copy_of(Role.P1).proof
    refused(honest[:-1])
    refused(honest + b"\0")


@pytest.mark.parametrize("u", [0, 1, 2**255 - 20, 2**255 - 19, 2**256 - 1])
def test_a_closed_cell_with_a_key_that_is_none(u: int) -> None:
    """Refused before the challenge is even computed: it could never open, and 2^255 - 19 is 0 written otherwise."""
    honest = copy_of(Role.P1).proof
    at = 32 + 64
    refused(honest[:at] + u.to_bytes(32, "little") + honest[at + 32 :])


def test_what_a_row_must_not_tell() -> None:
    """x_i1 where x_i0 is open would be the share; zero, q or more where x_i1 is open."""
    honest = copy_of(Role.P1).proof
    chosen = bits_of(honest)
    zero, one = chosen.index(0), chosen.index(1)
    for row, told in [(zero, SHARE), (zero, 1), (one, 0), (one, q), (one, 2**256 - 1), (one, SHARE)]:
        at = 32 + 144 * row + 32
        refused(honest[:at] + told.to_bytes(32, "big") + honest[at + 32 :])


def test_another_share_than_the_public_one() -> None:
    for x in (SHARE + 1, SHARES[Role.P2]):
        refused(proof_of(x, LABEL, PK, lambda i, b: seed(0, i, b)))


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
