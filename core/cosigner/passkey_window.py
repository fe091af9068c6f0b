"""When a browser may make a passkey: while a terminal waits for it, five minutes at most, with the code that stands
there (W2). A cookie alone makes none. All of it is in RAM."""

from __future__ import annotations

import hmac
import threading
from collections.abc import Callable
from typing import Final

from core.cosigner.page_pin import six_digits
from core.crypto.rng import HedgedRng
from core.errors import BadInput, InputKind

LIVES: Final = 300.0  # seconds on the monotonic clock
TRIES: Final = 3  # of the code


class PasskeyWindow:
    """At most one at a time; the newest counts. `browser`: the SHA-256 of its cookie. Any thread."""

    def __init__(self, steady: Callable[[], float]) -> None:
        self._steady = steady
        self._lock = threading.Lock()
        self._browser, self._code, self._origin, self._until = b"", "", "", 0.0
        self._left, self._challenge, self._made = 0, b"", False
        self._number = 0  # of the one that is open

    def open(self, browser: bytes) -> str:
        """-> the code that is typed in it; a window that was open is over."""
        code = six_digits("passkey code")
        with self._lock:
            self._browser, self._code, self._until = browser, code, self._steady() + LIVES
            self._left, self._challenge, self._made = TRIES, b"", False
            self._number += 1
        return code

    def close(self, code: str) -> None:
        """That one is over."""
        with self._lock:
            if code == self._code:
                self._code = ""

    def standing(self, code: str) -> bool:
        """Whether that one still waits."""
        with self._lock:
            return self._alive() and code == self._code

    def made(self, code: str) -> bool:
        """Whether the passkey of that one is made."""
        with self._lock:
            return code == self._code and self._made

    def waits_for(self, browser: bytes) -> bool:
        """Whether a code of this browser is waited for."""
        with self._lock:
            return self._alive() and hmac.compare_digest(browser, self._browser)

    def enter(self, browser: bytes, code: str, origin: str) -> bytes:
        """With the code -> the challenge by which the passkey is made, at this origin. BadInput where it is another;
        after three of them the window is over."""
        with self._lock:
            if not (self._alive() and hmac.compare_digest(browser, self._browser)) or self._made:
                raise BadInput(
                    "the co-signer's terminal waits for no passkey of this browser", InputKind.BROWSER_PASSKEY
                )
            self._left -= 1
            if not hmac.compare_digest(code.encode(), self._code.encode()):
                raise BadInput(
                    f"this is not the terminal's code; tries that are left: {self._left}", InputKind.BROWSER_PASSKEY
                )
            self._left = TRIES
            self._challenge, self._origin = HedgedRng().bytes("passkey", 32), origin
            return self._challenge

    def take(self, browser: bytes, challenge: bytes, origin: str) -> int:
        """Use that challenge up -> what `end` takes. BadInput where it is another, or of another browser or origin."""
        with self._lock:
            good = self._alive() and hmac.compare_digest(browser, self._browser) and origin == self._origin
            if not (good and self._challenge and hmac.compare_digest(challenge, self._challenge)):
                raise BadInput("the time for this passkey is over; begin at the terminal", InputKind.BROWSER_PASSKEY)
            self._challenge = b""
            return self._number

    def end(self, number: int) -> None:
        """It is made, durably."""
        with self._lock:
            self._made = self._made or number == self._number

    def _alive(self) -> bool:
        return bool(self._code) and self._left > 0 and self._steady() < self._until
