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
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from core.encoding import U16, U64, Bytes16, Bytes32, Name, VarBytes, decode, encode
from core.errors import BadInput, Bug, StorageError
from core.secret import Secret
from core.storage import keys, migrate
from core.storage.keyring_secret import Keyring
from core.storage.keys import Argon2Parameters

MAGIC = b"tandem-vault\0\0\0\0"
FILE = "vault"
BALLAST, BALLAST_SIZE = "ballast", 1 << 20  # given up when a commit finds the disk full
ROOT, INDEX = "root", "index"

Ids = dict[bytes, int]  # id -> generation


@dataclass(frozen=True, slots=True)
class Header:
    """All that is readable without the passphrase; the wrapped key authenticates it."""

    magic: Bytes16
    format: U16
    vault_id: Bytes16
    cost: Argon2Parameters
    salt: Bytes32
    keyring: bool
    keyring_name: Bytes16


@dataclass(frozen=True, slots=True)
class Wrapped:
    """The header and the data key under the KEK."""

    header: Header
    nonce: VarBytes
    key: VarBytes


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
    """An open vault. Not for two threads at once; the caller holds the home's lock."""

    def __init__(self, home: Path, db: sqlite3.Connection, header: Header, dk: Secret[bytes], control: Secret[bytes]):
        self._home, self._db, self._header, self._dk = home, db, header, dk
        self.control_key = control
        self._slots = keys.expand(dk.reveal(), b"", b"slots")
        self._root = Root(0, ())
        self._index: dict[str, Ids] = {}
        self._dead = False
        self._busy = False

    # -------------------------------------------------------------- making and opening
    @classmethod
    def create(
        cls, home: Path, passphrase: Secret[bytes], cost: Argon2Parameters, keyring: Keyring | None = None
    ) -> Vault:
        """A new vault in an existing home. StorageError if there is one or the disk does not take it."""
        file = home / FILE
        if file.exists():
            raise StorageError(f"there is already a vault in {home}", "exists")
        try:
            os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
            db = _connect(file)
            with contextlib.suppress(OSError):
                (home / BALLAST).write_bytes(bytes(BALLAST_SIZE))
            header, wrapped, dk, kek = _new_keys(os.urandom(16), passphrase, cost, keyring)
            vault = cls(home, db, header, dk, keys.control(kek))
            db.execute("BEGIN IMMEDIATE")
            db.execute("CREATE TABLE header (only INTEGER PRIMARY KEY CHECK (only = 1), data BLOB NOT NULL)")
            db.execute("CREATE TABLE record (slot BLOB PRIMARY KEY, generation INTEGER NOT NULL, sealed BLOB NOT NULL)")
            db.execute("INSERT INTO header VALUES (1, ?)", (encode(wrapped),))
            vault._write(ROOT, b"", encode(vault._root), 0)
            db.execute("COMMIT")
            _sync_directory(home)
        except (sqlite3.Error, OSError) as error:
            for name in (FILE, FILE + "-wal", BALLAST):
                (home / name).unlink(missing_ok=True)
            raise _explained(error, home) from None
        return vault

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
            db = _connect(home / FILE)
            row = db.execute("SELECT data FROM header").fetchone()
        except sqlite3.Error as error:
            raise _explained(error, home) from None
        try:
            if row is None or not isinstance(row[0], bytes):
                raise _damaged()
            migrate.must_be_readable(row[0], MAGIC)
            wrapped = decode(Wrapped, row[0], lambda _: _damaged())
            header = wrapped.header
            keys.must_be_sane(header.cost, floor)
            kek = keys.kek(passphrase, header.salt, header.cost, header.vault_id, _second_secret(header, keyring))
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
            raise _explained(error, self._home) from None
        generation = found.get(self._slot(ROOT, b""))
        if type(generation) is not int:
            raise _damaged()
        self._root = decode(Root, self._read(ROOT, b"", generation), StorageError)
        expected = {self._slot(ROOT, b""): self._root.generation}
        for table in self._root.tables:
            ids = _unpack(self._read(INDEX, table.name.encode(), table.generation))
            self._index[table.name] = ids
            expected[self._slot(INDEX, table.name.encode())] = table.generation
            expected |= {self._slot(table.name, id): made for id, made in ids.items()}
        if found != expected:
            raise _replayed()

    def close(self) -> None:
        """Close the file and forget the keys."""
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
            why = _explained(error, self._home)
            if final and why.kind == "full" and (self._home / BALLAST).exists():
                (self._home / BALLAST).unlink()
                self._commit(changes, final=False)
                return
            raise why from None
        try:
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            self._dead = True
            raise _explained(error, self._home) from None
        self._root, self._index = root, index

    def erase_traces(self) -> None:
        """Fold the write-ahead log into the file and cut it, so that replaced records are in neither."""
        self._must_live()
        try:
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error as error:
            raise _explained(error, self._home) from None

    def change_passphrase(
        self, passphrase: Secret[bytes], cost: Argon2Parameters, keyring: Keyring | None = None
    ) -> None:
        """New salt, new keyring secret, new data key; every record sealed anew, in one transaction (V5)."""
        self._must_live()
        old, old_dk, old_slots = self._header, self._dk, self._slots
        held = [(table, id, made) for table, ids in self._index.items() for id, made in ids.items()]
        content = [(table, id, self._read(table, id, made), made) for table, id, made in held]
        header, wrapped, dk, kek = _new_keys(old.vault_id, passphrase, cost, keyring)
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
            raise _explained(error, self._home) from None
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
            raise _explained(error, self._home) from None
        if row is None or row[0] != generation or not isinstance(row[1], bytes):
            raise _replayed()
        cipher, bound = self._cipher(table, id, generation)
        try:
            return cipher.decrypt(row[1][:12], row[1][12:], bound)
        except (InvalidTag, ValueError):
            raise _replayed() from None

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


