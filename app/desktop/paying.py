"""What pages may start with payments. How each goes is in the state (`signing`), so it survives any page.

A payment that waits only for the other side to come back goes on by itself: on a co-signer that answers again, after a
sync for one that is signed, and at the next start of the program where its person had asked for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal

from app.desktop.progress import Progress
from app.desktop.state import State
from core.errors import TandemError

if TYPE_CHECKING:
    from app.desktop.actions import Actions
    from core.wallet import Event, Payment, Wallet

Done = Callable[[Any], object]
Failed = Callable[[TandemError], object]


def nothing(_: Any) -> None:
    """Nobody waits for this."""


class Paying:
    """Payments of the wallet on screen."""

    def __init__(self, actions: Actions) -> None:
        self._do = actions
        actions.hub.changed.connect(self._changed)

    # -------------------------------------------------------------- what a person starts
    def begin(
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

        def work(wallet: Wallet, name: str) -> Payment:
            payment, notebook = wallet.keep(name, psbt), wallet.notebook(name)
            for address, text in (labels or {}).items():
                notebook.write("addr", address, text)
            if label:
                notebook.write("tx", payment.name, label)
            return payment

        def kept(payment: Payment) -> None:
            self.go_on(payment.id)
            done(payment)

        self._do.run("keep", work, kept, failed)

    def go_on(self, id: bytes) -> bool:
        """Go on with a payment where it stands; False when that is under way already."""
        do, job = self._do, job_of(id)
        if do.state.key is None or do.jobs.running(job):
            return False
        name, hub = do.state.key.name, do.hub

        def show(progress: Progress) -> None:
            signing = {**dict(hub.state.signing), id: progress}
            hub.write(signing=tuple(signing.items()))

        def heard(event: Event) -> None:
            show(self.progress(id).heard(event, time.time()))
            if event.kind == "request" or event.data == "send":  # another stage is durable
                do.read()
            if event.kind == "request":
                do.ask_cosigner()

        def finish(_: Payment) -> None:
            show(self.progress(id).ended(time.time()))
            do.read()
            do.sync()

        def fail(error: TandemError) -> None:
            show(self.progress(id).ended(time.time(), error))
            do.read()
            do.ask_cosigner()

        show(Progress(time.time()))
        return do.jobs.start(job, lambda say: do.open().pay(name, id, say), finish, fail, heard)

    def take_back(self, id: bytes, done: Callable[[Payment], object] = nothing, failed: Failed = nothing) -> None:
        """End a payment that is not signed. Refused (kind "signed") once it may be."""
        self._do.run(f"take back {id.hex()}", lambda wallet, name: _end(wallet, name, id, "take_back"), done, failed)

    def give_up(self, id: bytes, done: Callable[[Payment], object] = nothing, failed: Failed = nothing) -> None:
        """Send a signed payment no more."""
        self._do.run(f"give up {id.hex()}", lambda wallet, name: _end(wallet, name, id, "give_up"), done, failed)

    # -------------------------------------------------------------- how they go
    def progress(self, id: bytes) -> Progress:
        """How a payment goes; one that nobody went on with has just stopped."""
        return dict(self._do.state.signing).get(id) or Progress(0.0, stopped=time.time())

    def running(self) -> bool:
        """Whether any payment is being worked on."""
        return any(progress.running for _, progress in self._do.state.signing)

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
        progress, stage, online = dict(state.signing).get(payment.id), payment.stage.name, bool(state.cosigner.online)
        if progress is None:  # of an earlier life: its person had asked for it unless it is a draft
            reachable = state.chain.synced > 0 and not state.chain.error
            return reachable if stage == "SIGNED" else online and stage in ("ASKED", "SIGNING")
        if progress.running:
            return False
        if stage == "SIGNED":
            return synced and progress.goes_on_with_server
        return online and progress.goes_on_with_co_signer and state.cosigner.seen > progress.stopped


def job_of(id: bytes) -> str:
    """The name of the job that works on a payment."""
    return f"pay {id.hex()}"


def _end(wallet: Wallet, name: str, id: bytes, how: Literal["take_back", "give_up"]) -> Payment:
    payment = wallet.take_back(name, id) if how == "take_back" else wallet.give_up(name, id)
    with suppress(TandemError):
        wallet.notebook(name).write("tx", payment.name, "")  # there will be no such transaction
    return payment
