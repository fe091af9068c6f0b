"""Recovery files that do not belong together, or to anybody."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.crypto.secp256k1 import add, base_mult, scalar_bytes
from core.errors import BadInput, InputKind
from core.primitives.key_id import key_id
from core.recovery.file import MAGIC, RecoveryFile, read, write
from core.recovery.sealed_copy import CopySubject, SealedCopy, check, open_copy, read_copy, seal
from core.recovery.sheet import NO_SHEETS, Sheet
from core.role import Role
from core.secret import Secret
from tests.support.forged import signed
from tests.support.ot import SeededRng
from tests.support.regions import flipped
from tests.support.sealed import CHAIN, NETWORK, SHEETS, copy_of, sealing

P1, P2 = Role.P1, Role.P2
GOOD = RecoveryFile(copy_of(P1), copy_of(P2))


def refused(file: RecoveryFile, kind: InputKind) -> None:
    with pytest.raises(BadInput) as caught:
        file.check()
    assert caught.value.kind is kind


def strangers(x1: int = 5, x2: int = 7) -> tuple[RecoveryFile, dict[Role, Sheet]]:
    """A file that somebody made of a key and sheets of his own."""
    sheets = {role: Sheet.make(role, SeededRng(f"stranger {role}")) for role in Role}
    Q = add(base_mult(x1), base_mult(x2))

    def copy(role: Role, x: int) -> SealedCopy:
        name, X = key_id(NETWORK, Q, CHAIN), bytes(base_mult(x))
        subject = CopySubject("secp256k1", NETWORK, name, role, 1, bytes(32), bytes(Q), X, NO_SHEETS)
        message = seal(subject, Secret(scalar_bytes(x)), CHAIN, sealing(role, sheets[role]), SeededRng())
        return read_copy(check(message, subject, CHAIN, sheets[role].public))

    return RecoveryFile(copy(P1, x1), copy(P2, x2)), sheets


def test_a_file_of_two_epochs() -> None:
    refused(RecoveryFile(copy_of(P1), copy_of(P2, bytes(32))), InputKind.RECOVERY_EPOCHS)
    refused(RecoveryFile(copy_of(P1), copy_of(P2, epoch=4)), InputKind.RECOVERY_EPOCHS)


def test_a_file_of_two_wallets() -> None:
    refused(RecoveryFile(copy_of(P1), strangers()[0].copy2), InputKind.RECOVERY_WALLETS)


def test_a_file_of_a_stranger_is_of_one_piece_and_opens_with_nobodys_sheet() -> None:
    file, sheets = strangers()
    file.check()
    for role in Role:
        assert file.of(role).sheet.fingerprint != GOOD.of(role).sheet.fingerprint
        with pytest.raises(BadInput) as caught:
            open_copy(file.of(role), SHEETS[role])
        assert caught.value.kind is InputKind.SHEET_OTHER
        open_copy(file.of(role), sheets[role])


def test_one_copy_twice_or_the_two_exchanged() -> None:
    refused(RecoveryFile(GOOD.copy1, GOOD.copy1), InputKind.COPY)
    refused(RecoveryFile(GOOD.copy2, GOOD.copy1), InputKind.COPY)


def test_halves_that_are_not_those_of_the_key() -> None:
    """Each copy is of one piece, and they do not add up to the Q that both name."""
    file, sheets = strangers()
    subject = replace(file.copy1.subject, X=bytes(base_mult(6)))
    message = seal(subject, Secret(scalar_bytes(6)), CHAIN, sealing(P1, sheets[P1]), SeededRng())
    other = read_copy(check(message, subject, CHAIN, sheets[P1].public))
    refused(RecoveryFile(other, file.copy2), InputKind.COPY)


def test_a_file_that_was_altered_or_cut() -> None:
    data = write((GOOD,))
    for spoilt in (b"", data[:10], data[len(MAGIC) :], flipped(data, 3)):
        with pytest.raises(BadInput) as caught:
            read(spoilt)
        assert caught.value.kind is InputKind.RECOVERY_FILE
    for spoilt in (data[:-1], data[: len(data) // 2], MAGIC, data[: len(MAGIC) + 3]):
        with pytest.raises(BadInput) as caught:
            read(spoilt)
        assert caught.value.kind is InputKind.RECOVERY_CUT
    altered = (flipped(data, len(data) - 1), flipped(data, data.index(GOOD.copy1.proof) + 5000))
    for spoilt in (data + b"\0", *altered, write(())):
        with pytest.raises(BadInput) as caught:
            read(spoilt)
        assert caught.value.kind is InputKind.COPY


def test_a_file_that_was_altered_and_hashed_anew() -> None:
    for copy in (GOOD.copy1, GOOD.copy2):
        for odd in (
            replace(copy, proof=flipped(copy.proof, 5000)),
            replace(copy, signature=flipped(copy.signature, 0)),
        ):
            file = replace(GOOD, **{f"copy{int(copy.subject.role)}": odd})
            (again,) = read(write((file,)))
            refused(again, InputKind.COPY)


def test_a_spoilt_proof_under_a_true_signature() -> None:
    spoilt = signed(replace(GOOD.copy1, proof=flipped(GOOD.copy1.proof, 40)), SHEETS[P1])
    refused(RecoveryFile(spoilt, GOOD.copy2), InputKind.COPY)
