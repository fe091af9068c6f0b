"""What a computer asks a person for beside payments: the way out of a lock or suspension (K1), and the yes to its first
recovery sheet (R15). Of the first one for a key at a time, asked of a person no more often than payments are (W5); of
the second one for all keys of a computer, and not counted among payments."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace

from core.approval.sheet_patience import SheetPatience
from core.bitcoin.caution import Caution
from core.codec.codec import decode, encode
from core.cosigner.api import ApprovalView, DecidedView
from core.cosigner.hearing import Hearing
from core.cosigner.quotas import Quotas
from core.crypto.rng import HedgedRng
from core.errors import BadInput, InputKind, RefusalKind, Refused, StorageError
from core.home import own_sheet
from core.home.log_fields import named
from core.home.names import NameBook
from core.home.records import LogCode
from core.home.repository import Repository, Write
from core.home.tables import SHEET_PATIENCE
from core.keys import sheets
from core.keys.limits import waiting_unlock, wishing_unlock
from core.keys.record import FirstSheet, KeyRecord, Unlock
from core.keys.restore import settles
from core.recovery.sheet import NO_SHEET, NO_SHEETS, PublicSheet, SheetPair
from core.transport.link.identity import fingerprint


class Wishes:
    """Of all keys. `clock`: seconds of policy time; `wall`: those that people see."""

    def __init__(
        self,
        records: Repository,
        hearing: Hearing,
        quotas: Quotas,
        clock: Callable[[], int],
        wall: Callable[[], int],
    ) -> None:
        self._records, self._hearing, self._quotas = records, hearing, quotas
        self._clock, self._wall = clock, wall
        self._names = NameBook(records, wall)

    # -------------------------------------------------------------- asked
    def to_unlock(self, row: KeyRecord) -> None:
        """Ask for the way out of a lock. Refused where nobody is asked about this key now."""
        if row.rules.unlock is None:
            self._hearing.must_be_open(row)
            with self._records.write() as write:
                write.key(row := wishing_unlock(row, _new_id()))
                self._hearing.asked(write, row)
                self._quotas.take(write, row.pin, 1)
                write.log(self._wall(), LogCode.UNLOCK_WANTED, self._names.wallet(row), named(row.key_id))

    def must_be_settled(self, row: KeyRecord, told: SheetPair) -> None:
        """Before a run in which the computer tells these sheets of its own: a person here has said yes to a first one,
        and to a new one long enough ago; a drill has shown the words of the one that is to be the only one. Refused
        (kind "pending.sheet") where that is to come: the computer then renews without. What nobody may tell at all is
        left to the run."""
        before, now = sheets.peer_sheets(row), self._clock()
        if told in sheets.rules_of(row, now).allowed(before):
            return
        if (asked := sheets.asks_about(row, told)) != NO_SHEET:
            asked.check()
            yes = sheets.settling(row)
            if yes is None or yes.sheet != asked:
                self.for_sheet(row, asked)
            raise Refused(
                "accept the recovery sheet of this computer on the co-signer; until then the key is refreshed without",
                RefusalKind.SHEET,
            )
        if told == SheetPair(before.coming) != NO_SHEETS:
            raise Refused(
                "a drill has to show the words of the new recovery sheet before it takes the place of the old one",
                RefusalKind.SHEET,
            )

    def for_sheet(self, row: KeyRecord, sheet: PublicSheet) -> None:
        """Ask for the yes to a first recovery sheet, which counts for all keys of its computer; not now, where one of
        that computer waits, where nobody is asked about this key, or about sheets, and never about one they refused."""
        now, patience = self._clock(), self._patience(row.pin)
        if any(map(sheets.waiting, self._of_computer(row.pin))) or not patience.may_ask(sheet, now):
            return
        with suppress(Refused):
            self._hearing.must_be_open(row)
            first = FirstSheet(_new_id(), sheet)
            with self._records.write() as write:
                write.key(sheets.wishing(row, first.sheet, first.request))
                self._note(write, row.pin, patience.after_question(now))
                self._log_sheet(write, LogCode.SHEET_WANTED, row, first)

    def has_refused(self, pin: bytes, sheet: PublicSheet) -> bool:
        """Whether a person has said no to this sheet of a computer, and has not asked to hear of it again."""
        return sheet in self._patience(pin).refused

    def ask_again(self, rows: Iterable[KeyRecord]) -> None:
        """A person wants to be asked about sheets of these computers, as if none had been told before."""
        with self._records.write() as write:
            for pin in {row.pin for row in rows}:
                write.note(SHEET_PATIENCE, b"", pin, None)

    def _patience(self, pin: bytes) -> SheetPatience:
        data = self._records.vault.get(SHEET_PATIENCE, pin)
        return SheetPatience() if data is None else decode(SheetPatience, data, StorageError)

    def _note(self, write: Write, pin: bytes, patience: SheetPatience) -> None:
        write.note(SHEET_PATIENCE, b"", pin, encode(patience))

    # -------------------------------------------------------------- shown
    def ids(self) -> list[bytes]:
        """Of all that has a request, decided or not."""
        rows = self._rows()
        unlocks = [row.rules.unlock.request for row in rows if row.rules.unlock]
        return unlocks + [first.request for row in rows if (first := sheets.waiting(row) or sheets.settling(row))]

    def waiting(self) -> int:
        """How many wait for a person."""
        now, rows = self._clock(), self._rows()
        unlocks = sum(waiting_unlock(row, now) is not None for row in rows)
        return unlocks + sum(sheets.waiting(row) is not None for row in rows)

    def views(self) -> tuple[ApprovalView, ...]:
        """All of them, by the name of the wallet."""
        now, rows = self._clock(), sorted(self._rows(), key=lambda row: row.name)
        unlocks = (_unlock_view(self._view(row), row, wish) for row in rows if (wish := waiting_unlock(row, now)))
        asked = ((row, first) for row in rows if (first := sheets.waiting(row) or sheets.settling(row)))
        once = {first.sheet: (row, first) for row, first in asked}  # a yes to a new one stands at all its keys
        firsts = (_sheet_view(self._view(row), row, first, now) for row, first in once.values())
        return (*unlocks, *firsts)

    def _view(self, row: KeyRecord) -> ApprovalView:
        return ApprovalView(
            wallet=row.name,
            network=row.network,
            fee=0,
            computer=fingerprint(row.pin),
            computer_name=self._names.title(row.pin),
            refused=self._hearing.row_of_refusals(row),
        )

    # -------------------------------------------------------------- decided
    def approve(self, request_id: bytes, *, proven: bool) -> DecidedView | None:
        """Yes to one of them; None: it is none. BadInput for the third way out in 24 hours unless `proven` (K1)."""
        if (row := self._unlock_row(request_id)) is not None:
            if not proven:
                self._hearing.must_be_proven(row)
            granted = Unlock(request_id, granted=True) if row.locked else None
            with self._records.write() as write:
                write.key(replace(row, rules=replace(row.rules, unlock=granted, faults=0, suspended_until=0)))
                code = LogCode.UNLOCKED if granted else LogCode.RESUMED
                write.log(self._wall(), code, self._names.wallet(row), named(row.key_id))
                self._hearing.confirmed(write, row)
            return DecidedView(request_id.hex(), "granted")
        if (asked := self._sheet_row(request_id)) is not None:
            row, first = asked
            if first.granted:
                raise BadInput("this request was approved already; it can still be refused", InputKind.REQUEST_ID)
            with self._records.write() as write:
                for one in self._of_computer(row.pin):
                    if (sheets.peer_sheet(one) == NO_SHEET) is (sheets.peer_sheet(row) == NO_SHEET):
                        write.key(sheets.accepting(one, first.sheet, self._settled(one)))
                        self._log_sheet(write, LogCode.SHEET_ACCEPTED, one, first)
            return DecidedView(request_id.hex(), "accepted")
        return None

    def _settled(self, row: KeyRecord) -> int:
        """When a sheet that a person says yes to now may be told: a first one at once (0), a new one after a day (R10),
        unless the key was made just now."""
        now = self._clock()
        return 0 if sheets.peer_sheet(row) == NO_SHEET else now + settles(row.created, now)

    def refuse(self, request_id: bytes) -> DecidedView | None:
        """No to one of them; None: it is none."""
        if (row := self._unlock_row(request_id)) is not None:
            with self._records.write() as write:
                write.key(replace(row, rules=replace(row.rules, unlock=None)))
                write.log(self._wall(), LogCode.STAYS_LOCKED, self._names.wallet(row), named(row.key_id))
                self._hearing.refused(write, row)
        elif (asked := self._sheet_row(request_id)) is not None:
            row, first = asked
            with self._records.write() as write:
                for one in self._of_computer(row.pin):
                    if one.first_sheet is not None and one.first_sheet.sheet == first.sheet:
                        write.key(sheets.refusing(one))
                self._note(write, row.pin, self._patience(row.pin).after_no(first.sheet))
                self._log_sheet(write, LogCode.SHEET_REFUSED, row, first)
        else:
            return None
        return DecidedView(request_id.hex(), "refused")

    def _log_sheet(self, write: Write, code: LogCode, row: KeyRecord, first: FirstSheet) -> None:
        write.log(self._wall(), code, self._names.wallet(row), own_sheet.words(first.sheet), named(row.key_id))

    def _unlock_row(self, request_id: bytes) -> KeyRecord | None:
        return next((row for row in self._rows() if row.rules.unlock and row.rules.unlock.request == request_id), None)

    def _sheet_row(self, request_id: bytes) -> tuple[KeyRecord, FirstSheet] | None:
        asked = ((row, first) for row in self._rows() if (first := sheets.waiting(row) or sheets.settling(row)))
        return next(((row, first) for row, first in asked if first.request == request_id), None)

    def _of_computer(self, pin: bytes) -> list[KeyRecord]:
        return [row for row in self._rows() if row.pin == pin]

    def _rows(self) -> list[KeyRecord]:
        return [row for row in self._records.keys.values() if row.current]


def _new_id() -> bytes:
    return HedgedRng().bytes("unlock", 16)


def _unlock_view(view: ApprovalView, row: KeyRecord, wish: Unlock) -> ApprovalView:
    caution = Caution.LOCKED if row.locked else Caution.SUSPENDED
    return replace(view, id=wish.request.hex(), kind="unlock", warnings=(caution,))


def _sheet_view(view: ApprovalView, row: KeyRecord, first: FirstSheet, now: int) -> ApprovalView:
    view = replace(view, id=first.request.hex(), kind="sheet", sheet=first.sheet.fingerprint)
    old = sheets.peer_sheet(row)
    seconds = max(0, first.at - now) if first.granted else None
    return replace(view, old_sheet=own_sheet.fingerprint_of(old), approved=first.granted, seconds=seconds)
