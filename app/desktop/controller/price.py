"""The price of a bitcoin in another currency: asked only while a person has chosen one, written into the state."""

from __future__ import annotations

import time
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

from app.desktop.controller.jobs import Jobs
from app.desktop.model.state import Phase, State, StateStore
from app.desktop.text import format
from app.desktop.text.sentences import sentence
from core.errors import TandemError

if TYPE_CHECKING:  # a request needs TLS and HTTP, which the first window does not
    from core.chain.price import Price, Source

ASK_MS = 5 * 60_000
WORTH_MONEY = "bitcoin"  # the only network whose coins have a price


class Prices(QObject):
    """Keeps `price` and `price_note` of the state true. `sources` None: the fixed ones of core.chain.price."""

    def __init__(self, store: StateStore, jobs: Jobs, sources: tuple[Source, ...] | None = None) -> None:
        super().__init__()
        self._store, self._jobs, self.sources = store, jobs, sources
        self._asked = "", ""
        self._timer = QTimer(self, interval=ASK_MS)
        self._timer.timeout.connect(self.ask)
        # Later, since who writes the state while it is being told would tell others the old one last.
        store.changed.connect(self._look, Qt.ConnectionType.QueuedConnection)

    def ask(self) -> None:
        """Ask now, if a currency is chosen and the wallet on screen holds real coins; else nobody is asked."""
        asked = currency, proxy = wanted(self._store.state)
        if not currency:
            return
        sources = self.sources

        def work(_: object) -> Price:
            from core.chain import price

            return price.price(currency, proxy, price.SOURCES if sources is None else sources)

        def finish(found: Price) -> None:
            if wanted(self._store.state) == asked:
                now = format.clock(datetime.fromtimestamp(time.time()))
                self._store.write(price=found.value, price_note=f"{found.source}, {now}")

        def fail(error: TandemError) -> None:
            if wanted(self._store.state) == asked:
                self._store.write(price=None, price_note=sentence(error))

        self._jobs.start(f"price {currency} {proxy}", work, finish, fail)

    def _look(self, *_: State) -> None:
        asked = wanted(self._store.state)
        if asked == self._asked:
            return
        self._asked = asked
        self._timer.stop()
        self._store.write(price=None, price_note="")
        if asked[0]:
            self._timer.start()
            self.ask()


def wanted(state: State) -> tuple[str, str]:
    """The currency to ask for and the proxy to ask through; no currency when nothing is to be asked."""
    real = state.key is not None and state.key.network == WORTH_MONEY and not state.practice
    return (state.settings.price if real and state.phase is Phase.OPEN else ""), state.settings.proxy
