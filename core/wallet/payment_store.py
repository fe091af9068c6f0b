"""Payments under way, as the wallet keeps them: whatever ends the program, each goes on where it stood.

A payment is its PSBT; asking for the same PSBT again finds the same request on the co-signer, so every step may be
repeated. Up to ASKED nothing of ours has left, so the wallet alone may end it; in SIGNING the co-signer must agree.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from core.bitcoin.address import address
from core.bitcoin.psbt import Psbt, read_psbt
from core.codec.codec import decode, encode
from core.crypto.rng import HedgedRng
from core.errors import BadInput, InputKind, Refused, StorageError
from core.home.repository import Repository, Write
from core.home.tables import PAYMENT
from core.wallet.payment import Payment
from core.wallet.payment_status import PaymentEvent, PaymentStatus

KEPT = 200  # ended and sent ones that stay, for the address book's "paid before"
UNSIGNED_TX = b"\0"  # a PSBT's field for its transaction


class PaymentStore:
    """The payments of one key, for any thread. `clock` gives seconds."""

    def __init__(self, records: Repository, key_id: bytes, clock: Callable[[], int]) -> None:
        self._records, self._key_id, self._clock = records, key_id, clock
        kept = (decode(Payment, data, StorageError) for _, data in records.noted(PAYMENT, key_id))
        self._payments = {payment.id: payment for payment in kept}

    def all(self) -> list[Payment]:
        """Newest first."""
        return sorted(self._payments.values(), key=lambda payment: (-payment.created, payment.id))

    def get(self, id: bytes) -> Payment:
        """One payment. Raises BadInput."""
        if id not in self._payments:
            raise BadInput("this payment is not known any more; look it up in the history", InputKind.PAYMENT)
        return self._payments[id]

    def find(self, txid: bytes) -> Payment | None:
        """The payment that is this transaction."""
        return next((payment for payment in self._payments.values() if payment.txid == txid), None)

    def paid(self, network: str) -> set[str]:
        """Addresses that were paid before. What was called off or replaced since has paid nobody."""
        sent = [payment for payment in self._payments.values() if payment.status.is_sent]
        gone = {txid for payment in sent for txid in payment.replaces}
        found = (address(script, network) for payment in sent if payment.txid not in gone for script in payment.pays)
        return {each for each in found if each}

    def spent(self) -> frozenset[str]:
        """The coins (txid:number) of payments under way."""
        return frozenset(str(part.outpoint) for psbt in self._under_way() for part in psbt.tx.inputs)

    def paying(self) -> frozenset[bytes]:
        """The scripts that payments under way pay, their change among them."""
        return frozenset(script for payment in self.all() if payment.under_way for script in payment.pays)

    def sharing(self, psbt: Psbt) -> bool:
        """Whether another payment under way spends one of the same coins."""
        return any(one.under_way for one, _, _ in self.beside(psbt))

    def beside(self, psbt: Psbt) -> list[tuple[Payment, Psbt, int]]:
        """Other payments under way or sent that spend one of the same coins, each with the seconds since it changed."""
        coins, now = {bytes(part.outpoint) for part in psbt.tx.inputs}, self._clock()
        others = (one for one in self.all() if not one.status.is_over and one.txid != psbt.tx.txid)
        read = ((one, read_psbt(one.psbt)) for one in others)
        return [
            (one, other, now - one.changed)
            for one, other in read
            if not coins.isdisjoint(bytes(part.outpoint) for part in other.tx.inputs)
        ]

    def _under_way(self) -> list[Psbt]:
        return [read_psbt(payment.psbt) for payment in self.all() if payment.under_way]

    def keep(
        self, psbt: Psbt, replaces: tuple[bytes, ...] = (), hurries: tuple[bytes, ...] = (), spent: int = 0
    ) -> Payment:
        """A draft; the same transaction again is the same payment. BadInput for one that is over.

        `replaces`, `hurries`: txids of what it was drafted to; `spent`: sat that leave by it.
        """
        txid = psbt.tx.txid
        with self._records.write() as write:
            known = self.find(txid)
            if known is None:
                now = self._clock()
                draft = Payment(
                    HedgedRng().bytes("payment", 16),
                    self._key_id,
                    PaymentStatus.DRAFT,
                    psbt.serialize(),
                    txid,
                    created=now,
                    changed=now,
                    pays=tuple(output.script for output in psbt.tx.outputs),
                    replaces=replaces,
                    hurries=hurries,
                    spent=spent,
                )
                return self._put(write, draft)
        known.after(PaymentEvent.DRAFTED)
        return known

    def anew(self, psbt: bytes) -> bytes:
        """A draft of ours that is none of the transactions that have ended, since the co-signer signs those never.

        It differs in its lock, to a block that every chain has passed already.
        """
        found = read_psbt(psbt)
        while (known := self.find(found.tx.txid)) and known.status.is_over and found.tx.locktime:
            tx = replace(found.tx, locktime=found.tx.locktime - 1)
            found = replace(found, tx=tx, fields={**found.fields, UNSIGNED_TX: tx.serialize(witness=False)})
        return found.serialize()

    # -------------------------------------------------------------- steps
    def asked(self, id: bytes, request_id: bytes) -> Payment:
        """It lies on the co-signer's desk. Refused if it has ended."""
        found = self.get(id).request == request_id
        return self._step(id, PaymentEvent.FOUND if found else PaymentEvent.ASKED, request=request_id)

    def signing(self, id: bytes) -> Payment:
        """Something of ours may leave from now on. Refused if it has ended."""
        return self._step(id, PaymentEvent.ALLOWED)

    def signed(self, id: bytes, psbt: bytes) -> Payment:
        """Both have signed; the network does not know it yet."""
        return self._step(id, PaymentEvent.SIGNED, psbt=psbt)

    def sent(self, id: bytes) -> Payment:
        """The network has it."""
        return self._step(id, PaymentEvent.SENT)

    def ended(self, id: bytes, error: Refused, event: PaymentEvent = PaymentEvent.NEVER_SIGNED) -> Payment:
        """It goes no further, if `event` ends it where it stands; else Refused (kind "signed"). Once is enough."""
        return self._step(id, event, kind=str(error.kind), reason=error.said)

    def drop(self, id: bytes) -> None:
        """Forget a payment that nothing was asked for, or that is over."""
        with self._records.write() as write:
            payment = self.get(id)
            payment.after(PaymentEvent.DROPPED)
            self._write(write, [], [payment])

    # --------------------------------------------------------------
    def _step(self, id: bytes, event: PaymentEvent, **changes: Any) -> Payment:
        with self._records.write() as write:
            payment = self.get(id)
            status = payment.after(event)
            if status is payment.status and (status.is_over or event is PaymentEvent.FOUND):
                return payment  # the first end counts, and what is known is not written again
            return self._put(write, replace(payment, status=status, **changes))

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
