"""Copies that are of one piece and not what they should be: of others, for others, by others."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest

from core.codec.codec import decode, encode
from core.crypto.secp256k1 import add, base_mult, scalar_bytes
from core.errors import BadInput, Bug, InputKind, PeerFault
from core.primitives.key_id import key_id
from core.recovery import proof
from core.recovery.cell import SealKey
from core.recovery.sealed_copy import (
    CopyPurpose,
    CopySubject,
    HandedCopy,
    SealedCopy,
    Sealing,
    check,
    open_copy,
    read_copy,
    seal,
)
from core.recovery.sheet import NO_SHEET, NO_SHEETS, OwnSheet, PublicSheet, Sheet, SheetPair
from core.role import Role
from core.secret import Secret
from tests.support.forged import signed
from tests.support.ot import SeededRng
from tests.support.regions import flipped
from tests.support.sealed import CHAIN, NETWORK, POINTS, SHARES, SHEETS, copy_of, handed, sealing, subject_of

P1, P2 = Role.P1, Role.P2
MINE, OTHER = SHEETS[P1], Sheet.make(P1, SeededRng("another sheet"))
SUBJECT = subject_of(P1)


def message(copy: SealedCopy, sheet: Sheet = MINE) -> bytes:
    """A message whose copy was changed and signed anew by the owner of the sheet: its device may be hostile."""
    return encode(HandedCopy(signed(copy, sheet), decode(HandedCopy, handed(P1)).chain_seed))


def refused(data: bytes, why: str, sheet: PublicSheet = MINE.public, subject: CopySubject = SUBJECT) -> None:
    with pytest.raises(PeerFault, match=why):
        check(data, subject, CHAIN, sheet)


def test_a_copy_of_something_else() -> None:
    """Stale, of another key, another role, another run: even with a true signature."""
    copy = copy_of(P1)
    changes: list[dict[str, object]] = [
        {"epoch": 2},
        {"T": bytes(32)},
        {"role": P2},
        {"network": "bitcoin"},
        {"key_id": bytes(32)},
        {"Q": bytes(POINTS[P1])},
        {"X": bytes(POINTS[P2])},
        {"group": "ed25519"},
        {"others": NO_SHEETS},
        {"others": SheetPair(OTHER.public)},
        {"others": SheetPair(SHEETS[P2].public, OTHER.public)},
        {"purpose": CopyPurpose.EXPORT},
    ]
    for change in changes:
        other = replace(SUBJECT, **change)  # type: ignore[arg-type]
        refused(message(replace(copy, subject=other)), "another share")
        refused(handed(P1), "another share", subject=other)
    refused(handed(P1, T=bytes(32)), "another share")
    refused(handed(P1, epoch=2), "another share")
    refused(handed(P2), "another share")


def test_a_proof_of_something_else() -> None:
    """The subject is the right one, and the proof was made for another run."""
    for other in (copy_of(P1, bytes(32)), copy_of(P1, epoch=2), copy_of(P2)):
        refused(message(replace(copy_of(P1), proof=other.proof)), "proof of a sealed copy")


def test_a_copy_of_a_recovery_file_is_none_of_a_run() -> None:
    """Whoever finds a file has copies with true signatures of the owner: they are told, whatever they say they are."""
    subject = replace(SUBJECT, purpose=CopyPurpose.EXPORT)
    exported = decode(HandedCopy, seal(subject, Secret(scalar_bytes(SHARES[P1])), CHAIN, sealing(P1), SeededRng()))
    refused(encode(exported), "another share")
    refused(encode(replace(exported, copy=replace(exported.copy, subject=SUBJECT))), "does not verify")
    refused(message(replace(exported.copy, subject=SUBJECT)), "proof of a sealed copy")
    assert open_copy(exported.copy, MINE).x.reveal() == scalar_bytes(SHARES[P1])


def test_a_copy_for_another_sheet() -> None:
    for sheet in (OTHER.public, SHEETS[P2].public, NO_SHEET, replace(MINE.public, apk=OTHER.public.apk)):
        refused(handed(P1), "another sheet", sheet)
        refused(message(replace(copy_of(P1), sheet=sheet)), "another sheet")


def test_another_sheets_signature() -> None:
    refused(message(copy_of(P1), OTHER), "does not verify")
    refused(message(copy_of(P1), SHEETS[P2]), "does not verify")


@pytest.mark.parametrize("role", Role)
def test_sealed_copy_forged_by_other_device(role: Role) -> None:
    """Number 20 of the design: the device that keeps the copy makes one of a share and a Q of its own choice. It knows
    the public seal key, so proof and cells are perfect; it cannot sign."""
    owner, forger = SHEETS[role], Sheet.make(role, SeededRng("forger"))
    x = 12345
    Q = add(base_mult(x), POINTS[role.other])
    subject = CopySubject(
        "secp256k1", NETWORK, key_id(NETWORK, Q, CHAIN), role, 1, bytes(32), bytes(Q), bytes(base_mult(x)), NO_SHEETS
    )
    own = OwnSheet(role, forger.public, forger.auth_key, 0)
    mixed = OwnSheet(role, PublicSheet(owner.public.spk, forger.public.apk), forger.auth_key, 0)
    for sheet in (own, mixed):  # sealed to sheets of its own; sealed to the owner's seal key
        copy = decode(HandedCopy, seal(subject, Secret(scalar_bytes(x)), CHAIN, Sealing(sheet, 1, 1), SeededRng())).copy
        copy.check()  # of one piece: that is all that a stranger can see
        with pytest.raises(BadInput) as caught:
            open_copy(copy, owner)
        assert caught.value.kind is InputKind.SHEET_OTHER
        for claimed in (replace(copy, sheet=owner.public), signed(replace(copy, sheet=owner.public), forger)):
            with pytest.raises(BadInput) as caught:
                open_copy(claimed, owner)
            assert caught.value.kind is InputKind.COPY


def test_a_chain_code_that_is_not_the_keys() -> None:
    """The receiver knows the chain code and makes the cell again."""
    label, seed = SUBJECT.label(MINE.public), decode(HandedCopy, handed(P1)).chain_seed
    false = SealKey(MINE.public.spk).seal(label, (b"chain",), seed, bytes(32))
    copy = signed(replace(copy_of(P1), chain=false), MINE)
    refused(encode(HandedCopy(copy, seed)), "another chain code")
    refused(encode(HandedCopy(copy_of(P1), bytes(32))), "another chain code")
    with pytest.raises(PeerFault, match="another chain code"):
        check(handed(P1), SUBJECT, bytes(32), MINE.public)
    for chain in (false, bytes(80)):  # an owner's device that lies to its own paper: it is told, and nothing is opened
        with pytest.raises(BadInput) as caught:
            open_copy(signed(replace(copy_of(P1), chain=chain), MINE), MINE)
        assert caught.value.kind is InputKind.COPY


def test_a_group_that_nobody_knows() -> None:
    strange = replace(SUBJECT, group="ed25519")
    copy = signed(replace(copy_of(P1), subject=strange), MINE)
    refused(encode(HandedCopy(copy, bytes(32))), "of a group", subject=strange)
    with pytest.raises(BadInput):
        open_copy(copy, MINE)


def test_a_copy_of_another_format() -> None:
    refused(message(replace(copy_of(P1), format=2)), "another format")


def test_every_field_of_a_kept_copy_counts() -> None:
    """One bit in each field, in the proof in both fields of every tenth row: damaged, and in one sentence wherever."""
    kept = encode(copy_of(P1))
    proof_at = len(kept) - 64 - len(copy_of(P1).proof)
    rows = [at + field for at in range(proof_at, len(kept) - 64, 640) for field in (32, 64)]
    places = [*range(0, proof_at, 5), proof_at, *rows, len(kept) - 64, len(kept) - 1]
    said = set()
    for at in places:
        try:
            open_copy(read_copy(flipped(kept, at)), MINE)
        except BadInput as error:
            said.add(error.kind)
        else:
            raise AssertionError(f"a copy that was altered at {at} opens")
    assert said == {InputKind.COPY, InputKind.SHEET_OTHER}
    for cut in (b"", kept[:1], kept[:-1], kept + b"\0", kept[: len(kept) // 2]):
        with pytest.raises(BadInput) as caught:
            read_copy(cut)
        assert caught.value.kind is InputKind.COPY


def test_every_field_of_a_message_counts() -> None:
    """As the owner's own hostile device would spoil it: signed anew."""
    honest = copy_of(P1)
    for spoilt in (replace(honest, proof=flipped(honest.proof, at)) for at in (0, 31, 32, 63, 64, 95, 96, 5000, 8223)):
        refused(message(spoilt), "proof of a sealed copy")
    refused(message(replace(honest, chain=flipped(honest.chain, 0))), "another chain code")
    refused(message(replace(honest, chain=flipped(honest.chain, 79))), "another chain code")
    for data in (b"", handed(P1)[:-1], handed(P1) + b"\0"):
        refused(data, "malformed")


