"""A share that comes back (core/spec/recovery.md): handed out by the side that kept its sealed copy, opened with the
words of its owner's sheet, and proved.

It has no base OTs, so it signs nothing: it is there for one refresh, which makes fresh ones.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.codec.codec import decode, encode
from core.crypto.rng import Rng
from core.crypto.secp256k1 import Point, add, negate
from core.errors import Bug, PeerFault
from core.primitives import schnorr_proof
from core.primitives.hashing import Tag, tagged_hash
from core.protocol.ecdsa.copies import WHOSE, Seal, Seals, sealed, with_copies
from core.protocol.share import NO_RUN, KeyShare
from core.recovery.group import SECP256K1
from core.recovery.sealed_copy import Sealing, open_copy, read_copy
from core.recovery.sheet import PublicSheet, Sheet, SheetPair
from core.role import Role
from core.secret import Secret

NO_SESSION = bytes(32)  # the sid of a share that no run has made here
_PROVER = {Role.P1: "restore/P1", Role.P2: "restore/P2"}


@dataclass(frozen=True, slots=True)
class HandedShare:
    """What the side that stayed hands out. `copy`: of the other's share, as it was kept; `sheets`: of the one who comes
    back, in this run; `own`: of the side that stayed; `seals`: its own share, sealed anew; empty without a sheet."""

    copy: Seal
    sheets: SheetPair
    own: SheetPair
    seals: Seals


def hand(share: KeyShare, sheet: PublicSheet, sealing: Sealing | None, rng: Rng) -> bytes:
    """A HandedShare of this epoch, for who has the words of this sheet. Its own share goes to those of its sheets that
    this side has still: a new one that was given up, or an old one that another paper brought back, is none."""
    if not (copy := share.copy_for(sheet)):
        raise Bug("a copy is handed out that is not there")
    own = SheetPair(*(one for one in share.own_sheets if sealing is not None and sealing.to(one) is not None))
    if share.role is Role.P1:
        told = replace(share, sheet1=own.sheet, coming1=own.coming)
    else:
        told = replace(share, sheet2=own.sheet, coming2=own.coming)
    return encode(HandedShare(copy, share.peer_sheets, own, sealed(told, sealing, rng)))


def open_handed(data: bytes, sheet: Sheet) -> tuple[KeyShare, int]:
    """The own share, without base OTs, and when its key was made, from the words alone: network, key and run are what
    the sheet has signed, and the other side's point follows from them; so do the sheets that the other side may name.
    Raises BadInput for a copy that is not of this sheet, PeerFault."""
    handed = decode(HandedShare, data)
    copy = read_copy(handed.copy)
    opened = open_copy(copy, sheet)
    subject = copy.subject
    if subject.group != SECP256K1.name:
        raise PeerFault("a sealed copy is of another kind of key than it was handed out for")
    Q, X = Point.parse(subject.Q), Point.parse(subject.X)
    X1, X2 = (X, add(Q, negate(X))) if sheet.role is Role.P1 else (add(Q, negate(X)), X)
    if copy.sheet not in tuple(handed.sheets):
        raise PeerFault("a copy was handed out for a sheet that is none of this run")
    if handed.own != subject.others and handed.own not in map(SheetPair, subject.others):
        raise PeerFault(
            f"{WHOSE[sheet.role.other]} names another recovery sheet than this wallet was last renewed with, or none; "
            "nothing was taken over",
        )
    sheets = (handed.sheets, handed.own) if sheet.role is Role.P1 else (handed.own, handed.sheets)
    share = KeyShare(
        role=sheet.role,
        network=subject.network,
        Q=Q,
        chain=opened.chain,
        epoch=subject.epoch,
        T=subject.T,
        parent=NO_RUN,
        x=opened.x,
        ot=Secret(b""),
        X1=X1,
        X2=X2,
        sid=NO_SESSION,
        sheet1=sheets[0].sheet,
        sheet2=sheets[1].sheet,
        coming1=sheets[0].coming,
        coming2=sheets[1].coming,
    )
    return with_copies(share, handed.seals), copy.created


def signs(share: KeyShare) -> bool:
    """Whether it has base OTs."""
    return bool(share.ot.reveal())


def prove(share: KeyShare, chan: bytes, rng: Rng) -> bytes:
    """65 bytes: that this side holds x of this run, for this link alone."""
    X = share.X1 if share.role is Role.P1 else share.X2
    return schnorr_proof.prove(_PROVER[share.role], _context(share, chan), [share.x.reveal()], [X], rng)


def check(share: KeyShare, proof: bytes, chan: bytes) -> None:
    """Accept the other side's proof of its half of this run, made for this link. Raises PeerFault."""
    role, X = (Role.P2, share.X2) if share.role is Role.P1 else (Role.P1, share.X1)
    schnorr_proof.check(_PROVER[role], _context(share, chan), [X], proof)


def _context(share: KeyShare, chan: bytes) -> bytes:
    return tagged_hash(Tag.RESTORE_PROOF, chan, share.key_id, share.T)
