"""Formats of the vault: ours opens, a newer one is named, anything else is damage. The bytes of format 5 are pinned."""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from core.errors import StorageError, StorageKind
from core.home.strays import strays
from core.storage import migrate
from core.storage.migrate import FORMAT, OLDEST, STEPS, Records, must_be_readable
from core.storage.sqlite_store import SqliteStore, SqliteTransaction
from core.storage.vault import Vault
from tests.core.storage.homes import (
    CHEAP,
    OTHER_WORDS,
    WORDS,
    Drawer,
    everything,
    header_of,
    make,
    read,
    reopen,
    write,
)

MAGIC = b"tandem-vault\0\0\0\0"


def test_ours() -> None:
    must_be_readable(MAGIC + FORMAT.to_bytes(2, "big"), MAGIC)


@pytest.mark.parametrize("found", [FORMAT + 1, 256, 65_535])
def test_newer(found: int) -> None:
    with pytest.raises(StorageError) as refused:
        must_be_readable(MAGIC + found.to_bytes(2, "big") + b"anything", MAGIC)
    assert refused.value.kind == "newer"
    assert str(found) in refused.value.message


@pytest.mark.parametrize(
    "header", [b"", MAGIC[:-1], MAGIC, MAGIC + b"\0", MAGIC + b"\0\0", b"x" + MAGIC + b"\0\1", b"x" * 18]
)
def test_none_at_all(header: bytes) -> None:
    with pytest.raises(StorageError) as refused:
        must_be_readable(header, MAGIC)
    assert refused.value.kind == "corrupt"


@pytest.mark.parametrize("found", range(1, OLDEST))
def test_one_that_was_never_shipped(found: int) -> None:
    with pytest.raises(StorageError) as refused:
        must_be_readable(MAGIC + found.to_bytes(2, "big") + b"anything", MAGIC)
    assert refused.value.kind == "older"
    assert f"format {found}" in refused.value.message


def hkdf(key: bytes, salt: bytes, info: bytes) -> bytes:
    return hmac.digest(hmac.digest(salt or bytes(32), key, "sha256"), info + b"\1", "sha256")


def test_format_5_read_by_hand(tmp_path: Path) -> None:
    """The vault once more from its description, sharing nothing with the program: what was written in format 5 must be
    readable for ever."""
    make(tmp_path, {("key", b"A"): b"share of A"})
    with closing(reopen(tmp_path)) as vault:
        write(vault, {("task", b"1"): b"a task"})
        vault_id = vault.vault_id
    header = header_of(tmp_path)
    memory, passes, lanes = int.from_bytes(header[34:38], "big"), header[38], header[39]
    salt, flag, closed = header[40:72], header[72:73], header[89:]
    assert header[:34] == MAGIC + b"\0\5" + vault_id
    assert (memory, passes, lanes, flag) == (64, 1, 1, b"\0")
    stretched = Argon2id(salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=memory).derive(
        WORDS.reveal()
    )
    kek = hkdf(stretched, vault_id, b"tandem/vault/1/kek\0")
    nonce, wrapped = closed[4:16], closed[20:]
    dk = ChaCha20Poly1305(kek).decrypt(nonce, wrapped, header[:89])
    assert (closed[:4], closed[16:20], len(dk)) == (b"\0\0\0\x0c", b"\0\0\0\x30", 32)

    with closing(sqlite3.connect(tmp_path / "vault")) as db:
        rows = {slot: (made, sealed) for slot, made, sealed in db.execute("SELECT * FROM record")}
    assert len(rows) == 6

    def record(table: bytes, id: bytes) -> tuple[int, bytes]:
        slot = hmac.digest(hkdf(dk, b"", b"slots"), bytes([len(table)]) + table + id, hashlib.sha256)[:16]
        made, sealed = rows[slot]
        name = bytes([len(table)]) + table + len(id).to_bytes(4, "big") + id
        bound = b"tandem/vault/1" + vault_id + name + b"\0\5" + made.to_bytes(8, "big")
        return made, ChaCha20Poly1305(hkdf(dk, b"", b"rec" + name)).decrypt(sealed[:12], sealed[12:], bound)

    assert record(b"key", b"A") == (1, b"share of A")
    assert record(b"task", b"1") == (3, b"a task")
    assert record(b"index", b"\0key") == (1, b"\0\1A" + (1).to_bytes(8, "big"))
    assert record(b"index", b"\0task") == (3, b"\0\x011" + (3).to_bytes(8, "big"))
    assert record(b"index", b"\0open") == (4, b"")  # the mark of 1 and 3, deleted when it was closed
    key, mark, task = (b"\0\1" + made.to_bytes(8, "big") for made in (1, 4, 3))  # how many pages, and who wrote them
    root = (4).to_bytes(8, "big") + b"\0\3\4open" + mark + b"\3key" + key + b"\4task" + task
    assert record(b"root", b"") == (4, root)
    assert read(tmp_path, "key", "task") == {("key", b"A"): b"share of A", ("task", b"1"): b"a task"}


