"""What pages may start with payments. How each goes is in the state (`signing`), so it survives any page.

A payment that waits only for the other side to come back goes on by itself: on a co-signer that answers again, after a
sync for one that is signed, and at the next start of the program where its person had asked for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

from app.desktop.controller.jobs import Failed, Jobs, nothing
from app.desktop.model.payment_progress import PaymentProgress
from app.desktop.model.state import State, StateStore
from core.errors import TandemError
from core.protocol.progress import ProgressStep

if TYPE_CHECKING:
    from core.wallet.api import Event, OpenWallet, Payment

T = TypeVar("T")


class WalletOwner(Protocol):
    """Who holds the open wallet (the Controller): what payments need of it."""

    store: StateStore
    jobs: Jobs

    @property
    def state(self) -> State:
        """What is true now."""
        ...

    def open(self) -> OpenWallet:
        """The open wallet. BadInput when it is locked."""
        ...

    def run(self, job: str, work: Callable[[OpenWallet, str], T], done: Callable[[T], object], failed: Failed) -> bool:
        """A short job with the open wallet and the name of the key; the records are read again after it."""
        ...

    def read(self) -> None:
        """Read the wallet's records again."""
        ...

    def sync(self) -> None:
        """Ask the server."""
        ...

    def ask_cosigner(self) -> None:
        """Ask the co-signer how it is."""
        ...


class PaymentController:
    """Payments of the wallet on screen."""

    def __init__(self, owner: WalletOwner) -> None:
        self._owner = owner
        owner.store.changed.connect(self._changed)

    # -------------------------------------------------------------- what a person starts
    def start_payment(
        self,
        psbt: bytes,
        label: str = "",
        labels: Mapping[str, str] | None = None,
        done: Callable[[Payment], object] = nothing,
        failed: Failed = nothing,
    ) -> None:
        """Keep a draft and sign it together; `done` gets the payment before anything is asked.

        `label` is for the transaction, `labels` for addresses that are paid.
        """

        def work(wallet: OpenWallet, name: str) -> Payment:
            payment, known = wallet.keep(name, psbt), wallet.labels(name)
            for address, text in (labels or {}).items():
                known.write("addr", address, text)
            if label:
                known.write("tx", payment.name, label)
            return payment

        def kept(payment: Payment) -> None:
            if not self.go_on(payment.id, lambda: done(payment)):
                done(payment)

        self._owner.run("keep", work, kept, failed)

    def go_on(self, id: bytes, begun: Callable[[], object] = lambda: None) -> bool:
        """Go on with a payment where it stands; False when that is under way already. `begun` is called when the state
        says so and before the work: what it draws would take twice as long beside that."""
        owner, job = self._owner, job_of(id)
        if owner.state.key is None or owner.jobs.running(job):
            return False
        name, store = owner.state.key.name, owner.store

        def show(progress: PaymentProgress) -> None:
            signing = {**dict(store.state.signing), id: progress}
            store.write(signing=tuple(signing.items()))

        def heard(event: Event) -> None:
            show(self.progress(id).heard(event, time.time()))
            if event.step in (ProgressStep.REQUEST, ProgressStep.SEND):  # another status is durable
                owner.read()
            if event.step is ProgressStep.REQUEST:
                owner.ask_cosigner()

        def finish(_: Payment) -> None:
            show(self.progress(id).ended(time.time()))
            owner.read()
            owner.sync()

        def fail(error: TandemError) -> None:
            show(self.progress(id).ended(time.time(), error))
            owner.read()
            owner.ask_cosigner()

        show(PaymentProgress(time.time()))
        begun()
        return owner.jobs.start(job, lambda say: owner.open().pay(name, id, say), finish, fail, heard)

    def take_back(self, id: bytes, done: Callable[[Payment], object] = nothing, failed: Failed = nothing) -> None:
        """End a payment that is not signed. Refused (kind "signed") once it may be."""
        self._owner.run(f"take back {id.hex()}", lambda wallet, name: _end(wallet, name, id, "take_back"), done, failed)

    def give_up(self, id: bytes, done: Callable[[Payment], object] = nothing, failed: Failed = nothing) -> None:
        """Send a signed payment no more."""
        self._owner.run(f"give up {id.hex()}", lambda wallet, name: _end(wallet, name, id, "give_up"), done, failed)

    # -------------------------------------------------------------- how they go
    def progress(self, id: bytes) -> PaymentProgress:
        """How a payment goes; one that nobody went on with has just stopped."""
        return dict(self._owner.state.signing).get(id) or PaymentProgress(0.0, stopped=time.time())

    def running(self) -> bool:
        """Whether any payment is being worked on."""
        return any(progress.running for _, progress in self._owner.state.signing)

    def _changed(self, state: State, before: State) -> None:
        """Go on with what waited for this change alone."""
        synced = state.chain.synced != before.chain.synced and not state.chain.error
        if state.payments == before.payments and state.cosigner == before.cosigner and not synced:
            return
        for payment in state.payments:
            if payment.under_way and self._is_time(payment, state, synced):
                self.go_on(payment.id)

    @staticmethod
    def _is_time(payment: Payment, state: State, synced: bool) -> bool:
        progress, status, online = dict(state.signing).get(payment.id), payment.status, bool(state.cosigner.online)
        if progress is None:  # of an earlier life: its person had asked for it unless it is a draft
            reachable = state.chain.synced > 0 and not state.chain.error
            return reachable if status.is_signed else online and status.was_asked
        if progress.running:
            return False
        if status.is_signed:
            return synced and progress.goes_on_with_server
        return online and progress.goes_on_with_co_signer and state.cosigner.seen > progress.stopped


def job_of(id: bytes) -> str:
    """The name of the job that works on a payment."""
    return f"pay {id.hex()}"


def _end(wallet: OpenWallet, name: str, id: bytes, how: Literal["take_back", "give_up"]) -> Payment:
    return wallet.take_back(name, id) if how == "take_back" else wallet.give_up(name, id)
