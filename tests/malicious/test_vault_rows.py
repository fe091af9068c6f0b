"""Someone who writes to the disk and lacks the passphrase (V1): no row stands for another, or for its own past."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from core.errors import BadInput, StorageError
from core.storage import header
from core.storage.sealing import Seal
from core.storage.sqlite_store import SqliteStore
from tests.core.storage.homes import (
    CHEAP,
    OTHER_WORDS,
    WORDS,
    Content,
    OpenSqlite,
    make,
    put_back,
    read,
    reopen,
    rows,
    snapshot,
    surgery,
    write,
)

A, B, LOCK, RULES = ("key", b"A"), ("key", b"B"), ("lock", b"A"), ("rules", b"A")
BEFORE: Content = {A: b"share of A", B: b"share of B", RULES: b"approve-below 0"}
AFTER: Content = {A: b"share of A", B: b"share of B", RULES: b"approve-below 0", LOCK: b"locked"}
TABLES = ("key", "lock", "rules")

Row = tuple[bytes, int, bytes]  # slot, generation, sealed


class Disk:
    """A home at two moments: before a lock was written, and after."""

    def __init__(self, home: Path) -> None:
        self.home = home
        make(home, BEFORE)
        self.names: dict[tuple[str, bytes], bytes] = {}
        with closing(reopen(home)) as vault:
            self.old = rows(home)
            write(vault, {LOCK: b"locked", RULES: b"approve-below 0"})
        with closing(SqliteStore.open(home)) as store:
            unwrapped = header.unwrap(header.read(store), WORDS, None, CHEAP)
            seal = Seal(unwrapped.header, unwrapped.dk)
            for table, id in (
                *AFTER,
                ("index", b"\0open"),
                ("index", b"\0key"),
                ("index", b"\0lock"),
                ("index", b"\0rules"),
                ("root", b""),
            ):
                self.names[table, id] = seal.slot(table, id)
        self.new = rows(home)
        self.now = snapshot(home)
        assert read(home, *TABLES) == AFTER
        assert set(self.names.values()) == set(self.new)

    def old_row(self, name: tuple[str, bytes]) -> Row:
        return (self.names[name], *self.old[self.names[name]])

    def put(self, *rows: Row) -> None:
        with surgery(self.home) as db:
            db.executemany("INSERT OR REPLACE INTO record VALUES (?, ?, ?)", rows)

    def delete(self, name: tuple[str, bytes]) -> None:
        with surgery(self.home) as db:
            db.execute("DELETE FROM record WHERE slot = ?", (self.names[name],))

    def swap(self, one: tuple[str, bytes], other: tuple[str, bytes]) -> None:
        first, second = self.names[one], self.names[other]
        self.put((first, *self.new[second]))
        self.put((second, *self.new[first]))

    def swap_contents(self, one: tuple[str, bytes], other: tuple[str, bytes]) -> None:
        """As swap, with the generations left where they were."""
        first, second = self.names[one], self.names[other]
        self.put((first, self.new[first][0], self.new[second][1]))
        self.put((second, self.new[second][0], self.new[first][1]))


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return Disk(tmp_path / "home")


ATTACKS: dict[str, Callable[[Disk], None]] = {
    "the shares of two keys exchanged": lambda disk: disk.swap(A, B),
    "their sealed bytes exchanged": lambda disk: disk.swap_contents(A, B),
    "a share in place of a rule": lambda disk: disk.swap(A, RULES),
    "a lock deleted": lambda disk: disk.delete(LOCK),
    "a share deleted": lambda disk: disk.delete(A),
    "an index deleted": lambda disk: disk.delete(("index", b"\0lock")),
    "the root deleted": lambda disk: disk.delete(("root", b"")),
    "older rules put back": lambda disk: disk.put(disk.old_row(RULES)),
    "older rules under the new number": lambda disk: disk.put(
        (disk.names[RULES], disk.new[disk.names[RULES]][0], disk.old_row(RULES)[2])
    ),
    "an older root put back": lambda disk: disk.put(disk.old_row(("root", b""))),
    "an older index put back": lambda disk: disk.put(disk.old_row(("index", b"\0rules"))),
    "rules and their index put back": lambda disk: disk.put(disk.old_row(RULES), disk.old_row(("index", b"\0rules"))),
    "root and index put back, the lock left": lambda disk: disk.put(
        disk.old_row(("root", b"")), disk.old_row(("index", b"\0rules"))
    ),
    "a row more": lambda disk: disk.put((bytes(16), 1, disk.old_row(A)[2])),
    "a row twice": lambda disk: disk.put((b"another slot....", *disk.new[disk.names[A]])),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_row_swap_lock_delete(disk: Disk, attack: str) -> None:
    """Named test 18. It is refused by name, at the latest when the record is read."""
    ATTACKS[attack](disk)
    assert rows(disk.home) != disk.new
    with pytest.raises(StorageError) as refused:
        read(disk.home, *TABLES)
    assert refused.value.kind == "corrupt"
    assert "vault" in refused.value.message


def test_a_row_changed_while_the_vault_is_open(disk: Disk) -> None:
    """SQLite's lock keeps honest programs out; someone else's bytes in the file are found when they are read."""
    with closing(reopen(disk.home, stores=OpenSqlite)) as vault:
        slot, other = disk.names[A], disk.new[disk.names[B]]
        OpenSqlite.last.execute("UPDATE record SET sealed = ? WHERE slot = ?", (other[1], slot))
        assert vault.get(*B) == BEFORE[B]
        with pytest.raises(StorageError) as refused:
            vault.get(*A)
    assert refused.value.kind == "corrupt"


def test_rows_of_another_vault(disk: Disk, tmp_path: Path) -> None:
    """Same passphrase, same names: what belongs to one vault means nothing to another."""
    other = Disk(tmp_path / "other")
    for name in disk.names:
        put_back(disk.home, disk.now)
        disk.put((disk.names[name], *other.new[other.names[name]]))
        with pytest.raises(StorageError):
            read(disk.home, *TABLES)
    with surgery(other.home) as db:
        theirs = db.execute("SELECT data FROM header").fetchone()[0]
    put_back(disk.home, disk.now)
    with surgery(disk.home) as db:
        db.execute("UPDATE header SET data = ?", (theirs,))
    with pytest.raises(StorageError):
        reopen(disk.home)


def test_the_whole_file_put_back_is_left_to_the_other_side(disk: Disk, tmp_path: Path) -> None:
    """What a vault alone cannot see (V2): the handshakes that the other side remembers tell."""
    with closing(reopen(disk.home)) as vault:
        write(vault, {RULES: b"approve-below 1"})
    put_back(disk.home, disk.now)
    assert read(disk.home, *TABLES) == AFTER


def test_rows_from_before_a_change_of_passphrase(disk: Disk) -> None:
    """A backup with the old passphrase is no key to what was written since (V5)."""
    with surgery(disk.home) as db:
        old_header = db.execute("SELECT data FROM header").fetchone()[0]
    with closing(reopen(disk.home)) as vault:
        vault.change_passphrase(OTHER_WORDS, CHEAP)
        assert set(rows(disk.home)).isdisjoint(disk.new)
        write(vault, {A: b"next share of A"})
    after = snapshot(disk.home)
    with surgery(disk.home) as db:
        db.execute("UPDATE header SET data = ?", (old_header,))
    with pytest.raises(StorageError):
        reopen(disk.home)
    put_back(disk.home, after)
    with pytest.raises(BadInput):
        reopen(disk.home)
    assert read(disk.home, *TABLES, words=OTHER_WORDS) == AFTER | {A: b"next share of A"}
