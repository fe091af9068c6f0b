"""The window: how soon it is painted, how much memory it takes, a history of 100,000 payments in it, and for how long
it answers nobody while a payment to 300, 1,000 coins or 5,000 payments come on screen."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

FROM_SOURCE = (sys.executable, "-m", "app.desktop")
STARTS = 5
COUNT = 100_000
TIP = 900_000
BEFORE_MS, AFTER_MS = 100, 400  # that the event loop is watched before something is shown, and from then on
TURNS = 9  # of the window of each of two trees, against which `compare` holds this one
WITHIN = 0.25  # wall clock beside other programs is no better than that
NUMBERS = {
    "window_ms": "from the start of the program to its painted window",
    "memory_mb": "resident memory of the window, core loaded",
    "review_block_ms": "longest block of the event loop, a payment to 300 reviewed",
    "sign_block_ms": "the same, its signing shown",
    "coins_block_ms": "the same, 1,000 coins shown",
    "history_block_ms": "the same, 5,000 payments shown",
    "recovery_block_ms": "the same, Recovery opened for the first time",
    "settings_block_ms": "the same, Settings",
}


def measure() -> dict[str, float]:
    """Every number of this file."""
    return {**measure_some(), **_history(), **_review()}


def measure_some() -> dict[str, float]:
    """Those of NUMBERS."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return {**_start(), **_blocks()}


def compare(revision: str) -> int:
    """The window of this tree beside that of another revision; 1 when this one is slower by more than WITHIN."""
    from tests.bench import against  # not while the lines of this file measure another tree

    return against.compare(revision, turns=TURNS, script="window.py", numbers=NUMBERS, within=WITHIN)


# ------------------------------------------------------------------ the start
def _start() -> dict[str, float]:
    """From the start of the process to the first paint, median; resident memory once core is loaded too."""
    painted, memory = [], []
    with tempfile.TemporaryDirectory(prefix="tandem-bench-") as place:
        one_start(FROM_SOURCE, Path(place) / "warm")  # reads the files from the disk
        for number in range(STARTS):
            seconds, kilobytes = one_start(FROM_SOURCE, Path(place) / str(number))
            painted.append(seconds)
            memory.append(kilobytes)
    return {"window_ms": statistics.median(painted) * 1000, "memory_mb": statistics.median(memory) / 1024}


def one_start(program: Sequence[str], home: Path) -> tuple[float, float]:
    """Seconds from the start of a program to its painted window, and resident kilobytes once core is loaded too."""
    began = time.perf_counter()
    command, environment = [*program, "--home", str(home), "--report"], {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "painted\n"
            seconds = time.perf_counter() - began
            assert process.stdout.readline() == "ready\n"
            kilobytes = _resident(process.pid)
        finally:
            process.kill()  # one that says that it is broken stays on screen
    return seconds, kilobytes


def _resident(pid: int) -> float:
    """Kilobytes: what Linux writes down, elsewhere what `ps` says."""
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        return float(status.read_text().partition("VmRSS:")[2].split()[0])
    listed = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True)
    return float(listed.stdout)


