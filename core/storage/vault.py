"""The vault: one SQLite file in which everything but a header is sealed (core/spec/vault.md).

Each record is sealed under a key of its own and bound to its table, its id and the generation it was written in. An
index per table says which generation every record has, in pages, and a root record says it of the pages; all are
written in the same transaction. So a record that was swapped, deleted or played back from an older copy is noticed by
name. Only the whole file can be put back unseen; the other side's memory of our generation is for that.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.encoding import U64, Name, decode, encode
from core.errors import Bug, StorageError
from core.secret import Secret
from core.storage import disk, header, keys
from core.storage.disk import damaged, explained, replayed
from core.storage.header import Unwrapped, Wrapped, control_key
from core.storage.index import Index, pack, page_id, unpack
from core.storage.keyring_secret import Keyring
from core.storage.keys import Argon2Parameters
from core.storage.sealing import Seal

__all__ = ["Vault", "control_key"]

FILE, UNBORN = "vault", "vault.unborn"
ROOT, INDEX = "root", "index"
NOTHING = Index()

Changes = dict[tuple[str, bytes], bytes | None]  # None: delete


@dataclass(frozen=True, slots=True)
class Table:
    """A table in the root: the generation that wrote each page of its index."""

    name: Name
    pages: tuple[U64, ...]


@dataclass(frozen=True, slots=True)
class Root:
    """The vault's generation and its tables."""

    generation: U64
    tables: tuple[Table, ...]


