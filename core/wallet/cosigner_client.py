"""The wallet's end of the link: it connects, settles what a crash left open, and runs P1's scripts.

connect ─► HELLO ─► KEYS, ANSWER ─► key generation, refresh, proposals, signatures
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from core.approval.kinds.other_task import OtherTask
from core.approval.messages import AwaitDecision, Cancel, Decision, Proposed, RequestState, unsaid
from core.approval.request import NEVER_SIGNED, after
from core.approval.upload import propose_p1
from core.bitcoin.signing_task import WireTask
from core.codec.text import MOST_QUOTED, one_line, quoted
from core.crypto.rng import HedgedRng
from core.errors import (
    BlockKind,
    Cheat,
    KeyBlocked,
    LinkError,
    LinkKind,
    OtCheat,
    PeerFault,
    RefusalKind,
    Refused,
    StorageError,
    StorageKind,
)
from core.home import own_sheet
from core.home.repository import Repository
from core.keys.limits import LONGEST_SUSPENSION, must_be_usable
from core.keys.record import KeyRecord, Slot
from core.keys.sheets import kept_for, rules_of
from core.keys.status import Report, StatusOf
from core.protocol.changes import Change
from core.protocol.progress import ProgressStep
from core.protocol.registry import ECDSA, scheme_of
from core.protocol.scheme import Item, JointSignature, PreparedSession, Share
from core.rpc.multiplexer import Multiplexer, exchange
from core.rpc.single_use import ClockWatch, wiped_by_fork
from core.sansio.effects import Script
from core.wallet.batches import UnderWay, sign_batches
from core.wallet.events import Event, Progress, silent
from core.wallet.own_log import NO_REQUEST, AnyTask, OwnLog
from core.wallet.prepared_sessions import Held, PreparedSessions
from core.wallet.run_changes import keep
from core.wallet.settling import must_be_wanted, nothing, settle

if TYPE_CHECKING:
    from core.transport.link.link import Link

T = TypeVar("T")

RECONNECT_PATIENCE = 60.0  # seconds a wait for a decision survives a co-signer that is away
EARLY_PAUSE = 1.0  # seconds before a question is put again that was answered too early, or not at all
EARLY_ANSWERS = 10  # "not decided yet" in answer to "tell me when it is decided"; no honest co-signer gives one
ASK_AGAIN = 300.0  # seconds after which an open request is asked about anew: it may have expired
LOOK_AGAIN = 15.0  # seconds after which it is asked again whether what was approved was stopped meanwhile


class CosignerClient:
    """P1's side of one pairing, for any thread. `connect` makes a fresh link; `clock` gives wall seconds, `steady`
    those of the monotonic clock, and `pause` waits some."""

    def __init__(
        self,
        records: Repository,
        connect: Callable[[], Link],
        clock: Callable[[], float],
        steady: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._records, self._connect = records, connect
        self._clock, self.steady, self.pause = clock, steady, pause
        self._multiplexer: Multiplexer | None = None
        self._ended = False
        self._reports: dict[bytes, Report] = {}
        self._lock = threading.RLock()
        self.sessions = PreparedSessions(steady)
        self._watch = ClockWatch(clock, steady)
        self.log = OwnLog(records, clock)
        wiped_by_fork(self)

    # -------------------------------------------------------------- connection
    def connected(self) -> Multiplexer:
        """The live session, made and settled when there is none."""
        self.sessions.expire()
        with self._lock:
            self._must_go_on(self._multiplexer)  # before it dials: the home may have another wallet by now
            if self._multiplexer is not None and self._watch.jumped():
                self.close()  # what was drawn before a sleep, or in a snapshot, is never used after it
            if self._multiplexer is None or self._multiplexer.link.closed:
                self.forget_sessions()
                old, self._multiplexer = self._multiplexer, None
                must_be_wanted(old)
                multiplexer = Multiplexer(self._connect(), self.steady)
                self._must_go_on(multiplexer)
                try:
                    settle(self._records, multiplexer, int(self._clock()))
                except BaseException:
                    multiplexer.close("the handshake failed")
                    raise
                self._multiplexer = multiplexer
            self._must_go_on(self._multiplexer)
            return self._multiplexer

    def close(self) -> None:
        """Drop the link. The next call makes another."""
        with self._lock:
            self.forget_sessions()
            if self._multiplexer is not None:
                self._multiplexer.close()
                self._multiplexer = None

    def end(self) -> None:
        """Drop the link for good. One that is being made is not waited for: it is dropped as soon as it is there."""
        self._ended = True
        self.forget_sessions()
        if (multiplexer := self._multiplexer) is not None:
            multiplexer.close()

    def _must_go_on(self, multiplexer: Multiplexer | None) -> None:
        if self._ended:
            if multiplexer is not None:
                multiplexer.close("the wallet was closed")
            raise LinkError("the wallet was closed", LinkKind.CLOSED)

    def forget_sessions(self) -> None:
        """Every prepared session is gone; the next payment prepares anew."""
        self.sessions.forget_sessions()

    # -------------------------------------------------------------- keys
    def new_key(self, name: str, network: str, progress: Progress = silent, scheme: int = ECDSA) -> KeyRecord:
        """Make a joint key of a scheme together. It counts only when both sides have committed it."""
        self._must_have_room()
        multiplexer = self.connected()
        pin = multiplexer.link.pin
        sealing = own_sheet.sealing(self._records, None, int(self._clock()), pin)
        known = kept_for(self._records.keys.values(), pin)
        script = scheme_of(scheme).keygen(network, name, multiplexer.link.chan, HedgedRng(), sealing, known)
        share = self.run(multiplexer, script, progress, name)
        return self._confirmed(multiplexer, share)

    def refresh(self, key_id: bytes, progress: Progress = silent) -> KeyRecord:
        """New shares for the same key: epoch n+1. Where nobody at the co-signer has accepted a recovery sheet of ours
        yet, a person there is asked, and the shares are renewed without it."""
        try:
            return self.renewed(key_id, progress, sealed=True)
        except Refused as error:
            if error.kind != RefusalKind.SHEET:
                raise
            own_sheet.must_tell_more(self._records, self._records.keys[key_id], int(self._clock()))
        return self.renewed(key_id, progress, sealed=False)

    def renewed(self, key_id: bytes, progress: Progress, *, sealed: bool) -> KeyRecord:
        """One run of a refresh, with what is new about our sheets, or with those that copies are kept for alone."""
        self._must_have_room()
        multiplexer, now = self.connected(), int(self._clock())
        row = self._records.keys[key_id]
        slot = must_be_usable(row, now, refresh=True)
        asked, chan = own_sheet.sealing(self._records, row, now), multiplexer.link.chan
        sealing, rules = asked if sealed else own_sheet.as_before(asked, row), rules_of(row, now)
        script = slot.scheme.refresh(slot.share.opened, row.max_epoch, chan, _hedged(slot), sealing, rules)
        return self._confirmed(multiplexer, self.run(multiplexer, script, progress, row.name))

    def _must_have_room(self) -> None:
        if not self._records.vault.has_room():
            raise StorageError("the disk of this computer is nearly full; make room on it", StorageKind.FULL)

    def _confirmed(self, multiplexer: Multiplexer, share: Share) -> KeyRecord:
        """Tell the co-signer that P1 has committed too: from now on it may show addresses."""
        with suppress(LinkError):  # the next handshake tells it too
            self._report(multiplexer, share.key_id, share.T)
        return self._records.keys[share.key_id]

    def status(self, key_id: bytes) -> Report:
        """How the co-signer sees a key."""
        multiplexer = self.connected()
        return self._report(multiplexer, key_id, self._records.keys[key_id].current_run_id)

    def _report(self, multiplexer: Multiplexer, key_id: bytes, run_id: bytes) -> Report:
        report = multiplexer.call(exchange(StatusOf(key_id, run_id), Report), nothing)
        longest = int(self._clock()) + LONGEST_SUSPENSION  # no calendar has the last number that could be told
        report = replace(report, suspended_until=min(report.suspended_until, longest))
        with self._lock, self._records.write() as write:
            row = self._records.keys.get(key_id)
            if row is not None and row.peer_reach != report.reach:
                write.key(replace(row, peer_reach=report.reach))
            if row is not None:
                self.log.told_rules(write, row, report)
        self._reports[key_id] = report
        return report

    def last_report(self, key_id: bytes) -> Report | None:
        """What the co-signer last reported of a key, since this program started."""
        return self._reports.get(key_id)

    # -------------------------------------------------------------- payments
    def propose(
        self, row: KeyRecord, wire: WireTask | OtherTask, beside: Callable[[], object] = lambda: None
    ) -> Proposed:
        """Put a task on the co-signer's desk, or find it there again; `beside`: see `propose_p1`. KeyBlocked where it
        could not be signed."""
        multiplexer = self.connected()
        now = self._records.keys[row.key_id]
        if now.locked or now.mismatch:
            must_be_usable(now, int(self._clock()))
        return multiplexer.call(propose_p1(row.key_id, wire, beside), nothing)

    def until(self, wait: float | None) -> float | None:
        """The deadline for something that may take `wait` seconds."""
        return None if wait is None else self.steady() + wait

    def left(self, deadline: float | None) -> float:
        """Seconds until then."""
        return float("inf") if deadline is None else deadline - self.steady()

    def decision(self, proposed: Proposed, deadline: float | None, progress: Progress) -> RequestState:
        """Wait until the request is decided and may be signed; `deadline` in monotonic seconds. Survives a link that
        comes back."""
        state, reason, wait, early, dropped = proposed.state, proposed.reason, proposed.wait, 0, False
        while state is RequestState.PROPOSED or wait:
            left = min(ASK_AGAIN, self.left(deadline))
            if left <= 0 and wait:
                raise Refused(
                    f"approved; by the rules of the co-signer it is signed in {wait} seconds; sign again then",
                    RefusalKind.COUNTDOWN,
                )
            if left <= 0:
                raise Refused(
                    "nobody has decided yet on the co-signer; sign again to go on waiting", RefusalKind.PENDING
                )
            if wait:
                progress(Event(ProgressStep.COUNTDOWN, request=proposed.request.hex(), seconds=wait))
                self.pause(min(wait, LOOK_AGAIN, left))
            try:
                told = self._decided(proposed.request, left)
            except TimeoutError:
                continue
            except LinkError as error:
                if error.kind is LinkKind.BLOCKED:
                    raise
                if dropped:  # a line that lasts for no question is not made again at once
                    self.pause(min(EARLY_PAUSE, left))
                self._wait_for_link(deadline, progress)
                dropped = True
                continue
            state, reason, wait, dropped = told.state, told.reason, told.wait, False
            if state is RequestState.PROPOSED:
                early += 1
                if early > EARLY_ANSWERS:
                    raise PeerFault("the co-signer answers again and again before it has decided; update both programs")
                self.pause(min(EARLY_PAUSE, left))
        if state in NEVER_SIGNED:
            kind = NEVER_SIGNED[state]
            why = quoted(reason) if reason else unsaid(kind, proposed.warnings)
            said = one_line(reason, MOST_QUOTED)
            raise Refused(f"the co-signer refused: {why}" if why else "the co-signer refused", kind, said)
        return state

    def _decided(self, request_id: bytes, left: float) -> Decision:
        multiplexer = self.connected()
        try:
            return _of(
                request_id, multiplexer.call(exchange(AwaitDecision(request_id), Decision), nothing, timeout=left)
            )
        except LinkError:
            if multiplexer.link.closed:
                raise
            raise TimeoutError from None

    def cancel(self, request_id: bytes) -> Decision:
        """Take a request back. Refused (kind "signed") once an answer may have left."""
        return _of(request_id, self.connected().call(exchange(Cancel(request_id), Decision), nothing))

    def _wait_for_link(self, deadline: float | None, progress: Progress) -> None:
        """The link dropped while a person decides: try again for a while before giving up."""
        progress(Event(ProgressStep.LOST))
        give_up = self.steady() + RECONNECT_PATIENCE
        while True:
            try:
                self.connected()
            except LinkError:
                now = self.steady()
                if self._ended or now >= give_up or (deadline is not None and now >= deadline):
                    raise
                self.pause(min(1.0, give_up - now))
            else:
                progress(Event(ProgressStep.BACK))
                return

    def sign(
        self, key_id: bytes, task: AnyTask, progress: Progress = silent, request: bytes = NO_REQUEST
    ) -> dict[int, JointSignature]:
        """Signatures for all own inputs of an approved task, by input number; all or none. The addresses it uses are
        written down first, so that the co-signer's tables reach no further than ours."""
        with self._lock, self._records.write() as write:
            row = self._records.keys[key_id]
            if (used := after(row.rules, task)) != row.rules:
                write.key(replace(row, rules=used))
            self.log.begun(write, row, task, request)
        found = sign_batches(self, key_id, task, progress)
        self.log.signed(row, task, request)
        return found

    def prepare(self, key_id: bytes, inputs: int, task_id: bytes | None = None) -> PreparedSession:
        """PREPARE: a session for up to `inputs` signatures, in memory, for one use; of this payment if one is named."""
        return self.preparing(key_id, inputs, task_id).finish()

    def preparing(self, key_id: bytes, inputs: int, task_id: bytes | None = None) -> UnderWay[PreparedSession]:
        """The same, as far as A1."""
        multiplexer, since = self.connected(), self.steady()
        row, slot = self._usable(key_id)
        script = slot.scheme.prepare(slot.share.opened, inputs, _hedged(slot))

        def hold(prepared: PreparedSession) -> None:
            with self._lock:
                if multiplexer is self._multiplexer:  # else it went with its link
                    self.sessions.keep(Held(prepared, key_id, inputs, since, task_id))

        return self._begin(multiplexer, script, row.name, hold)

    def finish(
        self, key_id: bytes, prepared: PreparedSession, task_id: bytes, batch: Sequence[Item]
    ) -> list[JointSignature]:
        """SIGN: one round trip on a prepared session. Refused, kind "session", when that is gone: prepare again."""
        return self.signing(key_id, prepared, task_id, batch).finish()

    def signing(
        self, key_id: bytes, prepared: PreparedSession, task_id: bytes, batch: Sequence[Item]
    ) -> UnderWay[list[JointSignature]]:
        """The same, as far as S1."""
        multiplexer = self.connected()
        row, slot = self._usable(key_id)
        share = slot.share.opened
        if not self.sessions.take(prepared.sid2) or prepared.epoch_id != share.epoch_id:
            raise Refused("this session is gone; prepare again", RefusalKind.SESSION)
        script = slot.scheme.sign(prepared, share, task_id, batch, _hedged(slot))
        return self._begin(multiplexer, script, row.name)

    def _usable(self, key_id: bytes) -> tuple[KeyRecord, Slot]:
        row = self._records.keys[key_id]
        return row, must_be_usable(row, int(self._clock()))

    # --------------------------------------------------------------
    def run(self, multiplexer: Multiplexer, script: Script[T], progress: Progress, name: str = "") -> T:
        """Run a script of ours for the wallet `name`. Whatever goes wrong, the connection ends and the next handshake
        settles the rest."""
        with self._ending(multiplexer, name):
            return multiplexer.call(script, self._write(multiplexer), lambda name: progress(Event(ProgressStep(name))))

    def _begin(
        self, multiplexer: Multiplexer, script: Script[T], name: str, then: Callable[[T], object] = lambda _: None
    ) -> UnderWay[T]:
        """The same, as far as its first message."""
        with self._ending(multiplexer, name):
            pending = multiplexer.begin_call(script, self._write(multiplexer))
        return UnderWay(pending, lambda: self._ending(multiplexer, name), then)

    @contextmanager
    def _ending(self, multiplexer: Multiplexer, name: str) -> Iterator[None]:
        try:
            yield
        except (Refused, KeyBlocked) as error:
            pending = any(row.pending and row.pin == multiplexer.link.pin for row in self._records.keys.values())
            if pending or error.kind in (RefusalKind.PENDING_EPOCH, BlockKind.PENDING_EPOCH):
                multiplexer.close("a run stopped before its commit")  # only a handshake may settle it
            raise
        except BaseException as error:
            multiplexer.close("a protocol run failed")
            if isinstance(error, Cheat | OtCheat):
                self.log.cheated(name, error)
            raise

    def _write(self, multiplexer: Multiplexer) -> Callable[[Change], None]:
        def write(change: Change) -> None:
            with self._lock:
                if multiplexer is not self._multiplexer:  # a later handshake has settled this run
                    raise LinkError("the line to the co-signer dropped")
                new = keep(self._records, self.log, multiplexer.link.pin, change, int(self._clock()))
                self.sessions.drop(new.key_id)

        return write


def _hedged(slot: Slot) -> HedgedRng:
    share = slot.share.opened
    return HedgedRng(slot.scheme.hedge(share), share.epoch_id)


def _of(request_id: bytes, told: Decision) -> Decision:
    if told.request != request_id:
        raise PeerFault("the co-signer answered for another request; update both programs")
    return told
