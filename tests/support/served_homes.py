"""Two homes whose co-signer serves as the program does: jobs in lanes, writes in batches, and a gate before its disk.

Computers run on threads of the test; what a frame is answered with is there when `send` returns.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from core.codec.messages import MessageType
from core.cosigner.connection import Connection
from core.cosigner.executor import Executor, never
from core.errors import LinkError, StorageError, StorageKind
from core.home.batches import Batches
from core.storage.block import VaultTransaction
from core.storage.vault import Vault
from core.transport.link.hello import Hello
from core.transport.link.identity import pin_of
from core.wallet.cosigner_client import CosignerClient
from tests.support import memory
from tests.support.two_homes import FarEnd, Hostile, Line, Side, TwoHomes, make_home, two_homes

LIMIT = 60.0  # seconds that nothing takes

T = TypeVar("T")


class Gate:
    """Before the COMMIT of a vault. While it is closed, batches wait there; a disk with less `room` is full."""

    def __init__(self, vault: Vault) -> None:
        self._inner = vault.transaction
        self._changed = threading.Condition()
        self._closed, self._passes, self._there = False, 0, 0
        self.room: int | None = None  # bytes of records that a transaction may have
        self.fails = False  # the next COMMIT, so that nobody knows whether it counts
        self.batches: list[int] = []  # log lines, debits, rows: records of each that became durable
        setattr(vault, "transaction", self._transaction)  # noqa: B010 - in place of the method

    @contextmanager
    def _transaction(self, *, final: bool = False) -> Iterator[VaultTransaction]:
        with self._inner(final=final) as block:
            yield block
            self._pass()
            if self.room is not None and sum(len(data or b"") for data in block.changes.values()) > self.room:
                raise StorageError("the disk is full; nothing was changed", StorageKind.FULL)
            self.batches.append(len(block.changes))
        if self.fails:
            self.fails = False
            raise StorageError("the disk refuses", StorageKind.STORAGE)

    def _pass(self) -> None:
        with self._changed:
            self._there += 1
            self._changed.notify_all()
            assert self._changed.wait_for(lambda: not self._closed or self._passes, LIMIT)
            self._there -= 1
            self._passes = max(0, self._passes - 1)

    def close(self) -> None:
        """The next batch waits."""
        with self._changed:
            self._closed, self._passes = True, 0

    def arrived(self, within: float = LIMIT) -> bool:
        """Whether one waits there, by then."""
        with self._changed:
            return self._changed.wait_for(lambda: self._there > self._passes, within)

    def wait(self) -> None:
        """Until one waits there."""
        assert self.arrived()

    def let_one(self) -> None:
        """The one that waits goes on, and no other."""
        with self._changed:
            self._passes = 1
            self._changed.notify_all()

    def open(self) -> None:
        """All go on."""
        with self._changed:
            self._closed = False
            self._changed.notify_all()


class ServedLine(Line):
    """The computer's end of a link whose frames are jobs."""

    def __init__(self, near: memory.MemoryLink, far: FarEnd, served: ServedHomes) -> None:
        self.served = served
        self.near, self.far, self.cosigner, self.traffic = near, far, served.homes.cosigner, served.homes.traffic
        self.pin, self.chan, self.peer, self.version = near.pin, near.chan, near.peer, near.version
        dispatcher = self.cosigner.dispatcher
        self.connection: Connection = served.executor.call(
            lambda: dispatcher.opened(far), LIMIT, far.pin, lambda: dispatcher.opens_alone(far)
        )

    def pump(self) -> None:
        for job in self.jobs():
            job.result(LIMIT)

    def jobs(self) -> list[Future[Any]]:
        """What has arrived, as jobs that were posted."""
        dispatcher, lane, posted = self.cosigner.dispatcher, self.far.pin, list[Future[Any]]()
        with suppress(LinkError):
            while not self.far.inner.inbox.empty():
                frame = self.far.inner.receive(0)
                now = self.cosigner.clock.monotonic()
                done = self.served.posted(
                    partial(dispatcher.frame, self.connection, frame, now),
                    lane,
                    partial(dispatcher.alone, self.connection, frame),
                )
                posted.append(done)
        return posted


