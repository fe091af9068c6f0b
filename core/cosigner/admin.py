"""What the person at the co-signer can ask and decide (core.cosigner.api.AdminApi)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from core.approval.request import SigningRequest
from core.bitcoin import descriptor
from core.bitcoin.caution import Caution
from core.cosigner.ages import keep_ages
from core.cosigner.api import (
    AddressView,
    ApprovalView,
    ComputerView,
    DecidedView,
    HalfView,
    LogView,
    RestoreView,
    SelfView,
    SheetView,
    StatusView,
    Surroundings,
)
from core.cosigner.barring import Barring
from core.cosigner.files_of_admin import FilesOfAdmin
from core.cosigner.hearing import must_be_a_reason
from core.cosigner.page_of_admin import PageOfAdmin
from core.cosigner.restores import Restores
from core.cosigner.rules_of_admin import RulesOfAdmin
from core.cosigner.seats import Seats
from core.cosigner.sheet_api import FileView
from core.cosigner.signing_requests import SigningRequests
from core.cosigner.wishes import Wishes
from core.crypto.rng import HedgedRng
from core.errors import BadInput, InputKind, StorageError
from core.home import log_file, own_sheet
from core.home.anchor import Anchor
from core.home.log import ALL_LINES, LogQuery, LogRow, must_be_a_kind
from core.home.log_file import LogAbout
from core.home.names import NameBook
from core.home.own_sheet import fingerprint_of, public_of
from core.home.policy_clock import PolicyClock
from core.home.records import LogCode
from core.home.recovery_export import standing
from core.home.repository import Repository
from core.keys.record import KeyRecord, joint_key, must_hold_coins, short_name, slot_of, state
from core.keys.sheets import is_sealed, peer_sheet
from core.keys.state import KeyState
from core.recovery import carried
from core.recovery.sheet import UnconfirmedSheet
from core.role import Role
from core.secret import Secret
from core.transport.link.identity import fingerprint

LOG_LINES = 20
STALE_CLOCK = 300  # seconds between a look at the clock and the yes to it
ID_DIGITS, LEAST_DIGITS = 32, 4  # of a request's id, and of a beginning of it that names it
MOST_NAMED = 5
_REQUEST = re.compile(f"[0-9a-f]{{{LEAST_DIGITS},{ID_DIGITS}}}")
FAR = 9_000  # addresses beyond the horizon that a person may still ask about


class Admin(FilesOfAdmin, PageOfAdmin, RulesOfAdmin):
    """The commands of one home. `clock` gives seconds of policy time, `wall` those that people see, `online`
    the pins that are connected now; `cut` ends the link of one and all that it has under way; `pin` is this side's
    own."""

    def __init__(
        self,
        records: Repository,
        requests: SigningRequests,
        clock: Callable[[], int],
        online: Callable[[], Collection[bytes]],
        wall: Callable[[], int] | None = None,
        cut: Callable[[bytes], object] = lambda _: None,
        pin: bytes = b"",
    ) -> None:
        self._records, self._requests, self._clock, self._online = records, requests, clock, online
        self._wall, self._pin = wall or clock, pin
        self._restores = Restores(records, requests, clock, self._wall, online, pin)
        self.barring = Barring(records, requests, self._wall, cut, self._restores.withdraw)
        self.seats = Seats(records, self._wall, online)
        PageOfAdmin.__init__(self, records, self._wall)
        self._names = NameBook(records, self._wall)
        self._wishes = Wishes(records, requests.hearing, requests.quotas, clock, self._wall)
        self.home = Path()  # what a backup is made of
        self.listening: str | None = None  # HOST:PORT while the co-signer serves
        self.surroundings = Surroundings()
        self.anchor: Anchor | None = None  # practice has none, and misses none
        self.policy_time: PolicyClock | None = None

    def finish(self) -> None:
        """What a crash, or time, has left to be done, before anything else happens."""
        self.barring.finish()
        self._restores.replacement.forget_old()

    # -------------------------------------------------------------- decisions
    def approvals(self) -> tuple[ApprovalView, ...]:
        """Everything that waits for a person, oldest first."""
        return (*self._restores.views(), *self._wishes.views(), *self._readable(self._requests.open()))

    def _readable(self, requests: Iterable[SigningRequest]) -> Iterator[ApprovalView]:
        """From a disk that has failed only those come that are in memory."""
        for request in requests:
            try:
                yield self._requests.view(request)
            except StorageError:
                if self._records.failed is None:
                    raise

    def waiting(self) -> int:
        """How many there are; nothing is read for it, so it may be asked often."""
        return self._restores.waiting() + self._wishes.waiting() + len(self._requests.open())

    def on_the_desk(self) -> tuple[str, ...]:
        """The ids of all that waits or can still be refused; nothing is read for it."""
        payments = [request.id for request in (*self._requests.open(), *self._requests.unsigned())]
        return tuple(id.hex() for id in (*self._restores.ids(), *self._wishes.ids(), *payments))

    def unsigned(self) -> tuple[ApprovalView, ...]:
        """What is approved and not signed yet, oldest first."""
        return tuple(map(self._requests.view, self._requests.unsigned()))

    def approve(self, id: str, *, accept_fee: bool = False, proven: bool = False, task: str = "") -> DecidedView:
        """Yes to a request: for a payment, for the way out of a lock or suspension, to a first recovery sheet, or to a
        computer that takes the place of a lost one, which needs the passphrase.
        `proven`: the passphrase was typed for it; the third way out in 24 hours needs it (K1). `task`: what was shown
        of a payment."""
        request_id = self._named_request(id)
        if task and request_id in (*self._wishes.ids(), *self._restores.ids()):
            raise BadInput("this request is not the payment that was shown", InputKind.REQUEST_ID)
        decided = self._restores.approve(request_id, proven=proven) or self._wishes.approve(request_id, proven=proven)
        if decided is not None:
            return decided
        return self._requests.decided(self._requests.approve(request_id, accept_fee=accept_fee, task=task))

    def refuse(self, id: str, reason: str) -> DecidedView:
        """No to a request; the reason is what the computer shows."""
        must_be_a_reason(reason)
        request_id = self._named_request(id)
        decided = self._restores.refuse(request_id) or self._wishes.refuse(request_id)
        return decided or self._requests.decided(self._requests.refuse(request_id, reason))

    def _named_request(self, text: str) -> bytes:
        """The request whose id this is or begins: of those that wait, else of all. Raises BadInput for none or several.

        A beginning names what a person sees listed: what is decided already is taken for none that waits.
        """
        typed = text.strip().lower()
        if not _REQUEST.fullmatch(typed):
            raise BadInput(
                f"a request id is 32 hex digits; its first {LEAST_DIGITS} or more may do", InputKind.REQUEST_ID
            )
        if len(typed) == ID_DIGITS:
            return bytes.fromhex(typed)
        waiting = [request.id for request in self._requests.open()]
        waiting += [*self._wishes.ids(), *self._restores.ids()]
        for among in (waiting, list(self._records.requests)):
            found = sorted(id.hex() for id in among if id.hex().startswith(typed))
            if len(found) > 1:
                names = ", ".join(id[: len(typed) + 4] for id in found[:MOST_NAMED])
                raise BadInput(
                    f"{len(found)} requests begin with {typed}: {names}; say more of it", InputKind.REQUEST_ID
                )
            if found:
                return bytes.fromhex(found[0])
        raise BadInput(f"there is no request that begins with {typed}", InputKind.NO_SUCH_REQUEST)

    # -------------------------------------------------------------- the recovery sheet
    def sheet_seat(self, address: str, *, told: bool, insists: bool = False) -> None:
        """See SheetApi."""
        self.seats.must_be_apart(address, told=told, insists=insists)

    def sheet_new(self) -> UnconfirmedSheet:
        """See SheetApi."""
        return own_sheet.new_sheet(self._records, Role.P2, HedgedRng(), self._wall())

    def sheet_exchange(self) -> UnconfirmedSheet:
        """See SheetApi."""
        return own_sheet.new_sheet(self._records, Role.P2, HedgedRng(), self._wall(), exchange=True)

    def sheet_give_up(self) -> SheetView:
        """See SheetApi."""
        return SheetView.of(own_sheet.give_up(self._records, self._wall()), self._wall())

    def sheet_confirm(self, fingerprint: str) -> SheetView:
        """See SheetApi."""
        return SheetView.of(own_sheet.confirm(self._records, fingerprint, self._wall()), self._wall())

    def sheet_take(self, file: str, code: Secret[str], *, exchange: bool = False) -> SheetView:
        """See SheetApi."""
        sheet = carried.take(file, code)
        return SheetView.of(own_sheet.adopt(self._records, sheet, self._wall(), exchange=exchange), self._wall())

    def sheet_show(self) -> SheetView:
        """See SheetApi."""
        return SheetView.of(own_sheet.own(self._records), self._wall(), own_sheet.coming(self._records))

    # -------------------------------------------------------------- lost devices
    def restore_from(self, words: Secret[tuple[str, ...]]) -> SheetView:
        """See RestoreApi."""
        self._restores.replacement.begin_with(words)
        return self.sheet_show()

    def restore_cancel(self, computer: str | None = None) -> RestoreView:
        """See RestoreApi."""
        pin, cancelled = self._restores.cancel(computer)
        self.barring.block(pin)
        return cancelled

    # -------------------------------------------------------------- computers
    def block(self, computer: str) -> ComputerView:
        """Turn a computer away, at once."""
        pin = self._names.pin(computer)
        self.barring.block(pin)
        return self._computer(pin)

    def end_silence(self, name: str | None = None) -> tuple[HalfView, ...]:
        """See AdminApi."""
        rows = self._named(name)
        self._requests.hearing.end_silence(rows)
        self._wishes.ask_again(rows)
        return tuple(map(self._half, rows))

    def _half(self, row: KeyRecord) -> HalfView:
        found = self._records.old_copy_of(row.key_id, self._clock())
        return HalfView(
            row.name,
            row.network,
            slot_of(row).epoch,
            state(row).name.lower(),
            row.locked,
            str(found.side) if found else "",
            silence=self._requests.hearing.silence(row),
            computer=fingerprint(row.pin),
            computer_name=self._names.title(row.pin),
            sheet=fingerprint_of(peer_sheet(row)),
            sealed=is_sealed(row),
            fingerprint=descriptor.fingerprint(joint_key(row).Q).hex() if row.holds_coins else short_name(row),
        )

    # -------------------------------------------------------------- looking
    def address(self, name: str, which: str | None = None) -> AddressView:
        """The address with a number, or whether an address is this wallet's (D1)."""
        row = must_hold_coins(self._names.row(self._rows(), name))
        whose = {"wallet": row.name, "computer": fingerprint(row.pin), "computer_name": self._names.title(row.pin)}
        if not row.peer_committed:
            raise BadInput(
                "let the computer connect once more before showing an address of this wallet", InputKind.UNSETTLED
            )
        warnings = () if state(row) is KeyState.OPEN else (str(Caution.UNSPENDABLE),)
        external = row.horizons[0] + FAR  # who only ever receives is ahead of what payments recognise (C1)
        table = self._requests.tables.of(row, external)
        if which is None or which.isdecimal():
            index = row.rules.signed_external if which is None else int(which[:20])
            if index >= external:
                raise BadInput(f"addresses are offered up to number {external - 1}; choose a smaller one")
            return AddressView(
                table.address(0, index, row.network), f"0/{index}", mine=True, warnings=warnings, **whose
            )
        path = table.find(descriptor.script_of(which, row.network))
        if path is None:
            raise BadInput("this address does not belong to this wallet; do not send to it", InputKind.FOREIGN)
        return AddressView(which, "/".join(map(str, path[-2:])), mine=True, warnings=warnings, **whose)

    def name(self, name: str | None = None) -> SelfView:
        """See AdminApi."""
        if name is not None:
            self._names.call_self(name)
        return SelfView(self._names.own, fingerprint(self._pin))

    def rename(self, computer: str, name: str) -> ComputerView:
        """See AdminApi."""
        pin = self._names.pin(computer)
        self._names.give(pin, name)
        return self._computer(pin)

    def _computer(self, pin: bytes) -> ComputerView:
        peer, called = self._records.peers.get(pin), self._names.called(pin)
        paired, compared = (0, False) if peer is None else (peer.paired, peer.words_compared)
        return ComputerView(
            *(fingerprint(pin), pin in self._online(), paired, compared),
            name=self._names.title(pin),
            told=called.told,
            alike=called.alike,
            blocked=None if (found := self._records.blocked.get(pin)) is None else found.since,
        )

    def status(self) -> StatusView:
        """Computers, wallets, what waits, and the newest lines of the log."""
        own, sheet = self.name(), self._records.sheet
        return StatusView(
            practice=self._records.home.practice,
            serving=self.listening,
            computers=tuple(map(self._computer, self._records.peers)),
            wallets=tuple(map(self._half, self._rows())),
            name=own.name,
            fingerprint=own.fingerprint,
            open_requests=self.waiting(),
            log=tuple(_line(*one) for one in self._records.book.newest(LOG_LINES)),
            passphrase=self.surroundings.passphrase,
            memory=self.surroundings.memory,
            anchor=self._anchored(),
            clock=self._wall(),
            clock_behind=self._behind(),
            sheet=fingerprint_of(public_of(self._records)),
            drilled=0 if sheet is None else sheet.drilled,
            drill_due=sheet.due(self._wall()) if sheet is not None and any(map(is_sealed, self._rows())) else 0,
            failed="" if self._records.failed is None else self._records.failed.message,
            restores=self._restores.under_way(),
            files=FileView(*standing(self._records, self._rows(), self._names.wallet)),
        )

    # -------------------------------------------------------------- the clock
    def confirm_clock(self, shown: int) -> StatusView:
        """A person has looked at the clock, and it is right (C8)."""
        now, behind = self._wall(), self._behind()
        if abs(now - shown) > STALE_CLOCK:
            raise BadInput("the clock says something else by now; look at it once more", InputKind.TIME)
        if behind and self.policy_time is not None:
            since = self.policy_time.since
            with self.policy_time.confirming(), self._records.write() as write:
                keep_ages(self._records, write, since, behind)
                write.log(now, LogCode.CLOCK_CONFIRMED, f"{behind / 3600:.1f}")
        return self.status()

    def _behind(self) -> int:
        return 0 if self.policy_time is None else int(self.policy_time.behind())

    def note_clock(self) -> None:
        """At the start: write down that the machine was off for longer than counts by itself."""
        known, behind = self._records.clock, self._behind()
        if behind and (known is None or known.since is None):
            with self._records.write() as write:
                write.log(self._wall(), LogCode.CLOCK_BEHIND, f"{behind / 3600:.1f}")

    def _anchored(self) -> str:
        return "" if self.anchor is None else str(self.anchor.state)

    def log(self, query: LogQuery = ALL_LINES) -> tuple[LogView, ...]:
        """Lines of the log, oldest first. BadInput for no kind."""
        must_be_a_kind(query.kind)
        return tuple(_line(*one) for one in query.chosen(self._records.book.rows()))

    def log_file(self) -> str:
        """See AdminApi."""
        self._records.flush()
        return "".join(log_file.written(self._records.book, LogAbout("cosigner", self._pin.hex(), self._wall())))

    def _rows(self) -> list[KeyRecord]:
        return sorted((row for row in self._records.keys.values() if row.current), key=lambda row: row.name)

    def _named(self, name: str | None) -> list[KeyRecord]:
        """One by its name, or all."""
        rows = self._rows()
        return rows if name is None else [self._names.row(rows, name)]


def _line(number: int, row: LogRow) -> LogView:
    entry = row.entry
    return LogView(entry.time, entry.code, entry.values, first=entry.first, count=entry.count, number=number)