def control_key(passphrase: Secret[bytes], challenge: dict[str, Any], keyring: Keyring | None) -> Secret[bytes]:
    """The key that proves `passphrase` to the process that sent `challenge`. Raises StorageError, BadInput."""
    try:
        cost = Argon2Parameters(int(challenge["memory"]), int(challenge["passes"]), int(challenge["lanes"]))
        vault_id, salt = bytes.fromhex(challenge["vault_id"]), bytes.fromhex(challenge["salt"])
        name = bytes.fromhex(challenge["keyring"])
    except (KeyError, TypeError, ValueError):
        raise StorageError("the running program sent a challenge that cannot be read", "corrupt") from None
    keys.must_be_sane(cost, Argon2Parameters(1, 1, 1))
    second = keyring.get(name.hex()) if name and keyring is not None else None
    if name and second is None:
        raise _no_keyring()
    return keys.control(keys.kek(passphrase, salt, cost, vault_id, second))


def _new_keys(
    vault_id: bytes, passphrase: Secret[bytes], cost: Argon2Parameters, keyring: Keyring | None
) -> tuple[Header, Wrapped, Secret[bytes], Secret[bytes]]:
    name, second = os.urandom(16), None
    if keyring is not None:
        second = Secret(os.urandom(32))
        keyring.put(name.hex(), second)
    header = Header(MAGIC, migrate.FORMAT, vault_id, cost, os.urandom(32), keyring is not None, name)
    kek = keys.kek(passphrase, header.salt, cost, vault_id, second)
    dk, nonce = os.urandom(32), os.urandom(12)
    wrapped = ChaCha20Poly1305(kek.reveal()).encrypt(nonce, dk, encode(header))
    return header, Wrapped(header, nonce, wrapped), Secret(dk), kek


def _second_secret(header: Header, keyring: Keyring | None) -> Secret[bytes] | None:
    if not header.keyring:
        return None
    secret = keyring.get(header.keyring_name.hex()) if keyring is not None else None
    if secret is None:
        raise _no_keyring()
    return secret


def _connect(file: Path) -> sqlite3.Connection:
    db = sqlite3.connect(file, isolation_level=None, check_same_thread=False, timeout=2)
    for pragma in (
        "locking_mode = EXCLUSIVE",
        "journal_mode = WAL",
        "synchronous = FULL",
        "fullfsync = ON",
        "checkpoint_fullfsync = ON",
        "secure_delete = ON",
        "temp_store = MEMORY",
        "mmap_size = 0",
        "trusted_schema = OFF",
    ):
        db.execute(f"PRAGMA {pragma}").fetchall()
    return db


def _sync_directory(home: Path) -> None:
    if os.name == "posix":
        handle = os.open(home, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _damaged() -> StorageError:
    return StorageError("the vault is damaged and cannot be read; restore it from a backup", "corrupt")


def _replayed() -> StorageError:
    return StorageError("a record of the vault was swapped, deleted or replayed; restore it from a backup", "corrupt")


def _no_keyring() -> StorageError:
    return StorageError(
        "this vault also needs a secret of the system keyring, which is not there; unlock it", "keyring"
    )


def _explained(error: Exception, home: Path) -> StorageError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL or getattr(error, "errno", None) in (28, 27, 122):  # ENOSPC, EFBIG, EDQUOT
        return StorageError(f"the disk of {home} is full; nothing was changed", "full")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR):
        return _damaged()
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StorageError(f"another process has the vault in {home} open; end it first", "in_use")
    return StorageError(f"the vault in {home} cannot be written: {error}", "storage")
