"""From what a server tells to the row on screen: the window's own controller, rows and page, on a wallet."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.chain.watch_only import WatchOnlyWallet

PATIENCE = 60.0  # seconds
Took = tuple[float, float]  # seconds on the clock, and of the processor


def told(watch: WatchOnlyWallet, url: str, mine: Callable[[int], object]) -> dict[str, Took]:
    """From a block, and from a payment in one, to what is painted; `mine` has the server make one of so many payments,
    and returns when it begins to tell. What a person has written is left out: there is none here."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from app.desktop.controller.chain import ChainController
    from app.desktop.controller.controller import Controller
    from app.desktop.controller.jobs import Jobs, Say
    from app.desktop.look import theme
    from app.desktop.model.chain_views import ChainViews
    from app.desktop.model.state import BalanceView, ChainView, KeyView, Phase, State, StateStore
    from app.desktop.pages.history.page import HistoryPage
    from app.practice import Practice

    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme.apply(application, "light", calm=True)
    key = KeyView("w", "regtest", "", 1, False, "open", "", "")
    store, jobs, views = StateStore(State(phase=Phase.OPEN, key=key, chain=ChainView(server=url))), Jobs(), ChainViews()
    nowhere = Path("nowhere")
    page = HistoryPage(Controller(nowhere, store, jobs, Practice(nowhere)), _nothing, _nothing)
    store.changed.connect(page.show_state)

    def look(_: Say) -> dict[str, Any]:
        balance, empty = watch.balance(), frozenset[str]()
        shown = BalanceView(balance.confirmed, balance.pending, balance.spendable, balance.total, 0, balance.height)
        coins, _aside = views.coins(watch.coins(), {}, empty, empty)
        return {"balance": shown, "history": views.history(watch.history(), {}, ()), "coins": coins}

    def read() -> None:
        jobs.start("read", look, lambda found: store.write(**found))

    asking = ChainController(store, jobs, lambda _: watch, read)

    def until(done: Callable[[], object]) -> None:
        ends = time.monotonic() + PATIENCE
        while not done():
            application.processEvents()
            time.sleep(0.005)
            if time.monotonic() > ends:
                raise SystemExit("the window has not shown it")
        page.grab()

    page.open(None)
    page.resize(900, 700)
    page.show()
    asking.watch(on=True)
    asking.sync()
    until(lambda: store.state.history and not jobs.under_way)
    found: dict[str, Took] = {}
    for name, payments in (("told block", 0), ("told payment", 1)):
        height, rows = store.state.balance.height, len(store.state.history)
        mine(payments)
        wall, cpu = time.perf_counter(), time.process_time()
        until(lambda: store.state.balance.height > height and len(page.rows.rows()) == rows + payments)  # noqa: B023
        found[name] = time.perf_counter() - wall, time.process_time() - cpu
        until(lambda: not jobs.under_way)
    asking.watch(on=False)
    page.close()
    return found


def _nothing(*_: Any, **__: Any) -> None:
    """Nobody looks."""
