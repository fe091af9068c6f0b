"""Giving this computer away: what its owner is told first, and the home taken off it for good."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.config import UNSEALED
from app.desktop.controller.jobs import Failed, Say
from app.desktop.controller.payments import WalletOwner
from app.desktop.model.state import Phase, WipeView, without_wallet
from core.errors import RefusalKind, Refused, TandemError
from core.secret import Secret

if TYPE_CHECKING:
    from app.wiping import Held

JOB = "wipe"
# jobs that end before anything is wiped, by how their names begin
_PAYMENTS, _RENEWALS = ("pay ", "keep", "take back", "give up"), ("refresh", "drill", "sheet", "passphrase")
FIRST = (*_PAYMENTS, *_RENEWALS, "recovery file", "backup", "new key", "pair", "restore")


class HomeOwner(WalletOwner, Protocol):
    """Who holds the open wallet (the Controller): what a wipe needs of it."""

    home: Path

    def close(self) -> None:
        """Link and vault closed, jobs under way forgotten."""
        ...

    def alone(self, work: Callable[[], object]) -> None:
        """On a job's thread: work with a home that nobody here has open or opens meanwhile."""
        ...


class WipeController:
    """What pages may do to give this computer away. How it goes is in the state (`wipe`): the wallet's pages go."""

    def __init__(self, owner: HomeOwner) -> None:
        self._owner = owner

    def held(self) -> Held:
        """The wallets whose half is here, by name, and whether each comes back."""
        return tuple((one.name, one.sheets.sealed) for one in self._owner.open().wallets())

    def waits(self) -> bool:
        """Whether something is under way that ends first: a payment, a renewal, a sheet."""
        return any(job.startswith(FIRST) for job in self._owner.jobs.under_way)

    def wipe(self, shown: Held, passphrase: Secret[bytes], waits: Callable[[], object], failed: Failed) -> None:
        """Close the wallet and delete its home, once the passphrase is right (else `failed`, and all stays); `waits` is
        called instead where something is under way. `shown`: what a person was told and agreed to; where the home
        says something else then, nothing is wiped."""
        if self.waits():
            waits()
            return
        owner, wallet = self._owner, self._owner.open()

        def agreed(held: Held) -> None:
            if held != shown:
                raise Refused("its wallets are others than those that were shown", RefusalKind.CANCELLED)

        def go(_: object) -> None:
            if self.waits():  # begun by the clock while the passphrase was looked at
                waits()
                return
            computer = wallet.this_computer().fingerprint
            owner.close()
            self._begin(passphrase, agreed, computer)

        owner.jobs.start(JOB, lambda _: wallet.must_know(passphrase), go, failed)

    def go_on(self) -> None:
        """With a wipe that was interrupted: nothing opens that home any more, so no passphrase is needed."""

        def never(_: Held) -> None:
            raise Refused("this home is none that was being wiped", RefusalKind.CANCELLED)

        self._begin(Secret(b""), never, "")

    def seen(self) -> None:
        """A person knows how it ended: to the first page, or to the passphrase of a home that is still there."""
        here = (self._owner.home / "vault").exists()
        self._owner.store.write(wipe=None, phase=Phase.LOCKED if here else Phase.NEW)

    def _begin(self, passphrase: Secret[bytes], agreed: Callable[[Held], object], computer: str) -> None:
        owner, store = self._owner, self._owner.store

        def delete() -> None:
            from core.wallet.opening import wipe

            wipe(owner.home, passphrase, agreed, UNSEALED)

        def done(_: object) -> None:
            kept = replace(store.state.settings, servers=(), proxy="", wallet="", no_delay="")
            store.write(settings=kept, wipe=WipeView(computer, done=True))

        def fail(error: TandemError) -> None:
            store.write(wipe=WipeView(computer, error=error))

        def work(_: Say) -> None:
            owner.alone(delete)

        store.write(**{**without_wallet(Phase.NEW), "wipe": WipeView(computer)})
        owner.jobs.start(JOB, work, done, fail)
