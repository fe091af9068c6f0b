"""A lost computer comes back: what a new one asks, what a person says, and when wallets change hands
(core/spec/recovery.md).

WAITING ──yes──► SETTLING ──time──► READY ──proofs──► DONE ──cancel──► CANCELLED
   └──no──► REFUSED ◄──no─┘            │
                          └──the old computer is there──► STOPPED
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from core.approval.rules.approve_below import ApproveBelow
from core.codec.codec import decode
from core.codec.messages import Message, MessageType
from core.cosigner import replacement
from core.cosigner.api import ApprovalView, DecidedView, RestoreView
from core.cosigner.purposes import may
from core.cosigner.replacement import Replacement
from core.cosigner.seats import seen
from core.cosigner.signing_requests import SigningRequests
from core.crypto.rng import HedgedRng
from core.errors import BadInput, InputKind, PeerFault, RefusalKind, Refused
from core.home import own_sheet
from core.home.changing_hands import (
    bind,
    give_back,
    hand_out,
    left_behind,
    log_name,
    must_be_proved,
    name_beside,
    returnable,
    sealed_to,
)
from core.home.log_fields import named
from core.home.names import NameBook
from core.home.records import LogCode
from core.home.repository import Repository, Write
from core.home.restore_book import RestoreRequest
from core.keys.rebinding import rebound
from core.keys.record import KeyRecord, recent
from core.keys.restore import (
    LASTS,
    SETTLING,
    STRICT,
    AskRestore,
    CopyTaken,
    PlaceAsked,
    Rebind,
    Rebound,
    Restorable,
    RestoreOf,
    RestoreState,
    RestoreTold,
    TakeCopy,
    settles,
)
from core.protocol.share import Role
from core.transport.link.identity import fingerprint
from core.transport.link.link import Link
from core.transport.pairing_purpose import PairingPurpose

MOST_A_DAY = 3  # requests of one computer in 24 hours of policy time
ENTRIES = 2  # that a request has written down: itself, and its line in the log
_OF_LOST_COMPUTERS = (MessageType.RESTORE_ASK, MessageType.RESTORE_OF, MessageType.TAKE_COPY, MessageType.REBIND)
ASKS = (*_OF_LOST_COMPUTERS, *replacement.ASKS)
REASON = "Another computer took the place of the one that asked for this."
NOT_PAIRED_FOR_IT = "this computer was not paired to bring wallets back, or that has ended; pair it for that"
THERE = "the computer you call lost is connected right now"


class Restores:
    """Of one home. `clock`: seconds of policy time; `wall`: those that people see; `online`: the pins that are
    connected now; `pin`: this side's own."""

    def __init__(
        self,
        records: Repository,
        requests: SigningRequests,
        clock: Callable[[], int],
        wall: Callable[[], int],
        online: Callable[[], Collection[bytes]],
        pin: bytes,
    ) -> None:
        self._records, self._requests = records, requests
        self._clock, self._wall, self._online = clock, wall, online
        self._names = NameBook(records, wall)
        self.replacement = Replacement(records, requests.quotas, clock, wall, pin)

    # -------------------------------------------------------------- what a computer asks
    def answer(self, link: Link, kind: MessageType, data: bytes) -> Message:
        """One of ASKS. Raises Refused, BadInput, PeerFault."""
        match kind:
            case _ if kind in replacement.ASKS:
                return self.replacement.answer(link, kind, data)
            case MessageType.RESTORE_ASK:
                return self._asked(link, decode(AskRestore, data))
            case MessageType.RESTORE_OF:
                return self._told(self._of(link.pin, decode(RestoreOf, data).request))
            case MessageType.TAKE_COPY:
                return self._taken(link, decode(TakeCopy, data))
        return self._rebound(link, decode(Rebind, data))

    def _asked(self, link: Link, asks: AskRestore) -> RestoreTold:
        """One request for all wallets of a sheet; the same again while it is open. Who has no such wallet here hears
        the same whether another home knows the sheet or nobody does."""
        pin, now = link.pin, self._clock()
        before = self._records.restores.requests.get(pin)
        purpose = self._records.peers[pin].purpose if pin in self._records.peers else None
        if purpose is not PairingPurpose.RESTORE:
            raise Refused(NOT_PAIRED_FOR_IT, RefusalKind.PURPOSE)
        asks.check(link.chan, pin)
        is_open = before is not None and before.is_open(now)
        if before is not None and is_open and before.sheet == asks.sheet:
            return self._told(before)
        keys = tuple(sorted(row.key_id for row in sealed_to(self._records, asks.sheet) if row.pin != pin))
        if not keys and before is not None and before.state is RestoreState.DONE and before.sheet == asks.sheet:
            return self._told(before)
        if not keys or asks.role is not Role.P1:
            raise Refused(
                "the co-signer keeps no wallet for this recovery sheet; look whether it is the newest one of the lost "
                "computer, and whether this was its co-signer",
                RefusalKind.SHEET_UNKNOWN,
            )
        if not may(self._records, pin, PairingPurpose.RESTORE, now):
            raise Refused(NOT_PAIRED_FOR_IT, RefusalKind.PURPOSE)
        if is_open:
            raise Refused("this computer asks for the wallets of another sheet already", RefusalKind.BUSY)
        times = recent(() if before is None else before.times, now)
        if len(times) >= MOST_A_DAY:
            raise Refused(
                "this computer has asked for wallets often enough today; ask again tomorrow", RefusalKind.TOO_MANY_DAY
            )
        self._requests.quotas.must_hold(pin, ENTRIES)
        id = HedgedRng().bytes("restore", 16)
        made = RestoreRequest(id, asks.sheet, keys, RestoreState.WAITING, now, times=(*times, now))
        with self._records.write() as write:
            self._records.restores.keep(write, pin, made)
            self._requests.quotas.take(write, pin, ENTRIES)
            self._log(write, LogCode.RESTORE_WANTED, pin, str(len(keys)), own_sheet.words(asks.sheet))
        return self._told(made)

    def _told(self, request: RestoreRequest) -> RestoreTold:
        now, state = self._clock(), request.at(self._clock())
        wait = request.settles - now if state is RestoreState.SETTLING else 0
        if state not in (RestoreState.READY, RestoreState.DONE):
            return RestoreTold(request.id, state, wait)
        rows = self._rows(request) if state is RestoreState.READY else []
        keys = tuple(Restorable(row.key_id, row.current_run_id) for row in rows)
        return RestoreTold(request.id, state, wait, keys, tuple(row.name for row in self._without(request)))

    def _taken(self, link: Link, take: TakeCopy) -> CopyTaken:
        request = self._ready(link.pin, take.request)
        row = next((row for row in self._rows(request) if row.key_id == take.key_id), None)
        if row is None:
            raise Refused("the co-signer hands out no copy of this wallet", RefusalKind.UNKNOWN)
        return hand_out(self._records, row.key_id, request.sheet, link.chan, self._clock())

    def _rebound(self, link: Link, asks: Rebind) -> Rebound:
        """REBIND, in one transaction for all that were proved; the anchor names the old computer before it counts."""
        pin = link.pin
        request = self._ready(pin, asks.request)
        rows, now = {row.key_id: row for row in self._rows(request)}, self._clock()
        proved: dict[bytes, KeyRecord] = {}
        named_so = [row for row in self._records.keys.values() if row.pin == pin]
        for one in asks.proofs:
            row = rows.get(one.key_id)
            if row is None or one.key_id in proved:
                raise PeerFault("a key was proved that is not to be bound, or twice")
            must_be_proved(row, one, link.chan)
            proved[one.key_id] = row
            named_so.append(replace(row, name=name_beside(one.name, one.key_id, named_so)))
        if not proved:
            raise PeerFault("no key was proved")
        self._requests.withdraw(set(proved), REASON)
        wall = self._wall()
        with self._records.write(final=True) as write:
            new = {row.key_id: row.name for row in named_so}
            bound = [
                _strict(replace(rebound(row, pin, row.current_run_id, wall), name=new[key_id]), now)
                for key_id, row in proved.items()
            ]
            lost = bind(write, self._records, bound, request.sheet)
            for row in bound:
                write.rule(row.key_id, ApproveBelow.code, None)
                self._log(write, LogCode.REBOUND, pin, self._names.wallet(row), named(row.key_id))
                log_name(write, wall, row, proved[row.key_id].name, self._names.wallet(row))
            done = replace(request, state=RestoreState.DONE, lost=tuple(sorted(lost)))
            self._records.restores.keep(write, pin, done)
        return Rebound(tuple(row.name for row in self._without(done)))

    # -------------------------------------------------------------- what stops it
    def seen(self, pin: bytes) -> None:
        """This computer has connected: whoever is called lost, and is there, was not lost."""
        for new, request in list(self._records.restores.requests.items()):
            if request.state is RestoreState.SETTLING and pin in self._lost(request):
                self._stop(new, request)

    @property
    def may_stop(self) -> bool:
        """Whether somebody who connects might turn out not to be lost."""
        return any(one.state is RestoreState.SETTLING for one in self._records.restores.requests.values())

    def place_asked(self, pin: bytes) -> PlaceAsked:
        """What this computer, which is linked, is told of requests for its place: so nobody who is blocked hears it,
        and nothing of who asks."""
        now = self._clock()
        about = [one for one in self._records.restores.requests.values() if pin in self._lost(one)]
        if any(one.at(now) is RestoreState.WAITING for one in about):
            return PlaceAsked.WAITS
        stopped = any(one.state is RestoreState.STOPPED and now < one.asked + LASTS for one in about)
        return PlaceAsked.STOPPED if stopped else PlaceAsked.NO

    def _stop(self, new: bytes, request: RestoreRequest) -> None:
        with self._records.write() as write:
            self._records.restores.keep(write, new, replace(request, state=RestoreState.STOPPED))
            self._log(write, LogCode.RESTORE_STOPPED, new)

    def _is_there(self, request: RestoreRequest) -> bool:
        there = set(self._online()) - set(self._records.blocked)
        return not there.isdisjoint(self._lost(request))

    # -------------------------------------------------------------- what a person sees and says
    def ids(self) -> list[bytes]:
        """Of all that can still be decided."""
        return [request.id for _, request in self._open()]

    def waiting(self) -> int:
        """How many wait for a person."""
        return sum(request.state is RestoreState.WAITING for _, request in self._open())

    def under_way(self) -> tuple[RestoreView, ...]:
        """What `status` tells: the last request of each computer."""
        return tuple(self._shown(pin, request) for pin, request in self._records.restores.requests.items())

    def views(self) -> tuple[ApprovalView, ...]:
        """All that wait, and those that were approved and can still be refused."""
        return tuple(self._view(pin, request) for pin, request in self._open())

    def _shown(self, pin: bytes, request: RestoreRequest) -> RestoreView:
        now = self._clock()
        state = request.at(now)
        return RestoreView(
            request.id.hex(),
            state.name.lower(),
            fingerprint(pin),
            tuple(self._names.wallet(self._records.keys[key_id]) for key_id in request.keys),
            tuple(map(self._names.wallet, self._without(request))),
            tuple(map(self._names.whole, sorted(self._lost(request)))),
            max(0, request.settles - now) if state is RestoreState.SETTLING else 0,
            max((at for pin in self._lost(request) for at in seen(self._records, pin)), default=0),
        )

    def _view(self, pin: bytes, request: RestoreRequest) -> ApprovalView:
        return ApprovalView(
            id=request.id.hex(),
            kind="restore",
            fee=0,
            computer=fingerprint(pin),
            computer_name=self._names.title(pin),
            sheet=request.sheet.fingerprint,
            approved=request.state is RestoreState.SETTLING,
            seconds=max(0, request.settles - self._clock()) if request.state is RestoreState.SETTLING else None,
            restores=self._shown(pin, request),
        )

    def approve(self, request_id: bytes, *, proven: bool) -> DecidedView | None:
        """Yes to one of them; None: it is none. Raises BadInput."""
        found = self._find(request_id)
        if found is None:
            return None
        pin, request = found
        if request.state is not RestoreState.WAITING:
            raise BadInput("this request was approved already; it can still be refused", InputKind.REQUEST_ID)
        if not proven:
            raise BadInput("to bring wallets to another computer needs the passphrase", InputKind.RESTORE_UNPROVEN)
        if self._is_there(request):
            self._stop(pin, request)
            raise BadInput(
                f"{THERE}, so it is not lost, and this request is over; the new one may ask again once Tandem is "
                "closed there, or, if it is in other hands, once you have blocked it",
                InputKind.RESTORE_THERE,
            )
        now = self._clock()
        # in an old copy (V2) it may well be the first hour for a second time
        made = [0 if row.key_id in self._records.old_copies else row.created for row in self._rows(request)]
        wait = max((settles(at, now) for at in made), default=SETTLING)
        yes = replace(request, state=RestoreState.SETTLING, approved=now, settles=now + wait)
        with self._records.write() as write:
            self._records.restores.keep(write, pin, yes)
            self._log(write, LogCode.RESTORE_APPROVED, pin, str(wait // 3600))
        return DecidedView(request_id.hex(), "settling")

    def refuse(self, request_id: bytes) -> DecidedView | None:
        """No to one of them, also after a yes; None: it is none."""
        found = self._find(request_id)
        if found is None:
            return None
        with self._records.write() as write:
            self._refused(write, *found)
        return DecidedView(request_id.hex(), "refused")

    def _refused(self, write: Write, pin: bytes, request: RestoreRequest) -> None:
        self._records.restores.keep(write, pin, replace(request, state=RestoreState.REFUSED))
        self._log(write, LogCode.RESTORE_REFUSED, pin)

    def withdraw(self, pin: bytes) -> None:
        """This computer was blocked: nothing comes of what it asked for."""
        request = self._records.restores.requests.get(pin)
        if request is not None and request.is_open(self._clock()):
            with self._records.write() as write:
                self._refused(write, pin, request)

    def cancel(self, computer: str | None = None) -> tuple[bytes, RestoreView]:
        """CANCEL: the old computer has its wallets again, and the new one, whose pin this gives, is blocked. Possible
        for those of which no run of the new one was committed (R12): the others stay with it. Raises BadInput."""
        wanted = None if computer is None else self._names.pin(computer)
        done = [pin for pin, one in self._records.restores.requests.items() if one.state is RestoreState.DONE]
        found = [pin for pin in done if wanted in (None, pin) and returnable(self._records, pin)]
        if not found:
            raise BadInput(
                "there is no restore that could be taken back: none was made, or the new computer has renewed the "
                "halves already",
                InputKind.NO_SUCH_REQUEST,
            )
        if len(found) > 1:
            raise BadInput(
                f"several computers are in the place of another one: {', '.join(map(self._names.shown, found))}; say "
                "which one is to go",
                InputKind.SEVERAL_COMPUTERS,
            )
        (pin,) = found
        request, back = self._records.restores.requests[pin], returnable(self._records, pin)
        with self._records.write(final=True) as write:
            for row in back:
                self._log(write, LogCode.RESTORE_CANCELLED, pin, self._names.wallet(row), named(row.key_id))
            give_back(write, self._records, back, self._wall())
            over = replace(request, state=RestoreState.CANCELLED)
            self._records.restores.keep(write, pin, over)
        stay = left_behind(self._records, {pin}, ())
        given = tuple(self._names.wallet(self._records.keys[row.key_id]) for row in back)
        return pin, replace(self._shown(pin, over), wallets=given, without=tuple(map(self._names.wallet, stay)))

    # --------------------------------------------------------------
    def _ready(self, pin: bytes, id: bytes) -> RestoreRequest:
        """The request, if copies may be handed out and wallets bound now. Raises Refused."""
        request = self._of(pin, id)
        if request.state is RestoreState.SETTLING and self._is_there(request):
            self._stop(pin, request)
            raise Refused(THERE, RefusalKind.RESTORE_STOPPED)
        if request.at(self._clock()) is not RestoreState.READY:
            raise Refused("this request is not ready; ask how it stands", RefusalKind.PENDING)
        return request

    def _of(self, pin: bytes, id: bytes) -> RestoreRequest:
        request = self._records.restores.requests.get(pin)
        if request is None or request.id != id:
            raise Refused("the co-signer has no such request of this computer", RefusalKind.UNKNOWN)
        return request

    def _find(self, id: bytes) -> tuple[bytes, RestoreRequest] | None:
        return next(((pin, request) for pin, request in self._open() if request.id == id), None)

    def _open(self) -> list[tuple[bytes, RestoreRequest]]:
        now = self._clock()
        return [(pin, one) for pin, one in self._records.restores.requests.items() if one.is_open(now)]

    def _rows(self, request: RestoreRequest) -> list[KeyRecord]:
        """What it is about and is not bound yet."""
        return [row for row in sealed_to(self._records, request.sheet) if row.key_id in request.keys]

    def _lost(self, request: RestoreRequest) -> set[bytes]:
        """The computers that are called lost."""
        return set(request.lost) or {row.pin for row in self._rows(request)}

    def _without(self, request: RestoreRequest) -> list[KeyRecord]:
        """Wallets of the same computers of which there is no copy for this sheet: they stay where they are (R14)."""
        return left_behind(self._records, self._lost(request), request.keys)

    def _log(self, write: Write, code: LogCode, pin: bytes, *values: str) -> None:
        write.log(self._wall(), code, *values, fingerprint(pin))


def _strict(row: KeyRecord, now: int) -> KeyRecord:
    """A row that another computer has now: what the old one did wrong counts no more, a lock stays, and for three days
    everything asks (R13). `now` in seconds of policy time."""
    rules = replace(row.rules, faults=0, suspensions=0, suspended_until=0, unlock=None, strict_until=now + STRICT)
    return replace(row, rules=rules, started=(), completed=(), peer_committed=False, first_sheet=None)
