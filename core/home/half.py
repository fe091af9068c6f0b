"""A home that says itself that it is a copy: its vault has lost the log beside it, or is a backup. An old copy like any
other (V2)."""

from __future__ import annotations

from core.home.machine import note_place
from core.home.records import LogCode
from core.home.repository import Repository


def accept_half(records: Repository, now: int, policy: int | None = None) -> None:
    """A copy without what was written last, or a backup that was put back, is an old copy like any other: no key pays
    before a refresh, and P2 approves nothing without a person (V2). Nothing for any other home. `policy`: policy time,
    where P2 has one."""
    backup = records.vault.is_backup
    if not (records.vault.cut or backup):
        return
    with records.write() as write:
        write.as_old_copy(now if policy is None else policy)
        write.log(now, LogCode.BACKUP if backup else LogCode.HALF)
        note_place(records, write)
        write.accept()
