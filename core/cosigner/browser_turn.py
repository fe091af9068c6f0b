"""What a browser asks for is done in one turn, which begins with whether it is still admitted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from core.cosigner.admin_in_turn import Turn
from core.cosigner.browser_api import BrowserView
from core.cosigner.browsers import Browsers
from core.errors import BadInput, InputKind

T = TypeVar("T")


class BrowserTurn:
    """`turn` carries out work between other work."""

    def __init__(self, browsers: Browsers, turn: Turn) -> None:
        self._browsers, self._turn = browsers, turn

    def __call__(self, cookie: bytes, job: Callable[[BrowserView], T]) -> T:
        """What `job` gives; BadInput for whoever is not admitted."""

        def do() -> T:
            who = self._browsers.known(cookie)
            if who is None:  # revoked, perhaps while this waited for its turn
                raise BadInput("this browser is not admitted", InputKind.BROWSER)
            return job(who)

        return self._turn(do)
