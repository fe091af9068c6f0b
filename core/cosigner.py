"""What the co-signer (P2) can do: hold its home, answer its links, and take the word of the person at its console.

While `serve` runs it holds the home; every other command of that home reaches it over the control socket (`ask`).
Everything that touches keys or requests happens on one worker thread, one thing after another.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from core.answering import Answering
from core.calls import Connection
from core.commands import Commands
from core.errors import BadInput, LinkError, StorageError, TandemError
from core.records import Home, Peer, Records
from core.requests import Requests
from core.rng import HedgedRng
from core.role import COSIGNER, must_be
from core.secret import Secret
from core.storage import keys as vault_keys
from core.storage.lock import HomeLock, locked
from core.storage.vault import Vault, control_key
from core.transport import control
from core.transport.control import ControlServer, Talk
from core.transport.identity import Identity
from core.transport.link import Hello, Link, Listener
from core.transport.own_address import endpoint, is_loopback, own_address
from core.transport.pairing import Paired
from core.transport.pairing_listener import Person, Place, pair_as_cosigner
from core.worker import Worker

LOOSENING = ("approve", "policy_set", "pair")  # commands that must prove the passphrase (V3)
MAX_WAITING = 8  # frames of one link that wait for the worker
ANYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - to be recognised, and never to be put into a link

_NOT_SERVING = "no co-signer is running on this home; start it: tandem-cosigner serve"

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Serving:
    """What exists while links are answered."""

    worker: Worker
    listener: Listener
    place: Place


class Cosigner:
    """One co-signer home, open."""

    def __init__(self, home: Path, lock: HomeLock, vault: Vault) -> None:
        self._home, self._lock, self._vault = home, lock, vault
        self._records = Records(vault)
        must_be(COSIGNER, self._records.home.role)
        self._identity = Identity.load(home, self._records.home.key_password)
        requests = Requests(self._records, _seconds, HedgedRng())
        self._answering = Answering(self._records, requests, time.time)
        self._commands = Commands(self._records, requests, _seconds, lambda: list(self._answering.connections))
        self._serving: _Serving | None = None
        self._failure: StorageError | None = None
        self._stopped = threading.Event()
        now = _seconds()
        with self._records.write() as write:
            for row in write.recover(now):
                write.log(now, "key", f"{row.name}: the last run was cut off; its key state was made safe")

    # -------------------------------------------------------------- home
    @classmethod
    def create(cls, home: Path, passphrase: Secret[bytes], *, practice: bool = False) -> Cosigner:
        """Make a new home; BadInput when there is one already."""
        if exists(home):
            raise BadInput(f"there is already a co-signer in {home}; serve it, or choose another --home", "exists")
        with locked(home) as lock:
            _, password = Identity.make(home)
            cost = vault_keys.parameters_for(COSIGNER)
            # no keyring: a service that starts without a person's session could never open such a vault
            vault = Vault.create(
                home, passphrase, cost, begin=lambda block: Records.begin(block, Home(password, COSIGNER, practice))
            )
            return cls(home, lock, vault)

    @classmethod
    def open(cls, home: Path, passphrase: Secret[bytes]) -> Cosigner:
        """Open an existing home. Raises BadInput (none here, wrong passphrase), StorageError."""
        _must_exist(home)
        with locked(home) as lock:
            return cls(home, lock, Vault.open(home, passphrase))

    def close(self) -> None:
        """Seal the vault, free the home."""
        self._vault.close()
        self._lock.release()

    # -------------------------------------------------------------- serving
    def serve(
        self,
        listen: tuple[str, int],
        pair_port: int | None,
        advertise: str | None,
        ready: Callable[[dict[str, Any]], None],
    ) -> None:
        """Answer links and commands until `stop()`. `ready` is told {"listening": "HOST:PORT"}.

        `pair_port` None: the port after the one of the link, or any if that is any. `advertise`: the host that pairing
        links carry. Raises LinkError if the port is taken, StorageError if the disk fails under way.
        """
        listener = Listener(
            *listen,
            self._identity,
            lambda: [peer.certificate for peer in list(self._records.peers.values())],
            lambda: Hello.make(self._vault.generation),
            self._serve_link,
            self._minimum_version,
        )
        if self._records.home.practice and not is_loopback(listen[0]):
            raise BadInput("a practice co-signer serves its own machine only: --listen 127.0.0.1:PORT", "practice")
        host, port = listener.start()
        worker = Worker(self._failed)
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
            place = Place(host, pair_port, advertise or _own(host), port)
            self._serving = _Serving(worker, listener, place)
            self._commands.listening = endpoint(host, port)
            server.start()
            ready({"listening": self._commands.listening})
            self._stopped.wait()
        finally:
            self._commands.listening = None
            server.close()
            listener.close()
            worker.stop()
        if self._failure is not None:
            raise self._failure

    def stop(self) -> None:
        """Let `serve` return."""
        self._stopped.set()

    def _failed(self, error: StorageError) -> None:
        self._failure = error
        self._stopped.set()

    def _minimum_version(self, pin: bytes) -> int:
        """The highest version ever spoken with a computer: what it may not fall below (L4)."""
        return self._records.peers[pin].version

    def _serve_link(self, link: Link) -> None:
        """The reader of one link, on a thread of its own."""
        serving = self._serving
        if serving is None:
            link.close()
            return
        waiting = threading.BoundedSemaphore(MAX_WAITING)

        def work(frame: bytes, received: float) -> None:
            waiting.release()
            self._frame(connection, frame, received)

        try:
            connection = serving.worker.call(lambda: self._opened(link))
            while True:
                frame, received = link.receive(), time.monotonic()
                waiting.acquire()  # what is not read yet waits at the other side, not in this memory (L3)
                serving.worker.post(partial(work, frame, received))
        except TandemError:
            link.close()
            serving.worker.post(lambda: self._answering.closed(connection))

    def _opened(self, link: Link) -> Connection:
        peer = self._records.peers.get(link.pin)
        if peer is None:
            raise LinkError("this computer was removed; pair again", "unpaired")
        if link.version > peer.version:
            with self._records.write() as write:
                write.peer(link.pin, replace(peer, version=link.version))
        return self._answering.opened(link)

    def _frame(self, connection: Connection, frame: bytes, received: float) -> None:
        try:
            self._answering.frame(connection, frame, received)
        except StorageError:
            raise
        except Exception:
            _logger.exception("a frame ended by a mistake of the program")
            self._answering.closed(connection)

    # -------------------------------------------------------------- pairing
    def pair(self, person: Person) -> dict[str, Any]:
        """Bind one computer to this co-signer; returns when both persons have confirmed. Needs `serve`."""
        serving = self._serving
        if serving is None:
            raise LinkError(_NOT_SERVING, "not_running")
        pin = b""

        def keep(paired: Paired) -> None:
            nonlocal pin
            pin = paired.pin
            serving.worker.call(lambda: self._keep(paired))
            serving.listener.refresh_pins()

        try:
            pair_as_cosigner(self._identity, serving.place, person, keep)
        except TandemError:
            if pin:  # it was to be the last word, and it did not get through
                serving.worker.call(lambda: self._forget(pin))
                serving.listener.refresh_pins()
            raise
        return {"paired": pin.hex()[:16], "words_compared": person.confirm is not None}

    def _keep(self, paired: Paired) -> None:
        now, known = _seconds(), self._records.peers.get(paired.pin)
        peer = Peer(paired.certificate, "", 0, now, paired.words_compared, known.version if known else 1)
        note = "" if paired.words_compared else "; words not compared by a person"
        with self._records.write() as write:
            write.peer(paired.pin, peer)
            write.log(now, "pairing", f"paired with the computer {paired.pin.hex()[:16]}{note}")

    def _forget(self, pin: bytes) -> None:
        """A pairing that broke at its last step; a computer that has wallets here stays."""
        if any(row.pin == pin for row in self._records.keys.values()):
            return
        with self._records.write() as write:
            write.erase_peer(pin)
            write.log(_seconds(), "pairing", f"the pairing with {pin.hex()[:16]} broke off; nothing is kept")

    # -------------------------------------------------------------- commands
    def command(self, name: str, args: dict[str, Any]) -> dict[str, Any]:
        """One command of the person (core.commands), in its turn."""
        if self._serving is None:
            return self._commands.run(name, args)
        return self._serving.worker.call(lambda: self._commands.run(name, args))

    def _from_socket(self, name: str, args: dict[str, Any], talk: Talk) -> dict[str, Any]:
        if name != "pair":
            return self.command(name, args)
        compares = not args.get("confirm_words", False)
        return self.pair(
            Person(
                show_link=lambda link: talk.event({"event": "link", "link": link}),
                show_words=lambda words: talk.event({"event": "words", "words": list(words)}),
                confirm=(lambda: talk.ask({"event": "confirm"}) is True) if compares else None,
                gone=lambda: talk.gone,
            )
        )


# ------------------------------------------------------------------ from outside
def exists(home: Path) -> bool:
    """Whether there is a co-signer in `home`."""
    return vault_keys.exists(home)


def ask(
    home: Path,
    command: str,
    args: dict[str, Any],
    passphrase_of: Callable[[], Secret[bytes]],
    on_event: Callable[[dict[str, Any]], None] = lambda _: None,
    answer: Callable[[dict[str, Any]], Any] = lambda _: None,
) -> dict[str, Any]:
    """One command of a home: from the running `serve`, else by opening the home for a moment.

    `passphrase_of` is called only if the command needs it. "pair" needs `serve`: LinkError without.
    """
    _must_exist(home)
    try:
        return control.ask(
            home / control.SOCKET,
            COSIGNER,
            command,
            args,
            lambda challenge: control_key(passphrase_of(), challenge, None),
            on_event,
            answer,
        )
    except LinkError as error:
        if error.kind != "not_running":
            raise
        if command == "pair":
            raise LinkError(_NOT_SERVING, "not_running") from None
    cosigner = Cosigner.open(home, passphrase_of())
    try:
        return cosigner.command(command, args)
    finally:
        cosigner.close()


def _must_exist(home: Path) -> None:
    if not exists(home):
        raise BadInput(f"there is no co-signer in {home}; make one first: tandem-cosigner init", "no_home")


def _own(host: str) -> str:
    """What a link says when nobody has told how computers reach this machine."""
    return own_address() if host in ANYWHERE else host


def _seconds() -> int:
    return int(time.time())
