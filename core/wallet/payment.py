"""What the wallet keeps of one payment."""

from __future__ import annotations

from dataclasses import dataclass

from core.approval.messages import WHY
from core.codec.codec import U64, Bytes16, Bytes32, Name, Text, VarBytes
from core.codec.text import quoted
from core.errors import RefusalKind, Refused
from core.wallet.payment_status import PaymentEvent, PaymentStatus, step

_HERE: dict[str, str] = {
    RefusalKind.CANCELLED: "taken back on this computer",
    RefusalKind.GIVEN_UP: "given up on this computer",
}


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment of one key. `psbt` is signed and final from SIGNED on."""

    id: Bytes16
    key_id: Bytes32
    status: PaymentStatus
    psbt: VarBytes
    txid: Bytes32  # in the order it is hashed
    created: U64  # seconds
    changed: U64
    request: Bytes16 = bytes(16)  # the co-signer's name for it, once asked
    kind: Name = "open"  # how it ended: refused, expired, cancelled, given_up
    reason: Text = ""  # what the person at the co-signer typed
    pays: tuple[VarBytes, ...] = ()  # the scripts of its outputs
    replaces: tuple[Bytes32, ...] = ()  # payments of ours that it was drafted to replace, as `txid`
    hurries: tuple[Bytes32, ...] = ()  # payments that it was drafted to hurry
    spent: U64 = 0  # sat that leave this wallet by it, fee included

    @property
    def under_way(self) -> bool:
        """Whether there is still something to do."""
        return self.status.under_way

    @property
    def name(self) -> str:
        """Its txid as people write it."""
        return self.txid[::-1].hex()

    @property
    def ending(self) -> Refused:
        """How it ended, if it has."""
        expired = WHY[RefusalKind.EXPIRED] if self.kind == RefusalKind.EXPIRED else ""
        why = quoted(self.reason) if self.reason else expired
        error = Refused.told(_HERE.get(self.kind) or f"the co-signer refused{why and ': '}{why}", self.kind)
        error.said = self.reason
        return error

    def must_be_open(self) -> None:
        """Raises Refused, as it ended, for one that has."""
        if self.status.is_over:
            raise self.ending

    def after(self, event: PaymentEvent) -> PaymentStatus:
        """Its status once this has happened. Raises as core.wallet.payment_status.step."""
        return step(self.status, event, self.ending)
