"""Copies of shares: made, checked by the other side, opened by the owner."""

from __future__ import annotations

import pytest

from core.codec.codec import encode
from core.crypto.secp256k1 import scalar_bytes
from core.errors import BadInput, InputKind
from core.recovery.file import RecoveryFile, read, write
from core.recovery.sealed_copy import check, open_copy, read_copy
from core.role import Role
from tests.support.sealed import CHAIN, SHARES, SHEETS, copy_of, handed, subject_of


@pytest.mark.parametrize("role", Role)
def test_a_copy_opens_with_its_sheet(role: Role) -> None:
    kept = check(handed(role), subject_of(role), CHAIN, SHEETS[role].public)
    assert len(kept) < 9_000
    copy = read_copy(kept)
    assert encode(copy) == kept
    opened = open_copy(copy, SHEETS[role])
    assert opened.x.reveal() == scalar_bytes(SHARES[role])
    assert opened.chain == CHAIN


def test_a_file_is_read_as_it_was_written() -> None:
    file = RecoveryFile(copy_of(Role.P1), copy_of(Role.P2))
    (again,) = read(write((file,)))
    again.check()
    assert again == file
    with pytest.raises(BadInput) as caught:
        read(b"something else")
    assert caught.value.kind is InputKind.RECOVERY_FILE
