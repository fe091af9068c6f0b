"""What one party holds of one epoch, and the names that follow from it (core/spec/keygen.md, "Names that follow")."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.codec.codec import U32, Bytes32, Name, VarBytes
from core.crypto.secp256k1 import Point
from core.errors import BlockKind, KeyBlocked
from core.primitives.hashing import Tag, tagged_hash
from core.primitives.key_id import key_id as key_id
from core.recovery.sheet import NO_SHEET, PublicSheet, SheetPair
from core.role import Role as Role
from core.secret import Secret

FORMAT = 3  # of a share as it is kept, before its bytes; what was kept before had none, and began with its role, 1 or 2
NO_RUN = bytes(32)  # the parent T of a first epoch


@dataclass(frozen=True, slots=True)
class KeyShare:
    """One epoch of one joint key, as one party holds it: the unit that is stored, replaced and erased as a whole.

    `ot` is 8192 bytes at P1 (the leaves of 32 trees) and 8208 bytes at P2 (Delta 16 | leaves, zeros for what it
    lacks); empty in a share that came back from a sealed copy (ecdsa/restore.py), which signs nothing.
    `sheet1`, `sheet2`: the recovery sheets of P1 and of P2, bound by T; zeros: none; `coming1`, `coming2`: the new ones
    while a sheet is exchanged. `peer_copy` is the other side's sealed share of this epoch, checked; empty where that
    side has no sheet; `peer_coming_copy` the same for the new one.
    """

    SCHEME: ClassVar[int] = 1  # two-party ECDSA (core/protocol/registry.py)

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
    def own_sheet(self) -> PublicSheet:
        """To which this side seals its share."""
        return self.sheet1 if self.role is Role.P1 else self.sheet2

    @property
    def peer_sheet(self) -> PublicSheet:
        """For which this side keeps the copies of the other."""
        return self.sheet2 if self.role is Role.P1 else self.sheet1

    @property
    def own_sheets(self) -> SheetPair:
        """With the one to come."""
        return self.sheets_of(self.role)

    @property
    def peer_sheets(self) -> SheetPair:
        """With the one to come."""
        return self.sheets_of(self.role.other)

    def sheets_of(self, role: Role) -> SheetPair:
        """Those of P1 or of P2."""
        pairs = {Role.P1: (self.sheet1, self.coming1), Role.P2: (self.sheet2, self.coming2)}
        return SheetPair(*pairs[role])

    def copy_for(self, sheet: PublicSheet) -> bytes:
        """The copy of the other side's share that is sealed to this sheet; empty: there is none."""
        kept = {self.peer_sheets.coming: self.peer_coming_copy, self.peer_sheet: self.peer_copy}
        return kept.get(sheet, b"")

    @property
    def key_id(self) -> bytes:
        """32 bytes; the same in every epoch."""
        return key_id(self.network, self.Q, self.chain)

    @property
    def epoch_id(self) -> bytes:
        """32 bytes; of this epoch and this run only."""
        return tagged_hash(Tag.EPOCH_ID, self.key_id, self.epoch.to_bytes(4, "big"), self.T)
