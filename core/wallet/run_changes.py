"""What a run of this computer's makes durable, one change at a time."""

from __future__ import annotations

from core.errors import LinkError
from core.home import own_sheet
from core.home.repository import Repository
from core.keys import transitions
from core.keys.record import KeyRecord, new_record
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
            return new_record(share, name, pin, now) if row is None else transitions.prepare(row, share, now)
        case Committed(run_id):
            return transitions.commit({row.pending_run_id: row for row in rows.values()}[run_id], run_id, now)
        case _:
            raise TypeError(f"P1 never writes {type(change).__name__}")
