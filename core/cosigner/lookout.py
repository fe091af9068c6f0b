"""What a co-signer sees of itself while it serves: what is under way, and its figures for the machine's programs."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from core.cosigner.admin import Admin
from core.cosigner.api import WorkView
from core.cosigner.dispatcher import Dispatcher
from core.cosigner.figures import Figures, refreshed, vault_bytes
from core.cosigner.health import HealthPages
from core.cosigner.tally import Tally
from core.home.policy_clock import PolicyClock
from core.home.repository import Repository
from core.storage.hardening import MemoryLock
from core.storage.vault import Vault
from core.transport.loopback_pages import LoopbackPages

T = TypeVar("T")


class AsksWithin(Protocol):
    """Has the co-signer's one thread do something, within so many seconds."""

    def __call__(self, job: Callable[[], T], within: float, /) -> T:
        """Raises LinkError where it does not get to it."""
        ...


@dataclass(frozen=True, slots=True)
class Lookout:
    """Over the parts of one co-signer. What is looked at is looked at on its one thread."""

    home: Path
    vault: Vault
    records: Repository
    dispatcher: Dispatcher
    admin: Admin
    policy: PolicyClock
    tally: Tally

    def work(self) -> WorkView:
        """What is under way. StorageError for a vault that is dead, or a disk that has failed."""
        if self.records.failed is not None:
            raise self.records.failed
        self.vault.must_live()
        return WorkView(len(self.dispatcher.connections), self.admin.waiting())

    def pages(self, host: str, port: int, ask: AsksWithin) -> LoopbackPages:
        """Health and metrics, to be started. BadInput for an address that others reach."""
        began = time.monotonic()
        health = HealthPages(self.home, lambda within: ask(lambda: self.figures(time.monotonic() - began), within))
        return LoopbackPages(host, port, {"/healthz": health.healthz, "/metrics": health.metrics})

    def figures(self, uptime: float) -> Figures:
        """All of them. StorageError for a vault that is dead."""
        work, now = self.work(), time.time()
        return Figures(
            counts=self.tally.counts(),
            links=work.links,
            calls=sum(len(link.calls) for link in self.dispatcher.connections.values()),
            waiting=work.waiting,
            wallets=sum(row.current is not None for row in self.records.keys.values()),
            generation=self.vault.generation,
            policy_lag=now - self.policy.now(),
            log_entries=len(self.records.book.lines()),
            refreshed=refreshed(self.records, now),
            vault_bytes=vault_bytes(self.home),
            memory_locked=self.admin.surroundings.memory == MemoryLock.LOCKED,
            uptime=uptime,
        )
