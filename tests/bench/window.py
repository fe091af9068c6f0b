"""The window: how soon it is painted, how much memory it takes, and a history of 100,000 payments in it."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

FROM_SOURCE = (sys.executable, "-m", "app.desktop")
STARTS = 5
COUNT = 100_000
TIP = 900_000


def measure() -> dict[str, float]:
    """Every number of this file."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return {**_start(), **_history(), **_review()}


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
        assert process.stdout.readline() == "painted\n"
        seconds = time.perf_counter() - began
        assert process.stdout.readline() == "ready\n"
        kilobytes = _resident(process.pid)
        process.kill()
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
            confirmations=1 + i // 4,
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


if __name__ == "__main__":
    for name, value in measure().items():
        print(f"{name:18} {value:10,.1f}")
