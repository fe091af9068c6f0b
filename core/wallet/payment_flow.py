"""The way of one key's payments from a draft to the network, over any number of lives of the program."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from core.approval.request import NEVER_SIGNED
from core.bitcoin.psbt import raw_transaction, read_psbt
from core.errors import LinkError, RefusalKind, Refused
from core.keys.record import KeyRecord
from core.protocol.progress import ProgressStep
from core.wallet.cosigner_client import CosignerClient
from core.wallet.events import Event, Progress, silent
from core.wallet.payment import Payment
from core.wallet.payment_status import PaymentEvent, PaymentStatus
from core.wallet.payment_store import PaymentStore
from core.wallet.results import Signed
from core.wallet.signer import SILENCE, Signer

TAKEN_BACK = Refused("taken back on this computer", RefusalKind.CANCELLED)


class PaymentFlow:
    """Goes on with payments. `row` gives the key as it is now; `send` hands a raw transaction to the network.

    `clear` raises BadInput (kind "conflict") where another payment of ours was sent from the same coins meanwhile.
    """

    def __init__(
        self,
        client: CosignerClient,
        signer: Signer,
        payments: PaymentStore,
        row: Callable[[], KeyRecord],
        send: Callable[[bytes], object],
        clear: Callable[[Payment], object] = lambda _: None,
    ) -> None:
        self._client, self._signer, self._payments = client, signer, payments
        self._row, self._send, self._clear = row, send, clear

    def pay(self, id: bytes, progress: Progress = silent) -> Payment:
        """Go on with a payment where it stands, until the network has it.

        A Refused of a kind of NEVER_SIGNED ends it; any other error leaves it where it is, to be gone on with. Where
        others must sign too it stays SIGNED and BadInput (kind "unsigned") says so: its PSBT is for them.
        """
        payment = self._payments.get(id)
        payment.must_be_open()
        if payment.status.is_unsigned:
            self.sign(id, None, progress)
            payment = self._payments.get(id)
        if payment.status is PaymentStatus.SIGNED:
            progress(Event(ProgressStep.SEND))
            self._send(raw_transaction(payment.psbt))
            payment = self._payments.sent(id)
        return payment

    def sign(self, id: bytes, wait: float | None, progress: Progress) -> Signed:
        """Go on until both have signed, `wait` seconds for a decision (None: to its end). Raises as `pay`."""
        payments, payment = self._payments, self._payments.get(id)
        self._clear(payment)

        def hear(event: Event) -> None:
            progress(event)
            if event.step is ProgressStep.BACK:
                self._must_be_wanted(id)
            elif event.step in SILENCE.values():
                payments.get(id).must_be_open()

        def allowed() -> None:
            self._clear(payment)
            payments.signing(id)

        try:
            done = self._signer.sign(
                self._row(),
                read_psbt(payment.psbt),
                wait,
                progress=hear,
                asked=lambda request_id: payments.asked(id, request_id),
                allowed=allowed,
            )
        except Refused as error:
            if error.kind in NEVER_SIGNED.values():
                payments.ended(id, error)
            raise
        payments.signed(id, done.psbt)
        return done

    def _must_be_wanted(self, id: bytes) -> None:
        """Where it was taken back while the co-signer was away, tell it now. Refused."""
        payment = self._payments.get(id)
        if payment.status.is_over:
            with suppress(LinkError, Refused):
                self._client.cancel(payment.request)
        payment.must_be_open()

    def take_back(self, id: bytes) -> Payment:
        """End a payment that is not signed. Refused (kind "signed") once it may be; then LinkError without co-signer.

        Before anything of ours left, the co-signer is told, now or when it is back, and not asked: without this
        computer nothing is signed.
        """
        payment = self._payments.get(id)
        if payment.status is PaymentStatus.SIGNING:
            self._client.cancel(payment.request)
            return self._payments.ended(id, TAKEN_BACK)
        ended = self._payments.ended(id, TAKEN_BACK, PaymentEvent.TAKEN_BACK)
        if payment.status is PaymentStatus.ASKED:
            with suppress(LinkError, Refused):
                self._client.cancel(payment.request)
        return ended

    def give_up(self, id: bytes) -> Payment:
        """Send a signed payment no more, as when the network has refused it. Whoever has a copy still can."""
        given_up = Refused("given up on this computer", RefusalKind.GIVEN_UP)
        return self._payments.ended(id, given_up, PaymentEvent.GIVEN_UP)
