"""Asks the server about the wallet on screen: when it tells of something new, by the clock, when somebody acts, and
never twice at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.desktop.controller import fee_rates
from app.desktop.controller.jobs import Jobs, Say
from app.desktop.model.state import ChainView, StateStore
from app.desktop.text.sentences import sentence
from core.errors import LinkKind, TandemError

if TYPE_CHECKING:
    from core.wallet.api import ChainApi

SYNC_MS = 20_000
PAUSE_MS = 300  # between two syncs to which the server wakes; longer after one that took long
EVERY = 20  # answers of a server, between two that are shown
OFFLINE = (LinkKind.SERVER, LinkKind.SERVER_SLOW, LinkKind.PROXY)  # nobody answers


class ChainController(QObject):
    """`watch` gives the chain of a wallet by its name; `read` reads its records again."""

    told = Signal()  # on a line's own thread: the server has told of something new

    def __init__(
        self, store: StateStore, jobs: Jobs, watch: Callable[[str], ChainApi], read: Callable[[], object]
    ) -> None:
        super().__init__()
        self._store, self._jobs, self._watch, self._read = store, jobs, watch, read
        self._took = 0.0  # seconds, of the last sync
        self.clock, self.pause = QTimer(self, interval=SYNC_MS), QTimer(self, singleShot=True)
        self.clock.timeout.connect(self.sync_by_clock)
        self.pause.timeout.connect(self._woken)
        self.told.connect(self._heard)

    def watch(self, *, on: bool) -> None:
        """Ask by the clock and when the server tells of something new, or only when somebody acts."""
        self.clock.start() if on else self.clock.stop()
        if not on:
            self.pause.stop()

    def _heard(self) -> None:
        """A server that tells of something all the time has it asked for no more than a third of the time."""
        if self.clock.isActive() and not self.pause.isActive():
            self.pause.start(max(PAUSE_MS, int(2_000 * self._took)))

    def _woken(self) -> None:
        if self._jobs.running("sync"):
            self._heard()
        else:
            self.sync_by_clock()

    def sync(self) -> None:
        """Ask the server, unless it is being asked. Its error shows in the state, and the next time may be better."""
        state = self._store.state
        server, proxy = state.chain.server, state.settings.proxy
        if not server or state.key is None or self._jobs.running("sync"):
            return
        name = state.key.name
        asked = name, server, proxy
        self._write(syncing=True, stopped=False, began=time.time(), answers=0)

        def is_old() -> bool:
            """Another wallet, server or way was chosen meanwhile: ask again, and forget this answer."""
            now = self._store.state
            if now.key is None or (now.key.name, now.chain.server, now.settings.proxy) == asked:
                return False
            self.sync()
            return True

        def work(say: Say) -> ChainView:
            watch, began = self._watch(name), time.monotonic()
            watch.listen(self.told.emit)
            height = watch.sync(server, proxy, lambda answers: None if answers % EVERY else say(answers))
            self._took = time.monotonic() - began
            return ChainView(server, height, time.time(), stale=watch.stale, invented=watch.invented)

        def heard(answers: int) -> None:
            chain = self._store.state.chain
            if chain.syncing and chain.server == server:
                self._write(answers=answers)

        def finish(found: ChainView) -> None:
            if not is_old():
                self._store.write(chain=found)
                self._read()
                fee_rates.ask(self._store, self._jobs, lambda: self._watch(name).fee_rates())

        def fail(error: TandemError) -> None:
            if not is_old():
                self._failed(error)

        self._jobs.start("sync", work, finish, fail, heard)

    def sync_by_clock(self) -> None:
        """The same, unless a person has stopped it."""
        if not self._store.state.chain.stopped:
            self.sync()

    def stop(self) -> None:
        """End the question under way; the clock asks no other until somebody does."""
        if self._jobs.running("sync"):
            self._write(syncing=False, stopped=True, answers=0)
            self._leave()

    def begin_with(self, server: str) -> None:
        """Ask another server, or the same by another way; the old one is asked no further."""
        self._store.write(chain=ChainView(server=server), **fee_rates.UNKNOWN)
        if self._jobs.running("sync"):
            self._leave()
        self.sync()

    def _leave(self) -> None:
        key = self._store.state.key
        if key is not None:
            self._watch(key.name).leave()

    def _failed(self, error: TandemError) -> None:
        if self._store.state.chain.stopped:
            self._write(syncing=False)
        elif error.kind == LinkKind.SERVER_LEFT:  # for what has passed meanwhile
            self._write(syncing=False)
            self.sync()
        else:
            self._write(syncing=False, answers=0, error=sentence(error), offline=error.kind in OFFLINE)

    def _write(self, **changes: object) -> None:
        self._store.write(chain=replace(self._store.state.chain, **changes))  # type: ignore[arg-type]
