"""A computer and a co-signer with real vaults, records, sessions and protocol, joined by a line. Both can die.

All runs on the thread of the test: the co-signer answers a frame before the computer's `send` returns. So a test says
exactly where the line drops, where the disk fails, and where a process ends, and the same run repeats.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from copy import copy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import ClassVar, TypeVar

import pytest

from app.text.say import logged
from core.approval.messages import Proposed, RequestState
from core.approval.request import SigningRequest
from core.bitcoin.coins import HORIZON, AddressTable
from core.bitcoin.signing_task import CheckedTask, WireTask
from core.codec.messages import Message, MessageType, peek_type
from core.cosigner.admin import Admin
from core.cosigner.api import PolicyChange
from core.cosigner.connection import Connection
from core.cosigner.dispatcher import Dispatcher
from core.cosigner.signing_requests import SigningRequests
from core.crypto.rng import HedgedRng
from core.crypto.secp256k1 import Point
from core.errors import LinkError, RefusalKind, Refused, StorageError, StorageKind
from core.home.anchor import Anchor
from core.home.half import accept_half
from core.home.policy_clock import PolicyClock
from core.home.records import HomeRecord
from core.home.repository import Repository
from core.keys import handshake
from core.keys.record import KeyRecord, joint_key
from core.protocol.ecdsa.sign import Signature
from core.recovery.sheet import Sheet
from core.role import WALLET, Role
from core.rpc.runner import pack, unpack
from core.secret import Secret
from core.storage.keys import Argon2Parameters
from core.storage.sqlite_store import SqliteStore
from core.storage.store import Store
from core.storage.vault import Vault, VaultTransaction
from core.transport.link.hello import Hello
from core.transport.link.identity import pin_of
from core.wallet.cosigner_client import CosignerClient
from core.wallet.events import silent
from tests.support import memory
from tests.support.memory import MemoryLink
from tests.support.memory_store import MemoryStore
from tests.support.ot import SeededRng
from tests.support.payment import BTC, SHOP, Coin, Pay, judged, psbt
from tests.support.scratch import scratch
from tests.support.sheets import make_sheet
from tests.support.wire import check, split

M = TypeVar("M", bound=Message)

NETWORK, NAME = "regtest", "savings"
PASSPHRASE = Secret(b"correct horse")
CHEAP = Argon2Parameters(8, 1, 1)
COSIGNER = b"certificate of the co-signer"
PATIENCE = 0.1  # seconds; what is not there when a frame was answered does not come, but from another thread


class Killed(BaseException):
    """The process ends here. Nothing may catch it that would not survive kill -9."""


@dataclass(frozen=True)
class Fate:
    """What becomes of the `at`-th transaction of a vault, the first being 1.

    "before": killed before it is durable; "after": killed right after; "full": the disk refuses it.
    """

    at: int
    when: str

    ALL: ClassVar = ("before", "after", "full")


class MortalVault(Vault):
    """A vault that counts its transactions and meets its fate."""

    fate: Fate | None = None
    count = 0

    @contextmanager
    def transaction(self, *, final: bool = False) -> Iterator[VaultTransaction]:
        with super().transaction(final=final) as block:
            yield block
            self.count += bool(block.changes)
            meets = bool(block.changes) and self.fate is not None and self.fate.at == self.count
            if meets and self.fate == Fate(self.count, "full"):
                raise StorageError("the disk is full; nothing was changed", StorageKind.FULL)
            if meets and self.fate == Fate(self.count, "before"):
                raise Killed
        if meets:
            raise Killed


@dataclass
class Clock:
    """Seconds since 1970, and seconds since the machine started."""

    wall: float = 1_800_000_000.0
    steady: float = 100.0
    boot: bytes = b"a start of the machine"

    def sleep(self, seconds: float) -> None:
        """Time passes."""
        self.wall += seconds
        self.steady += seconds

    def jump(self, seconds: float) -> None:
        """Somebody sets the clock, or the machine slept."""
        self.wall += seconds

    def reboot(self, off: float = 0.0) -> None:
        """The machine starts anew, `off` seconds later."""
        self.wall += off
        self.steady, self.boot = 5.0, self.boot + b"."

    def now(self) -> float:
        return self.wall

    def monotonic(self) -> float:
        return self.steady


def make_home(home: Path, *, practice: bool = False, stores: type[Store] = SqliteStore) -> None:
    home.mkdir(parents=True)
    start = HomeRecord(Secret(bytes(32)), WALLET, practice)

    def fill(block: VaultTransaction) -> None:
        Repository.put_home(block, start)

    MortalVault.create(home, PASSPHRASE, CHEAP, fill=fill, stores=stores).close()


class Side:
    """One home, open from a start of its program to its end."""

    role = Role.P1

    def __init__(self, home: Path, clock: Clock, stores: type[Store] = SqliteStore) -> None:
        self.home, self.clock, self.stores = home, clock, stores
        self.alive = self.half = False
        self.start()

    def start(self) -> None:
        """As the program does at its start."""
        vault = MortalVault.open(self.home, PASSPHRASE, floor=CHEAP, stores=self.stores, half=self.half)
        assert isinstance(vault, MortalVault)
        self.vault = vault
        self.records = Repository(self.vault)
        self.wind()
        with self.records.write() as write:
            write.recover(self.seconds())
        accept_half(self.records, int(self.clock.now()), self.seconds())
        self.vault.count = 0
        self.alive = True

    def wind(self) -> None:
        """Its clock, before anything is read by it."""

    def seconds(self) -> int:
        """By which its program goes."""
        return int(self.clock.now())

    def end(self) -> None:
        """The process is gone; what is in its memory too, but for what would have been written long before."""
        self.alive = False
        if self.vault.fate is None and self.records.failed is None:
            with suppress(StorageError):
                self.records.flush()
        self.vault.close()

    @property
    def row(self) -> KeyRecord:
        """Its one key."""
        (row,) = self.records.keys.values()
        return row

    def make_sheet(self) -> Sheet:
        """A recovery sheet of its own, the same for each side."""
        return make_sheet(self.records, self.role, SeededRng(f"sheet {self.role.name}"), int(self.clock.now()))

    def meets(self, fate: Fate | None) -> None:
        """From now on."""
        self.vault.count, self.vault.fate = 0, fate


class CosignerSide(Side):
    """P2. `outside`: the folder of its anchor, from its next start on."""

    role = Role.P2
    certificate = COSIGNER
    outside: Path | None = None
    machine = b""  # which one it is

    def start(self) -> None:
        super().start()
        self.turn = threading.RLock()
        clock, wall = self.clock, super().seconds
        self.requests = SigningRequests(self.records, self.seconds, HedgedRng(), a_table, wall)
        self.dispatcher = Dispatcher(
            self.records, self.requests, clock.now, clock.monotonic, policy=self.seconds, pin=pin_of(self.certificate)
        )
        online = lambda: list(self.dispatcher.connections)  # noqa: E731
        self.admin = Admin(self.records, self.requests, self.seconds, online, wall, self.dispatcher.cut)
        if self.outside is not None or self.records.anchor is not None or self.machine:
            self.admin.anchor = Anchor(self.records, self.outside, self.machine)
            self.admin.anchor.hold(wall(), self.seconds())
        self.admin.finish()
        self.admin.policy_time = self.policy
        self.admin.note_clock()
        self.vault.count = 0

    def wind(self) -> None:
        clock = self.clock
        self.policy = PolicyClock(self.records.clock, clock.now, clock.monotonic, clock.boot)
        self.records.ticks = self.policy.record

    def seconds(self) -> int:
        return self.policy.seconds()

    def end(self) -> None:
        super().end()
        for connection in list(self.dispatcher.connections.values()):
            connection.link.close()
        self.dispatcher.connections.clear()

    def tasks(self) -> list[SigningRequest]:
        return list(self.records.requests.values())

    def log(self) -> list[str]:
        return [logged(entry.code, entry.values) for entry in self.records.log()]


class Line:
    """The computer's end. What is sent is answered at once."""

    address = ""

    def __init__(self, near: MemoryLink, far: FarEnd, cosigner: CosignerSide, traffic: Traffic) -> None:
        self.near, self.far, self.cosigner, self.traffic = near, far, cosigner, traffic
        self.pin, self.chan, self.peer, self.version = near.pin, near.chan, near.peer, near.version
        self.connection: Connection = cosigner.dispatcher.opened(far)

    @property
    def closed(self) -> bool:
        return self.near.closed

    def send(self, frame: bytes, at: float | None = None) -> None:
        found = self.traffic.passes(frame, self.near)
        if found is not None:
            self.near.send(found)
        self.pump()

    def pump(self) -> None:
        """The co-signer takes what has arrived, one thing after another whatever thread it is."""
        with self.cosigner.turn:
            self._take()

    def _take(self) -> None:
        while self.cosigner.alive and not self.far.inner.inbox.empty():
            try:
                frame = self.far.inner.receive(0)
            except LinkError:
                self.cosigner.dispatcher.closed(self.connection)
                return
            try:
                self.cosigner.dispatcher.frame(self.connection, frame, self.cosigner.clock.monotonic())
            except (Killed, StorageError):
                self.cosigner.end()

    def receive(self, timeout: float | None = None) -> bytes:
        return self.near.receive(self.traffic.patience if timeout is None else min(timeout, self.traffic.patience))

    def close(self, reason: str = "") -> None:
        self.near.close(reason)
        self.pump()


