"""The wallet's end of the link: it connects, settles what a crash left open, and runs P1's scripts.

connect ─► HELLO ─► KEYS, ANSWER ─► key generation, refresh, proposals, signatures
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from core import lifecycle
from core.bitcoin.signing_task import CheckedTask, WireTask
from core.errors import KeyBlocked, LinkError, PeerFault, Refused, StorageError
from core.lifecycle import KeyRow, Keys, Report, StatusOf
from core.protocol import keygen, prepare, refresh, sign
from core.protocol.prepare import P1Session, Purpose
from core.protocol.script import Change, Committed, Prepared, Script
from core.protocol.share import KeyShare
from core.protocol.sign import Item, Signature
from core.records import Records
from core.rng import HedgedRng
from core.session import ClockWatch, Session, exchange, wiped_by_fork
from core.tasks import FINAL, Cancel, Decision, Proposed, TaskState, Watch, items, propose_p1
from core.transport.link import Link

T = TypeVar("T")

BATCH = 128  # inputs of one session
RECONNECT_PATIENCE = 60.0  # seconds a wait for a decision survives a co-signer that is away
BUSY_PAUSE = 0.6  # seconds
BUSY_PATIENCE = 60.0  # seconds a signature waits for a busy co-signer
ASK_AGAIN = 300.0  # seconds after which an open request is asked about anew: it may have expired


@dataclass(frozen=True, slots=True)
class Event:
    """Something a person may want to see while work goes on. `data` is for programs and stays as it is:

    kind       data
    "step"     what begins: "show" (to the co-signer), "sign", "send" (to the network); "signed": both have signed.
               Empty for the steps of a key generation or refresh, which their text names.
    "request"  the request's id: the co-signer has read the same payment, and it lies on its desk
    "waiting"  empty: a person at the co-signer must decide
    "link"     "lost" or "back"
    """

    kind: str
    text: str
    data: str = ""


Progress = Callable[[Event], None]


def silent(_: Event) -> None:
    """Show nothing."""


class Cosigning:
    """P1's side of one pairing, for any thread. `connect` makes a fresh link; `clock` gives wall seconds, `steady`
    those of the monotonic clock, and `pause` waits some."""

    def __init__(
        self,
        records: Records,
        connect: Callable[[], Link],
        clock: Callable[[], float],
        steady: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._records, self._connect = records, connect
        self._clock, self._steady, self._pause = clock, steady, pause
        self._session: Session | None = None
        self._ended = False
        self._reports: dict[bytes, Report] = {}
        self._lock = threading.RLock()
        self._preparing = threading.Lock()  # one A1 at a time (F1)
        self._prepared: set[bytes] = set()  # sid2 of sessions that the live link still knows
        self._watch = ClockWatch(clock, steady)
        wiped_by_fork(self)

    # -------------------------------------------------------------- connection
    def session(self) -> Session:
        """The live session, made and settled when there is none."""
        with self._lock:
            if self._session is not None and self._watch.jumped():
                self.close()  # what was drawn before a sleep, or in a snapshot, is never used after it
            if self._session is None or self._session.link.closed:
                self.forget_sessions()
                link = self._connect()
                session = Session(link)
                self._must_go_on(session)
                try:
                    self._settle(session)
                except BaseException:
                    session.close("the handshake failed")
                    raise
                self._session = session
            self._must_go_on(self._session)
            return self._session

    def close(self) -> None:
        """Drop the link. The next call makes another."""
        with self._lock:
            if self._session is not None:
                self._session.close()
                self._session = None

    def end(self) -> None:
        """Drop the link for good. One that is being made is not waited for: it is dropped as soon as it is there."""
        self._ended = True
        session = self._session
        if session is not None:
            session.close()

    def _must_go_on(self, session: Session) -> None:
        if self._ended:
            session.close("the wallet was closed")
            raise LinkError("the wallet was closed", "closed")

    def forget_sessions(self) -> None:
        """Every prepared session is gone; the next payment prepares anew."""
        self._prepared.clear()

    def _settle(self, session: Session) -> None:
        """KEYS and ANSWER, once per connection (core/spec/refresh.md, handshake)."""
        rows = {key_id: row for key_id, row in self._records.keys.items() if row.pin == session.link.pin}
        with self._records.write() as write:
            for row in rows.values():
                write.key(lifecycle.raised(row))
        claims = tuple(lifecycle.claim(self._records.keys[key_id]) for key_id in rows)
        told = session.call(exchange(Keys(claims), lifecycle.Answer), _nothing)
        answers = {answer.key_id: answer for answer in told.answers}
        with self._records.write(final=True) as write:
            for key_id in rows:
                row = self._records.keys[key_id]
                answer = answers.get(key_id)
                if answer is None:
                    continue  # nothing said, nothing changed
                settled = lifecycle.settle_p1(row, answer, int(self._clock()))
                if settled is None:
                    write.erase_key(key_id)
                else:
                    write.key(settled)
        self._records.vault.erase_traces()
        for key_id, before in rows.items():
            now = self._records.keys.get(key_id)
            if now is not None and now.current_T != before.current_T:  # committed just now: P2 may show addresses
                session.call(exchange(StatusOf(key_id, now.current_T), Report), _nothing)

    # -------------------------------------------------------------- keys
    def new_key(self, name: str, network: str, progress: Progress = silent) -> KeyRow:
        """Make a joint key together. It counts only when both sides have committed it."""
        self._must_have_room()
        session = self.session()
        script = keygen.p1(network, name, session.link.chan, HedgedRng())
        share = self._run(session, script, progress)
        return self._confirmed(session, share)

    def refresh(self, key_id: bytes, progress: Progress = silent) -> KeyRow:
        """New shares for the same key: epoch n+1."""
        self._must_have_room()
        session = self.session()
        row = self._records.keys[key_id]
        share = lifecycle.must_be_usable(row, int(self._clock()), refresh=True).share
        script = refresh.p1(share, row.max_epoch, session.link.chan, _hedged(share))
        return self._confirmed(session, self._run(session, script, progress))

    def _must_have_room(self) -> None:
        if not self._records.vault.has_room():
            raise StorageError("the disk of this computer is nearly full; make room on it", "full")

    def _confirmed(self, session: Session, share: KeyShare) -> KeyRow:
        """Tell the co-signer that P1 has committed too: from now on it may show addresses."""
        with suppress(LinkError):  # the next handshake tells it too
            session.call(exchange(StatusOf(share.key_id, share.T), Report), _nothing)
        return self._records.keys[share.key_id]

    def status(self, key_id: bytes) -> Report:
        """How the co-signer sees a key."""
        session = self.session()
        row = self._records.keys[key_id]
        report = session.call(exchange(StatusOf(key_id, row.current_T), Report), _nothing)
        self._reports[key_id] = report
        return report

    def last_report(self, key_id: bytes) -> Report | None:
        """What the co-signer last reported of a key, since this program started."""
        return self._reports.get(key_id)

    # -------------------------------------------------------------- payments
    def propose(self, row: KeyRow, wire: WireTask) -> Proposed:
        """Put a task on the co-signer's desk, or find it there again."""
        return self.session().call(propose_p1(row.key_id, wire), _nothing)

    def until(self, wait: float | None) -> float | None:
        """The deadline for something that may take `wait` seconds."""
        return None if wait is None else self._steady() + wait

    def decision(self, proposed: Proposed, deadline: float | None, progress: Progress) -> TaskState:
        """Wait until the request is decided; `deadline` in monotonic seconds. Survives a link that comes back."""
        state, reason = proposed.state, proposed.reason
        while state is TaskState.PROPOSED:
            left = ASK_AGAIN if deadline is None else min(ASK_AGAIN, deadline - self._steady())
            if left <= 0:
                raise Refused("nobody has decided yet on the co-signer; sign again to go on waiting", "pending")
            try:
                told = self._decided(proposed.request, left)
            except TimeoutError:
                continue
            except LinkError:
                self._wait_for_link(deadline, progress)
                continue
            state, reason = told.state, told.reason
        if state in FINAL:
            raise Refused(f"the co-signer refused: {reason}" if reason else "the co-signer refused", _word(state))
        return state

    def _decided(self, request: bytes, left: float) -> Decision:
        session = self.session()
        try:
            return _of(request, session.call(exchange(Watch(request), Decision), _nothing, timeout=left))
        except LinkError:
            if session.link.closed:
                raise
            raise TimeoutError from None

    def cancel(self, request: bytes) -> Decision:
        """Take a request back. Refused (kind "signed") once an answer may have left."""
        return _of(request, self.session().call(exchange(Cancel(request), Decision), _nothing))

    def _wait_for_link(self, deadline: float | None, progress: Progress) -> None:
        """The link dropped while a person decides: try again for a while before giving up."""
        progress(Event("link", "the line to the co-signer dropped; trying again", "lost"))
        give_up = self._steady() + RECONNECT_PATIENCE
        while True:
            try:
                self.session()
            except LinkError:
                now = self._steady()
                if now >= give_up or (deadline is not None and now >= deadline):
                    raise
                self._pause(min(1.0, give_up - now))
            else:
                progress(Event("link", "connected again", "back"))
                return

    def sign(self, key_id: bytes, task: CheckedTask, progress: Progress = silent) -> dict[int, Signature]:
        """Signatures for all own inputs of an approved task, by input number; all or none."""
        numbers = [number for number, _ in task.own_inputs]
        found: dict[int, Signature] = {}
        for start in range(0, len(numbers), BATCH):
            batch = tuple(numbers[start : start + BATCH])
            progress(Event("step", f"signing together: {start + len(batch)} of {len(numbers)} inputs", "sign"))
            signed = self._sign_batch(key_id, task.task_id, items(task, batch))
            found.update(zip(batch, signed, strict=True))
        return found

    def _sign_batch(self, key_id: bytes, task_id: bytes, batch: Sequence[Item]) -> list[Signature]:
        give_up, refreshed = self._steady() + BUSY_PATIENCE, False
        while True:
            try:
                prepared = self.prepare(key_id, len(batch))
                return self.finish(key_id, prepared, task_id, batch)
            except Refused as error:
                if error.kind not in ("busy", "session") or self._steady() > give_up:
                    raise
                self._pause(BUSY_PAUSE)
            except KeyBlocked as error:
                if error.kind != "must_refresh" or refreshed:
                    raise
                self.refresh(key_id)
                refreshed = True

    def prepare(self, key_id: bytes, inputs: int) -> P1Session:
        """PREPARE: a session for up to `inputs` signatures, in memory, for one use."""
        with self._preparing:
            session = self.session()
            share = lifecycle.must_be_usable(self._records.keys[key_id], int(self._clock())).share
            prepared = self._run(session, prepare.p1(share, Purpose.PAY, inputs, _hedged(share)), silent)
            with self._lock:
                if session is self._session:  # else it went with its link
                    self._prepared.add(prepared.sid2)
        return prepared

    def finish(self, key_id: bytes, prepared: P1Session, task_id: bytes, batch: Sequence[Item]) -> list[Signature]:
        """SIGN: one round trip on a prepared session. Refused, kind "session", when that is gone: prepare again."""
        session = self.session()
        share = lifecycle.must_be_usable(self._records.keys[key_id], int(self._clock())).share
        if prepared.sid2 not in self._prepared or prepared.epoch_id != share.epoch_id:
            raise Refused("this session is gone; prepare again", "session")
        self._prepared.discard(prepared.sid2)
        return self._run(session, sign.p1(prepared, share, task_id, batch, _hedged(share)), silent)

    # --------------------------------------------------------------
    def _run(self, session: Session, script: Script[T], progress: Progress) -> T:
        """Run a script of ours. Whatever goes wrong, the connection ends and the next handshake settles the rest."""
        try:
            return session.call(script, self._write(session), lambda text: progress(Event("step", text)))
        except (Refused, KeyBlocked) as error:
            pending = any(row.pending for row in self._records.keys.values())
            if pending or error.kind == "pending_epoch":  # here, or at the other side
                session.close("a run stopped before its commit")  # only a handshake may settle it
            raise
        except BaseException:
            session.close("a protocol run failed")
            raise

    def _write(self, session: Session) -> Callable[[Change], None]:
        def write(change: Change) -> None:
            with self._lock:
                if session is not self._session:  # a later handshake has settled this run
                    raise LinkError("the line to the co-signer dropped")
                new = self._changed(session.link.pin, change)
                with self._records.write(final=isinstance(change, Committed)) as block:
                    block.key(new)
                if isinstance(change, Committed):
                    self._records.vault.erase_traces()

        return write

    def _changed(self, pin: bytes, change: Change) -> KeyRow:
        now, rows = int(self._clock()), self._records.keys
        match change:
            case Prepared(share) if share.key_id in rows:
                return lifecycle.prepare(rows[share.key_id], share, now)
            case Prepared(share, name):
                return lifecycle.new_row(share, name, pin, now)
            case Committed(T):
                return lifecycle.commit(next(row for row in rows.values() if row.pending_T == T), T, now)
            case _:
                raise TypeError(f"P1 never writes {type(change).__name__}")


def _hedged(share: KeyShare) -> HedgedRng:
    return HedgedRng(share.x.reveal().to_bytes(32, "big"), share.epoch_id)


def _nothing(change: Change) -> None:
    raise TypeError(f"a question never writes {type(change).__name__}")


def _of(request: bytes, told: Decision) -> Decision:
    if told.request != request:
        raise PeerFault("the co-signer answered for another request; update both programs")
    return told


def _word(state: TaskState) -> str:
    return state.name.lower()
