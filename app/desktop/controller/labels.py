"""Labels that a person writes: each is written, in the order they came, also those of a wallet that is being closed."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.desktop.controller.jobs import Failed, nothing
from core.errors import TandemError

if TYPE_CHECKING:
    from app.desktop.controller.payments import WalletOwner
    from core.wallet.api import OpenWallet

JOB = "labels that were written"


@dataclass(frozen=True, slots=True)
class _Written:
    """One label on its way, with the wallet that was on screen."""

    wallet: OpenWallet
    name: str
    kind: str
    ref: str
    text: str
    done: Callable[[None], object]
    failed: Failed


class LabelWriter:
    """A job of the same name is never begun twice, so a second label must not depend on the end of the first."""

    def __init__(self, owner: WalletOwner) -> None:
        self._owner = owner
        self._waiting: deque[_Written] = deque()
        self._turn = threading.Lock()

    def write(
        self, kind: str, ref: str, text: str, done: Callable[[None], object] = nothing, failed: Failed = nothing
    ) -> None:
        """Give a label (see LabelsApi.write) of the wallet on screen."""
        owner = self._owner
        try:
            wallet = owner.open()
        except TandemError as error:
            failed(error)
            return
        if owner.state.key is not None:
            self._waiting.append(_Written(wallet, owner.state.key.name, kind, ref, text, done, failed))
            self._begin()

    def write_all(self) -> list[tuple[_Written, TandemError | None]]:
        """Write what waits, on any thread; afterwards nothing does, and nobody else writes."""
        ended: list[tuple[_Written, TandemError | None]] = []
        with self._turn:
            while self._waiting:
                one = self._waiting.popleft()
                try:
                    one.wallet.labels(one.name).write(one.kind, one.ref, one.text)
                    ended.append((one, None))
                except TandemError as error:
                    ended.append((one, error))
        return ended

    def _begin(self) -> None:
        if self._waiting:
            self._owner.jobs.start(JOB, lambda _: self.write_all(), self._told)

    def _told(self, ended: list[tuple[_Written, TandemError | None]]) -> None:
        if ended:
            self._owner.read()
        for one, error in ended:
            one.done(None) if error is None else one.failed(error)
        self._begin()
