"""Which machine a home was used on last: on another one it was moved, or it is a clone (V2)."""

from __future__ import annotations

import hmac
from pathlib import Path

from core.home.records import LogCode
from core.home.repository import Repository
from core.home.tables import THIS

PLACE = Path("/etc/machine-id")  # machine-id(5): 32 hex digits, to be told to nobody as they are
DIGITS = 32
TABLE = "machine"


def machine_of(vault_id: bytes, place: Path = PLACE) -> bytes:
    """What this machine is called for this vault: 32 bytes; nothing where the system has no name for it."""
    try:
        found = place.read_bytes().strip()
    except OSError:
        return b""
    return hmac.digest(found, b"tandem/machine/1" + vault_id, "sha256") if len(found) == DIGITS else b""


def note_machine(records: Repository, machine: bytes, now: int, policy: int) -> None:
    """Remember it. Another one than before: this home is an old copy like any other, since its clone may have gone on;
    two that answer one session give the share away. `now`: seconds that people see; `policy`: of policy time."""
    known = records.vault.get(TABLE, THIS)
    if not machine or machine == known:
        return
    with records.write() as write:
        write.note(TABLE, b"", THIS, machine)
        if known is not None:
            write.as_old_copy(policy)
            write.log(now, LogCode.OTHER_MACHINE)
