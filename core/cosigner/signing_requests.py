"""The co-signer's desk: what it was asked to sign, what rules and people said, what was debited.

Everything here is a job of the co-signer's executor, and those of a computer come one after another: two requests can
never race for one limit. A job looks at the keys of its own computer; one that is alone, at all (executor.py).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from core.approval import policy
from core.approval.allowance import PAYMENT
from core.approval.kinds.kind import TaskKey
from core.approval.kinds.other_task import OtherTask
from core.approval.kinds.registry import read_task
from core.approval.messages import Decision, Proposed, ProposeOther, RequestState
from core.approval.quota import must_have_place
from core.approval.related import fee_is_split, raises, related
from core.approval.request import FINAL, NEXT, RequestEvent, SigningRequest, after, items
from core.approval.upload import Opens
from core.bitcoin.caution import Caution
from core.bitcoin.coins import AddressTable, AddressWindow
from core.bitcoin.signing_task import CheckedTask, WireTask
from core.codec.codec import decode
from core.cosigner.address_tables import AddressTables, address_table
from core.cosigner.api import ApprovalView, DecidedView
from core.cosigner.hearing import Hearing, must_be_a_reason
from core.cosigner.proposal import AnyProposal, Proposal, asked_now
from core.cosigner.quotas import Quotas
from core.cosigner.request_log import RequestLog
from core.cosigner.rulebook import Rulebook
from core.cosigner.rules_view import verdict_views
from core.cosigner.tasks_at_hand import AnyTask, TasksAtHand
from core.cosigner.views import payment_view, task_view
from core.crypto.rng import Rng
from core.errors import BadInput, InputKind, PeerFault, RefusalKind, Refused, StorageError, StorageKind
from core.home.names import NameBook
from core.home.records import LogCode
from core.home.repository import Repository, Write
from core.keys.record import KeyRecord
from core.protocol.scheme import Item

MAX_WATCHERS = 16  # of one request; who asks more often is told only the last times
REFUSABLE = frozenset(NEXT[RequestEvent.REFUSE])
Takes: TypeAlias = Callable[[Write, KeyRecord], object]  # what else is written with a decision
_BEGINS = {
    policy.Approve: RequestState.APPROVED,
    policy.Ask: RequestState.PROPOSED,
    policy.Refuse: RequestState.REFUSED,
}


class SigningRequests:
    """Requests of all keys. `clock` gives seconds of policy time, `wall` those that people see; `rng` the request ids;
    `table_of` a key's addresses, to be extended here."""

    def __init__(
        self,
        records: Repository,
        clock: Callable[[], int],
        rng: Rng,
        table_of: Callable[[KeyRecord], AddressTable] = address_table,
        wall: Callable[[], int] | None = None,
    ) -> None:
        self._records, self._clock, self._rng = records, clock, rng
        self._wall = wall or clock
        self._names = NameBook(records, self._wall)
        self._log = RequestLog(records, self._names, self._wall)
        self.rulebook = Rulebook(records, clock, self._wall)
        self.hearing = Hearing(records, clock, self._wall)
        self.quotas = Quotas(records, clock, self._wall)
        self.tables = AddressTables(table_of)
        self._at_hand = TasksAtHand(records)
        self._watchers: dict[bytes, list[Callable[[SigningRequest], None]]] = {}

    # -------------------------------------------------------------- what P1 asks
    def reading(self, row: KeyRecord, first: Opens) -> Callable[[bytes], AnyProposal]:
        """How a task of this key is read, on any thread, its addresses derived where they are not."""
        if isinstance(first, ProposeOther):
            return lambda payload: read_task(TaskKey.of(row), first.kind, payload)
        if not row.holds_coins:
            raise PeerFault("a payment was proposed for a key that holds no coins")

        def read(payload: bytes) -> Proposal:
            window = AddressWindow(self.tables.of(row), *row.horizons)
            return Proposal.of(row.key_id, row.network, window, decode(WireTask, payload))

        return read

    def propose(self, row: KeyRecord, found: AnyProposal, takes: Takes = lambda _write, _row: None) -> SigningRequest:
        """Decide, keep, with what it `takes`. The same again goes on where it stands; told differently it is a lie."""
        task, now = found.task if isinstance(found, Proposal) else found, self._clock()
        self.expire(self._beside(row))
        told = self._records.requests.of_transaction(row.key_id, task.txid)
        if told is not None and not (told.may_be_asked_again or told.is_used_up(now)):
            return self._told(row, found, told)
        asked, kept = asked_now(row, found, self._rng.bytes("request", 16), now)
        outcome = self._judged(row, asked, task)
        made = replace(asked, state=_BEGINS[type(outcome)], warnings=tuple(map(str, outcome.warnings)))
        if not made.open:
            made = replace(made, decided=now, unattended=made.state is RequestState.APPROVED)
        self._must_have_place(row, made)
        self.quotas.must_hold(row.pin, PAYMENT)
        if made.state is RequestState.REFUSED:

            def barred(write: Write, row: KeyRecord) -> None:
                if told is not None:
                    write.erase_payload(told.id)
                    write.erase_request(told.id)
                self.quotas.take(write, row.pin, PAYMENT)
                self._log.payment(write, LogCode.BARRED, made, task)

            return self._keep(made, barred)
        with self._records.write() as write:
            self.quotas.take(write, row.pin, PAYMENT)
            if told is not None:
                write.erase_payload(told.id)
                write.erase_request(told.id)
            write.request(made)
            write.payload(made.id, kept)
            if made.unattended:
                self.rulebook.count(write, row, made, task)
            else:
                self.hearing.asked(write, row)
            self._log.payment(write, LogCode.UNATTENDED if made.unattended else LogCode.WAITS, made, task)
            takes(write, self._records.keys[row.key_id])
        self._at_hand.keep(made, task)
        return made

    def _told(self, row: KeyRecord, found: AnyProposal, told: SigningRequest) -> SigningRequest:
        """This transaction was proposed before: it is read as it was then."""
        task = found.within(told.external, told.internal) if isinstance(found, Proposal) else found
        if task.task_id != told.task_id:
            with self._records.write() as write:
                self.quotas.note(write, row.pin, [self._log.lie(told)])
            raise Refused("this transaction was proposed before with other inputs, amounts or change", RefusalKind.LIE)
        if told.state not in FINAL:
            self._at_hand.keep(told, task)
        return told

    def watch(self, request_id: bytes, key_ids: set[bytes], tell: Callable[[SigningRequest], None]) -> None:
        """Call `tell` once, when the request is decided (perhaps now). Refused if it is not one of these keys'."""
        request = self._find(request_id, key_ids)
        if request.open:
            watchers = self._watchers.setdefault(request_id, [])
            watchers.append(tell)
            del watchers[:-MAX_WATCHERS]
        else:
            tell(request)

    def answer(self, request: SigningRequest) -> Proposed:
        """What P1 is told that proposed it."""
        wait, reach = request.wait(self._clock()), (request.external, request.internal)
        return Proposed(request.id, request.task_id, request.state, wait, *reach, request.warnings, request.reason)

    def told(self, request: SigningRequest) -> Decision:
        """What P1 is told that asked how it was decided."""
        return Decision(request.id, request.state, request.wait(self._clock()), request.reason)

    def cancel(self, request_id: bytes, key_ids: set[bytes]) -> SigningRequest:
        """P1 takes a request back; too late once an answer may have left."""
        request = self._find(request_id, key_ids)
        if request.after(RequestEvent.CANCEL) is request.state:
            return request
        return self._decide(request, RequestEvent.CANCEL, "")

    def items(self, row: KeyRecord, task_id: bytes, numbers: tuple[int, ...]) -> list[Item]:
        """What P2 signs for these inputs, from its own stored copy. Refused unless it may be signed."""
        request = self._signable(row, task_id)
        return items(self.checked(request), numbers)

    def debit(self, row: KeyRecord, task_id: bytes) -> None:
        """Before the first s2: rules once more, then the debit, durable (C5). A second time costs nothing."""
        request = self._signable(row, task_id)
        debited = request.after(RequestEvent.DEBIT)
        if debited is request.state:
            return
        checked = self.checked(request)
        request = self.once_more(row, request, checked)
        request.must_be_signable(self._clock())  # a rule may have refused it
        rules = row.rules if request.unattended else after(row.rules, checked)
        with self._records.write() as write:
            write.request(replace(request, state=debited))
            self.rulebook.count(write, row, request, checked)
            if not request.unattended and isinstance(checked, CheckedTask):
                self.rulebook.paid.note(write, row, checked, self._clock())
            write.key(replace(row, rules=replace(rules, faults=0, unlock=None)))  # of a suspension that has passed
            self._log.payment(write, LogCode.DEBITED, request, checked)

    def once_more(self, row: KeyRecord, request: SigningRequest, checked: AnyTask) -> SigningRequest:
        """What the rules make of it now. An unattended one is counted for 24 hours from now on, and where they have no
        room for it any more, a person is asked; what they refuse is refused, whoever has approved it."""
        outcome = self._judged(row, request, checked)
        if isinstance(outcome, policy.Refuse):
            return self._decide(replace(request, warnings=tuple(map(str, outcome.warnings))), RequestEvent.REFUSE, "")
        if not request.unattended:
            return request
        if isinstance(outcome, policy.Approve):
            return replace(request, decided=self._clock())
        state, warnings = request.after(RequestEvent.ASK), tuple(map(str, outcome.warnings))
        asked = replace(request, state=state, proposed=self._clock(), unattended=False, warnings=warnings)
        self._must_have_place(row, asked)
        with self._records.write() as write:
            write.request(asked)
            write.erase_spending(request.id)
            self._log.decided(write, asked)
            self.hearing.asked(write, row)
        raise Refused(
            "the rules became stricter: this payment now waits for a decision on the co-signer", RefusalKind.PENDING
        )

    def released(self, row: KeyRecord, task_id: bytes, numbers: tuple[int, ...]) -> bool:
        """The answers for these inputs have left. Whether none of them had left before."""
        request = self._signable(row, task_id)
        signed = tuple(sorted({*request.signed, *numbers}))
        done = len(signed) == len(self.checked(request).own_inputs)
        if signed != request.signed:
            with self._records.write(later=True) as write:  # DEBITED says as much (L13)
                if done:  # who needs an answer again proposes it again, and it costs and asks nothing
                    state = request.after(RequestEvent.RELEASE)
                    write.request(replace(request, signed=signed, state=state, size=0))
                    write.erase_payload(request.id)
                    self._log.payment(write, LogCode.RELEASED, request, self.checked(request))
                else:
                    write.request(replace(request, signed=signed))
        return set(request.signed).isdisjoint(numbers)

    # -------------------------------------------------------------- what a person does
    def open(self, key_id: bytes | None = None) -> list[SigningRequest]:
        """Requests that wait for a person, oldest first: of one key, or all. A full disk keeps nobody from looking."""
        of = None if key_id is None else {key_id}
        self.expire(of)
        return sorted((request for request in self._live(of) if request.open), key=lambda request: request.proposed)

    def unsigned(self) -> list[SigningRequest]:
        """Approved, and nothing of it is signed; oldest first."""
        self.expire()
        found = (request for request in self._live() if request.state is RequestState.APPROVED)
        return sorted(found, key=lambda request: request.decided)

    def expire(self, key_ids: Collection[bytes] | None = None) -> None:
        """Write down what of these keys, or of all, has expired since somebody looked, and drop its bytes; forget what
        was over long ago."""
        now = self._clock()
        try:
            for request in self._records.requests.lasting(key_ids):
                if request.at(now) is not request:
                    self.current(request.id)
            old = self._records.requests.forgotten(now, key_ids)
            if old:
                with self._records.write() as write:
                    for id in old:
                        write.erase_request(id)
        except StorageError as error:
            if error.kind != StorageKind.FULL and self._records.failed is None:
                raise  # by the clock it has expired all the same

    def approve(self, request_id: bytes, *, accept_fee: bool, task: str = "") -> SigningRequest:
        """A person said yes, to the `task` that was shown. A high fee needs its own yes."""
        request = self._find(request_id, None)
        if task not in ("", request.task_id.hex()):
            raise BadInput("this request is not the payment that was shown", InputKind.REQUEST_ID)
        request.after(RequestEvent.APPROVE)
        if Caution.FEE in request.warnings and not accept_fee:
            raise BadInput("the fee of this payment is very high", InputKind.FEE)
        ready = self.rulebook.ready(self._records.keys[request.key_id])
        return self._decide(replace(request, ready=ready), RequestEvent.APPROVE, "", self.hearing.approved)

    def refuse(self, request_id: bytes, reason: str) -> SigningRequest:
        """A person said no. Final for this transaction."""
        must_be_a_reason(reason)
        request = self._find(request_id, None)
        return self._decide(request, RequestEvent.REFUSE, reason, self.hearing.refused)

    def withdraw(self, key_ids: set[bytes], reason: str) -> None:
        """Refuse all that these keys asked for and that is not signed."""
        for request in self._records.requests.lasting(key_ids):
            if self.current(request.id).state in REFUSABLE:
                self._decide(request, RequestEvent.REFUSE, reason)

    def view(self, request: SigningRequest) -> ApprovalView:
        """What a person decides on: decoded here, from the bytes."""
        row, checked = self._records.keys[request.key_id], self.checked(request)
        title, refused, now = self._names.title(row.pin), self.hearing.row_of_refusals(row), self._clock()
        if isinstance(checked, OtherTask):
            shown = checked.lines + self.rulebook.passes(row, checked)
            return task_view(row, title, request, shown, now, refused)
        before = related(request, self._records.requests.of_key(request.key_id), pays=bool(checked.payments))
        warnings = request.warnings
        if Caution.SHARED not in warnings and self._sharing(request):
            warnings += (str(Caution.SHARED),)  # the other came later
        rules = verdict_views(self.rulebook.standing(row, request, checked))
        known = self.rulebook.paid.of(row, self.tables.of(row))
        return payment_view(row, title, request, checked, before, warnings, rules, now, refused, known)

    def decided(self, request: SigningRequest) -> DecidedView:
        """What became of a payment."""
        found = DecidedView(request.id.hex(), request.state.name.lower())
        if request.state is not RequestState.APPROVED or not isinstance(checked := self.checked(request), CheckedTask):
            return found
        return replace(found, leaves=request.amount, recipients=checked.recipients, fee=request.fee)

    def checked(self, request: SigningRequest) -> AnyTask:
        """The decoded task of a request; it must still be the one that was decided on."""
        return self._at_hand.of(request)

    def current(self, request_id: bytes) -> SigningRequest:
        """A request as it stands at this moment; expiry is written down when it is first seen."""
        request = self._records.requests[request_id]
        seen = request.at(self._clock())
        return request if seen is request else self._keep(seen)

    # --------------------------------------------------------------
    def _judged(self, row: KeyRecord, request: SigningRequest, task: AnyTask) -> policy.Outcome:
        """What the rules say, and that nothing takes the place of another payment unasked, but a raise of it (C6)."""
        if isinstance(task, OtherTask):
            return self.rulebook.judge_other(row, request, task)
        found = self.rulebook.judge(row, request, task)
        if isinstance(found, policy.Refuse):
            return found
        if self._records.old_copy_of(row.key_id, self._clock()) is not None:
            found = policy.Ask((*found.warnings, Caution.OLD_COPY))  # V2
        alone = task.payments or Caution.FEE in found.warnings
        known = partial(self._records.requests.of_transaction, row.key_id)
        if not alone and fee_is_split(request, known, task.own_amount):
            found = policy.Ask((Caution.FEE, *found.warnings))
        others = self._sharing(request)
        if isinstance(found, policy.Approve) and all(raises(request, other) for other in others):
            return found
        return policy.Ask((*found.warnings, Caution.SHARED)) if others else found

    def _sharing(self, request: SigningRequest) -> list[SigningRequest]:
        """Other requests that may be signed, or are, and spend one of its coins."""
        others = self._records.requests.spending(request.key_id, request.outpoints)
        now = [other.at(self._clock()) for other in others if other.txid != request.txid]
        return [other for other in now if other.spends(request.coins)]

    def _live(self, key_ids: Collection[bytes] | None = None) -> list[SigningRequest]:
        """What of these keys, or of all, is neither over nor signed, by the clock."""
        return [one for one in self._records.requests.lasting(key_ids) if one.at(self._clock()) is one]

    def _beside(self, row: KeyRecord) -> set[bytes]:
        """The keys of the same computer."""
        return set(self._records.keys.of(row.pin))

    def _find(self, request_id: bytes, key_ids: set[bytes] | None) -> SigningRequest:
        request = self._records.requests.get(request_id)
        if request is None or (key_ids is not None and request.key_id not in key_ids):
            raise BadInput("there is no request with this id", InputKind.NO_SUCH_REQUEST)
        return self.current(request_id)

    def _signable(self, row: KeyRecord, task_id: bytes) -> SigningRequest:
        found = self._records.requests.of_task(row.key_id, task_id)
        if found is None:
            raise Refused("this payment was never proposed; propose it first", RefusalKind.UNKNOWN)
        request = self.current(found.id)
        request.must_be_signable(self._clock())
        return request

    def _must_have_place(self, row: KeyRecord, made: SigningRequest) -> None:
        """On this desk, and in a person's patience."""
        if made.open:
            self.hearing.must_be_open(row)
        must_have_place(made, [one for one in self._live(self._beside(row)) if one.id != made.id])

    def _decide(
        self, request: SigningRequest, event: RequestEvent, reason: str, takes: Takes = lambda _write, _row: None
    ) -> SigningRequest:
        decided = replace(request, state=request.after(event), reason=reason, decided=self._clock())
        return self._keep(decided, takes)

    def _keep(self, decided: SigningRequest, takes: Takes = lambda _write, _row: None) -> SigningRequest:
        """Write a decision down and tell it. What will never be signed need not be stored."""
        if decided.state in FINAL:
            decided = replace(decided, coins=b"", size=0)
        with self._records.write() as write:
            write.request(decided)
            if decided.state in FINAL:
                write.erase_payload(decided.id)
                write.erase_spending(decided.id)
            self._log.decided(write, decided)
            takes(write, self._records.keys[decided.key_id])
        if decided.state in FINAL:
            self._at_hand.drop(decided)
        for tell in self._watchers.pop(decided.id, []):
            tell(decided)
        return decided
