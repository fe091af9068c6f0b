"""A share that comes back (core/spec/recovery.md): handed out by the side that kept its sealed copy, opened with the
words of its owner's sheet, and proved.

It signs nothing: it is there for one refresh, after which the device that is gone holds nothing of use.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.codec.codec import decode, encode
from core.crypto.rng import Rng
from core.errors import Bug, PeerFault
from core.primitives.hashing import Tag, tagged_hash
from core.protocol.copies import WHOSE, S, Seal, SealableShare, Seals, sealed, with_copies
from core.recovery.sealed_copy import CopySubject, OpenedCopy, Sealing, open_copy, read_copy
from core.recovery.sheet import PublicSheet, Sheet, SheetPair
from core.role import Role

PROVER = {Role.P1: "restore/P1", Role.P2: "restore/P2"}


@dataclass(frozen=True, slots=True)
class HandedShare:
    """What the side that stayed hands out. `copy`: of the other's share, as it was kept; `sheets`: of the one who comes
    back, in this run; `own`: of the side that stayed; `seals`: its own share, sealed anew; empty without a sheet."""

    copy: Seal
    sheets: SheetPair
    own: SheetPair
    seals: Seals


def hand(share: SealableShare, sheet: PublicSheet, sealing: Sealing | None, rng: Rng) -> bytes:
    """A HandedShare of this epoch, for who has the words of this sheet. Its own share goes to those of its sheets that
    this side has still: a new one that was given up, or an old one that another paper brought back, is none."""
    if not (copy := share.copy_for(sheet)):
        raise Bug("a copy is handed out that is not there")
    own = SheetPair(*(one for one in share.own_sheets if sealing is not None and sealing.to(one) is not None))
    theirs = share.peer_sheets
    told = share.with_sheets(*((own, theirs) if share.role is Role.P1 else (theirs, own)))
    return encode(HandedShare(copy, share.peer_sheets, own, sealed(told, sealing, rng)))


def open_handed(
    data: bytes, sheet: Sheet, group: str, share_of: Callable[[CopySubject, OpenedCopy], S]
) -> tuple[S, int]:
    """The own share, and when its key was made, from the words alone: network, key and run are what the sheet has
    signed, and the other side's point follows from them; so do the sheets that the other side may name. `group`: what
    copies of the scheme are of; `share_of`: its share of what was opened, without sheets. Raises BadInput for a copy
    that is not of this sheet, PeerFault."""
    handed = decode(HandedShare, data)
    copy = read_copy(handed.copy)
    opened, subject = open_copy(copy, sheet), copy.subject
    if subject.group != group:
        raise PeerFault("a sealed copy is of another kind of key than it was handed out for")
    if copy.sheet not in tuple(handed.sheets):
        raise PeerFault("a copy was handed out for a sheet that is none of this run")
    if handed.own != subject.others and handed.own not in map(SheetPair, subject.others):
        raise PeerFault(
            f"{WHOSE[sheet.role.other]} names another recovery sheet than this wallet was last renewed with, or none; "
            "nothing was taken over",
        )
    sheets = (handed.sheets, handed.own) if sheet.role is Role.P1 else (handed.own, handed.sheets)
    return with_copies(share_of(subject, opened).with_sheets(*sheets), handed.seals), copy.created


def context(share: SealableShare, chan: bytes) -> bytes:
    """What a proof of the own half of this run is bound to, made for one link."""
    return tagged_hash(Tag.RESTORE_PROOF, chan, share.key_id, share.T)
