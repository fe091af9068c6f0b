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
from core.errors import Refused, StorageError
from core.home import own_sheet
from core.home.log_fields import named
from core.home.names import NameBook
from core.home.records import LogCode
from core.home.repository import Repository, Write
from core.home.tables import SHEET_PATIENCE
from core.keys import sheets
from core.keys.limits import waiting_unlock, wishing_unlock
from core.keys.record import FirstSheet, KeyRecord, Unlock
from core.recovery.sheet import NO_SHEET, PublicSheet
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
        return unlocks + [first.request for row in rows if (first := sheets.waiting(row))]

    def waiting(self) -> int:
        """How many wait for a person."""
        now, rows = self._clock(), self._rows()
        unlocks = sum(waiting_unlock(row, now) is not None for row in rows)
        return unlocks + sum(sheets.waiting(row) is not None for row in rows)

    def views(self) -> tuple[ApprovalView, ...]:
        """All of them, by the name of the wallet."""
        now, rows = self._clock(), sorted(self._rows(), key=lambda row: row.name)
        unlocks = (_unlock_view(self._view(row), row, wish) for row in rows if (wish := waiting_unlock(row, now)))
        firsts = (_sheet_view(self._view(row), first) for row in rows if (first := sheets.waiting(row)))
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
            with self._records.write() as write:
                for one in self._of_computer(row.pin):
                    if sheets.peer_sheet(one) == NO_SHEET:
                        write.key(sheets.accepting(one, first.sheet))
                        self._log_sheet(write, LogCode.SHEET_ACCEPTED, one, first)
            return DecidedView(request_id.hex(), "accepted")
        return None

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
                write.key(sheets.refusing(row))
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
        asked = ((row, first) for row in self._rows() if (first := sheets.waiting(row)))
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


def _sheet_view(view: ApprovalView, first: FirstSheet) -> ApprovalView:
    return replace(view, id=first.request.hex(), kind="sheet", sheet=first.sheet.fingerprint)
