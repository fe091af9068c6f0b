"""What may be done with a key now: locks, suspensions, and how often it may be renewed (K2)."""

from __future__ import annotations

from dataclasses import replace

from core.errors import BlockKind, KeyBlocked
from core.keys.record import DAY, KeyRecord, Slot, Unlock, recent

MAX_STARTED, MAX_COMPLETED = 6, 100  # refreshes in 24 h: begun and not completed, completed (K2)
FIRST_SUSPENSION, LONGEST_SUSPENSION = 15 * 60, DAY
FAULTS_BEFORE_SUSPENSION = 3


def must_fit(row: KeyRecord) -> Slot:
    """CURRENT, if the two sides hold halves that fit: else nothing is signed, and no address given out. KeyBlocked."""
    if row.mismatch or row.current is None:
        raise KeyBlocked(
            "this computer and the co-signer hold different epochs of this key; one of them was restored from an old "
            "copy or is not the one this wallet was made with. Start the newest copy of each, or bring the older "
            "one back from its recovery sheet, before anything is paid to this wallet or from it",
            BlockKind.MISMATCH,
        )
    return row.current


def must_be_usable(row: KeyRecord, now: int, *, refresh: bool = False) -> Slot:
    """CURRENT, if payments (or a refresh) may run under it now; else KeyBlocked says why and what ends it."""
    slot = must_fit(row)
    if row.pending is not None:
        raise KeyBlocked("a refresh is not finished; connect again to finish it", BlockKind.PENDING_EPOCH)
    if refresh:
        return slot
    if now < row.rules.suspended_until:
        minutes = (row.rules.suspended_until - now + 59) // 60
        raise KeyBlocked(
            f"suspended for {minutes} minutes after repeated faults; the co-signer can end it", BlockKind.SUSPENDED
        )
    if row.locked:
        raise KeyBlocked("this key is locked; run a refresh and confirm it on the co-signer", BlockKind.LOCKED)
    if row.must_refresh:
        raise KeyBlocked("this key needs a refresh before the next payment", BlockKind.MUST_REFRESH)
    return slot


def must_allow_refresh(row: KeyRecord, now: int) -> None:
    """K2: refusing to be a hammer. Raises KeyBlocked."""
    if len(recent(row.started, now)) >= MAX_STARTED or len(recent(row.completed, now)) >= MAX_COMPLETED:
        raise KeyBlocked("too many refreshes in 24 hours; try again later", BlockKind.TOO_MANY)


def after_fault(row: KeyRecord, now: int) -> KeyRecord:
    """A protocol fault was seen: three suspend the key for this pin, 15 minutes doubling to 24 hours."""
    faults, rules = row.rules.faults + 1, row.rules
    if faults < FAULTS_BEFORE_SUSPENSION:
        return replace(row, rules=replace(rules, faults=faults))
    length = min(FIRST_SUSPENSION << min(rules.suspensions, 10), LONGEST_SUSPENSION)
    return replace(row, rules=replace(rules, faults=0, suspensions=rules.suspensions + 1, suspended_until=now + length))


def wishing_unlock(row: KeyRecord, request_id: bytes) -> KeyRecord:
    """A person is asked to end a lock or a suspension; one request at a time."""
    return row if row.rules.unlock else replace(row, rules=replace(row.rules, unlock=Unlock(request_id)))


def waiting_unlock(row: KeyRecord, now: int) -> Unlock | None:
    """The request that a person has still to decide; none when there is nothing left to end."""
    unlock = row.rules.unlock
    blocked = row.locked or now < row.rules.suspended_until
    return unlock if blocked and unlock and not unlock.granted else None