# ------------------------------------------------------------------ a long history
def _history() -> dict[str, float]:
    """The page with its real widgets: opened, sorted and searched, each until its first rows are painted."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication

    from app.desktop.controller.controller import Controller
    from app.desktop.controller.jobs import Jobs
    from app.desktop.look import theme
    from app.desktop.model.state import Phase, State, StateStore, TransactionView
    from app.desktop.pages.history.page import HistoryPage
    from app.desktop.pages.home import balance
    from app.practice import Practice

    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme.apply(application, "light", calm=True)
    rows = tuple(
        TransactionView(
            txid=f"{i * 7919 % COUNT:064x}",
            net=(i * 104_729) % 5_000_000 - 2_000_000,
            fee=141,
            height=TIP - i // 4,
            time=1_790_000_000 - i * 150,
            label=f"Invoice {i * 7919 % COUNT}",
        )
        for i in range(COUNT)
    )
    state = State(phase=Phase.OPEN, history=rows)
    page = HistoryPage(
        Controller(Path("nowhere"), StateStore(state), Jobs(), Practice(Path("nowhere"))), _nothing, _nothing
    )
    page.resize(900, 700)
    page.open(None)
    page.show()
    orders = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
    empty = State(phase=Phase.OPEN)

    def open_page(_: int) -> None:
        page.show_state(state, None)

    numbers = {
        "history_open_ms": _median_ms(open_page, lambda _: page.show_state(empty, None)),
        "history_sort_ms": _median_ms(lambda i: page.rows.sort(i % 4, orders[i // 4 % 2])),
        "history_filter_ms": _median_ms(lambda i: page.search.setText(f"invoice {i}")),
        "chart_ms": _median_ms(lambda _: balance.series(rows, 10**12, float(rows[0].time or 0), 0)),
    }
    page.close()
    return numbers


# ------------------------------------------------------------------ many recipients
def _review() -> dict[str, float]:
    """The review of a payment to 300, until it is painted."""
    from PySide6.QtWidgets import QStackedWidget

    from app.desktop.pages.send.review import SendReview
    from tests.screenshots import send

    found, state = send.draft(recipients=send.salaries(300)), send.usual()
    place = QStackedWidget()
    place.resize(900, 740)
    place.show()

    def show(_: int) -> None:
        place.setCurrentIndex(place.addWidget(SendReview(found, {}, "Review", "Back", state, time.time(), _nothing)))

    milliseconds = _median_ms(show)
    place.close()
    return {"review_300_ms": milliseconds}


def _blocks() -> dict[str, float]:
    """The longest time in which the event loop did nothing else, for each of what grows with a wallet."""
    from dataclasses import replace

    from PySide6.QtWidgets import QApplication

    from app.desktop.look import theme
    from app.desktop.model.state import TransactionView
    from core.wallet.payment_status import PaymentStatus
    from tests.screenshots import send

    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme.apply(application, "light", calm=True)
    usual = send.usual()
    coin = usual.coins[0]
    state = replace(
        usual,
        coins=tuple(replace(coin, outpoint=f"{i:064x}:0", amount=1_000 + i) for i in range(1_000)),
        history=tuple(
            TransactionView(f"{i:064x}", i - 2_500, 141, TIP - i, 1_790_000_000 - i * 150) for i in range(5_000)
        ),
    )
    found, kept = send.draft(recipients=send.salaries(300)), send.payment(PaymentStatus.ASKED)
    window, page = send.send(state)
    window.resize(1120, 740)
    window.show()

    def review() -> None:
        page.form.reviewed.emit(found, {})

    def sign() -> None:
        page.review.agreed.emit()  # type: ignore[union-attr]

    # No wallet is behind this window: the payment is there at once.
    window.controller.payments.start_payment = lambda _psbt, _label, _names, done, _failed: done(kept)  # type: ignore[method-assign, assignment, misc]
    blocked: dict[str, float] = {}
    for name, work in (
        ("review_block_ms", review),
        ("sign_block_ms", sign),
        ("coins_block_ms", lambda: window.open_page("coins")),
        ("history_block_ms", lambda: window.open_page("history")),
        ("recovery_block_ms", lambda: window.open_page("recovery")),
        ("settings_block_ms", lambda: window.open_page("settings")),
    ):
        blocked[name] = _longest_ms(work)
    window.close()
    return blocked


def _longest_ms(work: Callable[[], object]) -> float:
    """The longest pause between two turns of the event loop while `work` is done and painted, in milliseconds of this
    thread's own time: what else the machine does is not the window's."""
    from PySide6.QtCore import QEventLoop, QTimer

    turns: list[float] = []
    loop, watch = QEventLoop(), QTimer(interval=0)
    watch.timeout.connect(lambda: turns.append(time.thread_time()))
    watch.start()
    QTimer.singleShot(BEFORE_MS, work)
    QTimer.singleShot(BEFORE_MS + AFTER_MS, loop.quit)
    loop.exec()
    return max(b - a for a, b in pairwise(turns)) * 1000


def _median_ms(work: Callable[[int], object], before: Callable[[int], object] = lambda _: None) -> float:
    """Median milliseconds of `work`, with the number of the run as its argument, until it is painted."""
    from PySide6.QtWidgets import QApplication

    spent = []
    for i in range(8):
        before(i)
        QApplication.processEvents()
        began = time.perf_counter()
        work(i)
        QApplication.processEvents()
        spent.append(time.perf_counter() - began)
    return statistics.median(spent) * 1000


def _nothing(*_: Any, **__: Any) -> None:
    """Nobody looks."""


if __name__ == "__main__" and "--json" in sys.argv:
    import app

    print(json.dumps({"tree": str(Path(app.__file__).parents[1]), "numbers": measure_some()}))
elif __name__ == "__main__":
    for name, value in measure().items():
        print(f"{name:18} {value:10,.1f}")
