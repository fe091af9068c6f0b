"""The recovery sheet of this home: made once, and what a run seals with. The words are on paper alone."""

from __future__ import annotations

from core.crypto.rng import Rng
from core.errors import BadInput, InputKind
from core.home.log_fields import named
from core.home.records import LogCode
from core.home.repository import Repository, Write
from core.keys.record import KeyRecord
from core.keys.sheets import is_sealed_to, peer_sheet
from core.protocol.scheme import Share
from core.recovery.sealed_copy import Sealing
from core.recovery.sheet import NO_SHEET, PublicSheet, Sheet
from core.role import Role


def make_sheet(records: Repository, role: Role, rng: Rng, now: int) -> Sheet:
    """A new sheet; this home keeps what it needs of it. BadInput once a key is sealed to the one there is: that one
    opens its copies. `now` in seconds that people see."""
    with records.write() as write:
        old = records.sheet
        if old is not None and any(is_sealed_to(row, old.public) for row in records.keys.values()):
            raise BadInput("wallets are sealed to the recovery sheet of this home already", InputKind.SHEET_MADE)
        sheet = Sheet.make(role, rng)
        write.sheet(sheet.kept(now))
        write.log(now, LogCode.SHEET_MADE, words(sheet.public))
    return sheet


def public_of(records: Repository) -> PublicSheet:
    """The own sheet as others know it; zeros: there is none."""
    return NO_SHEET if records.sheet is None else records.sheet.public


def sealing(records: Repository, row: KeyRecord | None, now: int) -> Sealing | None:
    """What a run of this key, or of a new one, seals with; None: this home has no sheet."""
    if records.sheet is None:
        return None
    return Sealing(records.sheet, *((now, 0) if row is None else (row.created, row.generation)))


def is_ours(records: Repository, share: Share) -> bool:
    """Whether a run that is to be kept was begun with the sheet that this home has now."""
    return share.own_sheet in (NO_SHEET, public_of(records))


def log_kept(write: Write, now: int, before: KeyRecord | None, row: KeyRecord, name: str) -> None:
    """Where this commit brought the first copy for a sheet of the other side; `name`: of the wallet, as lines have
    it."""
    sheet = peer_sheet(row)
    if sheet != NO_SHEET and (before is None or peer_sheet(before) == NO_SHEET):
        write.log(now, LogCode.SHEET_KEPT, name, words(sheet), named(row.key_id))


def words(sheet: PublicSheet) -> str:
    """Its fingerprint as people read it; nothing for none."""
    return " ".join(fingerprint_of(sheet))


def fingerprint_of(sheet: PublicSheet) -> tuple[str, ...]:
    """Its words, or none for none."""
    return sheet.fingerprint if sheet != NO_SHEET else ()