# ------------------------------------------------------------------ an older one is brought up, after a copy of it
CONTENT = {("key", b"A"): b"share of A", ("old", b"1"): b"one", ("old", b"2"): b"two"}
COPY = f"vault.format-{FORMAT}"


def renamed(records: Records) -> Records:
    """The next format: a table has another name, and a record has gone."""
    return {("new" if table == "old" else table, id): data for (table, id), data in records.items() if id != b"2"}


@pytest.fixture
def next_format(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "FORMAT", FORMAT + 1)
    monkeypatch.setattr(migrate, "STEPS", {FORMAT: renamed})


def older(home: Path, keyring: Drawer | None = None) -> None:
    """A vault of today's format, whose program is then replaced by one of the next."""
    make(home, CONTENT, keyring)


def test_every_format_that_was_shipped_has_its_step() -> None:
    assert STEPS.keys() == set(range(OLDEST, FORMAT))


def test_an_older_vault_is_brought_up(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    keyring = Drawer(tmp_path / "keyring")
    home = tmp_path / "home"
    older(home, keyring)
    request.getfixturevalue("next_format")
    with closing(reopen(home, keyring=keyring)) as vault:
        assert everything(vault, "key", "old", "new") == {("key", b"A"): b"share of A", ("new", b"1"): b"one"}
        assert not vault.is_backup
        write(vault, {("new", b"3"): b"three"})
    assert header_of(home)[16:18] == (FORMAT + 1).to_bytes(2, "big")
    assert read(home, "key", "new", keyring=keyring) == {
        ("key", b"A"): b"share of A",
        ("new", b"1"): b"one",
        ("new", b"3"): b"three",
    }


def test_the_copy_opens_in_the_older_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    home = tmp_path / "home"
    older(home)
    request.getfixturevalue("next_format")
    reopen(home).close()
    copy = home / COPY
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    monkeypatch.undo()
    with pytest.raises(StorageError, match="use the newer program"):
        reopen(home)
    for file in home.glob("vault*"):
        if file != copy:
            file.unlink()
    copy.rename(home / "vault")
    with closing(reopen(home)) as vault:
        assert vault.is_backup  # and so it renews the halves before it pays
        assert everything(vault, "key", "old", "new") == CONTENT


def test_a_step_that_fails_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    older(tmp_path)
    request.getfixturevalue("next_format")

    def fails(_: Records) -> Records:
        raise StorageError("a record is not what it should be", StorageKind.CORRUPT)

    monkeypatch.setattr(migrate, "STEPS", {FORMAT: fails})
    before = (tmp_path / "vault").read_bytes()
    with pytest.raises(StorageError, match="not what it should be"):
        reopen(tmp_path)
    assert (tmp_path / "vault").read_bytes() == before
    monkeypatch.undo()
    assert read(tmp_path, "key", "old", "new") == CONTENT


class NoRoom(SqliteStore):
    """A disk that takes the copy and not the vault, or not even the copy."""

    copies = True

    def keep_beside(self, name: str, data: bytes) -> None:
        if not self.copies:
            raise StorageError("the disk is full", StorageKind.FULL)
        super().keep_beside(name, data)

    @contextmanager
    def transaction(self) -> Iterator[SqliteTransaction]:
        with super().transaction() as rows:
            yield rows
            if self.copies:
                raise StorageError("the disk is full", StorageKind.FULL)


class NoRoomAtAll(NoRoom):
    copies = False


@pytest.mark.parametrize("disk", [NoRoom, NoRoomAtAll])
def test_a_full_disk_leaves_the_older_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, disk: type[NoRoom]
) -> None:
    older(tmp_path)
    request.getfixturevalue("next_format")
    with pytest.raises(StorageError, match="full"):
        reopen(tmp_path, stores=disk)
    assert (tmp_path / COPY).exists() is disk.copies
    assert read(tmp_path, "key", "old", "new") == {("key", b"A"): b"share of A", ("new", b"1"): b"one"}
    monkeypatch.undo()


