"""What one party holds of one epoch, and the names that follow from it (core/spec/keygen.md, "Names that follow")."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Protocol, Self

from core.codec.codec import U32, Bytes32, Name, VarBytes
from core.crypto.group import SECP256K1
from core.crypto.secp256k1 import Point, scalar_bytes
from core.errors import BlockKind, KeyBlocked
from core.primitives.hashing import Tag, tagged_hash
from core.primitives.key_id import key_id as key_id
from core.recovery.sheet import NO_SHEET, PublicSheet, SheetPair
from core.role import Role as Role
from core.secret import Secret

FORMAT = 3  # of a share as it is kept, before its bytes; what was kept before had none, and began with its role, 1 or 2
NO_RUN = bytes(32)  # the parent T of a first epoch
NO_SESSION = bytes(32)  # the sid of a share that no run has made here


class _Fields(Protocol):
    """What every share has, whatever its scheme."""

    SCHEME: ClassVar[int]

    @property
    def role(self) -> Role: ...
    @property
    def network(self) -> str: ...
    @property
    def points(self) -> tuple[bytes, bytes, bytes]: ...
    @property
    def chain(self) -> bytes: ...
    @property
    def epoch(self) -> int: ...
    @property
    def T(self) -> bytes: ...
    @property
    def sheet1(self) -> PublicSheet: ...
    @property
    def sheet2(self) -> PublicSheet: ...
    @property
    def coming1(self) -> PublicSheet: ...
    @property
    def coming2(self) -> PublicSheet: ...
    @property
    def peer_copy(self) -> bytes: ...
    @property
    def peer_coming_copy(self) -> bytes: ...


class CoinShare(Protocol):
    """What is read of the share of a wallet, whatever its scheme: of whose child keys its addresses are."""

    @property
    def Q(self) -> Point:
        """The joint key."""

    @property
    def chain(self) -> bytes:
        """32 bytes: the chain code."""


class ShareNames:
    """The names and the sheets of a share, of any scheme, whose fields are those of KeyShare. `points`: the encodings
    of Q, X1 and X2."""

    __slots__ = ()

    @property
    def own_sheet(self: _Fields) -> PublicSheet:
        """To which this side seals its share."""
        return self.sheet1 if self.role is Role.P1 else self.sheet2

    @property
    def peer_sheet(self: _Fields) -> PublicSheet:
        """For which this side keeps the copies of the other."""
        return self.sheet2 if self.role is Role.P1 else self.sheet1

    @property
    def own_sheets(self: _Fields) -> SheetPair:
        """With the one to come."""
        return _sheets_of(self, self.role)

    @property
    def peer_sheets(self: _Fields) -> SheetPair:
        """With the one to come."""
        return _sheets_of(self, self.role.other)

    def sheets_of(self: _Fields, role: Role) -> SheetPair:
        """Those of P1 or of P2."""
        return _sheets_of(self, role)

    def copy_for(self: _Fields, sheet: PublicSheet) -> bytes:
        """The copy of the other side's share that is sealed to this sheet; empty: there is none."""
        kept = {_sheets_of(self, self.role.other).coming: self.peer_coming_copy}
        kept[_sheets_of(self, self.role.other).sheet] = self.peer_copy
        return kept.get(sheet, b"")

    @property
    def key_id(self: _Fields) -> bytes:
        """32 bytes; the same in every epoch."""
        return key_id(self.network, self.points[0], self.chain, self.SCHEME)

    @property
    def epoch_id(self: _Fields) -> bytes:
        """32 bytes; of this epoch and this run only."""
        name = key_id(self.network, self.points[0], self.chain, self.SCHEME)
        return tagged_hash(Tag.EPOCH_ID, name, self.epoch.to_bytes(4, "big"), self.T)


def _sheets_of(share: _Fields, role: Role) -> SheetPair:
    pairs = {Role.P1: (share.sheet1, share.coming1), Role.P2: (share.sheet2, share.coming2)}
    return SheetPair(*pairs[role])


@dataclass(frozen=True, slots=True)
class KeyShare(ShareNames):
    """One epoch of one joint key, as one party holds it: the unit that is stored, replaced and erased as a whole.

    `ot` is 8192 bytes at P1 (the leaves of 32 trees) and 8208 bytes at P2 (Delta 16 | leaves, zeros for what it
    lacks); empty in a share that came back from a sealed copy (restore.py), which signs nothing.
    `sheet1`, `sheet2`: the recovery sheets of P1 and of P2, bound by T; zeros: none; `coming1`, `coming2`: the new ones
    while a sheet is exchanged. `peer_copy` is the other side's sealed share of this epoch, checked; empty where that
    side has no sheet; `peer_coming_copy` the same for the new one.
    """

    SCHEME: ClassVar[int] = 1  # two-party ECDSA (core/protocol/registry.py)
    GROUP: ClassVar[str] = SECP256K1.name  # what its sealed copies are of

    role: Role
    network: Name
    Q: Point
    chain: Bytes32
    epoch: U32  # 1..
    T: Bytes32  # identity of the run that made this epoch
    parent: Bytes32  # T of the epoch before, or NO_RUN
    x: Secret[int]  # this party's share of the key, 1..q-1
    ot: Secret[bytes]
    X1: Point
    X2: Point
    sid: Bytes32
    peer_copy: VarBytes = b""
    sheet1: PublicSheet = NO_SHEET
    sheet2: PublicSheet = NO_SHEET
    coming1: PublicSheet = NO_SHEET
    coming2: PublicSheet = NO_SHEET
    peer_coming_copy: VarBytes = b""

    @property
    def base_ots(self) -> Secret[bytes]:
        """`ot`, of a share that may sign. KeyBlocked for one that came back from a sealed copy and was not renewed."""
        if not self.ot.reveal():
            raise KeyBlocked("this key came back from a sealed copy and needs a refresh first", BlockKind.MUST_REFRESH)
        return self.ot

    @property
    def points(self) -> tuple[bytes, bytes, bytes]:
        """Q, X1, X2, 33 bytes each."""
        return bytes(self.Q), bytes(self.X1), bytes(self.X2)

    @property
    def half(self) -> Secret[bytes]:
        """What is sealed: x, big-endian."""
        return Secret(scalar_bytes(self.x.reveal()))

    def with_peer_copies(self, copy: bytes, coming: bytes) -> Self:
        """The same with these copies of the other side's."""
        return replace(self, peer_copy=copy, peer_coming_copy=coming)

    def with_sheets(self, one: SheetPair, two: SheetPair) -> Self:
        """The same with these sheets of P1 and of P2."""
        return replace(self, sheet1=one.sheet, coming1=one.coming, sheet2=two.sheet, coming2=two.coming)
