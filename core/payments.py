"""Payments under way, as the wallet keeps them: whatever ends the program, each goes on where it stood.

    DRAFT ─► ASKED ─► SIGNING ─► SIGNED ─► SENT    written before the step is told; the co-signer's states are C5's
        └──────┴─────────┴─────────┴─► ENDED       refused, expired or taken back: nothing was signed; or given up

A payment is its PSBT; asking for the same PSBT again finds the same request on the co-signer, so every step may be
repeated. Up to ASKED nothing of ours has left, so the wallet alone may end it; in SIGNING the co-signer must agree.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

from core.bitcoin.address import address
from core.bitcoin.psbt import Psbt
from core.encoding import U64, Bytes16, Bytes32, Name, Text, VarBytes, decode, encode
from core.errors import BadInput, Refused, StorageError
from core.records import PAYMENT, Records, Write
from core.rng import HedgedRng

KEPT = 200  # ended and sent ones that stay, for the address book's "paid before"
UNSIGNED_TX = b"\0"  # a PSBT's field for its transaction


class Stage(IntEnum):
    """How far a payment has come on this side."""

    DRAFT = 0
    ASKED = 1
    SIGNING = 2
    SIGNED = 3
    SENT = 4
    ENDED = 5


UNDER_WAY = (Stage.DRAFT, Stage.ASKED, Stage.SIGNING, Stage.SIGNED)
UNSIGNED = (Stage.DRAFT, Stage.ASKED, Stage.SIGNING)
OURS = (Stage.DRAFT, Stage.ASKED)  # to end without asking anybody


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
    kind: Name = "open"  # how it ended: refused, expired, cancelled, given_up
    reason: Text = ""

    @property
    def under_way(self) -> bool:
        """Whether there is still something to do."""
        return self.stage in UNDER_WAY

    @property
    def name(self) -> str:
        """Its txid as people write it."""
        return self.txid[::-1].hex()

    def must_be_open(self) -> None:
        """Raises Refused, as it ended, for one that has."""
        if self.stage is Stage.ENDED:
            raise Refused(self.reason or "this payment has ended", self.kind)


class Payments:
    """The payments of one key, for any thread. `clock` gives seconds."""

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

    def find(self, txid: bytes) -> Payment | None:
        """The payment that is this transaction."""
        return next((payment for payment in self._payments.values() if payment.txid == txid), None)

    def paid(self, network: str) -> set[str]:
        """Addresses that were paid before."""
        sent = (Psbt.parse(payment.psbt).tx for payment in self._payments.values() if payment.stage is Stage.SENT)
        found = (address(output.script, network) for tx in sent for output in tx.outputs)
        return {each for each in found if each}

    def keep(self, psbt: bytes) -> Payment:
        """A draft; the same transaction again is the same payment. BadInput for one that is over."""
        txid = Psbt.parse(psbt).tx.txid
        with self._records.write() as write:
            known = self.find(txid)
            if known is None:
                now = self._clock()
                draft = Payment(HedgedRng().bytes("payment", 16), self._key_id, Stage.DRAFT, psbt, txid, now, now)
                return self._put(write, draft)
        if known.stage is Stage.SENT:
            raise BadInput("this payment was sent already; the history shows it", "sent")
        if known.stage is Stage.ENDED:
            raise BadInput(f"this very transaction has ended before ({known.reason}); make a new one", "ended")
        return known

    def anew(self, psbt: bytes) -> bytes:
        """A draft of ours that is none of the transactions that have ended, since the co-signer signs those never.

        It differs in its lock, to a block that every chain has passed already.
        """
        found = Psbt.parse(psbt)
        while (known := self.find(found.tx.txid)) and known.stage is Stage.ENDED and found.tx.locktime:
            tx = replace(found.tx, locktime=found.tx.locktime - 1)
            found = replace(found, tx=tx, fields={**found.fields, UNSIGNED_TX: tx.serialize(witness=False)})
        return found.serialize()

    # -------------------------------------------------------------- steps
    def asked(self, id: bytes, request: bytes) -> Payment:
        """It lies on the co-signer's desk. Refused if it has ended."""
        known = self.get(id)
        if known.stage in (Stage.ASKED, Stage.SIGNING) and known.request == request:
            return known
        return self._step(id, UNSIGNED, Stage.ASKED, request=request)

    def signing(self, id: bytes) -> Payment:
        """Something of ours may leave from now on. Refused if it has ended."""
        return self._step(id, (Stage.ASKED, Stage.SIGNING), Stage.SIGNING)

    def signed(self, id: bytes, psbt: bytes) -> Payment:
        """Both have signed; the network does not know it yet."""
        return self._step(id, (Stage.SIGNING,), Stage.SIGNED, psbt=psbt)

    def sent(self, id: bytes) -> Payment:
        """The network has it."""
        return self._step(id, (Stage.SIGNED,), Stage.SENT)

    def ended(self, id: bytes, error: Refused, at: Collection[Stage] = UNSIGNED) -> Payment:
        """It goes no further, if it stands at one of these stages; else Refused (kind "signed"). Once is enough."""
        if self.get(id).stage is Stage.ENDED:
            return self.get(id)
        return self._step(id, at, Stage.ENDED, kind=error.kind, reason=error.message)

    def drop(self, id: bytes) -> None:
        """Forget a payment that nothing was asked for, or that is over."""
        with self._records.write() as write:
            if self.get(id).stage in (Stage.ASKED, Stage.SIGNING, Stage.SIGNED):
                raise BadInput("this payment is under way; take it back or finish it", "payment")
            self._write(write, [], [self.get(id)])

    # --------------------------------------------------------------
    def _step(self, id: bytes, at: Collection[Stage], to: Stage, **changes: Any) -> Payment:
        with self._records.write() as write:
            payment = self.get(id)
            payment.must_be_open()
            if payment.stage not in at:
                raise Refused("this payment is signed already, or just being signed; look at it again", "signed")
            return self._put(write, replace(payment, stage=to, **changes))

    def _put(self, write: Write, payment: Payment) -> Payment:
        payment = replace(payment, changed=self._clock())
        over = [one for one in self.all() if not one.under_way and one.id != payment.id]
        self._write(write, [payment], over[KEPT:])
        return payment

    def _write(self, write: Write, kept: list[Payment], dropped: list[Payment]) -> None:
        for payment in dropped:
            write.note(PAYMENT, self._key_id, payment.id, None)
        for payment in kept:
            write.note(PAYMENT, self._key_id, payment.id, encode(payment))
        gone = {payment.id for payment in dropped}
        still = {id: payment for id, payment in self._payments.items() if id not in gone}
        write.then(lambda: setattr(self, "_payments", still | {payment.id: payment for payment in kept}))
