"""What each side keeps of a key, and the only ways it may change (core/spec/refresh.md).

One row per key and side; every function takes a row and gives the row that one durable transaction must write.
A run of key generation or refresh has an id (T in the papers), which is compared, never an epoch number.

    none ──prepare──► PENDING ──commit──► CURRENT          P2 commits first: that is THE commit point.
                         └─────drop─────► none             P1 drops only on the answer of a handshake.

Model-checked in tests/core/keys/model.py.
"""

from __future__ import annotations

from dataclasses import replace

from core.errors import Bug, FaultKind, PeerFault
from core.keys.limits import MAX_COMPLETED, MAX_STARTED
from core.keys.record import KeyRecord, Slot, granted, recent
from core.protocol.scheme import Share
from core.protocol.share import NO_RUN, Role

MOST_SKIPPED = 10_001  # epochs that one run which is not committed may use up: who lies of them gets no further


def prepare(row: KeyRecord, share: Share, now: int) -> KeyRecord:
    """PREP: PENDING := share."""
    if row.pending is not None:
        raise PeerFault("a run began while another one waits for its commit", FaultKind.PENDING_EPOCH)
    if share.parent != row.current_run_id:
        raise PeerFault("a run began from another epoch than the current one", FaultKind.MISMATCH)
    if row.current is not None and row.current.share.scheme != share.SCHEME:
        raise PeerFault("a run made another kind of share than the current one", FaultKind.MISMATCH)
    if row.role is Role.P2 and row.locked and not granted(row):  # locked since the run began (K1)
        raise PeerFault("a run of a locked key was not confirmed on the co-signer", FaultKind.ORDER)
    return replace(
        row,
        pending=Slot.of(share),
        max_epoch=max(row.max_epoch, min(share.epoch, row.max_epoch + MOST_SKIPPED)),
        started=(*recent(row.started, now), now)[-MAX_STARTED:],
        rules=replace(row.rules, unlock=None if granted(row) else row.rules.unlock),  # used up by this run
    )


def commit(row: KeyRecord, run_id: bytes, now: int) -> KeyRecord:
    """COMMIT: CURRENT := PENDING. The old share, its guard and its copy are gone with this row."""
    if row.pending is None or run_id != row.pending.run_id:
        raise PeerFault("a commit names a run that is not pending", FaultKind.MISMATCH)
    if row.role is Role.P2 and not row.pending.scheme.guard.may_commit(row.pending.guard):
        raise PeerFault("a commit came before the self-test of its run", FaultKind.ORDER)
    completed = recent(row.completed, now)
    return replace(
        promoted(row, row.pending),
        must_refresh=False,
        mismatch=False,
        peer_committed=False,
        peer_locked=NO_RUN,
        started=recent(row.started, now)[:-1],
        completed=completed if row.current is None else (*completed, now)[-MAX_COMPLETED:],
    )


def drop(row: KeyRecord) -> KeyRecord:
    """PENDING := none. At P2 at any time before the commit; at P1 only from the handshake."""
    return replace(row, pending=None)


def _failed(row: KeyRecord) -> KeyRecord:
    """DROP of a run whose check failed or was cut off. It counts twice: three in 24 hours are all there may be (K2)."""
    return replace(drop(row), started=(*row.started, *row.started[-1:])[-MAX_STARTED:])


def promoted(row: KeyRecord, pending: Slot) -> KeyRecord:
    """CURRENT := PENDING; what the old guard counted counts on."""
    if row.current is not None:
        pending = replace(pending, guard=pending.scheme.guard.following(pending.guard, row.current.guard))
    return replace(row, current=pending, pending=None, max_epoch=max(row.max_epoch, pending.epoch))


def checking(row: KeyRecord, run_id: bytes) -> KeyRecord:
    """CHECK: durable before a check of what the peer sent under this run begins."""
    slot = _holding(row, run_id)
    return _guarded(row, slot, slot.scheme.guard.checking(slot.guard))


def checked(row: KeyRecord, run_id: bytes, *, ok: bool) -> KeyRecord:
    """CHECKED: durable before the answer. A failed check inside PENDING drops it; in CURRENT it locks."""
    slot = _holding(row, run_id)
    if not ok and slot is row.pending:
        return _failed(row)
    return _guarded(row, slot, slot.scheme.guard.checked(slot.guard, ok=ok))


def at_start(row: KeyRecord, now: int) -> KeyRecord | None:
    """What a side finds after a crash. None: the row never became a key.

    A PENDING that was being checked is dropped by P2, which may. A CURRENT of which a check may have told something
    needs a refresh before anything else (rule F3).
    """
    if row.pending is not None and not row.pending.scheme.guard.survives(row.pending.guard):
        row = _failed(row)
    if row.current is None:
        return row if row.pending is not None else None
    guard = row.current.scheme.guard.at_start(row.current.guard, now)
    return row if guard == row.current.guard else replace(_guarded(row, row.current, guard), must_refresh=True)


def _holding(row: KeyRecord, run_id: bytes) -> Slot:
    for slot in (row.pending, row.current):
        if slot is not None and slot.run_id == run_id:
            return slot
    raise Bug("a check under a run that is not held")


def _guarded(row: KeyRecord, slot: Slot, guard: bytes) -> KeyRecord:
    new = replace(slot, guard=guard)
    return replace(row, pending=new) if slot is row.pending else replace(row, current=new)
