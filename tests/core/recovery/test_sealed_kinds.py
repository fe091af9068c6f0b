"""Copies of every kind of key: the same share under another kind, and over Edwards25519, is another copy."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.bitcoin.hashes import hash160
from core.codec.codec import decode, encode
from core.crypto.ed25519 import EdwardsPoint
from core.crypto.group import ED25519, Group
from core.errors import BadInput, Bug, InputKind, PeerFault
from core.primitives.key_id import key_id
from core.recovery.file import RecoveryFile, write
from core.recovery.leaving import assemble
from core.recovery.sealed_copy import GROUPS, CopySubject, HandedCopy, SealedCopy, check, open_copy, read_copy, seal
from core.recovery.sheet import SheetPair
from core.role import Role
from core.secret import Secret
from core.wallet.without_home import leave
from tests.support.edwards import TORSION, affine, encoded, plus
from tests.support.forged import signed
from tests.support.ot import SeededRng
from tests.support.sealed import SHEETS, sealing

CHAIN, T = bytes(32), b"T" * 32


def halves(group: Group[Any]) -> dict[Role, bytes]:
    return {role: group.random_scalar(SeededRng(f"half {role}"), "x") for role in Role}


def subject_of(kind: str, role: Role) -> CopySubject:
    group, scheme = GROUPS[kind]
    X = {one: group.base_mult(x) for one, x in halves(group).items()}
    Q = bytes(group.add(*X.values()))
    name, others = key_id("none", Q, CHAIN, scheme), SheetPair(SHEETS[role.other].public)
    return CopySubject(kind, "none", name, role, 1, T, Q, bytes(X[role]), others)


def handed(kind: str, role: Role) -> bytes:
    x = Secret(halves(GROUPS[kind][0])[role])
    return seal(subject_of(kind, role), x, CHAIN, sealing(role), SeededRng(f"{kind} {role}"))


@pytest.mark.parametrize("kind", [kind for kind in GROUPS if kind != "secp256k1"])
def test_sealed_checked_opened_and_assembled(kind: str) -> None:
    group, _ = GROUPS[kind]
    copies = [read_copy(check(handed(kind, role), subject_of(kind, role), CHAIN, SHEETS[role].public)) for role in Role]
    for copy, (role, x) in zip(copies, halves(group).items(), strict=True):
        found = open_copy(copy, SHEETS[role])
        assert (found.x.reveal(), found.chain) == (x, CHAIN)
        assert x not in encode(copy)
    key = assemble(RecoveryFile(*copies), SHEETS[Role.P1], SHEETS[Role.P2])
    assert bytes(group.base_mult(key.x.reveal())) == key.Q


def test_one_key_under_two_kinds_is_two_keys() -> None:
    """What was sealed of an ssh key is no copy of an age key of the same numbers, whoever signs it."""
    ssh, age = (subject_of(kind, Role.P1) for kind in ("ed25519/eddsa", "ed25519/opening"))
    assert ssh.Q == age.Q
    assert ssh.key_id != age.key_id
    data = handed("ed25519/eddsa", Role.P1)
    with pytest.raises(PeerFault, match="another share"):
        check(data, age, CHAIN, SHEETS[Role.P1].public)
    copy = signed(replace(decode(HandedCopy, data).copy, subject=age), SHEETS[Role.P1])
    with pytest.raises(PeerFault, match="does not hold"):
        copy.check()
    x = Secret(halves(ED25519)[Role.P1])
    with pytest.raises(Bug, match="chain code"):
        seal(replace(ssh, group="ed25519/opening"), x, CHAIN, sealing(Role.P1), SeededRng("x"))


def test_seal_torsion_row_refused() -> None:
    """X with torsion: all rows of such a copy would have it, and the point that is kept would not be the share's."""
    honest = decode(HandedCopy, handed("ed25519/eddsa", Role.P1)).copy
    for T8 in TORSION[1:]:
        moved = encoded(plus(affine(EdwardsPoint.parse(honest.subject.X)), T8))
        copy = signed(replace(honest, subject=replace(honest.subject, X=moved)), SHEETS[Role.P1])
        with pytest.raises(PeerFault, match="prime-order subgroup"):
            copy.check()
        with pytest.raises(BadInput):
            open_copy(copy, SHEETS[Role.P1])


def test_a_kind_that_is_not_known_here() -> None:
    """It is read as far as it goes, and refused with what to do."""
    data = encode(replace(subject_of("secp256k1/schnorr", Role.P1), group="ed448"))
    subject = decode(CopySubject, data)
    with pytest.raises(PeerFault, match="update it"):
        _ = subject.points
    sealed: SealedCopy = decode(HandedCopy, handed("secp256k1/schnorr", Role.P1)).copy
    assert read_copy(encode(replace(sealed, subject=subject))).subject.group == "ed448"


def file_of(kind: str, network: str = "none") -> RecoveryFile:
    """With this network in place of none."""
    group, scheme = GROUPS[kind]

    def copy(role: Role) -> SealedCopy:
        subject = subject_of(kind, role)
        name = key_id(network, subject.Q, CHAIN, scheme)
        subject = replace(subject, network=network, key_id=name)
        x = Secret(halves(group)[role])
        made = seal(subject, x, CHAIN, sealing(role), SeededRng(f"{kind} {role}"))
        return read_copy(check(made, subject, CHAIN, SHEETS[role].public))

    return RecoveryFile(copy(Role.P1), copy(Role.P2))


def test_who_leaves_with_a_taproot_key_gets_taproot_descriptors() -> None:
    """And with a key of ssh or age, no descriptor at all, whose addresses would be nobody's."""
    words = [SHEETS[role].words for role in Role]
    file = file_of("secp256k1/schnorr", "regtest")
    found = leave(write((file,)), hash160(file.copy1.subject.Q)[:4].hex(), *words)
    assert found.both.reveal().startswith("tr(tprv")
    file = file_of("ed25519/opening")
    with pytest.raises(BadInput) as refused:
        leave(write((file,)), hash160(file.copy1.subject.Q)[:4].hex(), *words)
    assert refused.value.kind is InputKind.NO_COINS
