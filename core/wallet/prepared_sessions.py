"""Sessions that the co-signer has prepared with this computer: in memory only, each for one use, none for long (F5)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from core.protocol.scheme import PreparedSession
from core.rpc.single_use import MAX_SESSIONS, SESSION_LASTS


@dataclass(frozen=True, slots=True)
class Held:
    """A session, and the payment that it was prepared for while a person looked at it; nobody's, if whoever asked
    for it uses it now."""

    session: PreparedSession
    key_id: bytes
    inputs: int
    since: float  # monotonic, from before the co-signer has heard of it: ours is never the last to forget it
    task_id: bytes | None


class PreparedSessions:
    """What the live link still knows of. `steady` gives seconds of the monotonic clock."""

    def __init__(self, steady: Callable[[], float]) -> None:
        self._steady = steady
        self._lock = threading.Lock()
        self._held: dict[bytes, Held] = {}  # by sid2, oldest first

    def keep(self, new: Held) -> None:
        """Hold it; the oldest of the key makes room."""
        with self._lock:
            self._expire()
            mine = [sid2 for sid2, held in self._held.items() if held.key_id == new.key_id]
            for sid2 in mine[: max(0, len(mine) - MAX_SESSIONS + 1)]:
                del self._held[sid2]
            self._held[new.session.sid2] = new

    def prepared_for(self, task_id: bytes, inputs: int) -> PreparedSession | None:
        """One that was prepared for so many inputs of this payment; it stays until it is used."""
        with self._lock:
            self._expire()
            for held in self._held.values():
                if held.task_id == task_id and held.inputs == inputs:
                    return held.session
        return None

    def holds(self, task_id: bytes) -> bool:
        """Whether any was prepared for this payment."""
        with self._lock:
            self._expire()
            return any(held.task_id == task_id for held in self._held.values())

    def take(self, sid2: bytes) -> bool:
        """Whether it may be used now; never again after this."""
        with self._lock:
            self._expire()
            return self._held.pop(sid2, None) is not None

    def drop(self, name: bytes) -> None:
        """Those of a key that may not sign now, or of a payment that has ended."""
        with self._lock:
            self._held = {sid2: held for sid2, held in self._held.items() if name not in (held.key_id, held.task_id)}

    def forget_sessions(self) -> None:
        """All of them."""
        self._held.clear()  # no lock: a forked child may have inherited a locked one

    def expire(self) -> None:
        """Those that have waited for too long are gone, also where nobody asks for them."""
        with self._lock:
            self._expire()

    def _expire(self) -> None:
        now = self._steady()
        for sid2 in [sid2 for sid2, held in self._held.items() if now > held.since + SESSION_LASTS]:
            del self._held[sid2]
