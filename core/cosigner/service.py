"""What the co-signer (P2) can do: hold its home, answer its links, and take the word of the person at its console.

While `serve` runs it holds the home; every other command of that home reaches it over the control socket (opening.py).
Everything that touches keys or requests is a job of the executor (executor.py); what jobs change becomes durable in
batches (core.home.batches).
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from core.codec.plain import plain
from core.cosigner.admin import Admin
from core.cosigner.admin_in_turn import AdminInTurn
from core.cosigner.api import MetComputer, PairedComputer, Surroundings, WorkView
from core.cosigner.bell import Bell
from core.cosigner.calls import LOOSENING, answer
from core.cosigner.dispatcher import Dispatcher
from core.cosigner.executor import Executor
from core.cosigner.feed import Feed
from core.cosigner.lookout import Lookout
from core.cosigner.making import make
from core.cosigner.page import BrowserPage
from core.cosigner.presence import NOT_SERVING, must_be_there
from core.cosigner.reader import ProposalReader
from core.cosigner.receivers import OWN, Receivers
from core.cosigner.reception import GuestBook, Reception, who_comes
from core.cosigner.signing_requests import SigningRequests
from core.cosigner.tally import BROKEN, Tally, Tell
from core.cosigner.welcome import Welcome
from core.crypto.rng import HedgedRng, boot_id
from core.errors import BadInput, InputKind, LinkError, LinkKind, StorageError, StorageKind, TandemError
from core.home.anchor import Anchor
from core.home.batches import Batches
from core.home.half import accept_half
from core.home.listeners import Written
from core.home.log_fields import named
from core.home.machine import TABLE as MACHINES
from core.home.machine import machine_of
from core.home.names import NameBook
from core.home.policy_clock import PolicyClock, uptime
from core.home.records import LogCode, Peer
from core.home.repository import Repository
from core.home.strays import note_strays
from core.home.succession import StandsBy, Succession, is_handed
from core.platform.here import here
from core.protocol.registry import load_runs
from core.role import COSIGNER, must_be
from core.secret import Secret
from core.storage.elsewhere import IN_HOME, Database
from core.storage.lock import HomeLock, locked
from core.storage.stores import exists, stores_of
from core.storage.vault import Vault
from core.transport import control
from core.transport.control import ControlServer, Fields, Talk
from core.transport.link.hello import LinkEnd
from core.transport.link.identity import Identity, fingerprint
from core.transport.link.link import Listener
from core.transport.link.local_address import endpoint, is_loopback, told_address
from core.transport.pairing.listener import Person, Place, pair_as_cosigner
from core.transport.pairing.protocol import Paired
from core.transport.pairing_purpose import PairingPurpose

T = TypeVar("T")

OPEN_FILES = 4096  # as in packaging/systemd: each link is one
WORTH_KEEPING = 3_600_000  # milliseconds of policy time

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Serving:
    """What exists while links are answered."""

    executor: Executor
    listener: Listener
    place: Place


class Cosigner:
    """One co-signer home, open. `anchor`: the folder, outside of it, that remembers it (L10); practice has none."""

    def __init__(
        self, home: Path, lock: HomeLock, vault: Vault, found: Succession, tell: Tell, anchor: Path | None
    ) -> None:
        self._home, self._lock, self._vault = home, lock, vault
        self._records = Repository(vault)
        taken_over = is_handed(dict(vault.items(MACHINES)), found.nonce)
        self._tally = Tally(tell)
        self._records.heard = self._written
        must_be(COSIGNER, self._records.home.role)
        self._identity = Identity.load(home, self._records.home.key_password)
        self._names = names = NameBook(self._records, _seconds)
        self._policy = policy = PolicyClock(self._records.clock, time.time, uptime, boot_id())
        self._records.ticks = policy.record
        self._requests = requests = SigningRequests(self._records, policy.seconds, HedgedRng(), wall=_seconds)
        self._reader = ProposalReader(lambda pin, job: self._post(job, pin))
        self._dispatcher = Dispatcher(
            self._records, requests, time.time, reader=self._reader, policy=policy.seconds, pin=self._identity.pin
        )
        online = lambda: list(self._dispatcher.connections)  # noqa: E731
        self._admin = Admin(self._records, requests, policy.seconds, online, _seconds, self._cut, self._identity.pin)
        self._admin.home = home
        self.admin = AdminInTurn(self._admin, self._in_turn)
        self.proven = AdminInTurn(self._admin, self._in_turn, proven=True)  # for who has typed the passphrase
        self.page = BrowserPage(self._admin, self._records, self._in_turn, _seconds)
        self._lookout = Lookout(home, vault, self._records, self._dispatcher, self._admin, policy, self._tally)
        self._bell = Bell(Receivers(self._admin, requests), self._asked)
        self._welcome = Welcome(self._records, home, found.database, self._post)
        self._guests = GuestBook(self._records, names)
        self._reception = Reception(self._records, self._dispatcher, self._admin.seats, self._tally)
        self._serving: _Serving | None = None
        self._stopped = threading.Event()
        with self._records.write() as write:
            for row in write.recover(policy.seconds()):
                write.log(_seconds(), LogCode.CUT_OFF, names.wallet(row), named(row.key_id))
        accept_half(self._records, _seconds(), policy.seconds())
        if not self._records.home.practice:
            self._admin.anchor = Anchor(self._records, anchor, machine_of(vault.vault_id))
            self._admin.anchor.hold(_seconds(), policy.seconds(), taken_over=taken_over)
        note_strays(self._records, home, _seconds())
        self._admin.finish()
        self._admin.policy_time = policy
        self._admin.note_clock()

    def surrounded(self, by: Surroundings) -> None:
        """What `status` says of this process."""
        self._admin.surroundings = by

    # -------------------------------------------------------------- home
    @classmethod
    def create(
        cls,
        home: Path,
        passphrase: Secret[bytes],
        *,
        practice: bool = False,
        anchor: Path | None = None,
        database: Database = IN_HOME,
    ) -> Cosigner:
        """Make a new home; BadInput when there is one already."""
        if exists(home):
            raise BadInput(f"there is already a co-signer in {home}", InputKind.EXISTS)
        with locked(home) as lock:
            stores = stores_of(home, database)
            vault = make(home, passphrase, stores, practice=practice)
            return cls(home, lock, vault, Succession(stores, database), lambda _: None, anchor)

    @classmethod
    def open(
        cls,
        home: Path,
        passphrase: Secret[bytes],
        *,
        half: bool = False,
        tell: Tell = lambda _: None,
        anchor: Path | None = None,
        database: Database = IN_HOME,
        waits: StandsBy | None = None,
    ) -> Cosigner:
        """Open an existing home. Raises BadInput (none here, wrong passphrase), StorageError; `half` as of a vault.
        `waits`: for another process that has its vault.

        `tell` gets what happens, on any thread, at once: it is quick and raises nothing.
        """
        must_be_there(home)
        with locked(home) as lock:
            found = waits(home, passphrase, database) if waits else Succession(stores_of(home, database), database)
            vault = Vault.open(home, passphrase, stores=found.stores, half=half)
            return cls(home, lock, vault, found, tell, anchor)

    def close(self) -> None:
        """Seal the vault, free the home."""
        self._reader.stop()
        with suppress(StorageError):
            self._records.flush()
        kept = self._records.clock
        if kept is not None and self._policy.record().policy > kept.policy + WORTH_KEEPING:
            with suppress(StorageError), self._records.write() as write:
                write.tick()  # an end that was planned loses no time
        self._welcome.hand_over()
        self._vault.close()
        self._lock.release()

    # -------------------------------------------------------------- serving
    def serve(
        self,
        listen: tuple[str, int],
        pair_port: int | None,
        advertise: str | None,
        ready: Callable[[str], None],
        metrics: tuple[str, int] | None = None,
    ) -> None:
        """Answer links and commands until `stop()`, as CosignerApi says."""
        pages = None if metrics is None else self._lookout.pages(*metrics, self._asked)
        if self._records.home.practice and not is_loopback(listen[0]):
            raise BadInput("a practice co-signer serves its own machine only", InputKind.PRACTICE)
        here.open_many(OPEN_FILES)
        self._requests.tables.start_ahead()
        load_runs()
        executor = Executor(self._failed, self._vault.outlives)
        self._records.batches = Batches(self._records, executor.turn, self._failed)
        listener = Listener(
            *listen,
            self._identity,
            self._guests.now,
            lambda link: Feed(link, self._reception, lambda job, alone: executor.post(job, link.pin, alone)),
            self._crowded,
            lambda: self._tally.handshake(BROKEN),
        )
        try:
            host, port = listener.start()
        except TandemError:
            self._stop_work(executor)
            raise
        server = ControlServer(
            self._home / control.SOCKET,
            self._from_socket,
            {**self._vault.control_challenge(), "role": COSIGNER},
            self._vault.control_key,
            LOOSENING,
        )
        try:
            if pair_port is None:
                pair_port = (port + 1) % 65536 if listen[1] else 0  # any that is free, where the link's is
            place = Place(host, pair_port, advertise or told_address(host), port)
            self._serving = _Serving(executor, listener, place)
            self._admin.listening = endpoint(host, port)
            server.start()
            if pages is not None:
                self._tally.served(*pages.start())
            self._bell.start()
            self._welcome.start()
            ready(self._admin.listening)
            self._stopped.wait()
        finally:
            self._admin.listening = None
            if pages is not None:
                pages.close()
            server.close()
            listener.close()
            self._bell.close()
            self._welcome.close()
            self._stop_work(executor)
        if self._records.failed is not None:
            raise self._records.failed

    def _stop_work(self, executor: Executor) -> None:
        self._requests.tables.stop_ahead()
        executor.stop()
        batches, self._records.batches = self._records.batches, None
        if batches is not None:
            batches.stop()

    def look(self, within: float) -> WorkView:
        """What is under way, as CosignerApi says."""
        return self._asked(self._lookout.work, within)

    def _asked(self, job: Callable[[], T], within: float) -> T:
        if self._serving is None:
            raise LinkError(NOT_SERVING, LinkKind.NOT_RUNNING)
        return self._serving.executor.call(job, within)

    def _written(self, by: Written) -> None:
        """A transaction is durable."""
        self._tally.written(by)
        self._bell.look()

    def stop(self) -> None:
        """Let `serve` return."""
        self._stopped.set()

    def _failed(self, error: StorageError) -> None:
        """What is on the disk now, only another start finds out: until then nothing is signed or written."""
        if self._records.failed is None:
            self._records.failed = error
            _logger.error("%s; nothing is signed before it was started again", error.message)
        self._dispatcher.cut_all()
        if self._serving is not None:
            self._serving.listener.end_links(LinkEnd.FAILED)
        if error.kind == StorageKind.DATABASE:  # it comes back, or is another's: only who starts anew finds out
            self.stop()

    def _cut(self, pin: bytes) -> None:
        """A computer was blocked."""
        self._dispatcher.cut(pin)
        if self._serving is not None:
            with self._serving.executor.turn.let_go():  # what waits for the loop keeps nobody from computing
                self._serving.listener.refresh_pins(LinkEnd.BLOCKED)

    def _crowded(self) -> None:
        """Too many strangers knock: the person can read it later (L2)."""

        def note() -> None:
            with self._records.write() as write:
                write.log(_seconds(), LogCode.STRANGERS)

        self._post(note)

    def _post(self, job: Callable[[], object], lane: bytes | None = None) -> None:
        if self._serving is not None:
            self._serving.executor.post(job, lane)

    # -------------------------------------------------------------- pairing
    def pair(self, person: Person) -> PairedComputer:
        """Bind one computer to this co-signer; returns when both persons have confirmed. Needs `serve`."""
        serving = self._serving
        if serving is None:
            raise LinkError(NOT_SERVING, LinkKind.NOT_RUNNING)
        pin, known, others, blocked = b"", True, list[bytes](), False

        def keep(paired: Paired) -> None:
            nonlocal pin, known, others, blocked

            def job() -> tuple[bool, list[bytes], bool]:
                return paired.pin in self._records.peers, self._names.beside(paired.pin), self._keep(paired)

            known, others, blocked = serving.executor.call(job)
            pin = paired.pin
            serving.listener.refresh_pins()

        try:
            pair_as_cosigner(self._identity, serving.place, person, keep, crowded=self._crowded)
        except TandemError:
            if pin:  # it was to be the last word, and it did not get through
                serving.executor.call(lambda: self._forget(pin, blocked=blocked))
                serving.listener.refresh_pins()
            raise
        return PairedComputer(fingerprint(pin), person.confirm is not None, further=not known and bool(others))

    def _met(self, pin: bytes, purpose: PairingPurpose) -> MetComputer:
        return self._in_turn(lambda: who_comes(self._records, self._names, pin, purpose))

    def _keep(self, paired: Paired) -> bool:
        """-> whether it was blocked until now."""
        self._admin.barring.must_admit(paired.pin, words_compared=paired.words_compared)
        blocked, known = paired.pin in self._records.blocked, self._records.peers.get(paired.pin)
        now, compared, spoken = _seconds(), paired.words_compared, known.version if known else 1
        peer = Peer(paired.certificate, "", 0, now, compared, spoken, paired.purpose, self._policy.seconds())
        with self._records.write() as write:
            write.peer(paired.pin, peer)
            self._admin.barring.admit(write, paired.pin)
            seen = LogCode.COMPUTER_PAIRED if compared else LogCode.COMPUTER_UNSEEN
            if known is None and (others := self._names.beside(paired.pin)):
                write.log(now, LogCode.COMPUTER_FURTHER, fingerprint(paired.pin), str(len(others) + 1))
            write.log(now, seen, fingerprint(paired.pin))
        return blocked

    def _forget(self, pin: bytes, *, blocked: bool) -> None:
        """A pairing that broke at its last step; a computer that has wallets here stays, blocked if it was."""
        if blocked:
            self._admin.barring.block(pin)
        if any(row.pin == pin for row in self._records.keys.values()):
            return
        with self._records.write() as write:
            write.erase_peer(pin)
            write.log(_seconds(), LogCode.PAIRING_BROKE, fingerprint(pin))

    # -------------------------------------------------------------- commands
    def _in_turn(self, work: Callable[[], T]) -> T:
        """Between what the links ask, while they are answered."""
        return work() if self._serving is None else self._serving.executor.call(work)

    def _from_socket(self, name: str, args: Fields, talk: Talk) -> Fields:
        if name == "drill":
            return self._dispatcher.drills.converse(args, talk, self._in_turn, self._stopped.is_set)
        if name == "admit_browser":
            return self.page.converse(talk, self._stopped.is_set)
        if name == "test_wake":
            self._in_turn(self._admin.waking.must_be_there)
            self._bell.test(OWN)
            tested: Fields = plain(self._in_turn(self._admin.wake))
            return tested
        if name == "add_passkey":
            return self.page.passkeys.converse(args, talk, self._stopped.is_set)
        if name != "pair":
            return answer(self.proven, name, args)  # what loosens was proven before it came here
        compares = not args.get("confirm_words", False)
        person = Person(
            show_link=lambda link: talk.event({"event": "link", "link": link}),
            show_words=lambda words: talk.event({"event": "words", "words": list(words)}),
            confirm=(lambda: talk.ask({"event": "confirm"}) is True) if compares else None,
            gone=lambda: talk.gone,
            meet=lambda pin, purpose: talk.event({"event": "computer", "computer": plain(self._met(pin, purpose))}),
        )
        paired: Fields = plain(self.pair(person))
        return paired


def _seconds() -> int:
    return int(time.time())
