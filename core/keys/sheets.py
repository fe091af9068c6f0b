"""Recovery sheets of the two sides of a key: which are sealed to, and the yes to a first one (R3, R15).

A row without a sheet of the other side gets one once, in an ordinary run, after a person here has said yes to exactly
that sheet. From then on every run names the same; or a new one beside it, after a yes to that one has settled, and the
new one alone once a drill has shown its words (core/recovery/sheet_change.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from core.keys.record import FirstSheet, KeyRecord
from core.protocol.scheme import Share
from core.recovery.sheet import NO_SHEET, NO_SHEETS, PublicSheet, SheetPair
from core.recovery.sheet_change import PeerSheetRules

NOBODY_ASKS = bytes(16)  # the request of a yes that was given without one, at P1


def shares_of(row: KeyRecord) -> list[Share]:
    """Of CURRENT and of PENDING, as far as there are any."""
    return [slot.share.opened for slot in (row.current, row.pending) if slot is not None]


def is_sealed(row: KeyRecord) -> bool:
    """Whether the other side keeps a copy of this side's share of CURRENT."""
    return row.current is not None and row.current.share.opened.own_sheet != NO_SHEET


def is_sealed_to(row: KeyRecord, sheet: PublicSheet) -> bool:
    """Whether this side's share, or one that waits for its commit, is sealed to its own sheet."""
    return any(sheet in tuple(share.own_sheets) for share in shares_of(row))


def peer_sheet(row: KeyRecord) -> PublicSheet:
    """For which this side keeps the copy of the other's share of CURRENT; zeros: for none."""
    share: Share | None = None if row.current is None else row.current.share.opened
    return NO_SHEET if share is None else share.peer_sheet


def peer_sheets(row: KeyRecord) -> SheetPair:
    """The same, with the new one while it is exchanged."""
    share: Share | None = None if row.current is None else row.current.share.opened
    return NO_SHEETS if share is None else share.peer_sheets


def keeps_copy(row: KeyRecord, sheet: PublicSheet) -> bool:
    """Whether this side keeps a copy of the other's share of CURRENT for this sheet. A new one, while it is exchanged,
    may be named without one: where a device came back and no run has followed."""
    share: Share | None = None if row.current is None else row.current.share.opened
    return share is not None and share.copy_for(sheet) != b""


def own_sheets(row: KeyRecord) -> SheetPair:
    """To which this side's share of CURRENT is sealed."""
    share: Share | None = None if row.current is None else row.current.share.opened
    return NO_SHEETS if share is None else share.own_sheets


def kept_for(rows: Iterable[KeyRecord], pin: bytes) -> frozenset[PublicSheet]:
    """The sheets of the device with this pin for which copies of CURRENT are kept. Where there is one, a new key names
    it (core/protocol/copies.py); a home has but one."""
    return frozenset(peer_sheet(row) for row in rows if row.pin == pin) - {NO_SHEET}


def yes_given(row: KeyRecord, now: int) -> tuple[PublicSheet, int]:
    """The sheet of the other side that a person here has said yes to, and seconds until it may be told; zeros: none."""
    first = row.first_sheet
    return (first.sheet, max(0, first.at - now)) if first is not None and first.granted else (NO_SHEET, 0)


def accepted(row: KeyRecord, now: int) -> PublicSheet:
    """The sheet of the other side that a person here has said yes to, and that may be told by now; zeros: none."""
    sheet, wait = yes_given(row, now)
    return NO_SHEET if wait else sheet


def rules_of(row: KeyRecord, now: int) -> PeerSheetRules:
    """What the other side may change of its sheets in a run that begins now."""
    return PeerSheetRules(accepted(row, now), row.tried_sheet)


def asks_about(row: KeyRecord, told: SheetPair) -> PublicSheet:
    """The sheet that a person here has to say yes to before it may be told: a first one, or a new one; zeros: none."""
    before = peer_sheets(row)
    if before.sheet == NO_SHEET:
        return told.sheet
    new = (told.sheet, before.coming) == (before.sheet, NO_SHEET) and told.coming != before.sheet
    return told.coming if new else NO_SHEET


def settling(row: KeyRecord) -> FirstSheet | None:
    """A new one that a person here has said yes to, and that is not told yet: the yes can be taken back."""
    first = row.first_sheet
    open_ = first is not None and first.granted and first.at and first.sheet not in tuple(peer_sheets(row))
    return first if open_ else None


def waiting(row: KeyRecord) -> FirstSheet | None:
    """The one that a person here has still to decide about."""
    first = row.first_sheet
    return first if first is not None and not first.granted else None


def wishing(row: KeyRecord, sheet: PublicSheet, request_id: bytes) -> KeyRecord:
    """A person is asked about a first sheet. One at a time: what waits already is never exchanged for another."""
    return row if waiting(row) else replace(row, first_sheet=FirstSheet(request_id, sheet))


def accepting(row: KeyRecord, sheet: PublicSheet, at: int = 0) -> KeyRecord:
    """A person has said yes to this sheet: a run that begins at `at` or later may tell it."""
    request_id = NOBODY_ASKS if row.first_sheet is None else row.first_sheet.request
    return replace(row, first_sheet=FirstSheet(request_id, sheet, granted=True, at=at))


def like_others(row: KeyRecord, rows: Iterable[KeyRecord]) -> KeyRecord:
    """A new key, while the other side's sheet is exchanged at one of `rows`: the yes to the one to come was to all keys
    of its device, and so was its drill."""
    for other in rows:
        yes = other.first_sheet
        if other.pin == row.pin and yes and yes.granted and yes.sheet == peer_sheets(other).coming:
            return replace(row, first_sheet=replace(yes, at=0), tried_sheet=other.tried_sheet)
    return row


def tried(row: KeyRecord, sheet: PublicSheet) -> KeyRecord:
    """A drill, or a device that came back, has shown the words of this sheet of the other side."""
    return replace(row, tried_sheet=sheet) if sheet == peer_sheets(row).coming != NO_SHEET else row


def refusing(row: KeyRecord) -> KeyRecord:
    """A person has said no."""
    return replace(row, first_sheet=None)
