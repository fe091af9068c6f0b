"""The co-signer's side of each call: which script answers which message, and what its changes write.

What the schemes open: key generation · refresh · prepare · sign (core/protocol/scheme.py)
What is opened here: PROPOSE a payment, or another task · AWAIT_DECISION, CANCEL, STATUS, late COMMIT, restores
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial
from typing import Any

from core.approval.allowance import NEW_KEY, REFRESH
from core.approval.messages import AwaitDecision, Cancel, Propose, ProposeOther
from core.approval.request import FINAL
from core.approval.upload import MAX_TASK, Opens, arrived, propose_p2, unwanted_p2
from core.bitcoin.networks import NETWORKS
from core.codec.codec import decode
from core.codec.messages import Message, MessageType
from core.codec.names import looks_like, must_be_a_name
from core.cosigner.connection import Call, Connection
from core.cosigner.drills import Drills
from core.cosigner.notes import NOTED, KeptNotes
from core.cosigner.preparations import Preparations
from core.cosigner.replacement import PRACTICE
from core.cosigner.restores import ASKS, Restores
from core.cosigner.scheme_share import hedged_by, share_under
from core.cosigner.signing_requests import SigningRequests
from core.cosigner.wishes import Wishes
from core.crypto.rng import HedgedRng
from core.errors import BadInput, BlockKind, Bug, FaultKind, KeyBlocked, PeerFault, RefusalKind, Refused
from core.home import own_sheet
from core.home.log_fields import named
from core.home.names import NameBook
from core.home.records import LogCode
from core.home.repository import Repository
from core.home.run_values import run_values
from core.keys import transitions
from core.keys.handshake import MAX_KEYS
from core.keys.limits import must_allow_refresh, must_be_usable
from core.keys.record import NO_COINS, KeyRecord, granted, new_record, state
from core.keys.sheets import kept_for, like_others, peer_sheet, rules_of, yes_given
from core.keys.status import Report, StatusOf
from core.protocol.changes import Change, Checked, Checking, Committed, Debit, Dropped, Prepared
from core.protocol.drill import CopyShown, DrillOf
from core.protocol.messages import Commit, CommitDone
from core.protocol.registry import AnyScheme, named_in, opened_by
from core.protocol.scheme import Item, NewKeyCall, PrepareCall, RefreshCall, SignCall
from core.recovery.sheet import NO_SHEET
from core.rpc.replies import Declined
from core.sansio.effects import Script, Send, aside
from core.transport.rate_limit import Bucket

RUN_LASTS = 300.0  # seconds from the first message of a run to its commit
RUN_BURST, RUN_RATE = 10, 1 / 60  # refreshes of a key, new keys of a computer: a bucket of 10, one back a minute
MAX_COLLECTING = 2 * MAX_TASK  # bytes of proposals of one computer that arrive or are read at once
PROPOSE_BURST, PROPOSE_RATE = 100, 0.2  # proposals of one computer: what is refused is remembered too
QUESTION_BURST, QUESTION_RATE = 100, 5.0  # of one computer: how is this key, how was that decided


class Endpoints:
    """Opens calls for the messages that may open one. `clock` gives wall seconds, `steady` monotonic ones, `policy`
    those that limits and waits go by, `online` the pins that are connected now; `pin` is this side's own."""

    def __init__(
        self,
        records: Repository,
        requests: SigningRequests,
        clock: Callable[[], float],
        steady: Callable[[], float],
        held: Callable[[bytes], int] = lambda _: 0,
        policy: Callable[[], int] | None = None,
        online: Callable[[], Collection[bytes]] = tuple,
        pin: bytes = b"",
    ) -> None:
        self._records, self._requests, self._clock, self._steady = records, requests, clock, steady
        self._policy = policy or (lambda: int(clock()))
        self._names = NameBook(records, lambda: int(clock()))
        self._wishes = Wishes(records, requests.hearing, requests.quotas, self._policy, lambda: int(clock()))
        self.restores = Restores(records, requests, self._policy, lambda: int(clock()), online, pin)
        self.drills = Drills(records, self._policy, lambda: int(clock()), steady, online)
        self.notes = KeptNotes(records, steady)
        self._held = held  # bytes of a computer that are being read
        self._proposals: dict[bytes, Bucket] = {}  # by pin
        self._preparations = Preparations(self._row, self._policy, steady)
        self._questions: dict[bytes, Bucket] = {}
        self._runs: dict[bytes, Bucket] = {}  # by key_id for refreshes, by pin for new keys

    def open_call(
        self, c: Connection, number: int, kind: MessageType, data: bytes, send: Callable[[Message], None]
    ) -> Call | None:
        """The call that this message opens; None if it is answered with `send`, now or when it is decided."""
        scheme = opened_by(kind, data)
        if scheme is not None:
            match scheme.calls[kind](data):
                case NewKeyCall() as first:
                    return self._keygen(c, number, scheme, first, data)
                case RefreshCall() as first:
                    return self._refresh(c, number, scheme, first, data)
                case PrepareCall() as first:
                    return self._preparations.open(c, scheme, first, data)
                case first:
                    return self._sign(c, scheme, first, data)
        match kind:
            case MessageType.PROPOSE:
                return self._propose(c, decode(Propose, data))
            case MessageType.PROPOSE_OTHER:
                return self._propose(c, decode(ProposeOther, data))
            case MessageType.DRILL:
                drill = decode(DrillOf, data)
                return self.drills.of_computer(self._row(c, drill.key_id), drill, data)
            case MessageType.COPY_SHOWN:
                copy = decode(CopyShown, data)
                return self.drills.of_cosigner(self._row(c, copy.key_id), copy, data)
            case _ if not self._questions.setdefault(c.link.pin, Bucket(QUESTION_BURST, QUESTION_RATE)).take(
                self._steady()
            ):
                raise Refused("too many questions; wait a second", RefusalKind.BUSY)
            case _ if kind in ASKS:
                send(self.restores.answer(c.link, kind, data))
            case _ if kind in NOTED:
                send(self.notes.answer(c.link.pin, kind, data))
            case MessageType.AWAIT_DECISION:
                tell = lambda request: send(self._requests.told(request))  # noqa: E731
                self._requests.watch(decode(AwaitDecision, data).request, set(self.rows(c)), tell)
            case MessageType.CANCEL:
                request = self._requests.cancel(decode(Cancel, data).request, set(self.rows(c)))
                send(self._requests.told(request))
            case MessageType.STATUS:
                send(self._report(c, decode(StatusOf, data)))
            case MessageType.COMMIT:
                self._late_commit(c, decode(Commit, data), send)
            case _:
                raise PeerFault(f"{kind.name} does not begin a call")
        return None

    # -------------------------------------------------------------- keys
    def rows(self, c: Connection) -> dict[bytes, KeyRecord]:
        """The keys of this pin; those of another pin do not exist here (L5)."""
        return self._records.keys.of(c.link.pin)

    def settled(self, c: Connection) -> None:
        """Its handshake is over: payments may come."""
        c.settled = True
        self._requests.tables.ahead(self.rows(c).values())

    def spoilt(self, c: Connection, data: bytes) -> bytes | None:
        """The key that a message was about which ended in a fault. The session that it names is used up.

        Such a message may not even be readable; but each one on a key begins with its name, its run or its session.
        """
        name, rows = named_in(data), self.rows(c)
        kept = c.sessions.pop(name, None)
        if kept is not None:
            return kept.key_id
        named = (row.key_id for row in rows.values() if name in (row.key_id, row.current_run_id))
        return next(named, None) if c.settled else None

    def _row(self, c: Connection, key_id: bytes) -> KeyRecord:
        row = self.rows(c).get(key_id)
        if row is None:
            raise Refused("the co-signer does not hold this key for this computer", RefusalKind.UNKNOWN)
        return row

    def _make(self, c: Connection, number: int) -> None:
        if c.making is not None:
            raise PeerFault("two runs at once on one connection")
        if not self._records.vault.has_room():
            raise Refused("the co-signer's disk is nearly full; make room on it", RefusalKind.FULL)
        c.making = number

    def _keygen(self, c: Connection, number: int, scheme: AnyScheme, first: NewKeyCall[Any], data: bytes) -> Call:
        if scheme.holds_coins and (first.network == PRACTICE) != self._records.home.practice:
            if self._records.home.practice:
                raise Refused("this co-signer holds practice wallets only", RefusalKind.NETWORK)
            raise Refused("practice wallets need a practice co-signer", RefusalKind.NO_PRACTICE)
        if first.network not in (NETWORKS if scheme.holds_coins else (NO_COINS,)):
            raise PeerFault("a wallet on a network that does not exist", FaultKind.NETWORK)
        self._must_be_free(c, first.name)
        if len(self.rows(c)) >= MAX_KEYS:
            raise Refused(f"this computer has {MAX_KEYS:,} wallets here, and no more are made", RefusalKind.TOO_MANY)
        if any(row.current is None for row in self.rows(c).values()):
            raise Refused("another key generation is not finished; connect again", RefusalKind.PENDING_EPOCH)
        if (known := kept_for(self.rows(c).values(), c.link.pin)) and first.sheet not in known:
            raise Refused(
                "the co-signer keeps copies of this computer's other wallets for another recovery sheet, and makes "
                "none with this one",
                RefusalKind.SHEET_OTHER,
            )
        if self._wishes.has_refused(c.link.pin, first.sheet):
            raise Refused(
                "the recovery sheet of this computer was refused on the co-signer; a person there who wants to be "
                "asked again can change that",
                RefusalKind.REFUSED,
            )
        if not self._runs.setdefault(c.link.pin, Bucket(RUN_BURST, RUN_RATE)).take(self._steady()):
            raise Refused("too many new wallets; wait a minute", RefusalKind.BUSY)
        self._requests.quotas.must_hold(c.link.pin, NEW_KEY)
        self._make(c, number)
        sealing = own_sheet.sealing(self._records, None, self._policy(), c.link.pin)
        script = first.script(c.link.chan, HedgedRng(message=data), sealing)
        return Call(script, None, until=self._steady() + RUN_LASTS)

    def _must_be_free(self, c: Connection, name: str) -> None:
        """Of this computer's wallets. What others have is theirs alone: it is neither in the way, nor told."""
        try:
            must_be_a_name(name)
        except BadInput as error:
            raise Refused(f"the co-signer takes no such name: {error.message}", RefusalKind.NAME_FORM) from None
        if looks_like(name, (row.name for row in self.rows(c).values())):
            raise Refused(
                f"the co-signer already has a wallet named {name} of this computer, or so that it looks the same; "
                "choose another name",
                RefusalKind.NAME,
            )

    def _refresh(self, c: Connection, number: int, scheme: AnyScheme, first: RefreshCall[Any], data: bytes) -> Call:
        now = self._policy()
        row = next((r for r in self.rows(c).values() if r.current_run_id == first.parent), None)
        if row is None:
            raise KeyBlocked("the co-signer holds another epoch of this key", BlockKind.MISMATCH)
        share = share_under(must_be_usable(row, now, refresh=True), scheme)
        must_allow_refresh(row, now)
        if row.locked and not granted(row):
            self._wishes.to_unlock(row)
            raise Refused(
                "this key is locked: confirm its refresh on the co-signer, then refresh again", RefusalKind.PENDING
            )
        self._wishes.must_be_settled(row, first.sheets)
        if not self._runs.setdefault(row.key_id, Bucket(RUN_BURST, RUN_RATE)).take(self._steady()):
            raise Refused("too many refreshes; wait a minute", RefusalKind.BUSY)
        self._requests.quotas.must_hold(c.link.pin, REFRESH)
        self._make(c, number)
        sealing, rng = own_sheet.sealing(self._records, row, now), hedged_by(scheme, share, data)
        script = first.script(share, row.max_epoch, c.link.chan, rng, sealing, rules_of(row, now))
        return Call(script, row.key_id, until=self._steady() + RUN_LASTS)

    def _sign(self, c: Connection, scheme: AnyScheme, first: SignCall[Any, Any], data: bytes) -> Call:
        kept = c.sessions.pop(first.sid2, None)  # before any computation
        if kept is None:
            raise Refused("this session is gone; prepare again", RefusalKind.SESSION)
        row = self._row(c, kept.key_id)
        share = share_under(must_be_usable(row, self._policy()), scheme)
        if kept.session.epoch_id != share.epoch_id:
            raise Refused("this session belongs to an older epoch; prepare again", RefusalKind.SESSION)

        def items_of(task_id: bytes, inputs: tuple[int, ...]) -> list[Item]:
            return self._requests.items(row, task_id, inputs)

        def script() -> Script[None]:
            yield from first.script(kept.session, share, items_of, hedged_by(scheme, share, data))
            new = self._requests.released(self._records.keys[row.key_id], first.task_id, first.inputs)
            if new and len(first.inputs) == kept.session.B:  # used for all that it was prepared for
                self._preparations.give_back(row.key_id)

        return Call(script(), row.key_id)

    def _propose(self, c: Connection, first: Opens) -> Call:
        def left(size: int) -> None:
            call.left = size

        try:
            row = self._row(c, first.key_id)
            self._must_have_place(c, row, first.size)
        except (Refused, KeyBlocked) as error:
            call = Call(unwanted_p2(first, Declined.of(error), left), first.key_id, proposes=True)
            return call

        def script() -> Script[None]:
            payload = yield from propose_p2(first, left)
            call.collecting = 0  # the reader counts it from here on
            read = self._requests.reading(row, first)
            proposal = yield from aside(lambda: read(arrived(first, payload)), len(payload))
            takes = partial(self._preparations.write, c, call)
            request = self._requests.propose(self._records.keys[row.key_id], proposal, takes)
            call.stands = request.state not in FINAL
            yield Send(self._requests.answer(request))

        call = Call(script(), row.key_id, first.size, proposes=True)
        return call

    def reopen(self, c: Connection) -> None:
        """Of an A1 that ended when its CHECKING had become durable nothing was read."""
        for call, run_id in c.begun:
            if call.behind is not None and self._records.failed is None:
                self.write(c, call.key_id, Checked(run_id, ok=True))
        c.begun.clear()

    def _must_have_place(self, c: Connection, row: KeyRecord, size: int) -> None:
        """Before a byte of a proposal is kept."""
        if row.current is None or row.mismatch:
            must_be_usable(row, self._policy())
        if size + self._held(c.link.pin) + sum(call.collecting for call in c.calls.values()) > MAX_COLLECTING:
            raise Refused("other payments are still arriving; propose this one after them", RefusalKind.BUSY)
        if not self._records.vault.has_room(2 * size):  # in the log of the file, and in the file
            raise Refused("the co-signer's disk is nearly full; make room on it", RefusalKind.FULL)
        if not self._proposals.setdefault(c.link.pin, Bucket(PROPOSE_BURST, PROPOSE_RATE)).take(self._steady()):
            raise Refused("too many payments were proposed; wait some seconds", RefusalKind.BUSY)

    def _report(self, c: Connection, asked: StatusOf) -> Report:
        row = self._row(c, asked.key_id)
        if row.current is not None and row.current_run_id == asked.T and not row.peer_committed:
            row = replace(row, peer_committed=True)
            with self._records.write() as write:
                write.key(row)
        own, (accepts, settles) = self._records.sheet, yes_given(row, self._policy())
        return Report(
            row.name,
            row.current.epoch if row.current else 0,
            state(row),
            self._requests.rulebook.report(row),
            len(self._requests.open(row.key_id)),
            row.rules.suspended_until and int(self._clock()) + row.rules.suspended_until - self._policy(),
            row.reach,
            found.side if (found := self._records.old_copy_of(row.key_id, self._policy())) else None,
            own_sheet.public_of(self._records),
            peer_sheet(row),
            accepts,
            0 if own is None else own.made,
            0 if own is None else own.drilled,
            self.drills.wanted(row.key_id),
            self.notes.number(row.pin),
            NO_SHEET if (new := own_sheet.coming(self._records)) is None else new.public,
            settles,
            self.restores.place_asked(row.pin),
        )

    def _late_commit(self, c: Connection, commit: Commit, send: Callable[[Message], None]) -> None:
        """Idempotent: a repeated COMMIT of what is current is answered again; any other is not answered at all."""
        if any(row.current_run_id == commit.T for row in self.rows(c).values()):
            send(CommitDone(commit.T))
        else:
            c.close()

    # -------------------------------------------------------------- durable changes
    def write(self, c: Connection, key_id: bytes | None, change: Change) -> None:
        """Make one change of a script durable, and let memory follow."""
        now = self._policy()
        line: tuple[LogCode, *tuple[str, ...]] | None = None
        entries, later = 0, False
        match change:
            case Debit() if key_id is not None:
                self._requests.debit(self._records.keys[key_id], change.task_id)
                return
            case Debit():
                raise Bug("a debit without a key")
            case Prepared():
                if not own_sheet.is_ours(self._records, change.share):
                    raise Refused("the co-signer made a new recovery sheet meanwhile; start again", RefusalKind.SESSION)
                row = self._records.keys.get(change.share.key_id)
                if row is None:
                    self._must_be_free(c, change.name)  # again: of one computer too, two may have begun together
                    new = new_record(change.share, change.name, c.link.pin, now)
                    new = like_others(new, self._records.keys.values())
                else:
                    new = transitions.prepare(row, change.share, now)
                c.forget(new.key_id)
                line = (LogCode.PREPARED, *run_values(new, self._names.wallet(new)))
                entries = NEW_KEY if row is None else REFRESH
            case Committed():
                new = transitions.commit(self._holding(c, change.T), change.T, now)
                line = (LogCode.CURRENT, *run_values(new, self._names.wallet(new)))
            case Dropped():
                new = transitions.drop(self._holding(c, change.T))
            case Checking():
                new = transitions.checking(self._holding(c, change.T), change.T)
            case _:
                new = transitions.checked(self._holding(c, change.T), change.T, ok=change.ok)
                later = change.ok  # until it is durable CHECKING is, which costs a refresh and tells nothing (L13)
                if not change.ok:
                    c.forget(new.key_id)
                    line = (LogCode.OT_FAILED, self._names.wallet(new), named(new.key_id))
        born = new.current is not None or new.pending is not None
        locks = isinstance(change, Checked) and not change.ok
        with self._records.write(final=locks or isinstance(change, Committed | Dropped), later=later) as write:
            if born:
                write.key(new)
            else:
                write.erase_key(new.key_id)
            if line is not None:
                write.log(int(self._clock()), *line)
            if isinstance(change, Committed):
                before = self._records.keys[new.key_id]
                own_sheet.log_kept(write, int(self._clock()), before, new, self._names.wallet(new))
                own_sheet.exchanged(self._records, write, new, int(self._clock()))
            if entries:
                self._requests.quotas.take(write, c.link.pin, entries)
            if isinstance(change, Committed | Dropped):
                write.erases()
        if isinstance(change, Committed):
            self._requests.tables.ahead([new])

    def _holding(self, c: Connection, run_id: bytes) -> KeyRecord:
        for row in self.rows(c).values():
            if run_id in (row.current_run_id, row.pending_run_id):
                return row
        raise PeerFault("a run that is not held", FaultKind.MISMATCH)
