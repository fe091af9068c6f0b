"""A home whose vault has lost the log beside it: an old copy like any other (V2)."""

from __future__ import annotations

from core.home.records import LogCode
from core.home.repository import Repository


def accept_half(records: Repository, now: int, policy: int | None = None) -> None:
    """A copy without what was written last is an old copy like any other: no key pays before a refresh, and P2
    approves nothing without a person (V2). Nothing where it is whole. `policy`: policy time, where P2 has one."""
    if not records.vault.cut:
        return
    with records.write() as write:
        write.as_old_copy(now if policy is None else policy)
        write.log(now, LogCode.HALF)
        write.accept()
