"""What pages may start. Each action is a job; when it ends, what is true now is written into the state.

Pages never see the wallet itself. An action that a page must follow takes `done` and `failed`; everything else shows
in the state.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from app.desktop import reading, settings
from app.desktop.jobs import Jobs, Say
from app.desktop.pages import pages
from app.desktop.paying import Paying
from app.desktop.practice import Practice
from app.desktop.price import Prices
from app.desktop.sentences import sentence
from app.desktop.settings import Settings
from app.desktop.state import Balance, Chain, Cosigner, Hub, Phase, State
from core.errors import BadInput, Refused, TandemError
from core.secret import Secret

if TYPE_CHECKING:  # it takes a second to load, and the window is painted before
    from core.wallet import Wallet

T = TypeVar("T")
Done = Callable[[Any], object]
Failed = Callable[[TandemError], object]

POLL_MS = 4_000  # how often the co-signer is asked how it is: a silent one is named within 5 s
SYNC_MS = 20_000
REFRESH_AFTER = 24 * 3600  # seconds; shares older than this are renewed when both are on-line
REFRESH_PAUSE = 15 * 60  # seconds from one automatic try to the next, so that one that fails is not all that happens

_logger = logging.getLogger(__name__)


def nothing(_: Any) -> None:
    """Nobody waits for this."""


class Actions(QObject):
    """The one owner of the wallet behind the window. `home` holds the real wallet, `home/practice` the practice one."""

    _visited = Signal()  # another program of this home has used the wallet that is open here

    def __init__(self, home: Path, hub: Hub, jobs: Jobs) -> None:
        super().__init__()
        self.home, self.hub, self.jobs = home, hub, jobs
        self.practice = Practice(home / "practice")
        self.prices = Prices(hub, jobs)
        self.paying = Paying(self)
        self.wallet: Wallet | None = None
        self._read_again = False
        self._closing: list[threading.Event] = []
        self._turn = threading.Lock()
        self._refresh_next: dict[str, float] = {}  # monotonic seconds, by wallet
        self._visited.connect(self._look_again)
        self._poll, self._sync = QTimer(self, interval=POLL_MS), QTimer(self, interval=SYNC_MS)
        self._poll.timeout.connect(self.ask_cosigner)
        self._sync.timeout.connect(self.sync)

    @property
    def state(self) -> State:
        """What is true now."""
        return self.hub.state

    # -------------------------------------------------------------- opening and closing
    def begin(self) -> None:
        """Which window there is at the start of the program (practice begins on the first page)."""
        chosen = settings.load(self.home)
        real = (self.home / "vault").exists()
        self.hub.write(settings=chosen, phase=Phase.LOCKED if real and not chosen.practice else Phase.NEW)

    def warm_up(self, done: Done = nothing) -> None:
        """Load what the first action will need, while the person looks at the window."""

        def work(_: Say) -> None:
            import core.wallet  # noqa: F401

            pages()

        self.jobs.start("warm up", work, done)

    def set(self, **changes: Any) -> None:
        """Change settings (fields of Settings)."""
        chosen: Settings = replace(self.state.settings, **changes)
        settings.save(self.home, chosen)
        self.hub.write(settings=chosen)

    def unlock(self, passphrase: Secret[bytes], failed: Failed = nothing) -> None:
        """Open the real wallet; BadInput (kind "passphrase") when it is the wrong one."""

        def work() -> Wallet:
            from core.wallet import Wallet

            return Wallet.open(self.home, passphrase)

        self.jobs.start("unlock", self.in_turn(work), self.opened, failed, unwanted=self.let_go)

    def in_turn(self, opens: Callable[[], Wallet]) -> Callable[[Say], Wallet]:
        """The work of a job that opens a home: after what is closed and opened just now. If everything was forgotten
        meanwhile it is closed again at once, so that the next finds the home free."""
        begun = self.jobs.round

        def work(_: Say) -> Wallet:
            with self._turn:
                self.wait_until_closed()
                wallet = opens()
                if self.jobs.round != begun:
                    wallet.close()
                    raise Refused("nobody waits for this wallet any more", "forgotten")
                return wallet

        return work

    def lock(self) -> None:
        """Close link and vault, forget every secret. Practice has nothing to lock: it starts again."""
        self.close()
        self.hub.write(**closed(Phase.NEW if self.state.practice else Phase.LOCKED))

    def quit(self) -> None:
        """The program ends."""
        self.close()
        self.wait_until_closed()
        self.practice.stop()

    def close(self) -> None:
        """Link and vault closed, jobs under way forgotten."""
        self._poll.stop()
        self._sync.stop()
        self.jobs.forget()
        if self.wallet is not None:
            wallet, self.wallet = self.wallet, None
            self.let_go(wallet)

    def let_go(self, wallet: Wallet) -> None:
        """Close a wallet in a job of its own: a vault in the middle of something lets itself be waited for."""
        closed = threading.Event()
        self._closing.append(closed)

        def work(_: Say) -> None:
            try:
                wallet.close()
            finally:
                self._closing.remove(closed)
                closed.set()

        self.jobs.start(f"close {id(closed)}", work)

    def wait_until_closed(self) -> None:
        """Block until no wallet is being closed: whoever opens a home waits for this in its job."""
        for closed in list(self._closing):
            closed.wait()

    def opened(self, wallet: Wallet, practice: bool | None = None, name: str = "") -> None:
        """A wallet is open now (`practice`: one to practise with; None: as before): show the key of that name, or the
        last one, and begin to ask."""
        practice = self.state.practice if practice is None else practice
        self.wallet = wallet
        try:
            wallet.receive(self._visited.emit)
        except TandemError as error:  # the command line then says that the home is in use
            _logger.warning("no other program can use this wallet while it is open here: %s", error.message)
        names = _names(wallet)
        last = name or self.state.settings.wallet
        shown = last if last in names else next(iter(names), None)
        phase = Phase.OPEN if names else Phase.NEW
        self.hub.write(phase=phase, practice=practice, wallets=names, chain=Chain())  # at once: the window follows each
        if shown:
            self.show(shown)
            self._poll.start()
            self._sync.start()

    def open(self) -> Wallet:
        """The open wallet. BadInput when it is locked."""
        if self.wallet is None:
            raise BadInput("the wallet is locked; unlock it first", "locked")
        return self.wallet

    @property
    def _name(self) -> str:
        if self.state.key is None:
            raise BadInput("there is no wallet yet; make one first", "name")
        return self.state.key.name

    # -------------------------------------------------------------- looking
    def show(self, name: str) -> None:
        """Put another wallet on the screen."""
        if not self.state.practice:  # else the real wallet would be looked for by that name
            self.set(wallet=name)
        nothing_yet = {"history": (), "coins": (), "addresses": (), "payments": (), "cosigner": Cosigner()}
        key = reading.key(self.open(), name)
        server = self.practice.url if self.state.practice else self.state.settings.server(key.network)
        anew = {"looked": False, "rates": (), "chain": Chain(server=server)}
        self.hub.write(key=key, balance=Balance(), **nothing_yet, **anew)
        self.read()
        self.ask_cosigner()
        self.sync()

    def read(self) -> None:
        """Read the wallet's own records again, for all pages; once more if they may have changed meanwhile."""
        name, looked = self._name, self.state.chain.synced > 0

        def finish(found: dict[str, Any]) -> None:
            if self.state.key and self.state.key.name == name:
                self.hub.write(**found, looked=looked)
            if self._read_again:
                self.read()

        self._read_again = not self.jobs.start("read", lambda _: reading.everything(self.open(), name), finish)

    def _look_again(self) -> None:
        if self.wallet is not None and self.state.key is not None:
            self.hub.write(wallets=_names(self.wallet), key=reading.key(self.wallet, self._name))
            self.read()

    def sync(self) -> None:
        """Ask the server. Its error shows in the state, and the next time may be better."""
        server, proxy = self.state.chain.server, self.state.settings.proxy
        if not server or self.state.key is None or self.jobs.running("sync"):
            return
        name = self._name
        asked = name, server, proxy
        self.hub.write(chain=replace(self.state.chain, syncing=True))

        def is_old() -> bool:
            """Another wallet, server or way was chosen meanwhile: ask again, and forget this answer."""
            key, now = self.state.key, self.state
            if key is None or (key.name, now.chain.server, now.settings.proxy) == asked:
                return False
            self.sync()
            return True

        def work(_: Say) -> tuple[int, tuple[tuple[str, float], ...]]:
            height = int(self.open().sync(name, server, proxy)["height"])
            watch = self.open().chain(name)
            return height, tuple(watch.fee_rates().items())

        def finish(found: tuple[int, tuple[tuple[str, float], ...]]) -> None:
            if not is_old():
                self.hub.write(chain=Chain(server, found[0], time.time()), rates=found[1])
                self.read()

        def fail(error: TandemError) -> None:
            if not is_old():
                self.hub.write(chain=replace(self.state.chain, syncing=False, error=sentence(error)))

        self.jobs.start("sync", work, finish, fail)

    def use_server(self, server: str, proxy: str) -> None:
        """Another Electrum server for the network on screen, or another way to all of them."""
        network = self.state.key.network if self.state.key else ""
        self.set(servers=self.state.settings.servers_with(network, server), proxy=proxy)
        self.hub.write(chain=Chain(server=server))
        self.sync()

    def ask_cosigner(self) -> None:
        """How the co-signer is; whether it answers at all."""
        if self.state.key is None or self.wallet is None:
            return
        name, wallet = self._name, self.wallet

        def work(_: Say) -> Cosigner:
            return reading.cosigner(wallet, name)

        def finish(found: Cosigner) -> None:
            last = self.state.cosigner
            online_again = found.online and not last.online
            if not found.online and last.seen:  # what it last told stays true as far as anybody knows
                found = replace(last, online=found.online, reason=found.reason)
            self.hub.write(cosigner=found)
            if online_again:
                self.hub.write(key=reading.key(wallet, name))
            if found.online:
                self._refresh_if_due()

        self.jobs.start("cosigner", work, finish)
        if self.state.practice:
            self._ask_practice()

    def _ask_practice(self) -> None:
        self.jobs.start(
            "practice requests",
            lambda _: reading.requests(self.practice.approvals()),
            lambda found: self.hub.write(requests=found),
        )

    def _refresh_if_due(self) -> None:
        """Renew the halves of any wallet here whose last renewal was a day ago; one at a time."""
        wallet, now = self.open(), time.monotonic()
        if self.paying.running():
            return
        for name in self.state.wallets:
            old = time.time() - wallet.refreshed(name) > REFRESH_AFTER
            if old and now >= self._refresh_next.get(name, 0.0) and self._refresh(name):
                self._refresh_next[name] = now + REFRESH_PAUSE
                return

    # -------------------------------------------------------------- key
    def refresh(self, said: Done = nothing, done: Done = nothing, failed: Failed = nothing) -> None:
        """New halves on both sides."""
        self._refresh(self._name, said, done, failed)

    def _refresh(self, name: str, said: Done = nothing, done: Done = nothing, failed: Failed = nothing) -> bool:
        def finish(_: Any) -> None:
            self.hub.write(key=reading.key(self.open(), self._name))
            self.ask_cosigner()
            done(None)

        return self.jobs.start("refresh", lambda say: self.open().refresh(name, say), finish, failed, said)

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
    def ask(self, job: str, work: Callable[[Wallet, str], T], done: Callable[[T], object], failed: Failed) -> bool:
        """A question to the open wallet that changes nothing."""
        name = self._name
        return self.jobs.start(job, lambda _: work(self.open(), name), done, failed)

    def run(self, job: str, work: Callable[[Wallet, str], T], done: Callable[[T], object], failed: Failed) -> bool:
        """A short job with the open wallet and the name of the key; the records are read again after it."""
        name = self._name

        def finish(result: T) -> None:
            self.read()
            done(result)

        return self.jobs.start(job, lambda _: work(self.open(), name), finish, failed)

    # -------------------------------------------------------------- practice
    def faucet(self, done: Done = nothing, failed: Failed = nothing) -> None:
        """Free coins, and a block that confirms them."""

        def work(wallet: Wallet, name: str) -> None:
            self.practice.faucet(wallet.address(name))
            self.practice.mine()

        self._then_sync("faucet", work, done, failed)

    def mine(self, done: Done = nothing, failed: Failed = nothing) -> None:
        """One block of the practice network."""
        self._then_sync("mine", lambda _wallet, _name: self.practice.mine(), done, failed)

    def decide(self, request: str, reason: str | None, *, accept_fee: bool = False, failed: Failed = nothing) -> None:
        """Yes (reason None) or no at the practice co-signer."""

        def work(_wallet: Wallet, _name: str) -> None:
            if reason is None:
                self.practice.approve(request, accept_fee=accept_fee)
            else:
                self.practice.refuse(request, reason)

        self.run(f"decide {request}", work, lambda _: self._ask_practice(), failed)

    def _then_sync(self, job: str, work: Callable[[Wallet, str], object], done: Done, failed: Failed) -> None:
        def finish(result: object) -> None:
            self.sync()
            done(result)

        self.run(job, work, finish, failed)


def _names(wallet: Wallet) -> tuple[str, ...]:
    return tuple(str(found["name"]) for found in wallet.wallets())


def closed(phase: Phase) -> dict[str, Any]:
    """The state without anything that a locked wallet must not show."""
    kept = ("settings", "practice", "price", "phase")
    return {
        "phase": phase,
        **{field.name: getattr(State(), field.name) for field in fields(State) if field.name not in kept},
    }
