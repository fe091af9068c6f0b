"""Recovery sheets as the wallet's home has them: its own, and the yes to a co-signer's first one (R15)."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from core.crypto.rng import HedgedRng
from core.errors import BadInput, InputKind, KeyBlocked, LinkError, Refused
from core.home import own_sheet
from core.home.log_fields import named
from core.home.own_sheet import UnconfirmedSheet
from core.home.records import LogCode
from core.home.recovery_export import RecoveryExport, export
from core.home.repository import Repository
from core.keys.limits import must_be_usable
from core.keys.record import KeyRecord, Slot, slot_of
from core.keys.sheets import accepted, accepting, is_sealed, peer_sheet
from core.keys.status import Report
from core.recovery.sheet import NO_SHEET, OwnSheet, PublicSheet, Sheet, drill_due
from core.role import Role
from core.secret import Secret
from core.transport.rate_limit import Bucket
from core.wallet.cosigner_client import CosignerClient
from core.wallet.events import Progress, silent
from core.wallet.results import OwnSheetShown, Refreshed, SheetsShown

DRILL_BURST, DRILL_RATE = 6, 6 / 3600  # tests of a key that the co-signer wants for its sheet


class Sheets:
    """Of one home. `line`: to the co-signer that holds the other half of a key."""

    def __init__(self, records: Repository, line: Callable[[KeyRecord], CosignerClient]) -> None:
        self._records, self._line = records, line
        self._tests: dict[bytes, Bucket] = {}  # by key_id

    def new(self) -> UnconfirmedSheet:
        """See SheetsApi."""
        return own_sheet.new_sheet(self._records, Role.P1, HedgedRng(), int(time.time()))

    def confirm(self, fingerprint: str) -> OwnSheetShown:
        """See SheetsApi."""
        return _shown(own_sheet.confirm(self._records, fingerprint, int(time.time())))

    def show(self) -> OwnSheetShown:
        """See SheetsApi."""
        return _shown(own_sheet.own(self._records))

    def export(self) -> RecoveryExport:
        """See SheetsApi."""
        rows = sorted((row for row in self._records.keys.values() if row.current), key=lambda row: row.name)
        return export(self._records, rows, lambda row: row.name, int(time.time()))

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
            row = self._records.keys[row.key_id]
            write.key(accepting(row, waits))
            write.log(int(time.time()), LogCode.SHEET_ACCEPTED, row.name, own_sheet.words(waits), named(row.key_id))
        renewed = self._line(row).refresh(row.key_id, progress)
        return Refreshed(renewed.name, slot_of(renewed).epoch)

    def drill(self, row: KeyRecord, words: Secret[tuple[str, ...]], progress: Progress) -> OwnSheetShown:
        """See SheetsApi."""
        own, sheet = own_sheet.own(self._records), Sheet.read(words.reveal(), Role.P1)
        if sheet.public != own.public:
            raise BadInput("these are the words of another sheet than this computer's", InputKind.SHEET_OTHER)
        line = self._line(row)
        multiplexer = line.connected()
        row = self._records.keys[row.key_id]
        slot = must_be_usable(row, int(time.time()))
        line.run(multiplexer, slot.scheme.drill(slot.share.opened, sheet, _hedged(slot)), progress, row.name)
        now = int(time.time())
        with self._records.write() as write:
            drilled = replace(own_sheet.own(self._records), drilled=now)
            write.sheet(drilled)
            write.log(now, LogCode.SHEET_DRILLED, row.name, own_sheet.words(own.public), named(row.key_id))
        return _shown(drilled)

    def show_copy(self, row: KeyRecord, report: Report) -> bool:
        """A person at the co-signer tries its sheet: show the copy that is kept here, and test both halves. Whether
        that went well; if not, it is told there. Nothing changes here, and a co-signer that wants it all the time has
        six tests of a key in an hour."""
        if not report.drills or peer_sheet(row) == NO_SHEET:
            return False
        if not self._tests.setdefault(row.key_id, Bucket(DRILL_BURST, DRILL_RATE)).take(time.monotonic()):
            return False
        with suppress(Refused, KeyBlocked, LinkError):
            line = self._line(row)
            multiplexer = line.connected()
            slot = must_be_usable(self._records.keys[row.key_id], int(time.time()))
            line.run(multiplexer, slot.scheme.show_copy(slot.share.opened, _hedged(slot)), silent, row.name)
            return True
        return False

    def seal(self, row: KeyRecord, report: Report) -> bool:
        """Renew a key whose co-signer has just accepted our first sheet. Whether that was done; if not, the next
        refresh does it. A co-signer that tells of a yes again and again has no key renewed by that: only a run with the
        sheet is begun, and that once."""
        if not self._begins(row, report) or row.locked or row.mismatch or row.pending is not None:
            return False
        with suppress(Refused, KeyBlocked, LinkError):
            self._line(row).renewed(row.key_id, silent, sealed=True)
            return True
        return False

    def shown(self, row: KeyRecord) -> SheetsShown:
        """How a wallet stands, by what this side keeps and the co-signer last told."""
        own, report = own_sheet.public_of(self._records), self._line(row).last_report(row.key_id)
        sheet, sealed, theirs, told = self._records.sheet, is_sealed(row), peer_sheet(row), (0, 0)
        if report is not None and theirs == report.sheet != NO_SHEET:
            now = int(time.time())  # of a clock that goes before ours, no more is believed
            made, drilled = min(report.made, now), min(report.drilled, now)
            told = drilled, drill_due(made, drilled)
        return SheetsShown(
            own_sheet.fingerprint_of(own),
            sealed,
            report is not None and self._begins(row, report),
            own_sheet.fingerprint_of(theirs),
            own_sheet.fingerprint_of(NO_SHEET if report is None else waiting(row, report)),
            0 if sheet is None else sheet.made,
            0 if sheet is None else sheet.drilled,
            sheet.due if sheet is not None and sealed else 0,
            *told,
        )

    def _begins(self, row: KeyRecord, report: Report) -> bool:
        """Whether the next refresh seals a key for the first time."""
        own = own_sheet.public_of(self._records)
        return own not in (NO_SHEET, report.keeps) and report.accepts == own and not is_sealed(row)


def waiting(row: KeyRecord, report: Report) -> PublicSheet:
    """The co-signer's first sheet, as long as nobody here has accepted it; zeros: none waits."""
    return NO_SHEET if peer_sheet(row) != NO_SHEET or accepted(row) == report.sheet else report.sheet


def _hedged(slot: Slot) -> HedgedRng:
    return HedgedRng(slot.scheme.hedge(slot.share.opened), slot.share.opened.epoch_id)


def _shown(sheet: OwnSheet) -> OwnSheetShown:
    return OwnSheetShown(sheet.public.fingerprint, sheet.made, sheet.drilled, sheet.due)