class FarEnd:
    """The co-signer's end; notes for when each frame was scheduled."""

    address = ""

    def __init__(self, inner: MemoryLink, traffic: Traffic) -> None:
        self.inner, self.traffic = inner, traffic
        self.pin, self.chan, self.peer, self.version = inner.pin, inner.chan, inner.peer, inner.version

    @property
    def closed(self) -> bool:
        return self.inner.closed

    def send(self, frame: bytes, at: float | None = None) -> None:
        self.traffic.schedule.append((peek_type(unpack(frame)[1]), at))
        found = self.traffic.passes(frame, self.inner)
        if found is not None:
            self.inner.send(found)

    def receive(self, timeout: float | None = None) -> bytes:
        return self.inner.receive(timeout)

    def close(self, reason: str = "") -> None:
        self.inner.close(reason)


@dataclass
class Traffic:
    """All frames of both directions, in order."""

    frames: list[bytes] = field(default_factory=list)
    schedule: list[tuple[MessageType, float | None]] = field(default_factory=list)  # of the co-signer's answers
    patience: float = PATIENCE
    cut_at: int | None = None  # the line drops in place of this frame (from 0)
    tamper: Callable[[bytes], bytes | None] = lambda frame: frame  # None: lost, and nobody is told

    def passes(self, frame: bytes, sender: MemoryLink) -> bytes | None:
        """What arrives."""
        if self.cut_at == len(self.frames):
            self.cut_at = None
            self.frames.append(frame)
            sender.cut()
            return None
        self.frames.append(frame)
        return self.tamper(frame)

    def types(self) -> list[MessageType]:
        return [peek_type(frame[4:]) for frame in self.frames]


