"""Sealed copies in a run of key generation or refresh (core/spec/refresh.md, "Sealed copies").

Each side seals its new share to its own recovery sheet, and the other checks and keeps that copy: before its PREP, in
the same record. What a sheet, a copy and a seal are: core/recovery.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar, Protocol, Self, TypeVar

from core.codec.codec import Var
from core.crypto.rng import Rng
from core.errors import Bug, PeerFault
from core.protocol.scheme import KeptCopy, Share
from core.recovery.file import RecoveryFile
from core.recovery.sealed_copy import CopyPurpose, CopySubject, Sealing, check, read_copy, seal
from core.recovery.sheet import NO_SHEET, PublicSheet, SheetPair
from core.recovery.sheet_change import PeerSheetRules
from core.role import Role
from core.secret import Secret

MAX_SEAL = 1 << 16

Seal = Annotated[bytes, Var(MAX_SEAL)]

WHOSE = {Role.P1: "the computer", Role.P2: "the co-signer"}


class SealableShare(Share, Protocol):
    """What is read of a share, of any scheme, to seal it, and to keep the other side's."""

    GROUP: ClassVar[str]  # how core.recovery names the kind of key

    @property
    def points(self) -> tuple[bytes, bytes, bytes]:
        """The encodings of Q, X1 and X2."""

    @property
    def chain(self) -> bytes:
        """32 bytes: the chain code."""

    @property
    def sid(self) -> bytes:
        """32 bytes: the session that made it, or NO_SESSION."""

    @property
    def half(self) -> Secret[bytes]:
        """The own half, 32 bytes as its group writes scalars."""

    def sheets_of(self, role: Role, /) -> SheetPair:
        """The sheets of P1 or of P2 in this run."""

    def with_peer_copies(self, copy: bytes, coming: bytes, /) -> Self:
        """The same with these copies of the other side's."""

    def with_sheets(self, one: SheetPair, two: SheetPair, /) -> Self:
        """The same with these sheets of P1 and of P2."""


S = TypeVar("S", bound=SealableShare)


def sheet_of(sealing: Sealing | None) -> PublicSheet:
    """The sheet that a side has, or zeros."""
    return NO_SHEET if sealing is None else sealing.sheet.public


def must_be_allowed(role: Role, told: SheetPair, before: SheetPair, rules: PeerSheetRules) -> None:
    """What P1 or P2 (`role`) tells of its sheets in a refresh. Raises PeerFault."""
    if told in rules.allowed(before):
        return
    whose = WHOSE[role]
    if before.sheet != NO_SHEET and told.sheet != before.sheet:
        raise PeerFault(f"{whose} has left out its recovery sheet, or told another one than before; it was not taken")
    if before.sheet != NO_SHEET:
        raise PeerFault(f"{whose} told a new recovery sheet that nobody has accepted here")
    raise PeerFault(f"{whose} told a first recovery sheet that nobody has accepted here")


def must_be_known(role: Role, told: PublicSheet, known: Collection[PublicSheet]) -> None:
    """What P1 or P2 (`role`) tells of its sheet at key generation: one of those `known` from its other keys, or any
    while there is none (R3). Raises PeerFault."""
    if known and told not in known:
        raise PeerFault(
            f"{WHOSE[role]} told another recovery sheet, or none, than for its other keys; it was not taken"
        )


def subject_of(share: SealableShare, role: Role) -> CopySubject:
    """What the copy of P1 or P2 of a run is a copy of, by what this side has computed itself."""
    Q, *halves = share.points
    X, others = halves[role - 1], share.sheets_of(role.other)
    return CopySubject(share.GROUP, share.network, share.key_id, role, share.epoch, share.T, Q, X, others)


@dataclass(frozen=True, slots=True)
class Seals:
    """Copies of one share: for the sheet in force, and for the one to come; empty without."""

    seal: Seal = b""
    coming: Seal = b""


NO_SEALS = Seals()


def sealed(share: SealableShare, sealing: Sealing | None, rng: Rng) -> Seals:
    """The own share as the other side gets it."""
    return Seals(*(_sealed(share, sheet, sealing, rng) for sheet in (share.own_sheet, share.own_sheets.coming)))


def _sealed(share: SealableShare, sheet: PublicSheet, sealing: Sealing | None, rng: Rng) -> bytes:
    if sheet == NO_SHEET:
        return b""
    one = None if sealing is None else sealing.to(sheet)
    if one is None:
        raise Bug("a run was begun without the recovery sheet of its key")
    return seal(subject_of(share, share.role), share.half, share.chain, one, rng)


def both(share: SealableShare, sealing: Sealing, rng: Rng) -> RecoveryFile:
    """The own copy, made now, and the other side's as it is kept. Raises BadInput where they do not belong together."""
    own = replace(subject_of(share, share.role), purpose=CopyPurpose.EXPORT)
    one = sealing.to(share.own_sheet) or replace(sealing, coming=None, moves=False)
    mine = read_copy(check(seal(own, share.half, share.chain, one, rng), own, share.chain, one.sheet.public))
    theirs = read_copy(share.copy_for(share.peer_sheet))
    found = RecoveryFile(*((mine, theirs) if share.role is Role.P1 else (theirs, mine)))
    found.check()
    return found


def with_copies(share: S, told: Seals) -> S:
    """The share with the copies of the other side's, which were checked. Raises PeerFault."""
    sheets = share.peer_sheets
    kept, coming = _kept(share, sheets.sheet, told.seal), _kept(share, sheets.coming, told.coming)
    return share.with_peer_copies(kept, coming)


def _kept(share: SealableShare, sheet: PublicSheet, told: bytes) -> bytes:
    other = share.role.other
    if sheet == NO_SHEET:
        if told:
            raise PeerFault(f"{WHOSE[other]} sent a sealed copy and told no recovery sheet")
        return b""
    return check(told, subject_of(share, other), share.chain, sheet)


def kept_copies(share: SealableShare) -> tuple[KeptCopy, ...]:
    """Those that are kept for the other side's sheets."""
    return tuple(KeptCopy(sheet, data) for sheet in share.peer_sheets if (data := share.copy_for(sheet)))


def with_kept(share: S, copies: Sequence[KeptCopy]) -> S:
    """A share that was read again, with the copies that were kept beside it."""
    kept, sheets = {copy.sheet: copy.data for copy in copies}, share.peer_sheets
    return share.with_peer_copies(kept.get(sheets.sheet, b""), kept.get(sheets.coming, b""))
