"""Payments under way, as the wallet keeps them: whatever ends the program, each goes on where it stood.

    DRAFT ─► ASKED ─► SIGNED ─► SENT          written before the step is told; the co-signer's own states are C5's
        └──────┴─► ENDED                      refused, expired or taken back; nothing was signed

A payment is its PSBT; asking for the same PSBT again finds the same request on the co-signer, so every step may be
repeated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import IntEnum

from core.bitcoin.psbt import Psbt
from core.encoding import U64, Bytes16, Bytes32, Name, Text, VarBytes, decode, encode
from core.errors import BadInput, Refused, StorageError
from core.records import PAYMENT, Records
from core.rng import HedgedRng

KEPT = 200  # ended and sent ones that stay, for the address book's "paid before"


class Stage(IntEnum):
    """How far a payment has come on this side."""

    DRAFT = 0
    ASKED = 1
    SIGNED = 2
    SENT = 3
    ENDED = 4


UNDER_WAY = (Stage.DRAFT, Stage.ASKED, Stage.SIGNED)


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment of one key. `psbt` is signed and final from SIGNED on."""

    id: Bytes16
    key_id: Bytes32
    stage: Stage
    psbt: VarBytes
    txid: Bytes32  # in the order it is hashed
    created: U64  # seconds
    changed: U64
    request: Bytes16 = bytes(16)  # the co-signer's name for it, once asked
    kind: Name = "open"  # how it ended: refused, expired, cancelled
    reason: Text = ""

    @property
    def under_way(self) -> bool:
        """Whether there is still something to do."""
        return self.stage in UNDER_WAY


class Payments:
    """The payments of one key. `clock` gives seconds."""

    def __init__(self, records: Records, key_id: bytes, clock: Callable[[], int]) -> None:
        self._records, self._key_id, self._clock = records, key_id, clock
        kept = (decode(Payment, data, StorageError) for _, data in records.noted(PAYMENT, key_id))
        self._payments = {payment.id: payment for payment in kept}

    def all(self) -> list[Payment]:
        """Newest first."""
        return sorted(self._payments.values(), key=lambda payment: (-payment.created, payment.id))

    def get(self, id: bytes) -> Payment:
        """One payment. Raises BadInput."""
        if id not in self._payments:
            raise BadInput("this payment is not known any more; look it up in the history", "payment")
        return self._payments[id]

    def keep(self, psbt: bytes) -> Payment:
        """A draft; the same transaction again is the same payment."""
        txid = Psbt.parse(psbt).tx.txid
        for payment in self._payments.values():
            if payment.txid == txid:
                return payment
        now = self._clock()
        return self._put(Payment(HedgedRng().bytes("payment", 16), self._key_id, Stage.DRAFT, psbt, txid, now, now))

    def asked(self, id: bytes, request: bytes) -> Payment:
        """It lies on the co-signer's desk."""
        payment = self.get(id)
        if payment.stage is Stage.ASKED and payment.request == request:
            return payment
        return self._put(replace(payment, stage=Stage.ASKED, request=request))

    def signed(self, id: bytes, psbt: bytes) -> Payment:
        """Both have signed; the network does not know it yet."""
        return self._put(replace(self.get(id), stage=Stage.SIGNED, psbt=psbt))

    def sent(self, id: bytes) -> Payment:
        """The network has it."""
        return self._put(replace(self.get(id), stage=Stage.SENT))

    def ended(self, id: bytes, error: Refused) -> Payment:
        """It will never be signed."""
        return self._put(replace(self.get(id), stage=Stage.ENDED, kind=error.kind, reason=error.message))

    def drop(self, id: bytes) -> None:
        """Forget a payment that nothing was asked for, or that has ended."""
        payment = self.get(id)
        if payment.stage in (Stage.ASKED, Stage.SIGNED):
            raise BadInput("this payment is under way; take it back or finish it", "payment")
        self._write([], [payment])

    def _put(self, payment: Payment) -> Payment:
        payment = replace(payment, changed=self._clock())
        over = [one for one in self.all() if not one.under_way and one.id != payment.id]
        self._write([payment], over[KEPT:])
        return payment

    def _write(self, kept: list[Payment], dropped: list[Payment]) -> None:
        with self._records.write() as write:
            for payment in dropped:
                write.note(PAYMENT, self._key_id, payment.id, None)
            for payment in kept:
                write.note(PAYMENT, self._key_id, payment.id, encode(payment))
        gone = {payment.id for payment in dropped}
        still = {id: payment for id, payment in self._payments.items() if id not in gone}
        self._payments = still | {payment.id: payment for payment in kept}