class TwoHomes:
    """A paired computer and co-signer. `certificate` is the computer's; another one is another computer."""

    def __init__(
        self,
        folder: Path,
        certificate: bytes = b"certificate of the computer",
        stores: type[Store] = SqliteStore,
    ) -> None:
        self.folder, self.certificate = folder, certificate
        self.clock, self.traffic = Clock(), Traffic()
        self.answers: int | None = None
        self.names = ("", "")  # that the two tell of themselves
        self.cosigner = CosignerSide(folder / "cosigner", self.clock, stores)
        self.computer = Side(folder / "computer", self.clock, stores)
        self._begin()

    def _begin(self) -> None:
        clock = self.clock
        self.client = CosignerClient(
            self.computer.records, self.connect, clock.now, clock.monotonic, lambda seconds: self.pause(seconds)
        )

    def pause(self, seconds: float) -> None:
        """What waiting does; tests put in what happens meanwhile."""
        self.clock.sleep(seconds)

    def connect(self, certificate: bytes | None = None, told: int | None = None) -> Line:
        """A new link; `told` and `answers` stand for the handshakes of the two HELLOs."""
        if not self.cosigner.alive:
            raise LinkError("nothing listens there")
        mine = certificate or self.certificate
        known = self.cosigner.records.handshakes_with(pin_of(mine))
        if told is None:
            told = self.told if mine == self.certificate else known.theirs
        tells = known.ours if self.answers is None else self.answers
        near, far = memory.pair(
            Hello.make(told, self.names[0]), Hello.make(tells, self.names[1]), (mine, self.cosigner.certificate)
        )
        return Line(near, FarEnd(far, self.traffic), self.cosigner, self.traffic)

    @property
    def told(self) -> int:
        """How many handshakes the computer has told."""
        return self.computer.records.handshakes_with(pin_of(self.cosigner.certificate)).ours

    def own(self, name: str) -> Side:
        """A side by name."""
        return {"computer": self.computer, "cosigner": self.cosigner}[name]

    # -------------------------------------------------------------- lives
    def restart(self) -> None:
        """Whoever is dead starts again, and the line is new."""
        with_death = [side for side in (self.cosigner, self.computer) if not side.alive]
        if self.computer.alive:
            self.client.close()
        for side in with_death:
            side.start()
        self._begin()

    def restart_both(self) -> None:
        self.cosigner.end()
        self.computer.end()
        self.restart()

    def survives(self, work: Callable[[], object]) -> bool:
        """Whether `work` came to its end. A computer whose process or disk failed is dead after it; a co-signer whose
        disk was full says so and lives."""
        try:
            work()
        except (Killed, StorageError):
            self.computer.end()
        except LinkError:
            pass
        except Refused as error:
            if error.kind != RefusalKind.FULL:
                raise
        else:
            return self.cosigner.alive
        return False

    # -------------------------------------------------------------- keys and payments
    @property
    def key(self) -> KeyRecord:
        return self.computer.row

    @property
    def table(self) -> AddressTable:
        return self.table_of(self.key)

    def table_of(self, row: KeyRecord) -> AddressTable:
        share = joint_key(row)
        return own_table(share.Q, share.chain)

    def wire(self, amount: int = 40_000, fee: int = 500, coins: int = 1, seed: int = 0, change: int = 0) -> WireTask:
        """A payment of `amount` with coins of 1 BTC each, and change."""
        return self.wire_of(self.key, amount, fee, coins, seed, change)

    def wire_of(
        self, row: KeyRecord, amount: int = 40_000, fee: int = 500, coins: int = 1, seed: int = 0, change: int = 0
    ) -> WireTask:
        """The same of one of several keys."""
        table = self.table_of(row)
        spent = [Coin(script=table.script(0, n), seed=seed + n) for n in range(coins)]
        pays = [Pay(amount, SHOP), Pay(coins * BTC - amount - fee, table.script(1, change))]
        return split(psbt(spent, pays).serialize(), NETWORK)

    def checked(self, wire: WireTask) -> CheckedTask:
        return check(wire, self.key.key_id, NETWORK, self.table)

    def propose(self, wire: WireTask) -> Proposed:
        found = self.client.propose(self.key, wire)
        assert found.task_id == self.checked(wire).task_id
        return found

    def approved(self, wire: WireTask) -> Proposed:
        """Proposed, and allowed by a person if one was asked."""
        found = self.propose(wire)
        if found.state is RequestState.PROPOSED:
            self.cosigner.requests.approve(found.request, accept_fee=True)
        return found

    def sign(self, wire: WireTask) -> dict[int, Signature]:
        """Signatures for a task that is approved, each judged by libsecp256k1."""
        task = self.checked(wire)
        return judged(self.client.sign(self.key.key_id, task), task, self.table)

    def pay(self, wire: WireTask | None = None) -> dict[int, Signature]:
        """The whole journey."""
        wire = wire or self.wire()
        found = self.approved(wire)
        self.client.decision(found, None, silent)
        return self.sign(wire)

    def allow(self, approve_below: int) -> None:
        """The rule of the one key."""
        self.cosigner.admin.policy_set(PolicyChange(approve_below=approve_below))

    # -------------------------------------------------------------- a computer that lies
    def raw(self, certificate: bytes | None = None, *, settled: bool = True) -> Hostile:
        """A link that says whatever the test wants; after an honest handshake, unless told otherwise."""
        link = self.connect(certificate)
        hostile = Hostile(link)
        if settled:
            rows = (
                [row for row in self.computer.records.keys.values() if row.pin == link.pin] if not certificate else []
            )
            if self.computer.alive and not certificate:  # or the computer would look like an old copy afterwards
                with self.computer.records.write() as write:
                    write.shakes(link.pin, tells=True)
            hostile.ask(handshake.Keys(tuple(handshake.claim(row) for row in rows)))
        return hostile


