"""One live link of a paired computer, and what it holds in memory."""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from core.approval.upload import CHUNK
from core.protocol.scheme import PreparedSession
from core.rpc.runner import Run
from core.rpc.single_use import MAX_INPUTS, MAX_SESSIONS, SESSION_LASTS, wiped_by_fork
from core.sansio.effects import Script
from core.transport.link.link import Link

LOOKS = 1.0  # seconds between two looks at what others hold; nobody can use it then: it is looked at first


@dataclass(slots=True)
class Kept:
    """A prepared session in memory."""

    session: PreparedSession
    key_id: bytes
    since: float


@dataclass(slots=True)
class Call:
    """A conversation under way, and the key it is about (none yet while one is being made)."""

    script: Script[Any]
    key_id: bytes | None
    collecting: int = 0  # bytes that its messages will add up to
    proposes: bool = False
    left: int = 0  # bytes of what it proposes that have not come
    stands: bool = False  # what it proposes may be signed, or may come to be
    behind: Call | None = None  # the proposal that it came with, and which is decided first
    received: float = 0.0  # monotonic time of its first frame
    until: float = math.inf  # monotonic time after which its messages end the link
    run: Run[Any] | None = None

    def close(self) -> None:
        """What it holds is gone."""
        with suppress(ValueError):  # it waits for its own write: `Dispatcher` ends it at its next answer
            self.script.close()


@dataclass(slots=True, eq=False, weakref_slot=True)
class Connection:
    """One live link of one paired computer."""

    link: Link
    calls: dict[int, Call] = field(default_factory=dict)
    sessions: dict[bytes, Kept] = field(default_factory=dict)
    settled: bool = False  # KEYS was answered: once, before anything else
    faults: int = 0
    received: float = 0.0  # monotonic time of the frame being answered
    begun: list[tuple[Call, bytes]] = field(default_factory=list)  # checks of a run that became durable with a proposal
    making: int | None = None  # the call of the key generation or refresh under way: one at a time

    def __post_init__(self) -> None:
        wiped_by_fork(self)

    def proposal(self, key_id: bytes) -> Call | None:
        """One of this key whose last chunk is still to come, or which is being read, and that nothing has come with.

        What comes before that is no A1 of it, and waits for no long upload of another payment."""
        taken = [call.behind for call in self.calls.values()]
        proposals = (call for call in self.calls.values() if call.proposes and call.left <= CHUNK)
        mine = (call for call in proposals if call.key_id == key_id)
        return next((call for call in mine if not any(call is one for one in taken)), None)

    def has(self, call: Call) -> bool:
        """Whether it is under way."""
        return any(call is one for one in self.calls.values())

    def behind(self, proposal: Call) -> list[Call]:
        """What came with a proposal, and waits for it."""
        return [call for call in self.calls.values() if call.behind is proposal]

    def keep(self, new: Kept) -> None:
        """A session that was just prepared. The oldest go: beyond eight of its key, and 1,024 inputs of all keys."""
        mine = [sid2 for sid2, kept in self.sessions.items() if kept.key_id == new.key_id]
        for sid2 in mine[: max(0, len(mine) - MAX_SESSIONS + 1)]:
            del self.sessions[sid2]
        inputs = new.session.B + sum(kept.session.B for kept in self.sessions.values())
        while inputs > MAX_INPUTS:
            inputs -= self.sessions.pop(next(iter(self.sessions))).session.B
        self.sessions[new.session.sid2] = new

    def expire(self, now: float) -> None:
        """Drop the prepared sessions that have waited for too long; `now` of the monotonic clock."""
        for sid2 in [sid2 for sid2, kept in self.sessions.items() if now > kept.since + SESSION_LASTS]:
            del self.sessions[sid2]

    def forget(self, key_id: bytes) -> None:
        """Drop the prepared sessions of one key."""
        for sid2 in [sid2 for sid2, kept in self.sessions.items() if kept.key_id == key_id]:
            del self.sessions[sid2]

    def forget_sessions(self) -> None:
        """Drop all sessions, prepared or in a call."""
        for call in self.calls.values():
            call.close()
        self.calls.clear()
        self.sessions.clear()

    def close(self) -> None:
        """Everything in memory is gone."""
        self.forget_sessions()
        self.link.close()


class Connections(dict[bytes, Connection]):
    """All there are, by pin."""

    def __init__(self) -> None:
        super().__init__()
        self._looked = -math.inf

    def expire(self, connection: Connection, now: float) -> None:
        """Drop what has waited for too long, of monotonic time `now`: what this one may use, and now and then that of
        the others, which takes as long as there are many."""
        connection.expire(now)
        if now >= self._looked + LOOKS:
            self._looked = now
            for other in self.values():
                other.expire(now)
