"""The co-signer's side of each call: which script answers which message, and what its changes write.

G1 key generation · F1 refresh · A1 prepare · S1 sign · PROPOSE a payment · WATCH, CANCEL, STATUS, late COMMIT
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from core import lifecycle
from core.bitcoin.networks import NETWORKS
from core.encoding import Message, Type, decode
from core.errors import Bug, KeyBlocked, PeerFault, Refused
from core.lifecycle import KeyRow, Report, StatusOf
from core.protocol import keygen, prepare, refresh, sign
from core.protocol.commit import Commit, CommitDone
from core.protocol.prepare import P2Session
from core.protocol.script import Change, Checked, Checking, Committed, Debit, Dropped, Prepared, Script, Send
from core.protocol.share import KeyShare
from core.records import Records
from core.requests import Requests
from core.rng import HedgedRng
from core.session import Run, wiped_by_fork
from core.tasks import MAX_TASK, Cancel, Decision, Propose, Proposed, Watch, propose_p2
from core.transport.link import Link

SESSION_LASTS = 600.0  # seconds
MAX_SESSIONS = 8  # prepared, per key
PREPARE_BURST, PREPARE_RATE = 16, 2.0  # A1: each costs two durable writes
RUN_BURST, RUN_RATE = 10, 1 / 60  # refreshes of a key, new keys of a computer: a bucket of 10, one back a minute
MAX_COLLECTING = 2 * MAX_TASK  # bytes of proposals that arrive at once on one connection
PRACTICE = "practice"


@dataclass(slots=True)
class Bucket:
    """A token bucket on the monotonic clock."""

    burst: float
    rate: float
    level: float = -1.0
    seen: float = 0.0

    def take(self, now: float) -> bool:
        """Whether one more is allowed now."""
        self.level = self.burst if self.level < 0 else min(self.burst, self.level + (now - self.seen) * self.rate)
        self.seen = now
        if self.level < 1:
            return False
        self.level -= 1
        return True


@dataclass(slots=True)
class Kept:
    """A prepared session in memory."""

    session: P2Session
    key_id: bytes
    since: float


@dataclass(slots=True)
class Call:
    """A conversation under way, and the key it is about (none yet while one is being made)."""

    script: Script[Any]
    key_id: bytes | None
    collecting: int = 0  # bytes that its messages will add up to
    run: Run[Any] | None = None


@dataclass(slots=True, eq=False, weakref_slot=True)
class Connection:
    """One live link of one paired computer."""

    link: Link
    calls: dict[int, Call] = field(default_factory=dict)
    sessions: dict[bytes, Kept] = field(default_factory=dict)
    settled: bool = False  # KEYS was answered: once, before anything else
    faults: int = 0
    received: float = 0.0  # monotonic time of the frame being answered
    making: int | None = None  # the call of the key generation or refresh under way: one at a time

    def __post_init__(self) -> None:
        wiped_by_fork(self)

    def forget(self, key_id: bytes) -> None:
        """Drop the prepared sessions of one key."""
        for sid2 in [sid2 for sid2, kept in self.sessions.items() if kept.key_id == key_id]:
            del self.sessions[sid2]

    def forget_sessions(self) -> None:
        """Drop all sessions, prepared or in a call."""
        for call in self.calls.values():
            call.script.close()
        self.calls.clear()
        self.sessions.clear()

    def close(self) -> None:
        """Everything in memory is gone."""
        self.forget_sessions()
        self.link.close()


class Calls:
    """Opens calls for the messages that may open one. `clock` gives wall seconds, `steady` monotonic ones."""

    def __init__(
        self, records: Records, requests: Requests, clock: Callable[[], float], steady: Callable[[], float]
    ) -> None:
        self._records, self._requests, self._clock, self._steady = records, requests, clock, steady
        self._prepares: dict[bytes, Bucket] = {}
        self._runs: dict[bytes, Bucket] = {}  # by key_id for refreshes, by pin for new keys

    def begin(
        self, c: Connection, number: int, kind: Type, data: bytes, send: Callable[[Message], None]
    ) -> Call | None:
        """The call that this message opens; None if it is answered with `send`, now or when it is decided."""
        match kind:
            case Type.G1:
                return self._keygen(c, number, decode(keygen.G1, data), data)
            case Type.F1:
                return self._refresh(c, number, decode(refresh.F1, data), data)
            case Type.A1:
                return self._prepare(c, decode(prepare.A1, data), data)
            case Type.S1:
                return self._sign(c, decode(sign.S1, data), data)
            case Type.PROPOSE:
                return self._propose(c, decode(Propose, data))
            case Type.WATCH:
                tell = lambda task: send(Decision(task.request, task.state, task.reason))  # noqa: E731
                self._requests.watch(decode(Watch, data).request, set(self.rows(c)), tell)
            case Type.CANCEL:
                task = self._requests.cancel(decode(Cancel, data).request, set(self.rows(c)))
                send(Decision(task.request, task.state, task.reason))
            case Type.STATUS:
                send(self._report(c, decode(StatusOf, data)))
            case Type.COMMIT:
                self._late_commit(c, decode(Commit, data), send)
            case _:
                raise PeerFault(f"{kind.name} does not begin a call")
        return None

    # -------------------------------------------------------------- keys
    def rows(self, c: Connection) -> dict[bytes, KeyRow]:
        """The keys of this pin; those of another pin do not exist here (L5)."""
        return {key_id: row for key_id, row in self._records.keys.items() if row.pin == c.link.pin}

    def _row(self, c: Connection, key_id: bytes) -> KeyRow:
        row = self.rows(c).get(key_id)
        if row is None:
            raise Refused("the co-signer does not hold this key for this computer", "unknown")
        return row

    def _make(self, c: Connection, number: int) -> None:
        if c.making is not None:
            raise PeerFault("two runs at once on one connection")
        if not self._records.vault.has_room():
            raise Refused("the co-signer's disk is nearly full; make room on it", "full")
        c.making = number

    def _keygen(self, c: Connection, number: int, first: keygen.G1, data: bytes) -> Call:
        if (first.network == PRACTICE) != self._records.home.practice:
            if self._records.home.practice:
                raise Refused("this co-signer holds practice wallets only", "network")
            raise Refused("practice wallets need a practice co-signer: tandem-cosigner init --practice", "network")
        if first.network not in NETWORKS:
            raise PeerFault("a wallet on a network that does not exist", "network")
        self._must_be_free(first.name)
        if any(row.current is None for row in self.rows(c).values()):
            raise Refused("another key generation is not finished; connect again", "pending_epoch")
        if not self._runs.setdefault(c.link.pin, Bucket(RUN_BURST, RUN_RATE)).take(self._steady()):
            raise Refused("too many new wallets; wait a minute", "busy")
        self._make(c, number)
        return Call(keygen.p2(first, c.link.chan, HedgedRng(message=data)), None)

    def _must_be_free(self, name: str) -> None:
        if any(row.name == name for row in self._records.keys.values()):
            raise Refused(f"the co-signer already has a wallet named {name}; choose another name", "name")

    def _refresh(self, c: Connection, number: int, first: refresh.F1, data: bytes) -> Call:
        now = int(self._clock())
        row = next((r for r in self.rows(c).values() if r.current_T == first.parent), None)
        if row is None:
            raise KeyBlocked("the co-signer holds another epoch of this key", "mismatch")
        share = lifecycle.must_be_usable(row, now, refresh=True).share
        lifecycle.must_allow_refresh(row, now)
        if row.locked and not (row.rules.unlock and row.rules.unlock.granted):
            self._ask_to_unlock(row)
            raise Refused("this key is locked: confirm its refresh on the co-signer, then refresh again", "pending")
        if not self._runs.setdefault(row.key_id, Bucket(RUN_BURST, RUN_RATE)).take(self._steady()):
            raise Refused("too many refreshes; wait a minute", "busy")
        self._make(c, number)
        return Call(refresh.p2(first, share, row.max_epoch, c.link.chan, _hedged(share, data)), row.key_id)

    def _ask_to_unlock(self, row: KeyRow) -> None:
        if row.rules.unlock is None:
            with self._records.write() as write:
                write.key(lifecycle.wishing_unlock(row, HedgedRng().bytes("unlock", 16)))

    def _prepare(self, c: Connection, first: prepare.A1, data: bytes) -> Call:
        row = self._row(c, first.key_id)
        share = lifecycle.must_be_usable(row, int(self._clock())).share
        if first.epoch_id != share.epoch_id:
            raise KeyBlocked("the co-signer holds another epoch of this key", "mismatch")
        if first.purpose != 0:
            raise Refused("only payments are prepared here", "purpose")
        if not self._prepares.setdefault(row.key_id, Bucket(PREPARE_BURST, PREPARE_RATE)).take(self._steady()):
            raise Refused("too many preparations; wait a second", "busy")

        def script() -> Script[None]:
            session = yield from prepare.p2(first, share, _hedged(share, data))
            mine = [sid2 for sid2, kept in c.sessions.items() if kept.key_id == row.key_id]
            for sid2 in mine[: max(0, len(mine) - MAX_SESSIONS + 1)]:
                del c.sessions[sid2]
            c.sessions[session.sid2] = Kept(session, row.key_id, self._steady())

        return Call(script(), row.key_id)

    def _sign(self, c: Connection, first: sign.S1, data: bytes) -> Call:
        kept = c.sessions.pop(first.sid2, None)  # before any computation
        if kept is None or self._steady() > kept.since + SESSION_LASTS:
            raise Refused("this session is gone; prepare again", "session")
        row = self._row(c, kept.key_id)
        share = lifecycle.must_be_usable(row, int(self._clock())).share
        if kept.session.epoch_id != share.epoch_id:
            raise Refused("this session belongs to an older epoch; prepare again", "session")

        def items_of(task_id: bytes, inputs: tuple[int, ...]) -> list[sign.Item]:
            return self._requests.items(row, task_id, inputs)

        def script() -> Script[None]:
            yield from sign.p2(first, kept.session, share, items_of, _hedged(share, data))
            self._requests.released(self._records.keys[row.key_id], first.task_id, first.inputs)

        return Call(script(), row.key_id)

    def _propose(self, c: Connection, first: Propose) -> Call:
        row = self._row(c, first.key_id)
        if row.current is None or row.mismatch:
            lifecycle.must_be_usable(row, int(self._clock()))
        if first.size + sum(call.collecting for call in c.calls.values()) > MAX_COLLECTING:
            raise Refused("other payments are still arriving; propose this one after them", "busy")

        def script() -> Script[None]:
            wire = yield from propose_p2(first)
            task = self._requests.propose(self._records.keys[row.key_id], wire)
            reach = task.external, task.internal
            yield Send(Proposed(task.request, task.task_id, task.state, *reach, task.warnings, task.reason))

        return Call(script(), row.key_id, first.size)

    def _report(self, c: Connection, asked: StatusOf) -> Report:
        row = self._row(c, asked.key_id)
        if row.current is not None and row.current_T == asked.T and not row.settled:
            row = replace(row, settled=True)
            with self._records.write() as write:
                write.key(row)
        return Report(
            row.name,
            row.current.share.epoch if row.current else 0,
            lifecycle.state(row),
            row.rules.approve_below,
            sum(task.key_id == row.key_id for task in self._requests.open()),
            row.rules.suspended_until,
        )

    def _late_commit(self, c: Connection, commit: Commit, send: Callable[[Message], None]) -> None:
        """Idempotent: a repeated COMMIT of what is current is answered again; any other is not answered at all."""
        if any(row.current_T == commit.T for row in self.rows(c).values()):
            send(CommitDone(commit.T))
        else:
            c.close()

    # -------------------------------------------------------------- durable changes
    def write(self, c: Connection, key_id: bytes | None, change: Change) -> None:
        """Make one change of a script durable, and let memory follow."""
        now = int(self._clock())
        match change:
            case Debit() if key_id is not None:
                self._requests.debit(self._records.keys[key_id], change.task_id)
                return
            case Debit():
                raise Bug("a debit without a key")
            case Prepared():
                row = self._records.keys.get(change.share.key_id)
                if row is None:
                    self._must_be_free(change.name)  # again: two computers may have begun together
                    new = lifecycle.new_row(change.share, change.name, c.link.pin, now)
                else:
                    new = lifecycle.prepare(row, change.share, now)
                c.forget(new.key_id)
                text = f"{new.name} ({new.network}): epoch {change.share.epoch} prepared"
            case Committed():
                new = lifecycle.commit(self._holding(c, change.T), change.T, now)
                text = f"{new.name} ({new.network}): epoch {new.max_epoch} is current; the old shares are erased"
            case Dropped():
                new, text = lifecycle.drop(self._holding(c, change.T)), ""
            case Checking():
                new, text = lifecycle.checking(self._holding(c, change.T), change.T), ""
            case Checked():
                new, text = lifecycle.checked(self._holding(c, change.T), change.T, ok=change.ok), ""
                if not change.ok:
                    c.forget(new.key_id)
                    text = f"{new.name}: the computer failed the OT check; the key is locked until a confirmed refresh"
        born = new.current is not None or new.pending is not None
        with self._records.write(final=isinstance(change, Committed | Dropped)) as write:
            if born:
                write.key(new)
            else:
                write.erase_key(new.key_id)
            if text:
                write.log(now, "key", text)
        if isinstance(change, Committed | Dropped):
            self._records.vault.erase_traces()

    def _holding(self, c: Connection, T: bytes) -> KeyRow:
        for row in self.rows(c).values():
            if T in (row.current_T, row.pending_T):
                return row
        raise PeerFault("a run that is not held", "mismatch")


def _hedged(share: KeyShare, message: bytes) -> HedgedRng:
    return HedgedRng(share.x.reveal().to_bytes(32, "big"), share.epoch_id, message)