class Hostile:
    """Sends messages one by one, under calls of its own."""

    def __init__(self, link: Line) -> None:
        self.link = link
        self.call = 0

    def ask(self, message: Message, call: int | None = None) -> list[bytes]:
        """The messages that came back."""
        if call is None:
            self.call += 1
            call = self.call
        self.link.send(pack(call, message))
        return self.replies()

    def replies(self) -> list[bytes]:
        found = []
        while not self.link.near.inbox.empty():
            try:
                found.append(self.link.receive(0)[4:])
            except LinkError:
                break
        return found


# ------------------------------------------------------------------ ready-made
@cache
def own_table(Q: Point, chain: bytes) -> AddressTable:
    """The addresses a key has when nothing of it was signed."""
    made = AddressTable(Q, chain)
    made.extend(0, HORIZON)
    made.extend(1, HORIZON)
    return made


def a_table(row: KeyRecord) -> AddressTable:
    """The same to grow on its own: deriving 2,000 addresses for every start would be most of the time of a test."""
    share = joint_key(row)
    return copy(own_table(share.Q, share.chain))


@cache
def _template(keys: int, *, sheets: bool = False) -> Path:
    folder = scratch("homes")
    make_home(folder / "computer")
    make_home(folder / "cosigner")
    homes = TwoHomes(folder)
    if sheets:
        homes.computer.make_sheet()
        homes.cosigner.make_sheet()
    for n in range(keys):
        homes.client.new_key(NAME if not n else f"{NAME} {n}", NETWORK)
    homes.computer.end()
    homes.cosigner.end()
    return folder


def cosigner_home(home: Path, stores: type[Store] = SqliteStore) -> Path:
    """The home of a co-signer that holds one half, on a disk or in memory."""
    made = _template(1) / "cosigner"
    if stores is MemoryStore:
        home.mkdir(parents=True, mode=0o700)
        MemoryStore.copy(made, home)
    else:
        shutil.copytree(made, home)
    return home


@contextmanager
def two_homes(folder: Path, keys: int = 1, *, sheets: bool = False) -> Iterator[TwoHomes]:
    """A pair that holds `keys` keys, sealed to `sheets` of both; the homes lie in `folder`."""
    for side in ("computer", "cosigner"):
        shutil.copytree(_template(keys, sheets=sheets) / side, folder / side)
    homes = TwoHomes(folder)
    try:
        yield homes
    finally:
        for each in (homes.computer, homes.cosigner):
            if each.alive:
                each.end()


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[TwoHomes]:
    """A pair that holds one key, new for each test."""
    with two_homes(tmp_path) as found:
        yield found
