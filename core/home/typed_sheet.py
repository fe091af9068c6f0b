"""The words of a lost co-signer's sheet, from their being typed until a computer has handed out the copies that they
open. They are on the disk only as long, in the vault (core/spec/recovery.md, "A lost co-signer").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from core.codec.codec import U64, decode, encode
from core.errors import BadInput, InputKind, StorageError
from core.home import own_sheet
from core.home.records import LogCode
from core.home.repository import Repository
from core.home.tables import THIS, TYPED_SHEET
from core.keys.sheets import is_sealed_to
from core.recovery.sheet import Sheet

LASTS: Final = 7 * 24 * 3600  # seconds of policy time


@dataclass(frozen=True, slots=True)
class WordsAtHand:
    """`until`: seconds of policy time."""

    sheet: Sheet
    until: U64


def keep(records: Repository, sheet: Sheet, now: int, policy: int) -> None:
    """It is the sheet of this home from now on. BadInput where the home has another, or wallets that are not of it.
    `now` in seconds that people see, `policy` in those of policy time."""
    own_sheet.must_have_room_for(records, sheet)
    if not all(is_sealed_to(row, sheet.public) for row in records.keys.values()):
        raise BadInput(
            "this co-signer has wallets of its own; bring those of a lost one back in a new home", InputKind.HAS_WALLETS
        )
    with records.write() as write:
        if records.sheet is None:
            own_sheet.keep(records, write, sheet.kept(now), now)
        write.note(TYPED_SHEET, b"", THIS, encode(WordsAtHand(sheet, policy + LASTS)))
        write.log(now, LogCode.WORDS_TYPED, own_sheet.words(sheet.public))


def typed(records: Repository, policy: int) -> Sheet | None:
    """The sheet whose words are here, `policy` being the time now; None: none are, or not any more."""
    found = _found(records)
    return found.sheet if found is not None and policy < found.until else None


def forget(records: Repository, now: int) -> None:
    """They have served. `now` in seconds that people see."""
    found = _found(records)
    if found is None:
        return
    with records.write(final=True) as write:
        write.note(TYPED_SHEET, b"", THIS, None)
        write.log(now, LogCode.WORDS_FORGOTTEN, own_sheet.words(found.sheet.public))
    records.vault.erase_traces()


def forget_old(records: Repository, now: int, policy: int) -> None:
    """Nobody has come for them in time."""
    if typed(records, policy) is None:
        forget(records, now)


def _found(records: Repository) -> WordsAtHand | None:
    data = records.vault.get(TYPED_SHEET, THIS)
    return None if data is None else decode(WordsAtHand, data, StorageError)