@pytest.mark.parametrize("role", Role)
def test_the_other_roles_copy_does_not_open(role: Role) -> None:
    with pytest.raises(BadInput) as caught:
        open_copy(copy_of(role.other), SHEETS[role])
    assert caught.value.kind is InputKind.SHEET_OTHER


def test_nothing_leaves_that_does_not_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault while a copy is made: a bit of a cell, another share, another chain code, the other side's sheet."""
    good = (SUBJECT, Secret(scalar_bytes(SHARES[P1])), CHAIN, sealing(P1))
    wrong = [
        (SUBJECT, Secret(scalar_bytes(SHARES[P2])), CHAIN, sealing(P1)),
        (SUBJECT, Secret(scalar_bytes(SHARES[P1])), bytes(32), sealing(P1)),
        (SUBJECT, Secret(scalar_bytes(SHARES[P1])), CHAIN, sealing(P2)),
    ]
    for arguments in wrong:
        with pytest.raises(Bug):
            seal(*arguments, SeededRng())
    real: Callable[..., bytes] = proof.prove
    monkeypatch.setattr(proof, "prove", lambda *a: flipped(real(*a), 5000))
    with pytest.raises(Bug, match="of our own does not hold"):
        seal(*good, SeededRng())


def test_a_copy_tells_no_chain_code_and_no_share() -> None:
    kept = encode(copy_of(P1))
    assert CHAIN not in kept
    assert SHARES[P1].to_bytes(32, "big") not in kept
    assert decode(HandedCopy, handed(P1)).chain_seed not in kept
    assert hashlib.sha256(kept).digest() == hashlib.sha256(encode(read_copy(kept))).digest()
