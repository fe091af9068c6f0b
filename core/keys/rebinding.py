"""One device takes the place of another: what the new one and the survivor write (core/spec/recovery.md).

    new device     OPEN: CURRENT from an opened copy, without OT state; must-refresh
    survivor       REBIND: the pin changes, once the new device has proved its share of CURRENT; must-refresh
    survivor       CANCEL: the old pin is back, as long as nothing has followed; must-refresh

Every function takes a row and gives the row that one durable transaction must write. Must-refresh ends with the commit
of a run that began afterwards, and with nothing else: until then nothing is signed, so no share without OT state ever
is asked for it. Whom the home turns away is not of a row: who calls writes that first (rule L10). Model-checked in
tests/core/recovery.
"""

from __future__ import annotations

from dataclasses import replace

from core.errors import Bug, Retry
from core.keys.handshake import KeyAnswer, KeyClaim, must_be_possible
from core.keys.record import KeyRecord, Replaced, Slot
from core.protocol.scheme import Share
from core.protocol.share import NO_RUN, Role


def opened(share: Share, name: str, pin: bytes, told: KeyClaim | KeyAnswer, created: int) -> KeyRecord:
    """OPEN: the row of a new device, whose `share` was opened from a copy and has no OT state. `pin`: the survivor's;
    `told`: how the survivor's row is; `created`: policy seconds, as the copy has them.

    It goes one generation beyond what the survivor remembers of the device that is gone, so it is not taken for an old
    copy of it. Raises Retry for a copy that is no longer of CURRENT, PeerFault for a generation that cannot be.
    """
    _must_be(told.current, share.T)
    must_be_possible(told)
    row = KeyRecord(share.role, name, share.network, share.key_id, pin, created=created)
    return replace(
        row,
        current=Slot.of(share),
        max_epoch=share.epoch,
        must_refresh=True,
        generation=told.peer_generation + 1,
        peer_generation=told.generation,
    )


def rebound(row: KeyRecord, pin: bytes, run_id: bytes, now: int) -> KeyRecord:
    """REBIND: from now on this key is shared with the device of `pin`, which has proved that it holds the other half
    of run `run_id`. The old pin is kept for the sentence that its device hears.

    P1 keeps its PENDING: the co-signer that is gone may have committed it, and may be back after a CANCEL. Only the
    answer of CURRENT lets it go, as ever. Raises Retry for a proof that is no longer of CURRENT.
    """
    _must_be(row.current_run_id, run_id)
    if pin == row.pin:
        raise Bug("a device would take its own place")
    kept = row.pending if row.role is Role.P1 else None
    old = Replaced(row.pin, now, row.current_run_id, kept.run_id if kept else NO_RUN)
    return replace(row, pin=pin, pending=kept, must_refresh=True, mismatch=False, replaced=(*row.replaced, old))


def may_cancel(row: KeyRecord) -> bool:
    """Whether the device that was replaced last still fits: this side has committed nothing since, and has not let go
    of a PENDING that it kept, which that device may have committed."""
    if not row.replaced:
        return False
    then = row.replaced[-1]
    return row.current_run_id == then.current and then.kept in (NO_RUN, row.pending_run_id)


def cancelled(row: KeyRecord) -> KeyRecord:
    """CANCEL: the pin is that of before again. The device that goes holds a half of CURRENT: a run comes first, and its
    pin is blocked by who calls. Raises Bug where it is too late; ask may_cancel."""
    if not may_cancel(row):
        raise Bug("a replacement would be cancelled after something has followed it")
    kept = row.pending if row.role is Role.P1 else None
    return replace(
        row,
        pin=row.replaced[-1].pin,
        pending=kept,
        must_refresh=True,
        mismatch=False,
        replaced=row.replaced[:-1],
    )


def handed_out(row: KeyRecord) -> KeyRecord:
    """A copy was handed out and its request has ended without REBIND: whoever got it may hold the half of CURRENT, so a
    run comes before anything else."""
    return replace(row, must_refresh=True)


def _must_be(current: bytes, run_id: bytes) -> None:
    if run_id != current or run_id == NO_RUN:
        raise Retry("the key was renewed in the meantime; the new device opens the copy again")
