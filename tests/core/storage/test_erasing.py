"""Replaced rows leave no trace in the file (V4): SQLite zeroes what it deletes, and not what it has moved away from."""

from __future__ import annotations

import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from core.storage.sqlite_store import SqliteStore
from tests.core.storage.homes import CHEAP, OTHER_WORDS, WORDS, Content, everything, make, raw, reopen, rows
from tests.core.storage.test_vault import pieces_found


@pytest.mark.parametrize("seed", range(5))
def test_no_row_stays_where_a_page_was_divided(tmp_path: Path, seed: int) -> None:
    """Rows that lie where they were before a page was divided are neither live nor deleted: secure_delete leaves them.

    Chosen so that SQLite 3.40 leaves some with two of these seeds.
    """
    chosen = random.Random(seed)  # noqa: S311 - the layout is to be the same each time
    with SqliteStore.create(tmp_path) as store, store.transaction() as block:
        block.put_header(b"header")
    live: dict[bytes, bytes] = {}
    with closing(store):
        for step in range(30):
            gone = []
            with store.transaction() as block:
                for _ in range(chosen.randint(1, 40)):
                    new = chosen.random() < 0.3 or not live
                    slot = chosen.randbytes(16) if new else chosen.choice(list(live))
                    gone.append(live.get(slot, b"never there"))
                    live[slot] = chosen.randbytes(chosen.choice((60, 120, 200)))
                    block.put(slot, step, live[slot])
            store.erase_traces()
            seen = raw(tmp_path)
            assert [row for row in gone if row in seen] == []
            assert all(row in seen for row in list(live.values())[:5])
        assert store.generations().keys() == live.keys()


def shelf(seed: int) -> Content:
    """A home's worth of rows."""
    chosen = random.Random(seed)  # noqa: S311
    rows: Content = {("key", bytes([n]) * 32): chosen.randbytes(chosen.choice((700, 2000, 9000))) for n in range(3)}
    rows |= {("log", n.to_bytes(8, "big")): chosen.randbytes(chosen.randint(40, 120)) for n in range(80)}
    return rows | {("task", chosen.randbytes(16)): chosen.randbytes(chosen.randint(150, 400)) for _ in range(30)}


@pytest.mark.slow
def test_whatever_the_layout(tmp_path: Path) -> None:
    """Vaults draw their slots at random, so each run is another layout: old shares, all rows of an old passphrase."""
    for run in range(40):
        home = tmp_path / str(run)
        make(home, shelf(run))
        with closing(reopen(home)) as vault:
            for step in range(8):
                old = {sealed for _, sealed in rows(home).values()}
                if step % 2:
                    vault.change_passphrase(OTHER_WORDS if step % 4 == 1 else WORDS, CHEAP)
                else:
                    with vault.transaction() as block:
                        block.put("key", bytes(32), bytes([step]) * (700 + 400 * step))
                        block.put("log", (1000 + step).to_bytes(8, "big"), bytes(80))
                    vault.erase_traces()
                gone = old - {sealed for _, sealed in rows(home).values()}
                assert gone
                assert pieces_found(gone, raw(home)) == []
        shutil.rmtree(home)


DYING = """
import os, signal, sys
from pathlib import Path
from tests.core.storage.homes import OpenSqlite, reopen, write
vault = reopen(Path(sys.argv[1]), stores=OpenSqlite)
write(vault, {("key", b"A"): b"the next share"})
OpenSqlite.last.set_progress_handler(lambda: os.kill(os.getpid(), signal.SIGKILL), int(sys.argv[2]))
vault.erase_traces()
OpenSqlite.last.set_progress_handler(None, 0)
print("erased")
"""


def test_killed_while_it_erases(tmp_path: Path) -> None:
    """The file is written anew for that: whenever it dies in it, everything is there afterwards, and is erased then."""
    content: Content = shelf(1) | {("key", b"A"): b"a share that is to be gone" * 20}
    lived = False
    for steps in (40, 200, 700, 1500, 2500, 4000, 8000, 20_000, 100_000):
        home = tmp_path / str(steps)
        make(home, content)
        old = {sealed for _, sealed in rows(home).values()}
        done = subprocess.run(
            [sys.executable, "-c", DYING, str(home), str(steps)], capture_output=True, text=True, check=False
        )
        lived = done.returncode == 0 and done.stdout == "erased\n"
        assert lived or done.returncode == -signal.SIGKILL, done.stderr
        with closing(reopen(home)) as vault:
            assert everything(vault, "key", "log", "task") == content | {("key", b"A"): b"the next share"}
            gone = old - {sealed for _, sealed in rows(home).values()}
            assert gone
            assert pieces_found(gone, raw(home)) == []
        with closing(sqlite3.connect(home / "vault")) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        if lived:
            break
    assert lived
    assert steps > 40
