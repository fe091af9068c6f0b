"""What a run of this computer's makes durable, one change at a time."""

from __future__ import annotations

from core.errors import LinkError
from core.home import own_sheet
from core.home.repository import Repository
from core.keys import transitions
from core.keys.record import KeyRecord, new_record
from core.keys.sheets import like_others
from core.protocol.changes import Change, Committed, Prepared
from core.wallet.own_log import OwnLog


def keep(records: Repository, log: OwnLog, pin: bytes, change: Change, now: int) -> KeyRecord:
    """The row of a key with the co-signer of this pin, as it is from now on; `now` in wall seconds."""
    with records.write(final=isinstance(change, Committed)) as block:
        new = _changed(records, pin, change, now)
        before = records.keys.get(new.key_id)
        log.changed(block, before, new, change)
        if isinstance(change, Committed):
            own_sheet.log_kept(block, now, before, new, new.name)
            own_sheet.exchanged(records, block, new, now)
        block.key(new)
    if isinstance(change, Committed):
        records.vault.erase_traces()
    return new


def _changed(records: Repository, pin: bytes, change: Change, now: int) -> KeyRecord:
    rows = records.keys
    match change:
        case Prepared(share, name):
            if not own_sheet.is_ours(records, share):  # what the co-signer holds of it, the next handshake settles
                raise LinkError("a new recovery sheet was made during this run; start again")
            row = rows.get(share.key_id)
            if row is None:
                return like_others(new_record(share, name, pin, now), rows.values())
            return transitions.prepare(_of(row, pin), share, now)
        case Committed(run_id):
            found = next((row for row in rows.values() if row.pending_run_id == run_id), None)
            return transitions.commit(_of(found, pin), run_id, now)
        case _:
            raise TypeError(f"P1 never writes {type(change).__name__}")


def _of(row: KeyRecord | None, pin: bytes) -> KeyRecord:
    """A row that is still of the co-signer of this pin. Another one may have taken its place during the run, and the
    handshake with that one decides what becomes of it."""
    if row is None or row.pin != pin:
        raise LinkError("the wallet has changed hands during this run; nothing of it was kept")
    return row
