"""What of one key goes to the network, so that none of its payments takes another's place unasked.

A payment replaces another only where it was drafted to (Payment.replaces). Who goes on with one waits for another who
does, as a command while a window has the wallet open.
"""

from __future__ import annotations

import threading
from collections.abc import Collection
from typing import Literal, Protocol

from core.bitcoin.fee_rate import FeeRate
from core.bitcoin.psbt import Psbt, raw_transaction, read_psbt
from core.bitcoin.tx import Transaction
from core.errors import BadInput, InputKind
from core.wallet.payment import Payment
from core.wallet.payment_status import PaymentStatus
from core.wallet.payment_store import PaymentStore

Bump = Literal["bump", "cancel", "cpfp"]


class Broadcasts(Protocol):
    """What is asked of core.chain.watch_only."""

    def bump(self, txid: str, fee_rate: FeeRate, *, frozen: Collection[str]) -> bytes:
        """The same payment with a higher fee."""
        ...

    def cancel(self, txid: str, fee_rate: FeeRate) -> bytes:
        """Its coins come back."""
        ...

    def cpfp(self, txid: str, fee_rate: FeeRate, *, frozen: Collection[str]) -> bytes:
        """One after it that pays for both."""
        ...

    def least_rates(self, txid: str, *, frozen: Collection[str]) -> dict[str, FeeRate]:
        """The lowest rates of the three that nodes take."""
        ...

    def broadcast(self, raw: bytes, replaces: Collection[str]) -> str:
        """Send; BadInput (kind "conflict") for what would take the place of another payment."""
        ...

    def must_not_conflict(self, raw: bytes, replaces: Collection[str]) -> None:
        """The same, before it is sent."""
        ...


class Outgoing:
    """The payments of one key on their way out, for any thread."""

    def __init__(self, chain: Broadcasts, payments: PaymentStore) -> None:
        self._chain, self._payments = chain, payments
        self._replaces: dict[bytes, bytes] = {}  # drafts of this run that replace a payment, both by txid
        self._hurries: dict[bytes, bytes] = {}  # the same of those that hurry one
        self._making = threading.Lock()
        self._going: dict[bytes, threading.Lock] = {}

    def bump(self, txid: str, way: Bump, fee_rate: FeeRate, frozen: Collection[str]) -> bytes:
        """See core.wallet.api.OpenWallet.bump_fee."""
        aside = {*frozen, *self._payments.spent()}
        if way == "cpfp":
            drafts, made = self._hurries, self._chain.cpfp(txid, fee_rate, frozen=aside)
        elif way == "cancel":
            drafts, made = self._replaces, self._chain.cancel(txid, fee_rate)
        else:
            drafts, made = self._replaces, self._chain.bump(txid, fee_rate, frozen=aside)
        made = self._payments.anew(made)
        drafts[read_psbt(made).tx.txid] = bytes.fromhex(txid)[::-1]
        return made

    def least_rates(self, txid: str, frozen: Collection[str]) -> dict[str, FeeRate]:
        """See core.wallet.api.OpenWallet."""
        return self._chain.least_rates(txid, frozen={*frozen, *self._payments.spent()})

    def keep(self, psbt: Psbt, frozen: Collection[str] = frozenset(), spent: int = 0) -> Payment:
        """See PaymentStore.keep. BadInput (kind "conflict") for one that would replace what it was not drafted to,
        (kind "coin") for one that spends a `frozen` coin."""
        if any(str(part.outpoint) in frozen for part in psbt.tx.inputs):
            raise BadInput(
                "this payment spends a coin that is set aside; free it, or make the payment anew", InputKind.COIN
            )
        old, parent = self._replaces.get(psbt.tx.txid), self._hurries.get(psbt.tx.txid)
        replaces, hurries = (old,) if old else (), (parent,) if parent else ()
        self._chain.must_not_conflict(psbt.tx.serialize(witness=False), _names(replaces))
        return self._payments.keep(psbt, replaces, hurries, spent)

    def must_be_clear(self, payment: Payment) -> None:
        """BadInput (kind "conflict") where another payment was sent from the same coins since it was drafted."""
        bare = read_psbt(payment.psbt).tx.serialize(witness=False)
        self._chain.must_not_conflict(bare, _names(payment.replaces))

    def send(self, raw: bytes) -> str:
        """Hand a signed transaction to the network; its id. Raises BadInput (kinds "conflict", "rejected")."""
        kept = self._payments.find(Transaction.parse(raw, "what is to be sent").txid)
        return self._chain.broadcast(raw, _names(kept.replaces) if kept else set())

    def broadcast(self, data: bytes) -> str:
        """The same, in any form; where it is a payment that this computer keeps, that one is sent with it."""
        raw = raw_transaction(data)
        kept = self._payments.find(Transaction.parse(raw, "what is to be sent").txid)
        if kept is None:
            return self.send(raw)
        with self.going(kept.id):
            txid = self.send(raw)
            if self._payments.get(kept.id).status is PaymentStatus.SIGNED:
                self._payments.sent(kept.id)
        return txid

    def going(self, id: bytes) -> threading.Lock:
        """Held by who goes on with a payment."""
        with self._making:
            return self._going.setdefault(id, threading.Lock())


def _names(txids: Collection[bytes]) -> set[str]:
    return {txid[::-1].hex() for txid in txids}