class Vault:
    """An open vault, for any thread: `lock` is held by each reader for its read and by a writer from begin to end.

    The caller holds the home's lock.
    """

    def __init__(self, home: Path, db: sqlite3.Connection, keyring: Keyring | None, unwrapped: Unwrapped) -> None:
        self._home, self._db = home, db
        self._use(keyring, unwrapped)
        self._root = Root(0, ())
        self._index: dict[str, Index] = {}
        self.lock = threading.RLock()
        self._dead = False
        self._busy = False

    def _use(self, keyring: Keyring | None, unwrapped: Unwrapped) -> None:
        self._keyring, self._header = keyring, unwrapped.header
        self._seal = Seal(unwrapped.header, unwrapped.dk)
        self.control_key = keys.control(unwrapped.kek)

    # -------------------------------------------------------------- making and opening
    @classmethod
    def create(
        cls,
        home: Path,
        passphrase: Secret[bytes],
        cost: Argon2Parameters,
        keyring: Keyring | None = None,
        begin: Callable[[Transaction], None] = lambda _: None,
    ) -> Vault:
        """A new vault in an existing home, with the records that `begin` puts into it.

        It gets its name only when it is whole, so a crash leaves none. StorageError if there is one already, or the
        disk or the keyring does not take it.
        """
        file, unborn = home / FILE, home / UNBORN
        if file.exists():
            raise StorageError(f"there is already a vault in {home}; choose another home", "exists")
        if keyring is not None and not keyring.usable():
            keyring = None
        try:
            disk.remove(unborn)
            os.close(os.open(unborn, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
            wrapped, unwrapped = header.new_keys(None, passphrase, cost, keyring)
            with contextlib.closing(disk.connect(unborn)) as db:
                vault = cls(home, db, keyring, unwrapped)
                vault._fill(wrapped, begin)
            disk.keep_ballast(home)
            unborn.rename(file)
            disk.sync_directory(home)
            vault._db = disk.connect(file)
            disk.write_ahead(vault._db)
        except (*disk.FAILURES, OSError) as error:
            disk.remove(unborn)
            raise explained(error, home) from None
        except BaseException:
            disk.remove(unborn)
            raise
        return vault

    def _fill(self, wrapped: Wrapped, begin: Callable[[Transaction], None]) -> None:
        """Tables, header and first records."""
        disk.write_ahead(self._db)
        self._db.execute("BEGIN IMMEDIATE")
        for table in disk.SCHEMA:
            self._db.execute(table)
        self._db.execute("INSERT INTO header VALUES (1, ?)", (encode(wrapped),))
        self._write(self._seal, ROOT, b"", encode(self._root), 0)
        self._db.execute("COMMIT")
        with self.transaction() as block:
            begin(block)

    @classmethod
    def open(
        cls,
        home: Path,
        passphrase: Secret[bytes],
        keyring: Keyring | None = None,
        floor: Argon2Parameters = keys.FLOOR,
    ) -> Vault:
        """Open it. BadInput for a wrong passphrase; StorageError for a damaged, newer or incomplete one."""
        if not (home / FILE).exists():
            raise StorageError(f"there is no vault in {home}", "missing")
        try:
            db = disk.connect(home / FILE)
            try:
                vault = cls(home, db, keyring, header.unwrap(header.read(db), passphrase, keyring, floor))
                vault._load()
                disk.write_ahead(db)
            except BaseException:
                db.close()
                raise
        except disk.FAILURES as error:
            raise explained(error, home) from None
        disk.keep_ballast(home)
        with contextlib.suppress(StorageError):  # on a full disk the next commit does it
            vault.erase_traces()  # of what a killed program had replaced (V4)
        return vault

    def _load(self) -> None:
        """Read root and indices, and hold them against what is in the file."""
        found = dict(self._db.execute("SELECT slot, generation FROM record").fetchall())
        generation = found.get(self._seal.slot(ROOT, b""))
        if type(generation) is not int or generation < 0:
            raise damaged()
        self._root = decode(Root, self._read(ROOT, b"", generation), StorageError)
        expected = {self._seal.slot(ROOT, b""): self._root.generation}
        for table in self._root.tables:
            pages = [(page_id(table.name, number), made) for number, made in enumerate(table.pages)]
            index = Index(tuple(unpack(self._read(INDEX, id, made)) for id, made in pages))
            self._index[table.name] = index
            expected |= {self._seal.slot(INDEX, id): made for id, made in pages}
            expected |= {self._seal.slot(table.name, id): made for id, made in index.records()}
        if found != expected:
            raise replayed()

    def close(self) -> None:
        """Close the file and forget the keys."""
        with self.lock:
            self._dead = True
            self._seal.forget()
            self._db.close()

    def remove(self) -> None:
        """Close it and take it off the disk."""
        self.close()
        header.forget_secret(self._header, self._keyring)
        disk.remove(self._home / FILE)
        disk.drop_ballast(self._home)

    # -------------------------------------------------------------- reading
    @property
    def vault_id(self) -> bytes:
        """16 bytes."""
        return self._header.vault_id

    @property
    def generation(self) -> int:
        """Raised by one with every transaction."""
        return self._root.generation

    def get(self, table: str, id: bytes) -> bytes | None:
        """One record, or None."""
        with self.lock:
            generation = self._index.get(table, NOTHING).get(id)
            return None if generation is None else self._read(table, id, generation)

    def items(self, table: str) -> Iterator[tuple[bytes, bytes]]:
        """All records of a table, by id."""
        for id, _ in self._index.get(table, NOTHING).records():
            data = self.get(table, id)
            if data is not None:
                yield id, data

    # -------------------------------------------------------------- writing
    @contextlib.contextmanager
    def transaction(self, *, final: bool = False) -> Iterator[Transaction]:
        """All puts and deletes of the block, durable when it ends, or none of them.

        StorageError if the disk refuses; a `final` one (a commit) may use the space kept back for it. After a failed
        COMMIT this object refuses everything: what is on the disk is known only to a fresh start.
        """
        with self._alone():
            block = Transaction()
            yield block
            if block.changes:
                self._commit(block.changes, final=final)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        with self.lock:
            self._must_live()
            if self._busy:
                raise Bug("a transaction within a transaction")
            self._busy = True
            try:
                yield
            finally:
                self._busy = False

    def _commit(self, changes: Changes, *, final: bool) -> None:
        generation = self._root.generation + 1
        made: dict[str, dict[bytes, int | None]] = {}
        for (table, id), data in changes.items():
            made.setdefault(table, {})[id] = None if data is None else generation
        index, tables = dict(self._index), {table.name: table.pages for table in self._root.tables}
        pages: dict[bytes, bytes] = {}
        for name, of_table in made.items():
            index[name], new = self._index.get(name, NOTHING).after(of_table)
            pages |= {page_id(name, number): pack(index[name].pages[number]) for number in new}
            old = tables.get(name, ())
            tables[name] = tuple(generation if n in new else old[n] for n in range(len(index[name].pages)))
        root = Root(generation, tuple(Table(name, written) for name, written in tables.items()))
        try:
            self._store(changes, pages, root)
        except StorageError as why:
            if not (final and why.kind == "full" and disk.drop_ballast(self._home)):
                raise
            self._store(changes, pages, root)
        self._root, self._index, self._dead = root, index, False

    def _store(self, changes: Changes, pages: dict[bytes, bytes], root: Root) -> None:
        with self._durable():
            for (table, id), data in changes.items():
                if data is None:
                    self._db.execute("DELETE FROM record WHERE slot = ?", (self._seal.slot(table, id),))
                else:
                    self._write(self._seal, table, id, data, root.generation)
            for id, page in pages.items():
                self._write(self._seal, INDEX, id, page, root.generation)
            self._write(self._seal, ROOT, b"", encode(root), root.generation)

    @contextlib.contextmanager
    def _durable(self) -> Iterator[None]:
        """From BEGIN to COMMIT.

        What fails before COMMIT is undone, and so is a COMMIT that finds the disk full: its last record is what makes
        it count, and that one was not written. After any other failure or interruption of COMMIT nothing is known,
        so the vault is dead until the caller has made memory agree with the disk.
        """
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
        except BaseException as error:
            with contextlib.suppress(*disk.FAILURES):
                self._db.execute("ROLLBACK")
            if isinstance(error, disk.FAILURES):
                raise explained(error, self._home) from None
            raise
        self._dead = True
        try:
            self._db.execute("COMMIT")
        except disk.FAILURES as error:
            why = explained(error, self._home)
            self._dead = why.kind != "full" or self._db.in_transaction
            raise why from None

    def has_room(self) -> bool:
        """Whether the disk has the room to begin a key generation or a refresh."""
        return disk.has_room(self._home)

    def erase_traces(self) -> None:
        """Fold the write-ahead log into the file and cut it, so that replaced records are in neither."""
        with self.lock:
            self._must_live()
            try:
                disk.fold_log(self._db)
            except disk.FAILURES:
                raise StorageError(
                    f"what was replaced in the vault could not be erased; make room on the disk of {self._home}",
                    "full",
                ) from None

    def change_passphrase(
        self, passphrase: Secret[bytes], cost: Argon2Parameters, keyring: Keyring | None = None
    ) -> None:
        """New salt, new keyring secret, new data key; every record sealed anew, in one transaction (V5).

        `keyring` None is without one; so is one that is not usable, unless the vault has a keyring secret now. The old
        secret goes when the new vault is durable: a crash leaves one too many, never too few.
        """
        with self._alone():
            old, old_keyring = self._header, self._keyring
            if keyring is not None and not old.keyring and not keyring.usable():
                keyring = None
            wrapped, unwrapped = header.new_keys(old.vault_id, passphrase, cost, keyring)
            root = Root(self._root.generation + 1, self._root.tables)
            try:
                with self._durable():
                    self._seal_anew(Seal(unwrapped.header, unwrapped.dk), root)
                    self._db.execute("UPDATE header SET data = ?", (encode(wrapped),))
            except BaseException:
                if not self._dead:
                    header.forget_secret(unwrapped.header, keyring)
                raise
            self._use(keyring, unwrapped)
            self._root, self._dead = root, False
            header.forget_secret(old, old_keyring)
            self.erase_traces()

    def _seal_anew(self, seal: Seal, root: Root) -> None:
        rows = [(table, id, made) for table, index in self._index.items() for id, made in index.records()]
        pages = [(t.name, number, made) for t in root.tables for number, made in enumerate(t.pages)]
        for table, id, made in rows + [(INDEX, page_id(name, number), made) for name, number, made in pages]:
            data = self._read(table, id, made)
            self._db.execute("DELETE FROM record WHERE slot = ?", (self._seal.slot(table, id),))
            self._write(seal, table, id, data, made)
        self._db.execute("DELETE FROM record WHERE slot = ?", (self._seal.slot(ROOT, b""),))
        self._write(seal, ROOT, b"", encode(root), root.generation)

    # -------------------------------------------------------------- the control socket
    def control_challenge(self) -> dict[str, Any]:
        """What another process needs to prove the passphrase: all of it public."""
        return header.challenge(self._header)

    # -------------------------------------------------------------- rows
    def _write(self, seal: Seal, table: str, id: bytes, data: bytes, generation: int) -> None:
        sealed = seal.seal(table, id, generation, data)
        self._db.execute("INSERT OR REPLACE INTO record VALUES (?, ?, ?)", (seal.slot(table, id), generation, sealed))

    def _read(self, table: str, id: bytes, generation: int) -> bytes:
        self._must_live()
        try:
            row = self._db.execute(
                "SELECT generation, sealed FROM record WHERE slot = ?", (self._seal.slot(table, id),)
            ).fetchone()
        except disk.FAILURES as error:
            raise explained(error, self._home) from None
        if row is None or row[0] != generation or not isinstance(row[1], bytes):
            raise replayed()
        return self._seal.open(table, id, generation, row[1])

    def _must_live(self) -> None:
        if self._dead:
            raise StorageError("the vault is closed or its disk failed; start the program again", "closed")


class Transaction:
    """What a block wants to change."""

    __slots__ = ("changes",)

    def __init__(self) -> None:
        self.changes: dict[tuple[str, bytes], bytes | None] = {}

    def put(self, table: str, id: bytes, data: bytes) -> None:
        """Write or replace a record."""
        self.changes[table, id] = data

    def delete(self, table: str, id: bytes) -> None:
        """Remove a record; nothing happens if there is none."""
        self.changes[table, id] = None
