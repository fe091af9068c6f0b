"""Homes with vaults whose passphrase costs nothing, and what a thief of the disk can do to them."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, ClassVar

from core.secret import Secret
from core.storage.keys import Argon2Parameters
from core.storage.sqlite_store import SqliteStore
from core.storage.store import Store
from core.storage.system_keyring import Keyring
from core.storage.vault import Vault

CHEAP = Argon2Parameters(64, 1, 1)
WORDS = Secret(b"correct horse battery staple")
OTHER_WORDS = Secret(b"another five random words here")

Content = dict[tuple[str, bytes], bytes]


class Drawer:
    """A keyring that is a directory: it outlives a process that is killed."""

    def __init__(self, place: Path, *, locked: bool = False) -> None:
        self._place, self._locked = place, locked
        place.mkdir(exist_ok=True)

    def usable(self) -> bool:
        return not self._locked

    def get(self, name: str) -> Secret[bytes] | None:
        file = self._place / name
        return Secret(file.read_bytes()) if file.exists() else None

    def put(self, name: str, secret: Secret[bytes]) -> None:
        (self._place / name).write_bytes(secret.reveal())

    def delete(self, name: str) -> None:
        (self._place / name).unlink(missing_ok=True)

    def names(self) -> set[str]:
        return {file.name for file in self._place.iterdir()}


def make(
    home: Path, content: Content | None = None, keyring: Keyring | None = None, stores: type[Store] = SqliteStore
) -> None:
    """A closed vault with `content`."""
    home.mkdir(mode=0o700, exist_ok=True)
    with closing(Vault.create(home, WORDS, CHEAP, keyring, stores=stores)) as vault:
        write(vault, content or {})


def write(vault: Vault, content: Content) -> None:
    with vault.transaction() as block:
        for (table, id), data in content.items():
            block.put(table, id, data)


def reopen(
    home: Path, words: Secret[bytes] = WORDS, keyring: Keyring | None = None, stores: type[Store] = SqliteStore
) -> Vault:
    return Vault.open(home, words, keyring, floor=CHEAP, stores=stores)


def everything(vault: Vault, *tables: str) -> Content:
    return {(table, id): data for table in tables for id, data in vault.items(table)}


def read(
    home: Path,
    *tables: str,
    words: Secret[bytes] = WORDS,
    keyring: Keyring | None = None,
    stores: type[Store] = SqliteStore,
) -> Content:
    with closing(reopen(home, words, keyring, stores)) as vault:
        return everything(vault, *tables)


class OpenSqlite(SqliteStore):
    """A store whose connection the test has too; it knows the one opened last."""

    last: ClassVar[sqlite3.Connection]

    def __init__(self, home: Path, db: sqlite3.Connection, *, whole: bool = False) -> None:
        super().__init__(home, db, whole=whole)
        OpenSqlite.last = db

    def adopt(self) -> None:
        super().adopt()
        OpenSqlite.last = self._db


@contextmanager
def surgery(home: Path) -> Iterator[sqlite3.Connection]:
    """The file of a closed vault in the hands of someone without its passphrase."""
    with closing(sqlite3.connect(home / "vault")) as db:
        yield db
        db.commit()


def rows(home: Path) -> dict[bytes, tuple[int, bytes]]:
    """Slot, generation and sealed bytes of each row, from a copy of the files, so that an open vault may be read."""
    copy = home.parent / (home.name + ".copy")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(home, copy)
    with closing(sqlite3.connect(copy / "vault")) as db:
        found = db.execute("SELECT slot, generation, sealed FROM record").fetchall()
    shutil.rmtree(copy)
    return {slot: (generation, sealed) for slot, generation, sealed in found}


def raw(home: Path) -> bytes:
    """Every byte that the vault has on the disk."""
    return b"".join(file.read_bytes() for file in sorted(home.glob("vault*")))


def snapshot(home: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in home.iterdir() if file.name != "ballast"}


def put_back(home: Path, files: dict[str, bytes]) -> None:
    for file in home.glob("vault*"):
        file.unlink()
    for name, data in files.items():
        (home / name).write_bytes(data)


def header_of(home: Path) -> bytes:
    with surgery(home) as db:
        found: Any = db.execute("SELECT data FROM header").fetchone()[0]
    return bytes(found)


def set_header(home: Path, data: object) -> None:
    with surgery(home) as db:
        db.execute("UPDATE header SET data = ?", (data,))