class ServedHomes:
    """One co-signer and computers, each with a certificate, a home and a key."""

    def __init__(self, homes: TwoHomes) -> None:
        self.homes = homes
        self.failed: list[StorageError] = []
        cosigner = homes.cosigner
        self.executor = Executor(self._failed, cosigner.vault.outlives)
        self.batches = Batches(cosigner.records, self.executor.turn, self._failed)
        cosigner.records.batches = self.batches
        self.gate = Gate(cosigner.vault)
        self.threads = ThreadPoolExecutor(32)
        setattr(homes, "connect", self._connect)  # noqa: B010 - in place of the method
        homes.client = self.client_of(homes.computer, homes.certificate)
        self.sides: list[Side] = []

    def _failed(self, error: StorageError) -> None:
        self.homes.cosigner.records.failed = error
        self.failed.append(error)
        self.homes.cosigner.dispatcher.cut_all()

    def posted(self, job: Callable[[], object], lane: bytes | None, alone: Callable[[], bool] = never) -> Future[Any]:
        """A job whose end can be waited for."""
        done: Future[Any] = Future()

        def work() -> None:
            try:
                done.set_result(job())
            except BaseException as error:
                done.set_exception(error)
                raise

        self.executor.post(work, lane, alone)
        return done

    def _connect(self, certificate: bytes | None = None, told: int | None = None) -> ServedLine:
        return self._link(certificate or self.homes.certificate, self.homes.told if told is None else told)

    def _link(self, certificate: bytes, told: int) -> ServedLine:
        homes = self.homes
        tells = homes.cosigner.records.handshakes_with(pin_of(certificate)).ours
        hellos = Hello.make(told, ""), Hello.make(tells, "")
        near, far = memory.pair(*hellos, (certificate, homes.cosigner.certificate))
        return ServedLine(near, FarEnd(far, homes.traffic), self)

    def client_of(self, side: Side, certificate: bytes) -> CosignerClient:
        """How a computer talks to the co-signer."""
        homes, there = self.homes, pin_of(self.homes.cosigner.certificate)

        def connect() -> ServedLine:
            return self._link(certificate, side.records.handshakes_with(there).ours)

        return CosignerClient(side.records, connect, homes.clock.now, homes.clock.monotonic, homes.pause)

    def another(self, folder: Path) -> tuple[Side, CosignerClient]:
        """A further computer, with a key."""
        make_home(folder)
        side = Side(folder, self.homes.clock)
        self.sides.append(side)
        client = self.client_of(side, str(folder).encode())
        client.new_key("savings", "regtest")
        return side, client

    def meanwhile(self, work: Callable[[], T]) -> Future[T]:
        """On a thread."""
        return self.threads.submit(work)

    def alone(self, work: Callable[[], T]) -> T:
        """As a command of the console."""
        return self.executor.call(work, LIMIT)

    def until_queued(self, writes: int) -> None:
        """Until so many wait for the batch after the one that is at the gate."""
        end = time.monotonic() + LIMIT
        while self.batches.waiting < writes:
            assert time.monotonic() < end
            time.sleep(0.005)

    def sent(self) -> list[MessageType]:
        """What the co-signer has answered so far."""
        return [kind for kind, _ in self.homes.traffic.schedule]

    def raw(self) -> Hostile:
        """A link of the first computer that says whatever the test wants, after an honest handshake."""
        return self.homes.raw()

    def end(self) -> None:
        """All is done, and written."""
        self.gate.open()
        self.threads.shutdown()
        self.executor.stop()
        self.homes.cosigner.records.batches = None
        self.batches.stop()
        for side in self.sides:
            side.end()


@contextmanager
def served_homes(folder: Path) -> Iterator[ServedHomes]:
    """One computer that has a key; more can be added."""
    with two_homes(folder) as homes:
        served = ServedHomes(homes)
        try:
            yield served
        finally:
            served.end()
