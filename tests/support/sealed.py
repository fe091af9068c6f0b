"""Two sheets, a key in two halves, and the copies of both, always the same."""

from __future__ import annotations

import hashlib
from functools import cache

from core.crypto.secp256k1 import add, base_mult, q, scalar_bytes
from core.primitives.key_id import key_id
from core.recovery.file import RecoveryFile
from core.recovery.sealed_copy import CopySubject, SealedCopy, Sealing, check, read_copy, seal
from core.recovery.sheet import Sheet, SheetPair
from core.role import Role
from core.secret import Secret
from tests.support.ot import SeededRng

NETWORK, CHAIN, T, EPOCH = "regtest", hashlib.sha256(b"chain code").digest(), hashlib.sha256(b"T").digest(), 3
SHEETS = {role: Sheet.make(role, SeededRng(f"sheet {role}")) for role in Role}
SHARES = {role: int.from_bytes(hashlib.sha256(bytes([role])).digest(), "big") % q for role in Role}
POINTS = {role: base_mult(x) for role, x in SHARES.items()}
Q = add(*POINTS.values())


def subject_of(role: Role, T: bytes = T, epoch: int = EPOCH, network: str = NETWORK) -> CopySubject:
    """What a copy of this role's share says it is."""
    name, others = key_id(network, Q, CHAIN), SheetPair(SHEETS[role.other].public)
    return CopySubject("secp256k1", network, name, role, epoch, T, bytes(Q), bytes(POINTS[role]), others)


def sealing(role: Role, sheet: Sheet | None = None) -> Sealing:
    """What this role's device seals with."""
    return Sealing((sheet or SHEETS[role]).kept(1_800_000_000), 1_800_000_100, 7)


@cache
def handed(role: Role, T: bytes = T, epoch: int = EPOCH) -> bytes:
    """The message to the other side."""
    x = Secret(scalar_bytes(SHARES[role]))
    return seal(subject_of(role, T, epoch), x, CHAIN, sealing(role), SeededRng(f"copy {role}"))


@cache
def copy_of(role: Role, T: bytes = T, epoch: int = EPOCH) -> SealedCopy:
    """The copy as the other side keeps it."""
    return read_copy(check(handed(role, T, epoch), subject_of(role, T, epoch), CHAIN, SHEETS[role].public))


def another_wallet(sheets: dict[Role, Sheet]) -> RecoveryFile:
    """Both copies of another key, sealed to these sheets."""
    shares = {role: (share + 1) % q for role, share in SHARES.items()}
    points = {role: base_mult(x) for role, x in shares.items()}
    whole = add(*points.values())

    def copy(role: Role) -> SealedCopy:
        name, others = key_id(NETWORK, whole, CHAIN), SheetPair(sheets[role.other].public)
        points_of = bytes(whole), bytes(points[role])
        subject, sheet = CopySubject("secp256k1", NETWORK, name, role, EPOCH, T, *points_of, others), sheets[role]
        x = Secret(scalar_bytes(shares[role]))
        made = seal(subject, x, CHAIN, sealing(role, sheet), SeededRng(f"another {role}"))
        return read_copy(check(made, subject, CHAIN, sheet.public))

    return RecoveryFile(copy(Role.P1), copy(Role.P2))
