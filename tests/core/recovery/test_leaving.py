"""Both sheets and a file: the key, once, and only of what belongs together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.crypto.secp256k1 import base_mult, parse_scalar, q, scalar_bytes
from core.errors import BadInput, Bug, InputKind
from core.recovery import leaving
from core.recovery.file import RecoveryFile, read, write
from core.recovery.leaving import assemble
from core.recovery.sealed_copy import OpenedCopy, SealedCopy
from core.recovery.sheet import Sheet
from core.role import Role
from core.secret import Secret
from tests.support.ot import SeededRng
from tests.support.regions import flipped
from tests.support.sealed import CHAIN, NETWORK, SHARES, SHEETS, Q, copy_of

P1, P2 = Role.P1, Role.P2
FILE = RecoveryFile(copy_of(P1), copy_of(P2))


def test_both_sheets_and_a_file_are_the_key() -> None:
    words = {role: SHEETS[role].words.reveal() for role in Role}
    (file,) = read(write((FILE,)))
    found = assemble(file, *(Sheet.read(words[role], role) for role in Role))
    assert (found.network, found.Q, found.chain) == (NETWORK, bytes(Q), CHAIN)
    assert found.x.reveal() == scalar_bytes(sum(SHARES.values()) % q)
    assert base_mult(parse_scalar(found.x.reveal())) == Q
    assert found.x.reveal().hex() not in repr(found)


@pytest.mark.parametrize(
    ("sheets", "kind"),
    [
        ((SHEETS[P1], SHEETS[P1]), InputKind.SHEET_BOTH),
        ((SHEETS[P2], SHEETS[P1]), InputKind.SHEET_BOTH),
        ((SHEETS[P1], Sheet.make(P2, SeededRng("another"))), InputKind.SHEET_OTHER),
        ((Sheet.make(P1, SeededRng("another")), SHEETS[P2]), InputKind.SHEET_OTHER),
    ],
)
def test_other_sheets_give_nothing(sheets: tuple[Sheet, Sheet], kind: InputKind) -> None:
    with pytest.raises(BadInput) as caught:
        assemble(FILE, *sheets)
    assert caught.value.kind is kind


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        (RecoveryFile(copy_of(P1), copy_of(P2, epoch=4)), InputKind.RECOVERY_EPOCHS),
        (RecoveryFile(copy_of(P1), replace(copy_of(P2), proof=flipped(copy_of(P2).proof, 99))), InputKind.COPY),
    ],
)
def test_other_files_give_nothing(file: RecoveryFile, kind: InputKind) -> None:
    with pytest.raises(BadInput) as caught:
        assemble(file, SHEETS[P1], SHEETS[P2])
    assert caught.value.kind is kind


def test_a_sum_that_is_not_the_key_is_never_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(copy: SealedCopy, sheet: Sheet) -> OpenedCopy:
        return OpenedCopy(Secret(scalar_bytes(SHARES[sheet.role] + 1)), CHAIN)

    monkeypatch.setattr(leaving, "open_copy", faulty)
    with pytest.raises(Bug):
        assemble(FILE, SHEETS[P1], SHEETS[P2])
