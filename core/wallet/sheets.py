"""Recovery sheets as the wallet's home has them: its own, and the yes to a co-signer's first one (R15)."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from core.codec.codec import U64, decode, encode
from core.crypto.rng import HedgedRng
from core.errors import BadInput, InputKind, KeyBlocked, LinkError, Refused, StorageError
from core.home import own_sheet
from core.home.log_fields import named
from core.home.records import LogCode
from core.home.recovery_export import RecoveryExport, export, is_left_out, last_file, written
from core.home.repository import Repository
from core.home.tables import WAS_WHOLE
from core.keys.limits import must_be_usable
from core.keys.record import KeyRecord, Slot, slot_of
from core.keys.restore import settles
from core.keys.sheets import accepting, is_sealed, is_sealed_to, own_sheets, peer_sheet, peer_sheets
from core.keys.status import Report
from core.protocol import drill
from core.recovery.sheet import (
    DRILL_EVERY,
    NO_SHEET,
    OwnSheet,
    PublicSheet,
    Sheet,
    SheetPair,
    UnconfirmedSheet,
    drill_due,
    known_drill,
)
from core.role import Role
from core.secret import Secret
from core.transport.rate_limit import Bucket
from core.wallet.cosigner_client import CosignerClient
from core.wallet.events import Progress, silent
from core.wallet.results import OldPaper, OwnSheetShown, Refreshed, SheetsShown

DRILL_BURST, DRILL_RATE = 6, 6 / 3600  # tests of a key that the co-signer wants for its sheet


@dataclass(frozen=True, slots=True)
class WasWhole:
    """That a key was put together from both sheets, and when that was said here: seconds."""

    at: U64


class Sheets:
    """Of one home. `line`: to the co-signer that holds the other half of a key; `clock` gives wall seconds."""

    def __init__(
        self,
        records: Repository,
        line: Callable[[KeyRecord], CosignerClient],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._records, self._line, self._clock = records, line, clock
        self._tests: dict[bytes, Bucket] = {}  # by key_id

    def _now(self) -> int:
        return int(self._clock())

    def _shown(self, sheet: OwnSheet) -> OwnSheetShown:
        return OwnSheetShown(sheet.public.fingerprint, sheet.made, sheet.drilled, sheet.due(self._now()))

    def new(self) -> UnconfirmedSheet:
        """See SheetsApi."""
        return own_sheet.new_sheet(self._records, Role.P1, HedgedRng(), self._now())

    def exchange(self) -> UnconfirmedSheet:
        """See SheetsApi."""
        return own_sheet.new_sheet(self._records, Role.P1, HedgedRng(), self._now(), exchange=True)

    def give_up(self) -> OwnSheetShown:
        """See SheetsApi."""
        return self._shown(own_sheet.give_up(self._records, self._now()))

    def burnt(self) -> OldPaper:
        """See SheetsApi."""
        return OldPaper(own_sheet.burnt(self._records).fingerprint)

    def confirm(self, fingerprint: str) -> OwnSheetShown:
        """See SheetsApi."""
        return self._shown(own_sheet.confirm(self._records, fingerprint, self._now()))

    def show(self) -> OwnSheetShown:
        """See SheetsApi."""
        return self._shown(own_sheet.own(self._records))

    def export(self) -> RecoveryExport:
        """See SheetsApi."""
        rows = sorted((row for row in self._records.keys.values() if row.current), key=lambda row: row.name)
        return export(self._records, rows, lambda row: row.name, self._now())

    def was_whole(self, row: KeyRecord) -> int:
        """When it was said that this key was whole, in seconds; 0: never."""
        return next(
            (decode(WasWhole, data, StorageError).at for _, data in self._records.noted(WAS_WHOLE, row.key_id)), 0
        )

    def mark_whole(self, row: KeyRecord) -> None:
        """See SheetsApi."""
        now = self._now()
        with self._records.write() as write:
            if not self.was_whole(row):
                write.note(WAS_WHOLE, row.key_id, b"", encode(WasWhole(now)))
                write.log(now, LogCode.WAS_WHOLE, row.name, named(row.key_id))

    def written(self, receipt: bytes) -> None:
        """See SheetsApi."""
        written(self._records, receipt, self._now())

    def accept(self, row: KeyRecord, fingerprint: str, progress: Progress) -> Refreshed:
        """See SheetsApi."""
        waits = waiting(row, self._line(row).status(row.key_id))
        if waits == NO_SHEET:
            raise BadInput("no recovery sheet of the co-signer waits for a yes here", InputKind.NO_SHEET)
        waits.check()
        if not own_sheet.is_fingerprint(waits, fingerprint):
            raise BadInput(
                "these are not the 12 words of the co-signer's sheet, as it tells them now; compare them once more",
                InputKind.SHEET_FINGERPRINT,
            )
        with self._records.write() as write:
            row, now = self._records.keys[row.key_id], self._now()
            first = peer_sheet(row) == NO_SHEET
            write.key(accepting(row, waits, 0 if first else now + settles(row.created, now)))
            write.log(now, LogCode.SHEET_ACCEPTED, row.name, own_sheet.words(waits), named(row.key_id))
        renewed = self._line(row).refresh(row.key_id, progress)
        return Refreshed(renewed.name, slot_of(renewed).epoch)

    def drill(self, row: KeyRecord, words: Secret[tuple[str, ...]], progress: Progress) -> OwnSheetShown:
        """See SheetsApi."""
        own_sheet.own(self._records)
        sheet = Sheet.read(words.reveal(), Role.P1)
        own_sheet.of_words(self._records, sheet)
        line = self._line(row)
        multiplexer = line.connected()
        row = self._records.keys[row.key_id]
        slot = must_be_usable(row, self._now())
        line.run(
            multiplexer, drill.p1(slot.share.opened, sheet, slot.scheme.self_test(), _hedged(slot)), progress, row.name
        )
        now = self._now()
        with self._records.write() as write:
            drilled = own_sheet.drilled(self._records, write, sheet.public, now)
            write.log(now, LogCode.SHEET_DRILLED, row.name, own_sheet.words(sheet.public), named(row.key_id))
        return self._shown(drilled)

    def show_copy(self, row: KeyRecord, report: Report) -> bool:
        """A person at the co-signer tries its sheet: show the copies that are kept here, and test both halves. Whether
        that went well; if not, it is told there. Nothing changes here but what is known of a new sheet, and a co-signer
        that wants it all the time has six tests of a key in an hour."""
        if not report.drills or peer_sheet(row) == NO_SHEET:
            return False
        if not self._tests.setdefault(row.key_id, Bucket(DRILL_BURST, DRILL_RATE)).take(time.monotonic()):
            return False
        with suppress(Refused, KeyBlocked, LinkError):
            line = self._line(row)
            multiplexer = line.connected()
            slot = must_be_usable(self._records.keys[row.key_id], self._now())
            script = drill.show_p1(slot.share.opened, slot.scheme.self_test(), _hedged(slot))
            sheet = line.run(multiplexer, script, silent, row.name)
            own_sheet.peer_tried(self._records, row.pin, sheet)
            return True
        return False

    def seal(self, row: KeyRecord, report: Report) -> bool:
        """Renew a key whose co-signer has just accepted our first sheet, or our new one. Whether that was done; if not,
        the next refresh does it. A co-signer that tells of a yes again and again has no key renewed by that: only a run
        with the sheet is begun, and that once."""
        if not self._begins(row, report) or row.locked or row.mismatch or row.pending is not None:
            return False
        with suppress(Refused, KeyBlocked, LinkError):
            self._line(row).renewed(row.key_id, silent, sealed=True)
            return True
        return False

    def shown(self, row: KeyRecord) -> SheetsShown:
        """How a wallet stands, by what this side keeps and the co-signer last told."""
        own, report = own_sheet.public_of(self._records), self._line(row).last_report(row.key_id)
        file = last_file(self._records, row)
        needs = () if file is None else file.needs(row)
        sheet, sealed, theirs, told = self._records.sheet, is_sealed(row), peer_sheet(row), (0, 0)
        new, old = own_sheet.coming(self._records), own_sheet.old_paper(self._records)
        now = self._now()
        waits = 0 if new is None or report is None or report.accepts != new.public else report.settles
        if report is not None and theirs == report.sheet != NO_SHEET:
            due = drill_due(report.made, report.drilled, now)
            told = (
                min(known_drill(report.drilled, now), now),
                min(due, now + DRILL_EVERY),
            )  # of a clock before ours no more is believed
        return SheetsShown(
            own_sheet.fingerprint_of(own),
            sealed,
            report is not None and self._begins(row, report),
            own_sheet.fingerprint_of(theirs),
            own_sheet.fingerprint_of(NO_SHEET if report is None else waiting(row, report)),
            0 if sheet is None else sheet.made,
            0 if sheet is None else sheet.drilled,
            sheet.due(now) if sheet is not None and sealed else 0,
            *told,
            coming=own_sheet.fingerprint_of(NO_SHEET if new is None else new.public),
            coming_sealed=new is not None and is_sealed_to(row, new.public),
            coming_drilled=0 if new is None else new.drilled,
            coming_made=0 if new is None else new.made,
            coming_waits=waits,
            coming_alone=new is not None and own_sheets(row) == SheetPair(new.public),
            old=own_sheet.fingerprint_of(old),
            file=0 if file is None else file.at,
            file_wallets=0 if file is None else file.wallets,
            file_epoch=0 if file is None else file.epoch,
            file_needs_own=Role.P1 in needs,
            file_needs_cosigner=Role.P2 in needs,
            file_missing=is_left_out(self._records, row),
            cosigner_coming=own_sheet.fingerprint_of(peer_sheets(row).coming),
        )

    def _begins(self, row: KeyRecord, report: Report) -> bool:
        """Whether the next refresh seals a key for the first time, or to a new sheet."""
        if report.settles:
            return False
        own, new = own_sheet.public_of(self._records), own_sheet.coming(self._records)
        if is_sealed(row):
            return new is not None and report.accepts == new.public and own_sheets(row) == SheetPair(own)
        return own not in (NO_SHEET, report.keeps) and report.accepts == own


def waiting(row: KeyRecord, report: Report) -> PublicSheet:
    """The co-signer's first sheet, or its new one, as long as nobody here has accepted it; zeros: none waits."""
    known, yes = peer_sheets(row), row.first_sheet
    told = report.sheet if known.sheet == NO_SHEET else report.coming
    accepted = yes is not None and yes.granted and yes.sheet == told
    return NO_SHEET if accepted or told in tuple(known) else told


def _hedged(slot: Slot) -> HedgedRng:
    return HedgedRng(slot.scheme.hedge(slot.share.opened), slot.share.opened.epoch_id)
