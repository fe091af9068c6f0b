"""How a browser gets in: a link that is used once, within five minutes, and a word at the terminal (W4). All of it is
in RAM: a co-signer that ends forgets it."""

from __future__ import annotations

import base64
import hmac
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from core.crypto.rng import HedgedRng
from core.errors import BadInput, InputKind

LIVES: Final = 300.0  # seconds on the monotonic clock
SIZE: Final = 32  # bytes of a token and of a cookie


@dataclass(frozen=True, slots=True)
class Arrival:
    """A browser that has used the link."""

    cookie: bytes
    name: str
    address: str


class BrowserAdmission:
    """At most one at a time; the newest counts. `steady`: monotonic seconds. Any thread."""

    def __init__(self, steady: Callable[[], float]) -> None:
        self._steady = steady
        self._lock = threading.Lock()
        self._token, self._until = "", 0.0
        self._arrival: Arrival | None = None

    def open(self) -> str:
        """A new link's token; one that was there is over."""
        token = base64.urlsafe_b64encode(HedgedRng().bytes("admission", SIZE)).rstrip(b"=").decode()
        with self._lock:
            self._token, self._until, self._arrival = token, self._steady() + LIVES, None
        return token

    def close(self, token: str) -> None:
        """That link is over, and whoever has used it is forgotten."""
        with self._lock:
            if token == self._token:
                self._token, self._arrival = "", None

    def lives(self, token: str) -> bool:
        """Whether it can still be used. Looking uses nothing up."""
        with self._lock:
            return self._is(token) and self._arrival is None

    def standing(self, token: str) -> bool:
        """Whether somebody may still use it, or has."""
        with self._lock:
            return self._is(token)

    def enter(self, token: str, name: str, address: str) -> bytes:
        """Use it up -> the cookie of who did. BadInput where it is over, or was used before."""
        with self._lock:
            if not self._is(token):
                raise BadInput("this link is over; make a new one on the co-signer", InputKind.BROWSER_LINK)
            if self._arrival is not None:
                raise BadInput(
                    "somebody has used this link already; if that was not you, answer no on the co-signer",
                    InputKind.BROWSER_LINK,
                )
            cookie = HedgedRng().bytes("browser", SIZE)
            self._arrival = Arrival(cookie, name, address)
            return cookie

    def arrived(self, token: str) -> Arrival | None:
        """Who has used it."""
        with self._lock:
            return self._arrival if self._is(token) else None

    def awaits(self, cookie: bytes) -> bool:
        """Whether this one's word at the terminal is still to come."""
        with self._lock:
            return self._arrival is not None and hmac.compare_digest(self._arrival.cookie, cookie)

    def _is(self, token: str) -> bool:
        alive = bool(self._token) and self._steady() < self._until
        return hmac.compare_digest(self._token.encode(), token.encode()) and alive
