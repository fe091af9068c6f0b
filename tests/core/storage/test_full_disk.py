"""A disk that is full, or takes no more: nothing is changed, and it is said."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from core.errors import Refused, StorageError
from tests.core.storage.homes import OpenSqlite, everything, make, raw, read, reopen
from tests.core.storage.test_vault import CONTENT, TABLES
from tests.support.own_disk import told_on
from tests.support.two_homes import NETWORK, MortalVault, two_homes


@pytest.mark.parametrize("store", ["sqlite", "file"])
def test_a_disk_that_is_really_full(tmp_path: Path, store: str) -> None:
    told_on(tmp_path, 8, "tests.core.storage.small_disk", store)


@pytest.mark.parametrize("side", ["computer", "cosigner"])
@pytest.mark.parametrize("run", ["new_key", "refresh"])
def test_no_run_begins_on_a_disk_that_is_nearly_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, side: str, run: str
) -> None:
    """Its commit should not be what finds the disk full. Nothing is written, and the key signs on."""
    with two_homes(tmp_path) as homes:
        homes.client.connected()
        monkeypatch.setattr(MortalVault, "has_room", lambda vault: vault is not homes.own(side).vault)
        before = homes.computer.vault.generation, homes.cosigner.vault.generation
        with pytest.raises((Refused, StorageError)) as refused:
            homes.client.refresh(homes.key.key_id) if run == "refresh" else homes.client.new_key("two", NETWORK)
        assert refused.value.kind == "full"
        assert "make room" in refused.value.message
        assert (homes.computer.vault.generation, homes.cosigner.vault.generation) == before
        monkeypatch.undo()
        homes.pay()
        homes.client.refresh(homes.key.key_id)


def test_full_at_every_page_of_a_transaction(tmp_path: Path) -> None:
    """SQLite's own limit of pages is met at another row each time; what was begun is undone."""
    make(tmp_path, CONTENT)
    kinds = []
    with closing(reopen(tmp_path, stores=OpenSqlite)) as vault:
        db = OpenSqlite.last
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        for more in range(40):
            db.execute(f"PRAGMA max_page_count = {pages + more}").fetchall()
            before = raw(tmp_path), vault.generation
            try:
                with vault.transaction() as block:
                    for number in range(8):
                        block.put("task", bytes([number]), bytes(9000))
            except StorageError as error:
                kinds.append(error.kind)
                assert (raw(tmp_path), vault.generation) == before
                assert everything(vault, *TABLES) == CONTENT
                continue
            break
    assert len(kinds) > 10
    assert set(kinds) == {"full"}
    assert len(read(tmp_path, "task")) == 9


SCRIPT = """
import resource, sys
from contextlib import closing
from pathlib import Path
from core.errors import Refused, StorageError
from tests.core.storage.homes import reopen, write
with closing(reopen(Path(sys.argv[1]))) as vault:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
    for attempt in range(2):
        try:
            write(vault, {("task", bytes([n])): bytes(5000) for n in range(5)})
            print("done")
        except StorageError as error:
            print(error.kind)
"""


@pytest.mark.skipif(os.name != "posix", reason="no limit of a file's size here")
def test_a_disk_that_refuses_in_the_middle_of_a_commit(tmp_path: Path) -> None:
    """Nothing is known after such a commit, so the vault refuses everything until the program starts again; and then
    it is as it was before or after, nothing between."""
    ends = set()
    for limit in (*range(0, 60_000, 7013), 1 << 20):
        home = tmp_path / str(limit)
        make(home, CONTENT)
        command = [sys.executable, "-c", SCRIPT, str(home), str(limit)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
        first, second = done.stdout.split()
        ends.add((first, second))
        found = read(home, *TABLES)
        after = CONTENT | {("task", bytes([number])): bytes(5000) for number in range(5)}
        assert found == after if first == "done" else found in (CONTENT, after)
    assert ends == {("storage", "closed"), ("done", "done")}
