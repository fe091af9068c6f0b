"""What the server says about fees: a question of its own after each sync, for there may be no answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.desktop.controller.jobs import Jobs
from app.desktop.model.state import StateStore

if TYPE_CHECKING:
    from core.wallet.api import FeeRates

UNKNOWN: dict[str, Any] = {"rates": (), "least": None, "step": None}  # of the state


def ask(store: StateStore, jobs: Jobs, question: Callable[[], FeeRates]) -> None:
    """Ask, and show it if the same wallet and server are still on the screen."""
    key, server = store.state.key, store.state.chain.server

    def show(found: FeeRates | None) -> None:
        now = store.state
        if key is not None and now.key is not None and (now.key.name, now.chain.server) == (key.name, server):
            told = {"rates": found.known(), "least": found.least, "step": found.step} if found else UNKNOWN
            store.write(**told)

    jobs.start("rates", lambda _: question(), show, lambda _: show(None))
