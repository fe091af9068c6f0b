"""The recovery sheet of this home: what a run seals with. The words are on paper alone.

It comes in two steps. A new sheet waits until a person has said that its words are on paper; only then it is the sheet
of this home, told to the other side and sealed to. So a crash never leaves a sheet whose words nobody has seen.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from core.codec.codec import decode, encode
from core.crypto.rng import Rng
from core.errors import BadInput, InputKind, PeerFault, StorageError
from core.home.log_fields import named
from core.home.records import LogCode
from core.home.repository import Repository, Write
from core.home.tables import COMING_SHEET, OLD_SHEET, THIS, WAITING_SHEET
from core.keys.record import KeyRecord
from core.keys.sheets import is_sealed_to, own_sheets, peer_sheets, shares_of, tried
from core.protocol.scheme import Share
from core.recovery.sealed_copy import Sealing
from core.recovery.sheet import NO_SHEET, OwnSheet, PublicSheet, Sheet, SheetPair, UnconfirmedSheet
from core.role import Role

_EXCHANGE: Final = b"exchange"
DEVICE: Final = {Role.P1: "computer", Role.P2: "co-signer"}


def new_sheet(records: Repository, role: Role, rng: Rng, now: int, *, exchange: bool = False) -> UnconfirmedSheet:
    """A new sheet that waits for `confirm`; one that waited before is forgotten. `exchange`: it is to take the place of
    the one that keys are sealed to; BadInput without, and where another is to do that. `now` in seconds that people
    see."""
    with records.write() as write:
        _must_be_free(records, exchange=exchange)
        sheet = Sheet.make(role, rng)
        _wait(write, sheet.kept(now), exchange=exchange)
    return UnconfirmedSheet(sheet.words, sheet.public.fingerprint, now)


def confirm(records: Repository, fingerprint: str, now: int) -> OwnSheet:
    """The words of the sheet with this fingerprint are on paper: from now on it counts. Said twice it is said once.
    BadInput where another sheet waits, or none."""
    with records.write() as write:
        found, exchange = _waiting(records)
        for one in (records.sheet, coming(records)):
            if found is None and one is not None and is_fingerprint(one.public, fingerprint):
                return one
        if found is None:
            raise BadInput("no new recovery sheet waits here; make one", InputKind.NO_SHEET)
        if not is_fingerprint(found.public, fingerprint):
            raise BadInput(
                "another recovery sheet was made here meanwhile; throw these words away and make a new sheet",
                InputKind.SHEET_REPLACED,
            )
        keep(records, write, found, now, exchange=exchange)
    return found


def _wait(write: Write, sheet: OwnSheet | None, *, exchange: bool = False) -> None:
    """One waits, for what it was made; None: none does."""
    data = None if sheet is None else encode(sheet)
    for name, meant in ((THIS, not exchange), (_EXCHANGE, exchange)):
        write.note(WAITING_SHEET, b"", name, data if meant else None)


def _waiting(records: Repository) -> tuple[OwnSheet | None, bool]:
    """The one that waits, and whether it is to take the place of another."""
    for name in (THIS, _EXCHANGE):
        if (data := records.vault.get(WAITING_SHEET, name)) is not None:
            return decode(OwnSheet, data, StorageError), name == _EXCHANGE
    return None, False


def adopt(records: Repository, sheet: OwnSheet, now: int, *, exchange: bool = False) -> OwnSheet:
    """Keep a sheet that was made elsewhere and checked there. BadInput as with a new one."""
    with records.write() as write:
        keep(records, write, sheet, now, exchange=exchange)
    return sheet


def keep(records: Repository, write: Write, sheet: OwnSheet, now: int, *, exchange: bool = False) -> None:
    """From this write on it is the sheet of this home; or, where keys are sealed to one, the one to come. BadInput as
    with a new one."""
    _must_be_free(records, exchange=exchange)
    if _is_in_use(records):
        write.note(COMING_SHEET, b"", THIS, encode(sheet))
    else:
        write.sheet(sheet)
        write.note(COMING_SHEET, b"", THIS, None)
    _wait(write, None)
    write.log(now, LogCode.SHEET_MADE, words(sheet.public))


def _is_in_use(records: Repository) -> bool:
    old = records.sheet
    return old is not None and any(is_sealed_to(row, old.public) for row in records.keys.values())


def _must_be_free(records: Repository, *, exchange: bool) -> None:
    new = coming(records)
    if not exchange and _is_in_use(records):
        raise BadInput("wallets are sealed to the recovery sheet of this home already", InputKind.SHEET_MADE)
    if new is not None and any(is_sealed_to(row, new.public) for row in records.keys.values()):
        raise BadInput(
            "a new recovery sheet is taking the place of the old one; drill it and renew first, or give it up",
            InputKind.SHEET_CHANGES,
        )


# ------------------------------------------------------------------ another sheet
def coming(records: Repository) -> OwnSheet | None:
    """The new sheet that is to take the place of the one that counts; None: there is none."""
    data = records.vault.get(COMING_SHEET, THIS)
    return None if data is None else decode(OwnSheet, data, StorageError)


def give_up(records: Repository, now: int) -> OwnSheet:
    """The new sheet does not count any more; the next run of each key seals to the old one alone. BadInput: there is
    none, or no other opens a key that has gone over to it."""
    with records.write() as write:
        new = coming(records)
        if new is None:
            raise BadInput("no new recovery sheet is taking the place of the old one", InputKind.NO_SHEET)
        if any(share.own_sheets == SheetPair(new.public) for row in records.keys.values() for share in shares_of(row)):
            raise BadInput(
                "the new recovery sheet alone brings a wallet back already; keep both papers, and renew the others",
                InputKind.SHEET_ALONE,
            )
        write.note(COMING_SHEET, b"", THIS, None)
        write.log(now, LogCode.SHEET_GIVEN_UP, words(new.public))
    return new


def of_words(records: Repository, sheet: Sheet) -> OwnSheet:
    """What this home keeps of the sheet whose words were typed. BadInput for another one, and where there is none."""
    for one in (own(records), coming(records)):
        if one is not None and one.public == sheet.public:
            return one
    raise BadInput(f"these are the words of another sheet than this {DEVICE[sheet.role]}'s", InputKind.SHEET_OTHER)


def drilled(records: Repository, write: Write, sheet: PublicSheet, now: int) -> OwnSheet:
    """A drill with its words has succeeded now."""
    new = coming(records)
    if new is not None and new.public == sheet:
        done = replace(new, drilled=now)
        write.note(COMING_SHEET, b"", THIS, encode(done))
        return done
    done = replace(own(records), drilled=now)
    write.sheet(done)
    return done


def peer_tried(records: Repository, pin: bytes, sheet: PublicSheet) -> None:
    """A drill has shown the words of this sheet at the device of this pin: that counts for all of its keys that a new
    sheet is to take over."""
    changed = [row for row in records.keys.values() if row.pin == pin and tried(row, sheet) is not row]
    if changed:
        with records.write() as write:
            for row in changed:
                write.key(tried(row, sheet))


def exchanged(records: Repository, write: Write, row: KeyRecord, now: int) -> None:
    """This row is committed: the new sheet is the one that counts as soon as every key is sealed to it alone, and none
    has a run to come that could bring a copy of before back (R11). Only now the old paper may be burnt."""
    new, old = coming(records), records.sheet
    if new is None or old is None:
        return
    rows = [row, *(one for one in records.keys.values() if one.key_id != row.key_id)]
    if any(is_sealed_to(one, old.public) or one.must_refresh for one in rows):
        return
    if any(is_sealed_to(one, new.public) for one in rows):
        write.sheet(new)
        write.note(COMING_SHEET, b"", THIS, None)
        if row.role is Role.P1:  # the other one's person is told at the end of the drill, and by the log
            write.note(OLD_SHEET, b"", THIS, encode(old.public))
        write.log(now, LogCode.SHEET_EXCHANGED, words(new.public), words(old.public))


def old_paper(records: Repository) -> PublicSheet:
    """The sheet that was exchanged last, until a person says that its paper is burnt; zeros: there is none."""
    data = records.vault.get(OLD_SHEET, THIS)
    return NO_SHEET if data is None else decode(PublicSheet, data, StorageError)


def burnt(records: Repository) -> PublicSheet:
    """The paper of the sheet that was exchanged last is burnt: nobody is reminded any more. BadInput: there is none."""
    with records.write() as write:
        old = old_paper(records)
        if old == NO_SHEET:
            raise BadInput("no paper of an old recovery sheet is to be burnt", InputKind.NO_SHEET)
        write.note(OLD_SHEET, b"", THIS, None)
    return old


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


def sealing(records: Repository, row: KeyRecord | None, now: int, pin: bytes = b"") -> Sealing | None:
    """What a run of this key, or of a new one with the device of `pin`, seals with; None: this home has no sheet."""
    own, new = records.sheet, coming(records)
    if own is None:
        return None
    stamp = (now, 0) if row is None else (row.created, row.generation)
    if new is None:
        return Sealing(own, *stamp)
    if row is None:
        told = {own_sheets(one).sheet for one in records.keys.values() if one.pin == pin}
        over = new.public in told and own.public not in told  # all: the other side knows no other one any more
        return Sealing(new if over else own, *stamp)
    before = own_sheets(row)
    if before.sheet == new.public:
        return Sealing(new, *stamp)
    if before.sheet != own.public or before.coming not in (NO_SHEET, new.public):  # it has none yet, or one given up
        return Sealing(own, *stamp)
    return Sealing(own, *stamp, coming=new, moves=bool(new.drilled) and before.coming == new.public)


def must_tell_more(records: Repository, row: KeyRecord, now: int) -> None:
    """At P1, where the co-signer says that a sheet of ours waits for a yes. PeerFault where nothing new was told."""
    asked = sealing(records, row, now)
    if asked is None or asked.wish == own_sheets(row):
        raise PeerFault("the co-signer says that nobody has accepted the recovery sheet that it keeps copies for")


def as_before(sealing: Sealing | None, row: KeyRecord) -> Sealing | None:
    """The same for a run that changes no sheet; None: the key has none."""
    before = own_sheets(row)
    one = None if sealing is None else sealing.to(before.sheet)
    if sealing is None or one is None:
        return None
    two = sealing.to(before.coming)
    return one if two is None else replace(one, coming=two.sheet)


def is_ours(records: Repository, share: Share) -> bool:
    """Whether a run that is to be kept was begun with the sheets that this home has now."""
    new = coming(records)
    mine = {public_of(records), *(() if new is None else (new.public,))}
    return mine.issuperset(share.own_sheets)


def log_kept(write: Write, now: int, before: KeyRecord | None, row: KeyRecord, name: str) -> int:
    """Where this commit brought the first copy for a sheet of the other side, or for a new one; `name`: of the wallet,
    as lines have it. How many lines that were."""
    known = () if before is None else tuple(peer_sheets(before))
    kept = [sheet for sheet in peer_sheets(row) if sheet not in known]
    for sheet in kept:
        write.log(now, LogCode.SHEET_KEPT, name, words(sheet), named(row.key_id))
    return len(kept)


def words(sheet: PublicSheet) -> str:
    """Its fingerprint as people read it; nothing for none."""
    return " ".join(fingerprint_of(sheet))


def fingerprint_of(sheet: PublicSheet) -> tuple[str, ...]:
    """Its words, or none for none."""
    return sheet.fingerprint if sheet != NO_SHEET else ()


def is_fingerprint(sheet: PublicSheet, typed: str) -> bool:
    """Whether these are the 12 words of a sheet, as a person writes them."""
    return tuple(typed.lower().split()) == sheet.fingerprint
