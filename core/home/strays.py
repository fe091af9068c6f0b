"""Files beside the vault that look like copies of it, as sync services leave them where two machines wrote at once."""

from __future__ import annotations

from pathlib import Path

from core.codec.text import one_line
from core.home.machine import TABLE
from core.home.records import LogCode
from core.home.repository import Repository
from core.storage.disk import COPY

VAULT = "vault"
OURS = {VAULT, "vault-wal", "vault-shm", "vault-journal", "vault.unborn", "vault.unborn-wal", "vault.unborn-journal"}
STRAYS = b"strays"
MOST, MOST_SHOWN = 5, 80  # names that are told, and signs of each


def strays(home: Path) -> tuple[str, ...]:
    """Their names, at most MOST: "vault (conflicted copy 2026-11-30)", "vault.sync-conflict-…"."""
    try:
        names = (one.name for one in home.iterdir() if one.name.startswith(VAULT))
        found = sorted(name for name in names if name not in OURS and not name.startswith(COPY))
    except OSError:
        return ()
    readable = (name.encode("utf-8", "replace").decode() for name in found)
    return tuple(one_line(name, MOST_SHOWN) for name in readable)[:MOST]


def note_strays(records: Repository, home: Path, now: int) -> None:
    """Tell of those that were not there when it was last looked. `now`: seconds that people see."""
    found, known = strays(home), records.vault.get(TABLE, STRAYS) or b""
    new = [name for name in found if name not in known.decode().split("\n")]
    names = "\n".join(found).encode()
    if names == known:
        return
    with records.write() as write:
        write.note(TABLE, b"", STRAYS, names or None)
        for name in new:
            write.log(now, LogCode.STRAY, name)
