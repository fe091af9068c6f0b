"""The real window on the real practice place: a network, a co-signer, a key made together and coins, all processes
of this machine. Tests click in it; nothing in it is a stand-in."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QDialog, QLabel, QWidget

from app.config import WINDOW
from app.desktop.controller import chain
from app.desktop.controller.controller import Controller
from app.desktop.controller.jobs import Jobs
from app.desktop.model.settings import Settings, save
from app.desktop.model.state import Phase, State, StateStore
from app.desktop.parts.page import AppPage
from app.desktop.widgets import Rows
from app.desktop.window import MainWindow
from app.practice import GIFT, Practice
from app.processes import cosigner
from core.cosigner.api import ApprovalView
from core.errors import TandemError
from tests.support.programs import light

LIMIT = 60.0  # seconds that anything may take
PAUSE_MS = chain.PAUSE_MS
chain.PAUSE_MS = chain.SYNC_MS  # what a test makes up stands until the clock: no news of the server takes its place
REAL = Settings(scheme="light", language="en", calm=True)
SETTINGS = replace(REAL, practice=True)


def wait(until: Callable[[], object], what: str = "", limit: float = LIMIT) -> None:
    """Let the window work until `until()` is true. AssertionError, naming `what`, when it does not become true."""
    deadline, loop = time.monotonic() + limit, QEventLoop()
    while not until():
        assert time.monotonic() < deadline, f"not within {limit:g} s: {what or until}"
        QTimer.singleShot(10, loop.quit)
        loop.exec()


_KEPT: list[Jobs] = []  # threads may outlive their window, and then have somebody to tell


class Desk:
    """A real window on `home`, begun and shown; `settings` are those of a home that has none. `stop()` closes it."""

    def __init__(self, home: Path, settings: Settings = REAL) -> None:
        self.home = home
        self.jobs = Jobs()
        _KEPT.append(self.jobs)
        self.store = StateStore(State())
        self.practice = Practice(home / "practice")
        self.controller = Controller(home, self.store, self.jobs, self.practice)
        if not (home / WINDOW).exists():
            save(home, settings)
        self.controller.load_settings()
        self.window = MainWindow(self.controller)
        self.onboarding = self.window.onboarding
        self.window.resize(1120, 740)
        self.window.show()
        self.window.activateWindow()

    @property
    def state(self) -> State:
        return self.store.state

    def page(self, key: str, what: Any = None) -> AppPage:
        """Open a page and give it."""
        self.window.open_page(key, what)
        page = self.window.page
        assert page is not None
        assert key == page.KEY
        return page

    def stop(self) -> None:
        """Close the window, which ends everything behind it."""
        self.window.close()
        self.window.deleteLater()

    # -------------------------------------------------------------- waiting
    def wait(self, until: Callable[[], object], what: str = "", limit: float = LIMIT) -> None:
        """Let the window work until `until()` is true."""
        wait(until, what, limit)

    def idle(self) -> None:
        """Until no job is under way."""
        wait(lambda: not self.jobs.under_way, f"still at work: {self.jobs.under_way}")

    def act(self, start: Callable[[Callable[[Any], object], Callable[[TandemError], object]], object]) -> Any:
        """Start an action with `done` and `failed` and wait for its end; what it gave. Raises what it failed with."""
        ended: list[tuple[Any, TandemError | None]] = []
        start(lambda result: ended.append((result, None)), lambda error: ended.append((None, error)))
        wait(lambda: ended, "the end of an action")
        result, error = ended[0]
        if error is not None:
            raise error
        return result

    def synced(self) -> None:
        """Until the wallet has asked the server once more and read its records."""
        before = self.state.chain.synced
        wait(lambda: not self.jobs.running("sync"), "the sync before")
        self.controller.sync()
        wait(lambda: self.state.chain.synced > before and not self.jobs.running("read"), "a sync")


class Practised(Desk):
    """A window with practice. `settle()` makes it fit for the next test, whatever the last one did."""

    def __init__(self, home: Path) -> None:
        super().__init__(home, SETTINGS)
        self._settled = 0

    # -------------------------------------------------------------- the practice place
    def faucet(self) -> None:
        """Coins, in a block."""
        before = self.state.balance.confirmed
        self.act(lambda done, failed: self.controller.faucet(done, failed))
        wait(lambda: self.state.balance.confirmed > before, "coins")

    def mine(self) -> None:
        """A block, seen by the wallet."""
        self.act(lambda done, failed: self.controller.mine(done, failed))
        self.synced()

    def requests(self) -> tuple[ApprovalView, ...]:
        """What the co-signer asks its person, by its own words."""
        return self.practice.approvals()

    def kill_cosigner(self) -> None:
        """It is gone, as if somebody pulled the plug. `start_cosigner` or the next test brings it back."""
        running = self.practice.serving
        assert running is not None
        running.kill()

    def stop_network(self) -> None:
        """No server answers any more, until practice is started again."""
        assert self.practice.network is not None
        self.practice.network.stop()

    def start_cosigner(self) -> None:
        """Bring back what does not run."""
        self.practice.start()

    def ask_every_time(self) -> None:
        """The rule of a fresh co-signer: every payment asks."""
        self.practice.allow(0)

    def practise(self) -> None:
        """Start practice as a person does, on the first page. AssertionError with its sentence when it fails."""
        first = self.window.onboarding_page
        first.practise()
        wait(lambda: self.state.phase is Phase.OPEN or first.practice.again.isVisible(), "practice")
        assert self.state.phase is Phase.OPEN, [step.detail for step in first.practice.course.steps()]

    # -------------------------------------------------------------- from test to test
    def settle(self) -> None:
        """Practice runs, is open, has coins and asks nothing; the settings are those of the first test; fresh pages."""
        for dialog in self.window.findChildren(QDialog):
            dialog.reject()
        if self.controller.wallet is None or not self.state.practice or self.state.phase is not Phase.OPEN:
            self.practise()
        self.start_cosigner()
        for request in self.requests():
            self.practice.refuse(request.id, "the test is over")
        self._settled += 1
        if self._settled % 5 == 0 or any(one.silence for one in self.practice.status().wallets):
            self.practice.ask_again()  # a day of tests has more questions than one of people
        self.controller.set(**{name: getattr(SETTINGS, name) for name in SETTINGS.__slots__ if name != "wallet"})
        self.controller.watch()
        seen = self.state.cosigner.seen  # maybe what the test before has made up
        self.controller.ask_cosigner()
        wait(lambda: self.state.cosigner.online and self.state.cosigner.seen != seen, "the co-signer")
        wait(lambda: self.state.chain.synced and not self.jobs.running("read"), "the server")
        self.idle()
        if self._wants_new_halves():  # the test before has killed or ended the co-signer in the middle of something
            self.act(lambda done, failed: self.controller.refresh(lambda _: None, done, failed))
            self.controller.ask_cosigner()
            wait(lambda: not self._wants_new_halves(), "new halves")
        if self.state.balance.pending:
            self.mine()  # what one test was paid must not lie about unconfirmed in the next
        if self.state.balance.spendable < GIFT:
            self.faucet()
        self.idle()
        self.window.resize(1120, 740)
        self.window.show_state(self.state, None)  # fresh pages: no test finds what another typed

    def _wants_new_halves(self) -> bool:
        return "must_refresh" in {self.state.key.state if self.state.key else "", self.state.cosigner.state}

    def rest(self) -> None:
        """Nothing happens by itself until the next test."""
        self.controller.watch(on=False)
        self.idle()


@contextmanager
def practice(home: Path) -> Iterator[Practised]:
    """A window with practice, stopped at the end whatever happens."""
    running = Practised(home)
    try:
        running.practice.home.parent.mkdir(mode=0o700, parents=True)
        other = running.practice.cosigner()
        light(cosigner(other.home, other.passphrase_file)).call("init", "--practice")
        running.settle()
        yield running
    finally:
        running.stop()


def click(widget: QWidget) -> None:
    """A click of the left button in the middle of it, once it can be clicked, as a person waits for that."""
    wait(lambda: widget.isVisible() and widget.isEnabled(), f"{widget!r} that can be clicked", 20)
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def press(widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key, pressed and let go."""
    QTest.keyClick(widget, key, modifier)


def write(widget: QWidget, text: str) -> None:
    """A text, key by key."""
    QTest.keyClicks(widget, text)


def choices(widget: QWidget) -> list[QAbstractButton]:
    """What stands beside each other to choose from."""
    return list(widget.findChildren(QAbstractButton))


def tick_rows(rows: Rows[Any], *wanted: object) -> None:
    """Turn the boxes of these rows of a table, as a click on each does."""
    for row in wanted:
        box = rows.index(rows.find(rows.key(row)), 0)
        on = rows.data(box, Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        rows.setData(box, Qt.CheckState.Unchecked if on else Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)


def ticking(one: QObject) -> bool:
    """Whether a timer of it runs."""
    return any(timer.isActive() for timer in one.findChildren(QTimer))


def said_by(widget: QWidget) -> list[str]:
    """Every text that is visible inside a widget, in the order of its children."""
    words = (child for child in widget.findChildren(QWidget) if isinstance(child, (QLabel, QAbstractButton)))
    return [child.text() for child in words if child.isVisible() and child.text()]
