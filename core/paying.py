"""The way of one key's payments from a draft to the network, over any number of lives of the program."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from core.bitcoin.psbt import raw_transaction
from core.cosigning import Cosigning, Event, Progress, silent
from core.errors import LinkError, Refused
from core.lifecycle import KeyRow
from core.payments import OURS, UNSIGNED, Payment, Payments, Stage
from core.signing import Signing
from core.tasks import FINAL

NEVER_SIGNED = frozenset(state.name.lower() for state in FINAL)  # kinds of Refused that end a payment
TAKEN_BACK = Refused("taken back on this computer", "cancelled")


class Paying:
    """Goes on with payments. `row` gives the key as it is now; `send` hands a raw transaction to the network."""

    def __init__(
        self,
        cosigning: Cosigning,
        signing: Signing,
        payments: Payments,
        row: Callable[[], KeyRow],
        send: Callable[[bytes], object],
    ) -> None:
        self._cosigning, self._signing, self._payments = cosigning, signing, payments
        self._row, self._send = row, send

    def pay(self, id: bytes, progress: Progress = silent) -> Payment:
        """Go on with a payment where it stands, until the network has it.

        A Refused of a kind in NEVER_SIGNED ends it; any other error leaves it where it is, to be gone on with. Where
        others must sign too it stays SIGNED and BadInput (kind "unsigned") says so: its PSBT is for them.
        """
        payment = self._payments.get(id)
        payment.must_be_open()
        if payment.stage in UNSIGNED:
            payment = self._sign(payment, progress)
        if payment.stage is Stage.SIGNED:
            progress(Event("step", "handing the payment to the network", "send"))
            self._send(raw_transaction(payment.psbt))
            payment = self._payments.sent(id)
        return payment

    def _sign(self, payment: Payment, progress: Progress) -> Payment:
        id, payments = payment.id, self._payments

        def hear(event: Event) -> None:
            progress(event)
            if (event.kind, event.data) == ("link", "back"):
                self._must_be_wanted(id)

        try:
            done = self._signing.sign(
                self._row(),
                payment.psbt,
                progress=hear,
                asked=lambda request: payments.asked(id, request),
                allowed=lambda: payments.signing(id),
            )
        except Refused as error:
            if error.kind in NEVER_SIGNED:
                payments.ended(id, error)
            raise
        return payments.signed(id, done.psbt)

    def _must_be_wanted(self, id: bytes) -> None:
        """Where it was taken back while the co-signer was away, tell it now. Refused."""
        payment = self._payments.get(id)
        if payment.stage is Stage.ENDED:
            with suppress(LinkError, Refused):
                self._cosigning.cancel(payment.request)
        payment.must_be_open()

    def take_back(self, id: bytes) -> Payment:
        """End a payment that is not signed. Refused (kind "signed") once it may be; then LinkError without co-signer.

        Before anything of ours left, the co-signer is told, now or when it is back, and not asked: without this
        computer nothing is signed.
        """
        payment = self._payments.get(id)
        if payment.stage is Stage.SIGNING:
            self._cosigning.cancel(payment.request)
            return self._payments.ended(id, TAKEN_BACK)
        ended = self._payments.ended(id, TAKEN_BACK, OURS)
        if payment.stage is Stage.ASKED:
            with suppress(LinkError, Refused):
                self._cosigning.cancel(payment.request)
        return ended

    def give_up(self, id: bytes) -> Payment:
        """Send a signed payment no more, as when the network has refused it. Whoever has a copy still can."""
        return self._payments.ended(id, Refused("given up on this computer", "given_up"), (Stage.SIGNED,))
