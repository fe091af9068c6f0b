"""An ECDSA share that comes back from its sealed copy (core/protocol/restore.py), without base OTs before a refresh."""

from __future__ import annotations

from core.crypto.rng import Rng
from core.crypto.secp256k1 import Point, add, negate, parse_scalar
from core.primitives import schnorr_proof
from core.protocol import restore
from core.protocol.restore import PROVER, hand
from core.protocol.share import NO_RUN, NO_SESSION, KeyShare
from core.recovery.sealed_copy import CopySubject, OpenedCopy
from core.recovery.sheet import Sheet
from core.role import Role
from core.secret import Secret

__all__ = ["check", "hand", "open_handed", "prove", "signs"]


def open_handed(data: bytes, sheet: Sheet) -> tuple[KeyShare, int]:
    """The own share, without base OTs, and when its key was made."""
    return restore.open_handed(data, sheet, KeyShare.GROUP, _share_of)


def _share_of(subject: CopySubject, opened: OpenedCopy) -> KeyShare:
    Q, X = Point.parse(subject.Q), Point.parse(subject.X)
    X1, X2 = (X, add(Q, negate(X))) if subject.role is Role.P1 else (add(Q, negate(X)), X)
    return KeyShare(
        role=subject.role,
        network=subject.network,
        Q=Q,
        chain=opened.chain,
        epoch=subject.epoch,
        T=subject.T,
        parent=NO_RUN,
        x=Secret(parse_scalar(opened.x.reveal())),
        ot=Secret(b""),
        X1=X1,
        X2=X2,
        sid=NO_SESSION,
    )


def signs(share: KeyShare) -> bool:
    """Whether it has base OTs."""
    return bool(share.ot.reveal())


def prove(share: KeyShare, chan: bytes, rng: Rng) -> bytes:
    """65 bytes: that this side holds x of this run, for this link alone."""
    X = share.X1 if share.role is Role.P1 else share.X2
    return schnorr_proof.prove(PROVER[share.role], restore.context(share, chan), [share.x.reveal()], [X], rng)


def check(share: KeyShare, proof: bytes, chan: bytes) -> None:
    """Accept the other side's proof of its half of this run, made for this link. Raises PeerFault."""
    role, X = (Role.P2, share.X2) if share.role is Role.P1 else (Role.P1, share.X1)
    schnorr_proof.check(PROVER[role], restore.context(share, chan), [X], proof)
