"""On which machine, and in which file of it, a home was used last: in another one it was moved, put back, or it is a
clone (V2)."""

from __future__ import annotations

import hmac

from core.home.records import LogCode
from core.home.repository import Repository, Write
from core.home.tables import THIS
from core.platform.here import here

TABLE, FILE = "machine", b"file"
HANDED = b"handed over"  # in the place of a machine: to the one number that is there, and to nobody else
STANDBY = b"standby"  # before each number of those that stand by to take the vault over (succession.py)


def machine_of(vault_id: bytes) -> bytes:
    """What this machine is called for this vault: 32 bytes; nothing where the system has no name for it."""
    found = here.machine_id()
    return hmac.digest(found, b"tandem/machine/1" + vault_id, "sha256") if found else b""


def note_machine(records: Repository, machine: bytes, now: int, policy: int, *, taken_over: bool = False) -> None:
    """Remember machine and file. Others than before: this home is an old copy like any other, since its clone may have
    gone on; two that answer one session give the share away. The machine says nothing where the vault was
    handed over (`taken_over`). `now`: seconds that people see; `policy`: of policy time."""
    places = {THIS: (machine, LogCode.OTHER_MACHINE), FILE: (records.vault.place, LogCode.OTHER_FILE)}
    known = {id: records.vault.get(TABLE, id) for id in places}
    changed = [id for id, (found, _) in places.items() if found and found != known[id]]
    if not changed:
        return
    with records.write() as write:
        for id in changed:
            write.note(TABLE, b"", id, places[id][0])
        moved = [id for id in changed if known[id] is not None]
        if taken_over and THIS in moved:
            moved.remove(THIS)
            write.log(now, LogCode.TAKEN_OVER)
        if moved:
            write.as_old_copy(policy)
            write.log(now, places[moved[0]][1])


def note_place(records: Repository, write: Write) -> None:
    """What follows from another file is in this write already."""
    if records.vault.place:
        write.note(TABLE, b"", FILE, records.vault.place)
