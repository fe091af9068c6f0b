"""Sealed copies in a run of key generation or refresh (core/spec/refresh.md, "Sealed copies").

Each side seals its new share to its own recovery sheet, and the other checks and keeps that copy: before its PREP, in
the same record. What a sheet, a copy and a seal are: core/recovery.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from core.crypto.rng import Rng
from core.errors import Bug, PeerFault
from core.protocol.share import KeyShare, Role
from core.recovery.file import RecoveryFile
from core.recovery.group import SECP256K1
from core.recovery.sealed_copy import CopyPurpose, CopySubject, Sealing, check, read_copy, seal
from core.recovery.sheet import NO_SHEET, PublicSheet

WHOSE = {Role.P1: "the computer", Role.P2: "the co-signer"}


def sheet_of(sealing: Sealing | None) -> PublicSheet:
    """The sheet that a side has, or zeros."""
    return NO_SHEET if sealing is None else sealing.sheet.public


def must_be_allowed(role: Role, told: PublicSheet, before: PublicSheet, accepted: PublicSheet) -> None:
    """What P1 or P2 (`role`) tells of its sheet in a refresh: the one of before, or a first one that a person at the
    other side has accepted (R3, R15). Raises PeerFault."""
    whose = WHOSE[role]
    if before != NO_SHEET and told != before:
        raise PeerFault(f"{whose} has left out its recovery sheet, or told another one than before; it was not taken")
    if before == NO_SHEET and told not in (NO_SHEET, accepted):
        raise PeerFault(f"{whose} told a first recovery sheet that nobody has accepted here")


def must_be_known(role: Role, told: PublicSheet, known: Collection[PublicSheet]) -> None:
    """What P1 or P2 (`role`) tells of its sheet at key generation: one of those `known` from its other keys, or any
    while there is none (R3). Raises PeerFault."""
    if known and told not in known:
        raise PeerFault(
            f"{WHOSE[role]} told another recovery sheet, or none, than for its other keys; it was not taken"
        )


def subject_of(share: KeyShare, role: Role) -> CopySubject:
    """What the copy of P1 or P2 of a run is a copy of, by what this side has computed itself."""
    X = share.X1 if role is Role.P1 else share.X2
    return CopySubject(
        SECP256K1.name, share.network, share.key_id, role, share.epoch, share.T, bytes(share.Q), bytes(X)
    )


def sealed(share: KeyShare, sealing: Sealing | None, rng: Rng) -> bytes:
    """The own share as the other side gets it; empty without a sheet."""
    if share.own_sheet == NO_SHEET:
        return b""
    if sealing is None or sealing.sheet.public != share.own_sheet:
        raise Bug("a run was begun without the recovery sheet of its key")
    return seal(subject_of(share, share.role), share.x, share.chain, sealing, rng)


def both(share: KeyShare, sealing: Sealing, rng: Rng) -> RecoveryFile:
    """The own copy, made now, and the other side's as it is kept. Raises BadInput where they do not belong together."""
    own = replace(subject_of(share, share.role), purpose=CopyPurpose.EXPORT)
    sheet = sealing.sheet.public
    mine = read_copy(check(seal(own, share.x, share.chain, sealing, rng), own, share.chain, sheet))
    theirs = read_copy(share.peer_copy)
    found = RecoveryFile(*((mine, theirs) if share.role is Role.P1 else (theirs, mine)))
    found.check()
    return found


def with_copy(share: KeyShare, told: bytes) -> KeyShare:
    """The share with the copy of the other side's, which was checked. Raises PeerFault."""
    other = Role.P2 if share.role is Role.P1 else Role.P1
    if share.peer_sheet == NO_SHEET:
        if told:
            raise PeerFault(f"{WHOSE[other]} sent a sealed copy and told no recovery sheet")
        return share
    return replace(share, peer_copy=check(told, subject_of(share, other), share.chain, share.peer_sheet))
