"""The recovery sheet of this home: what a run seals with. The words are on paper alone.

It comes in two steps. A new sheet waits until a person has said that its words are on paper; only then it is the sheet
of this home, told to the other side and sealed to. So a crash never leaves a sheet whose words nobody has seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from core.codec.codec import decode, encode
from core.crypto.rng import Rng
from core.errors import BadInput, InputKind, StorageError
from core.home.log_fields import named
from core.home.records import LogCode
from core.home.repository import Repository, Write
from core.home.tables import THIS, WAITING_SHEET
from core.keys.record import KeyRecord
from core.keys.sheets import is_sealed_to, peer_sheet
from core.protocol.scheme import Share
from core.recovery.sealed_copy import Sealing
from core.recovery.sheet import NO_SHEET, OwnSheet, PublicSheet, Sheet
from core.role import Role
from core.secret import Secret

DEVICE: Final = {Role.P1: "computer", Role.P2: "co-signer"}


@dataclass(frozen=True, slots=True)
class UnconfirmedSheet:
    """A sheet that does not count yet: its 24 words, which nothing tells again, the 12 of its fingerprint, and when it
    was made, in seconds that people see."""

    words: Secret[tuple[str, ...]]
    fingerprint: tuple[str, ...]
    made: int


def new_sheet(records: Repository, role: Role, rng: Rng, now: int) -> UnconfirmedSheet:
    """A new sheet that waits for `confirm`; one that waited before is forgotten. BadInput once a key is sealed to the
    sheet there is: that one opens its copies. `now` in seconds that people see."""
    with records.write() as write:
        _must_be_free(records)
        sheet = Sheet.make(role, rng)
        write.note(WAITING_SHEET, b"", THIS, encode(sheet.kept(now)))
    return UnconfirmedSheet(sheet.words, sheet.public.fingerprint, now)


def confirm(records: Repository, fingerprint: str, now: int) -> OwnSheet:
    """The words of the sheet with this fingerprint are on paper: from now on it counts. Said twice it is said once.
    BadInput where another sheet waits, or none."""
    with records.write() as write:
        data, known = records.vault.get(WAITING_SHEET, THIS), records.sheet
        found = None if data is None else decode(OwnSheet, data, StorageError)
        if found is None and known is not None and is_fingerprint(known.public, fingerprint):
            return known
        if found is None:
            raise BadInput("no new recovery sheet waits here; make one", InputKind.NO_SHEET)
        if not is_fingerprint(found.public, fingerprint):
            raise BadInput(
                "another recovery sheet was made here meanwhile; throw these words away and make a new sheet",
                InputKind.SHEET_REPLACED,
            )
        keep(records, write, found, now)
    return found


def adopt(records: Repository, sheet: OwnSheet, now: int) -> OwnSheet:
    """Keep a sheet that was made elsewhere and checked there. BadInput as with a new one."""
    with records.write() as write:
        keep(records, write, sheet, now)
    return sheet


def keep(records: Repository, write: Write, sheet: OwnSheet, now: int) -> None:
    """From this write on it is the sheet of this home. BadInput as with a new one."""
    _must_be_free(records)
    write.sheet(sheet)
    write.note(WAITING_SHEET, b"", THIS, None)
    write.log(now, LogCode.SHEET_MADE, words(sheet.public))


def _must_be_free(records: Repository) -> None:
    old = records.sheet
    if old is not None and any(is_sealed_to(row, old.public) for row in records.keys.values()):
        raise BadInput("wallets are sealed to the recovery sheet of this home already", InputKind.SHEET_MADE)


def must_have_room_for(records: Repository, sheet: Sheet) -> None:
    """Raises BadInput where this home has another recovery sheet: it can keep one."""
    if records.sheet is not None and public_of(records) != sheet.public:
        raise BadInput(
            f"this {DEVICE[sheet.role]} has a recovery sheet of its own; bring the wallets back in a new home",
            InputKind.SHEET_MADE,
        )


def own(records: Repository) -> OwnSheet:
    """The sheet that counts. BadInput where there is none."""
    if records.sheet is None:
        raise BadInput("there is no recovery sheet of this device yet; make one", InputKind.NO_SHEET)
    return records.sheet


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


def is_fingerprint(sheet: PublicSheet, typed: str) -> bool:
    """Whether these are the 12 words of a sheet, as a person writes them."""
    return tuple(typed.lower().split()) == sheet.fingerprint
