"""What an Electrum server tells unasked on one line: that the history of a script has changed, that there is a block.

It only says that it is time to ask: nothing that it tells counts, and a sync asks again for some scripts in turn, so
that a server which tells nothing is found out. What is not known is not kept, and a flood ends the line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from core.chain import guarded_line
from core.chain.guarded_line import STATUS

HEADERS = "blockchain.headers.subscribe"
AGAIN = 250  # scripts that a sync asks for though the server would have told of a change: all those of most wallets
MAX_NEWS = 10_000  # told between two syncs: more than any wallet and its chain bring


class Subscriptions:
    """Of one line. `woken` hears of news on the line's own thread; all else is for the one who asks."""

    def __init__(self, woken: Callable[[], object]) -> None:
        self._woken = woken
        self._asked: set[str] = set()  # the names of scripts that it was asked for
        self._news: dict[str, str | None] = {}
        self._count = 0
        self.told: dict[str, str | None] = {}  # statuses by script, the longest known first
        self.waiting: dict[str, tuple[bytes, ...]] = {}  # by script: what the history that was read has in no block

    def hear(self, method: str, params: Any) -> None:
        """It has told this. LinkError (kind "server.flood") for too much of it."""
        self._count += 1
        if self._count > MAX_NEWS:
            raise guarded_line.too_much()
        match method, params:
            case str(), [str(name), None | str() as status] if method == STATUS and name in self._asked:
                self._news[name] = status
            case str(), [dict()] if method == HEADERS:
                pass
            case _:
                return
        self._woken()

    def begin_sync(self) -> None:
        """A sync begins: what was told counts as asked, and some of it is to be asked again."""
        self._count = 0
        for name in [*self._news]:
            self.told[name] = self._news.pop(name)
        for name in [*islice(self.told, AGAIN)]:
            del self.told[name]

    def ask_for(self, names: Iterable[str]) -> None:
        """These are about to be asked for."""
        self._asked.update(names)

    def read(self, name: str, status: str | None, waiting: Iterable[bytes]) -> None:
        """The history of a script was read: its status, and what of it is in no block."""
        self.told[name] = status
        self.waiting[name] = tuple(waiting)


def name_of(script: bytes) -> str:
    """What Electrum's protocol calls a script."""
    return hashlib.sha256(script).digest()[::-1].hex()
