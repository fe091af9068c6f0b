"""Recovery sheets of the two sides of a key: which are sealed to, and the yes to a first one (R3, R15).

A row without a sheet of the other side gets one once, in an ordinary run, after a person here has said yes to exactly
that sheet. From then on every run must name the same (core/protocol/ecdsa/copies.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from core.errors import PeerFault
from core.keys.record import FirstSheet, KeyRecord
from core.protocol.scheme import Share
from core.recovery.sheet import NO_SHEET, PublicSheet

NOBODY_ASKS = bytes(16)  # the request of a yes that was given without one, at P1


def shares_of(row: KeyRecord) -> list[Share]:
    """Of CURRENT and of PENDING, as far as there are any."""
    return [slot.share.opened for slot in (row.current, row.pending) if slot is not None]


def is_sealed(row: KeyRecord) -> bool:
    """Whether the other side keeps a copy of this side's share of CURRENT."""
    return row.current is not None and row.current.share.opened.own_sheet != NO_SHEET


def is_sealed_to(row: KeyRecord, sheet: PublicSheet) -> bool:
    """Whether this side's share, or one that waits for its commit, is sealed to its own sheet."""
    return any(share.own_sheet == sheet for share in shares_of(row))


def must_be_unsealed(row: KeyRecord) -> None:
    """At P1, where the co-signer says that our first sheet waits for a yes. PeerFault where it keeps copies for it."""
    if is_sealed(row):
        raise PeerFault("the co-signer says that nobody has accepted the recovery sheet that it keeps copies for")


def peer_sheet(row: KeyRecord) -> PublicSheet:
    """For which this side keeps the copy of the other's share of CURRENT; zeros: for none."""
    share: Share | None = None if row.current is None else row.current.share.opened
    return NO_SHEET if share is None else share.peer_sheet


def kept_for(rows: Iterable[KeyRecord], pin: bytes) -> frozenset[PublicSheet]:
    """The sheets of the device with this pin for which copies of CURRENT are kept. Where there is one, a new key names
    it (core/protocol/ecdsa/copies.py); a home has but one."""
    return frozenset(peer_sheet(row) for row in rows if row.pin == pin) - {NO_SHEET}


def accepted(row: KeyRecord) -> PublicSheet:
    """The first sheet of the other side that a person here has said yes to; zeros: none."""
    first = row.first_sheet
    return first.sheet if first is not None and first.granted else NO_SHEET


def waiting(row: KeyRecord) -> FirstSheet | None:
    """The one that a person here has still to decide about."""
    first = row.first_sheet
    return first if first is not None and not first.granted else None


def wishing(row: KeyRecord, sheet: PublicSheet, request_id: bytes) -> KeyRecord:
    """A person is asked about a first sheet. One at a time: what waits already is never exchanged for another."""
    return row if waiting(row) else replace(row, first_sheet=FirstSheet(request_id, sheet))


def accepting(row: KeyRecord, sheet: PublicSheet) -> KeyRecord:
    """A person has said yes to this sheet: the next run may tell it."""
    request_id = NOBODY_ASKS if row.first_sheet is None else row.first_sheet.request
    return replace(row, first_sheet=FirstSheet(request_id, sheet, granted=True))


def refusing(row: KeyRecord) -> KeyRecord:
    """A person has said no."""
    return replace(row, first_sheet=None)
