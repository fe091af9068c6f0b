"""When a person confirms the clock, only what was written down before the machine was off grows older by it (C8).

Else a limit that was used up after the start, or a loosening that began to wait then, would be over with the yes.
"""

from __future__ import annotations

from dataclasses import replace

from core.approval.request import FINAL, SigningRequest
from core.home.repository import Repository, Write
from core.keys.restore import STRICT


def keep_ages(records: Repository, write: Write, since: int, by: int) -> None:
    """What is stamped after `since` stays as old as it is when policy time gains `by` seconds: what limits count, what
    waits, requests, what is left of an old copy, what a restore has still to wait, and what a pairing is for."""
    for one in list(records.spendings.values()):
        if one.at > since:
            write.spending(replace(one, at=one.at + by))
    for request in list(records.requests.values()):
        if request.state not in FINAL and (moved := _moved(request, since, by)) != request:
            write.request(moved)
    for key_id in records.keys:
        for code, later in records.later_of(key_id).items():
            if later.since > since:
                write.later(key_id, code, replace(later, at=later.at + by, since=later.since + by))
        row = records.keys[key_id]
        if row.rules.strict_until > since + STRICT:
            write.key(replace(row, rules=replace(row.rules, strict_until=row.rules.strict_until + by)))
        old = records.old_copies.get(key_id)
        if old is not None and old.found > since:
            write.old_copy(key_id, replace(old, found=old.found + by))
    for pin, peer in list(records.peers.items()):
        if peer.since > since:
            write.peer(pin, replace(peer, since=peer.since + by))
    for pin, asked in list(records.restores.requests.items()):
        if (aged := asked.kept_age(since, by)) != asked:
            records.restores.keep(write, pin, aged)


def _moved(request: SigningRequest, since: int, by: int) -> SigningRequest:
    def moved(at: int) -> int:
        return at + by if at > since else at

    return replace(
        request, proposed=moved(request.proposed), decided=moved(request.decided), ready=moved(request.ready)
    )
