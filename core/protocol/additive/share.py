"""What one party holds of one epoch of a key that is a sum: x = x1 + x2, Q = X1 + X2."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Generic, Self

from core.codec.codec import U32, Bytes32, Name, VarBytes
from core.crypto.group import P
from core.protocol.share import NO_SESSION, Role, ShareNames
from core.recovery.sheet import NO_SHEET, PublicSheet, SheetPair
from core.secret import Secret

NO_NETWORK = "none"  # of a key that holds no coins
NO_CHAIN = bytes(32)  # the chain code of a key without child keys


@dataclass(frozen=True, slots=True)
class AdditiveShare(ShareNames, Generic[P]):
    """One epoch of one joint key, as one party holds it; its fields are those of KeyShare, without base OTs.

    A scheme's own class says what its points are, so that the codec writes and reads them.
    """

    SCHEME: ClassVar[int]
    GROUP: ClassVar[str]  # what its sealed copies are of

    role: Role
    network: Name  # NO_NETWORK: no coins
    Q: P
    chain: Bytes32  # NO_CHAIN: no child keys
    epoch: U32  # 1..
    T: Bytes32  # identity of the run that made this epoch
    parent: Bytes32  # T of the epoch before, or NO_RUN
    x: Secret[bytes]  # this party's half, a scalar as the group writes it
    X1: P
    X2: P
    sid: Bytes32  # NO_SESSION: it came back from a sealed copy
    peer_copy: VarBytes = b""
    sheet1: PublicSheet = NO_SHEET
    sheet2: PublicSheet = NO_SHEET
    coming1: PublicSheet = NO_SHEET
    coming2: PublicSheet = NO_SHEET
    peer_coming_copy: VarBytes = b""

    @property
    def points(self) -> tuple[bytes, bytes, bytes]:
        """Q, X1, X2."""
        return bytes(self.Q), bytes(self.X1), bytes(self.X2)

    @property
    def half(self) -> Secret[bytes]:
        """What is sealed: x."""
        return self.x

    @property
    def came_back(self) -> bool:
        """Whether it is from a sealed copy, and signs nothing before a refresh."""
        return self.sid == NO_SESSION

    def X_of(self, role: Role) -> P:
        """X1 or X2."""
        return self.X1 if role is Role.P1 else self.X2

    def with_peer_copies(self, copy: bytes, coming: bytes) -> Self:
        """The same with these copies of the other side's."""
        return replace(self, peer_copy=copy, peer_coming_copy=coming)

    def with_sheets(self, one: SheetPair, two: SheetPair) -> Self:
        """The same with these sheets of P1 and of P2."""
        return replace(self, sheet1=one.sheet, coming1=one.coming, sheet2=two.sheet, coming2=two.coming)
