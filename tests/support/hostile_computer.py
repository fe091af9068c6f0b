"""A hostile computer that has the home of a paired one, and a co-signer in a process whose time the test moves."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from core.approval.messages import Propose
from core.bitcoin.coins import AddressTable
from core.bitcoin.signing_task import CheckedTask, WireTask
from core.errors import LinkError, PeerFault, TandemError
from core.home.repository import Repository
from core.keys.record import KeyRecord, share_of
from core.rpc.runner import pack
from core.storage.system_keyring import system_keyring
from core.storage.vault import Vault
from core.transport.link.hello import Hello
from core.transport.link.identity import Identity
from core.transport.link.link import Link, connect
from core.wallet.cosigner_client import CosignerClient
from tests.support.open_homes import NETWORK, PASSPHRASE
from tests.support.payment import BTC, SHOP, Coin, Pay, psbt
from tests.support.two_homes import own_table
from tests.support.wire import check, split

DAY = 24 * 3600
COINS = 60  # of a payment that is there to take room


class Hurried:
    """A co-signer whose time the test makes pass."""

    def __init__(self, home: Path) -> None:
        command = [sys.executable, "-m", "tests.support.hurried_cosigner", str(home)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.host, _, port = self._line().rpartition(":")
        self.port = int(port)

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def sleep(self, seconds: float) -> None:
        assert self._process.stdin is not None
        print(seconds, file=self._process.stdin, flush=True)
        assert self._line() == ""

    def end(self) -> None:
        """It ends as it does when it is told to; 0."""
        assert self._process.stdin is not None
        with self._process:  # its pipes are closed
            self._process.stdin.close()
            assert self._process.wait(60) == 0


def rows(home: Path) -> int:
    """Of the vault's file."""
    with closing(sqlite3.connect(f"file:{home / 'vault'}?mode=ro", uri=True)) as db:
        found: int = db.execute("SELECT count(*) FROM record").fetchone()[0]
    return found


def size(home: Path) -> int:
    """Bytes of all its files."""
    return sum(file.stat().st_size for file in home.iterdir() if file.is_file())


class Moved(Protocol):
    """A co-signer that listens there, and whose time the test makes pass."""

    host: str
    port: int

    def sleep(self, seconds: float) -> None:
        """So much of it."""
        ...


@dataclass
class HostileComputer:
    """All that a program with the computer's home can do, again and again. `said`: how it was answered, how often."""

    records: Repository
    identity: Identity
    cosigner: Moved
    said: Counter[str] = field(default_factory=Counter)
    seed: int = 0

    def __post_init__(self) -> None:
        self.client = CosignerClient(self.records, self.link, time.time)

    @property
    def key(self) -> KeyRecord:
        return next(iter(self.records.keys.values()))

    @property
    def table(self) -> AddressTable:
        share = share_of(self.key)
        return own_table(share.Q, share.chain)

    def link(self, told: int | None = None, name: str = "") -> Link:
        (peer,) = self.records.peers.values()
        (known,) = self.records.handshakes.values()
        hello = Hello.make(known.ours if told is None else told, name)
        return connect(self.cosigner.host, self.cosigner.port, self.identity, peer.certificate, hello, 10.0)

    def tries(self, work: Callable[[], object]) -> None:
        try:
            work()
        except TandemError as error:
            self.said[str(error.kind)] += 1
            if isinstance(error, LinkError | PeerFault):
                self.client.close()
        else:
            self.said["done"] += 1

    def coin(self, **more: Any) -> Coin:
        """A fresh one of 1 BTC."""
        self.seed += 1
        return Coin(script=self.table.script(0, 0), seed=self.seed, **more)

    def change(self, amount: int) -> Pay:
        return Pay(amount, self.table.script(1, 0))

    def wire(self, amount: int, coins: int = 1) -> WireTask:
        spent = [self.coin() for _ in range(coins)]
        return wire_of(spent, [Pay(amount, SHOP), self.change(coins * BTC - amount - 400 * coins)])

    def checked(self, wire: WireTask) -> CheckedTask:
        return check(wire, self.key.key_id, NETWORK, self.table)

    # -------------------------------------------------------------- deeds
    def comes_and_goes(self) -> None:
        """A payment that the rules approve, and that is taken back."""
        self.client.cancel(self.client.propose(self.key, self.wire(1_000)).request)

    def asks(self) -> None:
        self.client.propose(self.key, self.wire(BTC // 4))

    def takes_room(self) -> None:
        """One that the rules approve, and that is never signed."""
        self.client.propose(self.key, self.wire(1_000, coins=COINS))

    def breaks_the_protocol(self) -> None:
        """Three times: then the link is over."""
        link = self.client.connected().link
        for call in range(1_000, 1_003):
            link.send(pack(call, Propose(self.key.key_id, 0, bytes(32))))
        with suppress(LinkError):
            for _ in range(3):
                link.receive(5.0)
        self.client.close()

    def pretends_to_be_old(self) -> None:
        with closing(self.link(told=0)) as link:
            link.receive(0.1)

    def makes_a_key(self) -> None:
        self.seed += 1
        self.client.new_key(f"wallet {self.seed}", NETWORK)

    def refreshes(self) -> None:
        self.client.refresh(self.key.key_id)

    def day(self, steps: int, times: int) -> None:
        """Everything there is, `times` over in each of so many parts of a day."""
        for _ in range(steps):
            for _ in range(times):
                for deed in (self.makes_a_key, self.refreshes, self.asks, self.takes_room):
                    self.tries(deed)
                for _ in range(2):
                    self.tries(self.breaks_the_protocol)
                for _ in range(6):
                    self.tries(self.comes_and_goes)
            self.client.close()
            self.cosigner.sleep(DAY / steps - 1)
        for _ in range(times):  # from then on everything asks
            self.tries(self.pretends_to_be_old)


def wire_of(coins: Sequence[Coin], pays: Sequence[Pay]) -> WireTask:
    """A payment as it travels."""
    return split(psbt(coins, pays).serialize(), NETWORK)


@contextmanager
def hostile_computer(place: Path, cosigner: Moved) -> Iterator[HostileComputer]:
    vault = Vault.open(place / "wallet", PASSPHRASE, system_keyring())
    records = Repository(vault)
    found = HostileComputer(records, Identity.load(place / "wallet", records.home.key_password), cosigner)
    try:
        yield found
    finally:
        found.client.end()
        vault.close()
