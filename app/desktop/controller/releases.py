"""Newer releases: asked when a person asks, or once a day where they have allowed it. Nothing is installed."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer

from app.desktop.controller.jobs import Done, Failed, Jobs
from app.desktop.model.state import Phase, ReleaseView, State, StateStore
from app.desktop.text.sentences import sentence
from core.errors import TandemError

if TYPE_CHECKING:
    from core.wallet.api import OpenWallet, ReleaseShown, ReleasesKnown, ReleaseSource

LOOK_MS = 3600_000
EVERY = 24 * 3600  # seconds between two questions that nobody asked for by hand

T = TypeVar("T")


class Releases(QObject):
    """Keeps `release` of the state true while a wallet is open; practice asks nobody. `home`: of its config.toml."""

    def __init__(self, store: StateStore, jobs: Jobs, home: Path, wallet: Callable[[], OpenWallet]) -> None:
        super().__init__()
        self._store, self._jobs, self._home, self._wallet = store, jobs, home, wallet
        self._seen = False, False
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._by_clock)
        # Later, since who writes the state while it is being told would tell others the old one last.
        store.changed.connect(self._look, Qt.ConnectionType.QueuedConnection)

    def ask(self) -> None:
        """Ask now, through the proxy of the settings if there is one."""
        proxy = self._store.state.settings.proxy

        def work(wallet: OpenWallet, source: ReleaseSource) -> tuple[ReleaseShown, ReleasesKnown]:
            found = wallet.check_releases(source, proxy)
            return found, wallet.known_releases(source)

        def finish(found: tuple[ReleaseShown, ReleasesKnown]) -> None:
            self._write(ReleaseView(found[1].asked, found[0]))

        def fail(error: TandemError) -> None:
            self._write(ReleaseView(int(time.time()), self._store.state.release.last, sentence(error)))

        if self._start("ask for releases", work, finish, fail):
            known = self._store.state.release
            self._write(ReleaseView(known.asked, known.last, asking=True))

    def hold(self, file: Path, done: Done, failed: Failed) -> bool:
        """Whether a downloaded file is one of the newest known release; `done` is told which. False: one is being
        looked at."""

        def work(wallet: OpenWallet, source: ReleaseSource) -> str:
            from app.releases import downloaded

            return downloaded(file, wallet.known_releases(source).last).file.name

        return self._start("verify a download", work, done, failed)

    def _start(
        self, job: str, work: Callable[[OpenWallet, ReleaseSource], T], done: Callable[[T], object], failed: Failed
    ) -> bool:
        def with_source(_: object) -> T:
            from app.releases import source

            return work(self._wallet(), source(self._home))

        return self._jobs.start(job, with_source, done, failed)

    def _write(self, view: ReleaseView) -> None:
        if self._store.state.phase is Phase.OPEN:
            self._store.write(release=view)

    def _look(self, *_: State) -> None:
        state = self._store.state
        there = state.phase is Phase.OPEN and not state.practice
        seen, self._seen = self._seen, (there, there and state.settings.ask_for_releases)
        if seen == self._seen:
            return
        if self._seen[1]:
            self._timer.start()
        else:
            self._timer.stop()
        if there:
            self._read()

    def _read(self) -> None:
        """What is known, and then whether it is time to ask."""

        def finish(known: ReleasesKnown) -> None:
            before = self._store.state.release
            self._write(ReleaseView(known.asked, known.last, before.note, before.asking))
            self._by_clock()

        self._start("read releases", lambda wallet, source: wallet.known_releases(source), finish, lambda _: None)

    def _by_clock(self) -> None:
        since = time.time() - self._store.state.release.asked
        if self._seen[1] and not 0 <= since < EVERY:  # a clock that was put back keeps nobody from asking
            self.ask()
