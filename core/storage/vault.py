"""The vault: one SQLite file in which everything but a header is sealed (core/spec/vault.md).

Each record is sealed under a key of its own and bound to its table, its id and the generation it was written in. An
index per table says which generation every record has, and a root record says it of the indices; both are written
in the same transaction. So a record that was swapped, deleted or played back from an older copy is noticed by name.
Only the whole file can be put back unseen; the other side's memory of our generation is for that.
"""

from __future__ import annotations

import contextlib
import hmac
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from core.encoding import U64, Name, decode, encode
from core.errors import BadInput, Bug, StorageError
from core.secret import Secret
from core.storage import keys, migrate
from core.storage.disk import connect, damaged, explained, remove, replayed, sync_directory
from core.storage.header import MAGIC, Header, Wrapped, control_key, new_keys, second_secret
from core.storage.keyring_secret import Keyring
from core.storage.keys import Argon2Parameters

__all__ = ["Vault", "control_key"]

FILE, UNBORN = "vault", "vault.unborn"
BALLAST, BALLAST_SIZE = "ballast", 1 << 20  # given up when a commit finds the disk full
ROOT, INDEX = "root", "index"

Ids = dict[bytes, int]  # id -> generation


@dataclass(frozen=True, slots=True)
class Table:
    """A table in the root."""

    name: Name
    generation: U64


@dataclass(frozen=True, slots=True)
class Root:
    """The vault's generation and its tables."""

    generation: U64
    tables: tuple[Table, ...]