DIES = """
import os, sys
from pathlib import Path
from core.storage import migrate
from core.storage.sqlite_store import SqliteStore
from tests.core.storage.homes import reopen
from tests.core.storage.test_migrate import renamed
migrate.FORMAT += 1
migrate.STEPS = {migrate.FORMAT - 1: renamed}
class Dying(SqliteStore):
    def transaction(self):
        os._exit(9)
reopen(Path(sys.argv[1]), stores=Dying)
"""


def test_killed_between_the_copy_and_the_vault(tmp_path: Path, next_format: None) -> None:
    older_home = tmp_path / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrate, "FORMAT", FORMAT)
        older(older_home)
    done = subprocess.run([sys.executable, "-c", DIES, str(older_home)], cwd=Path(__file__).parents[3], check=False)
    assert done.returncode == 9
    assert (older_home / COPY).exists()
    assert header_of(older_home)[16:18] == FORMAT.to_bytes(2, "big")
    assert read(older_home, "new") == {("new", b"1"): b"one"}


DIES_LATE = """
import os, sys
from contextlib import closing
from pathlib import Path
from core.storage.sqlite_store import SqliteStore
from tests.core.storage.homes import CHEAP, OTHER_WORDS, reopen
class Dying(SqliteStore):
    def erase_traces(self):
        os._exit(9)
reopen(Path(sys.argv[1]), stores=Dying).change_passphrase(OTHER_WORDS, CHEAP)
"""


def test_killed_after_another_passphrase_the_copy_that_the_old_one_opens_goes_at_the_next_start(tmp_path: Path) -> None:
    home = tmp_path / "home"
    older(home)
    (home / COPY).write_bytes(b"a copy that the old passphrase opens")
    done = subprocess.run([sys.executable, "-c", DIES_LATE, str(home)], cwd=Path(__file__).parents[3], check=False)
    assert done.returncode == 9
    assert (home / COPY).exists()
    reopen(home, OTHER_WORDS).close()
    assert not (home / COPY).exists()


def test_the_copy_goes_with_the_shares_in_it(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Erased is erased (V4): a renewal of the halves and another passphrase take it along, and so does the end."""
    homes = [tmp_path / name for name in ("renewed", "changed", "ended")]
    for home in homes:
        older(home)
    request.getfixturevalue("next_format")
    ends: list[Callable[[Vault], object]] = [
        Vault.erase_traces,
        lambda vault: vault.change_passphrase(OTHER_WORDS, CHEAP),
        Vault.remove,
    ]
    for home, end in zip(homes, ends, strict=True):
        with closing(reopen(home)) as vault:
            assert strays(home) == ()  # it is ours, and no copy of a sync service
            assert (home / COPY).exists()
            end(vault)
        assert not (home / COPY).exists()
