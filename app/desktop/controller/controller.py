"""What pages may start. Each action is a job; when it ends, what is true now is written into the state.

Pages never see the wallet itself. An action that a page must follow takes `done` and `failed`; everything else shows
in the state.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from app.desktop.controller import fee_rates
from app.desktop.controller.chain import ChainController
from app.desktop.controller.jobs import Done, Failed, Jobs, Say, nothing
from app.desktop.controller.labels import LabelWriter
from app.desktop.controller.payments import PaymentController
from app.desktop.controller.practice_place import PracticePlace
from app.desktop.controller.price import Prices
from app.desktop.controller.releases import Releases
from app.desktop.controller.sheets import SheetController
from app.desktop.controller.wiping import WipeController
from app.desktop.model import settings, snapshot
from app.desktop.model.chain_views import ChainViews
from app.desktop.model.settings import Settings
from app.desktop.model.state import (
    BalanceView,
    ChainView,
    CosignerView,
    FailedRenewal,
    Phase,
    State,
    StateStore,
    without_wallet,
)
from app.desktop.text.sentences import sentence
from app.text.health import is_due
from core.errors import BadInput, InputKind, RefusalKind, Refused, TandemError
from core.secret import Secret

if TYPE_CHECKING:  # it takes a second to load, and the window is painted before
    from core.wallet.api import OpenWallet

T = TypeVar("T")

POLL_MS = 4_000  # how often the co-signer is asked how it is: a silent one is named within 5 s
REFRESH_AFTER = 24 * 3600  # seconds; shares older than this are renewed when both are on-line
REFRESH_PAUSE = 15 * 60  # seconds from one automatic try to the next, so that one that fails is not all that happens

_logger = logging.getLogger(__name__)


class Controller(QObject):
    """The one owner of the wallet behind the window. `home` holds the real wallet, `practice` knows its own home."""

    closing = Signal()  # the wallet is about to be closed: what pages still hold is handed over now
    _visited = Signal()  # another program of this home has used the wallet that is open here

    def __init__(self, home: Path, store: StateStore, jobs: Jobs, practice: PracticePlace) -> None:
        super().__init__()
        self.home, self.store, self.jobs, self.practice = home, store, jobs, practice
        self.prices = Prices(store, jobs)
        self.payments, self.labels = PaymentController(self), LabelWriter(self)
        self.sheets, self.wipes = SheetController(self), WipeController(self)
        self.chain = ChainController(store, jobs, lambda name: self.open().chain(name), self.read)
        self.releases = Releases(store, jobs, home, self.open)
        self.wallet: OpenWallet | None = None
        self._read_again = False
        self._views = ("", 0), ChainViews()  # of the wallet on screen, and since what
        self._closing: list[threading.Event] = []
        self._turn = threading.Lock()
        self._refresh_next: dict[tuple[str, str], float] = {}  # monotonic seconds, by wallet and reason
        self._visited.connect(self.look_again)
        self._poll = QTimer(self, interval=POLL_MS)
        self._poll.timeout.connect(self.ask_cosigner)

    @property
    def state(self) -> State:
        """What is true now."""
        return self.store.state

    # -------------------------------------------------------------- opening and closing
    def load_settings(self) -> None:
        """Which window there is at the start of the program (practice begins on the first page)."""
        chosen = settings.load(self.home)
        real = (self.home / "vault").exists()
        self.store.write(settings=chosen, phase=Phase.LOCKED if real and not chosen.practice else Phase.NEW)

    def set(self, **changes: Any) -> None:
        """Change settings (fields of Settings)."""
        chosen: Settings = replace(self.state.settings, **changes)
        settings.save(self.home, chosen)
        self.store.write(settings=chosen)

    def unlock(self, passphrase: Secret[bytes], failed: Failed = nothing, *, old_copy: bool = False) -> None:
        """Open the real wallet; BadInput (kind "passphrase") when it is the wrong one. `old_copy`: a person takes it
        for one, if the log of its vault is lost."""

        def work() -> OpenWallet:
            from core.wallet.opening import open_wallet

            return open_wallet(self.home, passphrase, half=old_copy)

        self.jobs.start("unlock", self.in_turn(work), self.opened, failed, unwanted=self.let_go)

    def in_turn(self, opens: Callable[[], OpenWallet]) -> Callable[[Say], OpenWallet]:
        """The work of a job that opens a home: after what is closed and opened just now. If everything was forgotten
        meanwhile it is closed again at once, so that the next finds the home free."""
        begun = self.jobs.round

        def work(_: Say) -> OpenWallet:
            with self._turn:
                self.wait_until_closed()
                wallet = opens()
                if self.jobs.round != begun:
                    wallet.close()
                    raise Refused("nobody waits for this wallet any more", RefusalKind.FORGOTTEN)
                return wallet

        return work

    def lock(self) -> None:
        """Close link and vault, forget every secret. Practice has nothing to lock: it starts again."""
        self.close()
        self.store.write(**without_wallet(Phase.NEW if self.state.practice else Phase.LOCKED))

    def quit(self) -> None:
        """The program ends."""
        self.close()
        self.wait_until_closed()
        self.practice.stop()

    def close(self) -> None:
        """Link and vault closed, jobs under way forgotten."""
        self.closing.emit()
        self.watch(on=False)
        self.jobs.forget()
        if self.wallet is not None:
            wallet, self.wallet = self.wallet, None
            self.let_go(wallet)

    def let_go(self, wallet: OpenWallet) -> None:
        """Close a wallet in a job of its own: a vault in the middle of something lets itself be waited for."""
        closed = threading.Event()
        self._closing.append(closed)

        def work(_: Say) -> None:
            try:
                self.labels.write_all()
                wallet.close()
            finally:
                self._closing.remove(closed)
                closed.set()

        self.jobs.start(f"close {id(closed)}", work)

    def wait_until_closed(self) -> None:
        """Block until no wallet is being closed: whoever opens a home waits for this in its job."""
        for closed in list(self._closing):
            closed.wait()

    def alone(self, work: Callable[[], object]) -> None:
        """On a job's thread: work with a home that nobody here has open or opens meanwhile; the program ends later."""
        with self._turn:
            self.wait_until_closed()
            ended = threading.Event()
            self._closing.append(ended)
            try:
                work()
            finally:
                self._closing.remove(ended)
                ended.set()

    def opened(self, wallet: OpenWallet, practice: bool | None = None, name: str = "") -> None:
        """A wallet is open now (`practice`: one to practise with; None: as before): show the key of that name, or the
        last one, and begin to ask."""
        practice = self.state.practice if practice is None else practice
        self.wallet = wallet
        try:
            wallet.receive(self._visited.emit)
        except TandemError as error:  # the command line then says that the home is in use
            _logger.warning("no other program can use this wallet while it is open here: %s", error.message)
        pairings = snapshot.pairings(wallet)
        names: tuple[str, ...] = pairings["wallets"]
        last = name or self.state.settings.wallet
        shown = last if last in names else next(iter(names), None)
        phase = Phase.OPEN if names and (name or not snapshot.comes_back(wallet)) else Phase.NEW
        # at once: the window follows each
        self.store.write(phase=phase, practice=practice, **pairings, chain=ChainView())
        if shown and phase is Phase.OPEN:
            self.show(shown)
            self.watch()

    def watch(self, *, on: bool = True) -> None:
        """Ask co-signer and server by the clock too, or only when somebody acts."""
        self._poll.start() if on else self._poll.stop()
        self.chain.watch(on=on)

    def open(self) -> OpenWallet:
        """The open wallet. BadInput when it is locked."""
        if self.wallet is None:
            raise BadInput("the wallet is locked; unlock it first", InputKind.LOCKED)
        return self.wallet

    @property
    def _name(self) -> str:
        if self.state.key is None:
            raise BadInput("there is no wallet yet; make one first", InputKind.NO_WALLET)
        return self.state.key.name

    # -------------------------------------------------------------- looking
    def show(self, name: str) -> None:
        """Put another wallet on the screen."""
        if not self.state.practice:  # else the real wallet would be looked for by that name
            self.set(wallet=name)
        nothing_yet = {
            "history": (),
            "ended": (),
            "coins": (),
            "addresses": (),
            "payments": (),
            "cosigner": CosignerView(),
        }
        facts = snapshot.facts(self.open(), name)
        server = self.practice.url if self.state.practice else self.state.settings.server(facts["key"].network)
        anew = {"looked": False, **fee_rates.UNKNOWN, "chain": ChainView(server=server)}
        self.store.write(**facts, balance=BalanceView(), **nothing_yet, **anew)
        self.read()
        self.ask_cosigner()
        self.sync()

    def read(self) -> None:
        """Read the wallet's own records again, for all pages; once more if they may have changed meanwhile."""
        name, looked = self._name, self.state.chain.synced > 0
        if self._views[0] != (name, self.jobs.round):
            self._views = (name, self.jobs.round), ChainViews()
        views = self._views[1]

        def finish(found: dict[str, Any]) -> None:
            if self.state.key and self.state.key.name == name:
                self.store.write(**found, looked=looked)
            if self._read_again:
                self.read()

        self._read_again = not self.jobs.start("read", lambda _: snapshot.everything(self.open(), name, views), finish)

    def look_again(self) -> None:
        """Read names, wallets and pairings again, and the records of the wallet on screen."""
        if self.wallet is not None and self.state.key is not None:
            self.store.write(**snapshot.pairings(self.wallet), **snapshot.facts(self.wallet, self._name))
            self.read()

    def sync(self) -> None:
        """Ask the server. Its error shows in the state, and the next time may be better."""
        self.chain.sync()

    def use_server(self, server: str, proxy: str) -> None:
        """Another Electrum server for the network on screen, or another way to all of them."""
        network = self.state.key.network if self.state.key else ""
        self.set(servers=self.state.settings.servers_with(network, server), proxy=proxy)
        self.chain.begin_with(server)

    def ask_cosigner(self) -> None:
        """How the co-signer is; whether it answers at all."""
        if self.state.key is None or self.wallet is None:
            return
        name, wallet = self._name, self.wallet

        def work(_: Say) -> CosignerView:
            return snapshot.cosigner(wallet, name)

        def finish(found: CosignerView) -> None:
            last = self.state.cosigner
            online_again = found.online and not last.online
            if not found.online and last.seen:  # what it last told stays true as far as anybody knows
                found = replace(last, online=found.online, reason=found.reason, name=found.name)
            self.store.write(cosigner=found, **snapshot.pairings(wallet), sheets=snapshot.sheets(wallet, name))
            if online_again:
                self.store.write(key=snapshot.key(wallet, name))
            if found.online:
                self._refresh_if_due()

        self.jobs.start("cosigner", work, finish)
        if self.state.practice:
            self._ask_practice()

    def _ask_practice(self) -> None:
        self.jobs.start(
            "practice requests",
            lambda _: self.practice.approvals(),
            lambda found: self.store.write(requests=found),
        )

    def _refresh_if_due(self) -> None:
        """Renew the halves of any wallet here that pays nothing before, whose last renewal was a day ago, or for whose
        recovery sheet a renewal makes the copy or asks the co-signer; one at a time."""
        wallet, now = self.open(), time.monotonic()
        if self.payments.running():
            return
        for name in self.state.wallets:
            old = is_due(wallet.refreshed(name), REFRESH_AFTER, time.time())
            must = wallet.show(name).state.name == "MUST_REFRESH"  # one side is an old copy, or was cut off
            why = "must" if must else "old" if old else self.sheets.want_renewal(name)
            if why and now >= self._refresh_next.get((name, why), 0.0) and self._refresh(name):
                self._refresh_next[name, why] = now + REFRESH_PAUSE
                return

    # -------------------------------------------------------------- key
    def refresh(self, said: Done = nothing, done: Done = nothing, failed: Failed = nothing) -> None:
        """New halves on both sides."""
        self._refresh(self._name, said, done, failed)

    def _refresh(self, name: str, said: Done = nothing, done: Done = nothing, failed: Failed = nothing) -> bool:
        def finish(_: Any) -> None:
            self.renewed(name)
            done(None)

        def fail(error: TandemError) -> None:
            self.renewed(name, error)
            failed(error)

        return self.jobs.start("refresh", lambda say: self.open().refresh(name, say), finish, fail, said)

    def renewed(self, name: str, error: TandemError | None = None) -> None:
        """A renewal of this wallet has ended, or has failed with `error`."""
        left = tuple(one for one in self.state.failed_renewals if one.wallet != name)
        if error is not None:
            self.store.write(failed_renewals=(*left, FailedRenewal(name, time.time(), sentence(error))))
            return
        self.sheets.renewed(name)
        self.store.write(failed_renewals=left, **snapshot.facts(self.open(), self._name))
        self.ask_cosigner()

    def change_passphrase(self, old: Secret[bytes], new: Secret[bytes], done: Done, failed: Failed) -> None:
        """Another passphrase for this home; then the halves are renewed, so that old copies are worthless."""

        def work(_: Say) -> None:
            self.open().must_know(old)
            self.open().change_passphrase(new)

        def finish(_: Any) -> None:
            self.refresh()
            done(None)

        self.jobs.start("passphrase", work, finish, failed)

    # -------------------------------------------------------------- anything with the open wallet
    def ask(self, job: str, work: Callable[[OpenWallet, str], T], done: Callable[[T], object], failed: Failed) -> bool:
        """A question to the open wallet that changes nothing."""
        name = self._name
        return self.jobs.start(job, lambda _: work(self.open(), name), done, failed)

    def run(self, job: str, work: Callable[[OpenWallet, str], T], done: Callable[[T], object], failed: Failed) -> bool:
        """A short job with the open wallet and the name of the key; the records are read again after it."""
        name = self._name

        def finish(result: T) -> None:
            self.read()
            done(result)

        return self.jobs.start(job, lambda _: work(self.open(), name), finish, failed)

    # -------------------------------------------------------------- practice
    def faucet(self, done: Done = nothing, failed: Failed = nothing) -> None:
        """Free coins, and a block that confirms them."""

        def work(wallet: OpenWallet, name: str) -> None:
            self.practice.faucet(wallet.address(name).text)
            self.practice.mine()

        self._then_sync("faucet", work, done, failed)

    def mine(self, done: Done = nothing, failed: Failed = nothing) -> None:
        """One block of the practice network."""
        self._then_sync("mine", lambda _wallet, _name: self.practice.mine(), done, failed)

    def decide(self, request: str, reason: str | None, *, accept_fee: bool = False, failed: Failed = nothing) -> None:
        """Yes (reason None) or no at the practice co-signer."""

        def work(_wallet: OpenWallet, _name: str) -> None:
            if reason is None:
                self.practice.approve(request, accept_fee=accept_fee)
            else:
                self.practice.refuse(request, reason)

        self.run(f"decide {request}", work, lambda _: self._ask_practice(), failed)

    def _then_sync(self, job: str, work: Callable[[OpenWallet, str], object], done: Done, failed: Failed) -> None:
        def finish(result: object) -> None:
            self.sync()
            done(result)

        self.run(job, work, finish, failed)