class Vault:
    """An open vault, for any thread: `lock` is held by each reader for its read and by a writer from begin to end.

    The caller holds the home's lock.
    """

    def __init__(self, home: Path, db: sqlite3.Connection, header: Header, dk: Secret[bytes], control: Secret[bytes]):
        self._home, self._db, self._header, self._dk = home, db, header, dk
        self.control_key = control
        self._slots = keys.expand(dk.reveal(), b"", b"slots")
        self._root = Root(0, ())
        self._index: dict[str, Ids] = {}
        self.lock = threading.RLock()
        self._dead = False
        self._busy = False

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

        It gets its name only when it is whole, so a crash leaves none. StorageError if there is one already or the
        disk does not take it.
        """
        file, unborn = home / FILE, home / UNBORN
        if file.exists():
            raise StorageError(f"there is already a vault in {home}", "exists")
        try:
            remove(unborn)
            os.close(os.open(unborn, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
            header, wrapped, dk, kek = new_keys(os.urandom(16), passphrase, cost, keyring)
            vault = cls(home, connect(unborn), header, dk, keys.control(kek))
            vault._fill(wrapped, begin)
            vault._db.close()
            with contextlib.suppress(OSError):
                (home / BALLAST).write_bytes(bytes(BALLAST_SIZE))
            unborn.rename(file)
            sync_directory(home)
            vault._db = connect(file)
        except (sqlite3.Error, OSError) as error:
            remove(unborn)
            raise explained(error, home) from None
        return vault

    def _fill(self, wrapped: Wrapped, begin: Callable[[Transaction], None]) -> None:
        """Tables, header and first records."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute("CREATE TABLE header (only INTEGER PRIMARY KEY CHECK (only = 1), data BLOB NOT NULL)")
        self._db.execute(
            "CREATE TABLE record (slot BLOB PRIMARY KEY, generation INTEGER NOT NULL, sealed BLOB NOT NULL)"
        )
        self._db.execute("INSERT INTO header VALUES (1, ?)", (encode(wrapped),))
        self._write(ROOT, b"", encode(self._root), 0)
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
            db = connect(home / FILE)
            row = db.execute("SELECT data FROM header").fetchone()
        except sqlite3.Error as error:
            raise explained(error, home) from None
        try:
            if row is None or not isinstance(row[0], bytes):
                raise damaged()
            migrate.must_be_readable(row[0], MAGIC)
            wrapped = decode(Wrapped, row[0], lambda _: damaged())
            header = wrapped.header
            keys.must_be_sane(header.cost, floor)
            kek = keys.kek(passphrase, header.salt, header.cost, header.vault_id, second_secret(header, keyring))
            try:
                dk = ChaCha20Poly1305(kek.reveal()).decrypt(wrapped.nonce, wrapped.key, encode(header))
            except (InvalidTag, ValueError):
                raise BadInput("the passphrase is wrong", "passphrase") from None
            vault = cls(home, db, header, Secret(dk), keys.control(kek))
            vault._load()
        except BaseException:
            db.close()
            raise
        return vault

    def _load(self) -> None:
        """Read root and indices, and hold them against what is in the file."""
        try:
            found = {row[0]: row[1] for row in self._db.execute("SELECT slot, generation FROM record")}
        except sqlite3.Error as error:
            raise explained(error, self._home) from None
        generation = found.get(self._slot(ROOT, b""))
        if type(generation) is not int:
            raise damaged()
        self._root = decode(Root, self._read(ROOT, b"", generation), StorageError)
        expected = {self._slot(ROOT, b""): self._root.generation}
        for table in self._root.tables:
            ids = _unpack(self._read(INDEX, table.name.encode(), table.generation))
            self._index[table.name] = ids
            expected[self._slot(INDEX, table.name.encode())] = table.generation
            expected |= {self._slot(table.name, id): made for id, made in ids.items()}
        if found != expected:
            raise replayed()

    def close(self) -> None:
        """Close the file and forget the keys."""
        with self.lock:
            self._dead = True
            self._dk = Secret(b"")
            self._db.close()

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
            generation = self._index.get(table, {}).get(id)
            return None if generation is None else self._read(table, id, generation)

    def items(self, table: str) -> Iterator[tuple[bytes, bytes]]:
        """All records of a table, by id."""
        for id in sorted(self._index.get(table, {})):
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
        with self.lock:
            self._must_live()
            if self._busy:
                raise Bug("a transaction within a transaction")
            self._busy = True
            try:
                block = Transaction()
                yield block
                if block.changes:
                    self._commit(block.changes, final=final)
            finally:
                self._busy = False

    def _commit(self, changes: dict[tuple[str, bytes], bytes | None], *, final: bool) -> None:
        generation = self._root.generation + 1
        touched = {table for table, _ in changes}
        index = self._index | {table: dict(self._index.get(table, {})) for table in touched}
        tables = {table.name: table.generation for table in self._root.tables}
        try:
            self._db.execute("BEGIN IMMEDIATE")
            for (table, id), data in changes.items():
                ids = index[table]
                if data is None:
                    ids.pop(id, None)
                    self._db.execute("DELETE FROM record WHERE slot = ?", (self._slot(table, id),))
                else:
                    ids[id] = generation
                    self._write(table, id, data, generation)
            for table in touched:
                self._write(INDEX, table.encode(), _pack(index[table]), generation)
                tables[table] = generation
            root = Root(generation, tuple(Table(name, made) for name, made in tables.items()))
            self._write(ROOT, b"", encode(root), generation)
        except (sqlite3.Error, OSError) as error:
            with contextlib.suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            why = explained(error, self._home)
            if final and why.kind == "full" and (self._home / BALLAST).exists():
                (self._home / BALLAST).unlink()
                self._commit(changes, final=False)
                return
            raise why from None
        try:
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            self._dead = True
            raise explained(error, self._home) from None
        self._root, self._index = root, index

    def erase_traces(self) -> None:
        """Fold the write-ahead log into the file and cut it, so that replaced records are in neither."""
        try:
            with self.lock:
                self._must_live()
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error as error:
            raise explained(error, self._home) from None

    def change_passphrase(
        self, passphrase: Secret[bytes], cost: Argon2Parameters, keyring: Keyring | None = None
    ) -> None:
        """New salt, new keyring secret, new data key; every record sealed anew, in one transaction (V5)."""
        self._must_live()
        old, old_dk, old_slots = self._header, self._dk, self._slots
        held = [(table, id, made) for table, ids in self._index.items() for id, made in ids.items()]
        content = [(table, id, self._read(table, id, made), made) for table, id, made in held]
        header, wrapped, dk, kek = new_keys(old.vault_id, passphrase, cost, keyring)
        try:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.execute("DELETE FROM record")
            self._header, self._dk, self._slots = header, dk, keys.expand(dk.reveal(), b"", b"slots")
            for table, id, data, made in content:
                self._write(table, id, data, made)
            for table, ids in self._index.items():
                made = next(t.generation for t in self._root.tables if t.name == table)
                self._write(INDEX, table.encode(), _pack(ids), made)
            self._write(ROOT, b"", encode(self._root), self._root.generation)
            self._db.execute("UPDATE header SET data = ?", (encode(wrapped),))
            self._db.execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            self._header, self._dk, self._slots = old, old_dk, old_slots
            self._dead = True
            raise explained(error, self._home) from None
        self.control_key = keys.control(kek)
        if old.keyring and keyring is not None:
            keyring.delete(old.keyring_name.hex())
        self.erase_traces()

    # -------------------------------------------------------------- the control socket
    def control_challenge(self) -> dict[str, Any]:
        """What another process needs to prove the passphrase: all of it public."""
        cost = self._header.cost
        return {
            "vault_id": self._header.vault_id.hex(),
            "salt": self._header.salt.hex(),
            "memory": cost.memory,
            "passes": cost.passes,
            "lanes": cost.lanes,
            "keyring": self._header.keyring_name.hex() if self._header.keyring else "",
        }

    # -------------------------------------------------------------- sealing
    def _slot(self, table: str, id: bytes) -> bytes:
        return hmac.digest(self._slots, len(table).to_bytes(1, "big") + table.encode() + id, "sha256")[:16]

    def _cipher(self, table: str, id: bytes, generation: int) -> tuple[ChaCha20Poly1305, bytes]:
        name = len(table).to_bytes(1, "big") + table.encode() + len(id).to_bytes(4, "big") + id
        header = self._header
        bound = b"tandem/vault/1" + header.vault_id + name + header.format.to_bytes(2, "big")
        cipher = ChaCha20Poly1305(keys.expand(self._dk.reveal(), b"", b"rec" + name))
        return cipher, bound + generation.to_bytes(8, "big")

    def _write(self, table: str, id: bytes, data: bytes, generation: int) -> None:
        cipher, bound = self._cipher(table, id, generation)
        nonce = os.urandom(12)
        sealed = nonce + cipher.encrypt(nonce, data, bound)
        self._db.execute("INSERT OR REPLACE INTO record VALUES (?, ?, ?)", (self._slot(table, id), generation, sealed))

    def _read(self, table: str, id: bytes, generation: int) -> bytes:
        self._must_live()
        try:
            row = self._db.execute(
                "SELECT generation, sealed FROM record WHERE slot = ?", (self._slot(table, id),)
            ).fetchone()
        except sqlite3.Error as error:
            raise explained(error, self._home) from None
        if row is None or row[0] != generation or not isinstance(row[1], bytes):
            raise replayed()
        cipher, bound = self._cipher(table, id, generation)
        try:
            return cipher.decrypt(row[1][:12], row[1][12:], bound)
        except (InvalidTag, ValueError):
            raise replayed() from None

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


def _pack(ids: Ids) -> bytes:
    """An index: for each record u16 length, id, u64 generation."""
    return b"".join([len(id).to_bytes(2, "big") + id + made.to_bytes(8, "big") for id, made in ids.items()])


def _unpack(data: bytes) -> Ids:
    ids: Ids = {}
    at = 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        ids[data[at + 2 : end]] = int.from_bytes(data[end : end + 8], "big")
        at = end + 8
    return ids
