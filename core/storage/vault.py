"""The vault: a store in which everything but a header is sealed (core/spec/vault.md).

Each record is sealed under a key of its own and bound to its table, its id and the generation it was written in. An
index per table says which generation every record has, in pages, and a root record says it of the pages; all are
written in the same transaction. So a record that was swapped, deleted or played back from an older copy is noticed by
name. Only the whole store can be put back unseen; for that there is the other side's memory of our generation.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from core.codec.codec import decode, encode
from core.errors import Bug, StorageError, StorageKind
from core.secret import Secret
from core.storage import disk, header, keys, migrate
from core.storage.block import BACKUP, CUT, GOING, OPEN, VaultTransaction
from core.storage.disk import damaged, half_a_copy, replayed, two_moments
from core.storage.header import Unwrapped, Wrapped, control_key
from core.storage.index import Index, page_id, unpack
from core.storage.keys import Argon2Parameters
from core.storage.migrate import Records
from core.storage.roots import INDEX, NOTHING, ROOT, Changes, Following, Root, following, put, write, write_anew
from core.storage.sealing import Seal
from core.storage.sqlite_store import SqliteStore
from core.storage.store import Store, StoreTransaction
from core.storage.system_keyring import Keyring

__all__ = ["Vault", "VaultTransaction", "control_key"]


class Vault:
    """An open vault, for any thread: `lock` is held by each reader for its read and by a writer from begin to end. The
    caller holds the home's lock."""

    def __init__(self, store: Store, keyring: Keyring | None, unwrapped: Unwrapped) -> None:
        self._store = store
        self._use(keyring, unwrapped)
        self._root = Root(0, ())
        self._index: dict[str, Index] = {}
        self.lock = threading.RLock()
        self._dead = self._busy = False
        self.found = 0  # the generation that was on the disk when it was opened
        self._marked = True  # as open: by the first write, so that reading changes nothing
        self._traces = False  # of replaced rows, which a full disk kept from being erased

    def _use(self, keyring: Keyring | None, unwrapped: Unwrapped) -> None:
        self._keyring, self._header = keyring, unwrapped.header
        self._seal = Seal(unwrapped.header, unwrapped.dk)
        self.control_key = keys.control(unwrapped.kek)
        self._one_form = unwrapped.normalized

    # -------------------------------------------------------------- making and opening
    @classmethod
    def exists(cls, home: Path, stores: type[Store] = SqliteStore) -> bool:
        """Whether there is one in this home; an unfinished one does not count."""
        return stores.exists(home)

    @classmethod
    def create(
        cls,
        home: Path,
        passphrase: Secret[bytes],
        cost: Argon2Parameters,
        keyring: Keyring | None = None,
        fill: Callable[[VaultTransaction], None] = lambda _: None,
        stores: type[Store] = SqliteStore,
    ) -> Vault:
        """A new vault in an existing home, with the records that `fill` puts into it.

        It is there only when it is whole, so a crash leaves none. StorageError if there is one already, or the disk or
        the keyring does not take it.
        """
        if stores.exists(home):
            raise StorageError(f"there is already a vault in {home}; choose another home", StorageKind.EXISTS)
        if keyring is not None and not keyring.usable():
            keyring = None
        with stores.create(home) as store:
            wrapped, unwrapped = header.new_keys(None, passphrase, cost, keyring)
            vault = cls(store, keyring, unwrapped)
            vault._fill(wrapped, fill)
        vault._marked = False
        return vault

    def _fill(self, wrapped: Wrapped, fill: Callable[[VaultTransaction], None]) -> None:
        """Header and first records."""
        with self._durable() as rows:
            rows.put_header(encode(wrapped))
            put(rows, self._seal, ROOT, b"", encode(self._root), 0)
        self._dead = False
        with self.transaction() as block:
            fill(block)

    @classmethod
    def open(
        cls,
        home: Path,
        passphrase: Secret[bytes],
        keyring: Keyring | None = None,
        floor: Argon2Parameters = keys.FLOOR,
        stores: type[Store] = SqliteStore,
        *,
        half: bool = False,
    ) -> Vault:
        """Open it. BadInput for a wrong passphrase; StorageError for a damaged, newer or incomplete one.

        `half`: also where it was not closed and what belongs to it then is missing, as in a copy of the file alone, or
        is of another moment.
        """
        if not stores.exists(home):
            raise StorageError(f"there is no vault in {home}", StorageKind.MISSING)
        store = stores.open(home)
        try:
            unwrap, foreign = partial(header.unwrap, passphrase=passphrase, keyring=keyring, floor=floor), False
            try:
                vault, keys_of_it = cls._read_from(store, keyring, unwrap)
            except StorageError as why:
                if why.kind != StorageKind.CORRUPT or not store.without_log():
                    raise
                with disk.else_raise(why):
                    foreign = True
                    vault, keys_of_it = cls._read_from(store, keyring, unwrap)
            cut = foreign or (vault.was_open and not vault.is_backup and not store.whole)
            if cut and not half:
                raise two_moments(home) if foreign else half_a_copy(home)
            store.adopt()
            cls._begin(vault, cut=cut)
            cls._bring_up(vault, keys_of_it)
        except BaseException:
            store.close()
            raise
        return vault

    @classmethod
    def _read_from(
        cls, store: Store, keyring: Keyring | None, unwrap: Callable[[Wrapped], Unwrapped]
    ) -> tuple[Vault, Unwrapped]:
        unwrapped = unwrap(header.read(store))
        vault = cls(store, keyring, unwrapped)
        vault._load()
        return vault, unwrapped

    def _bring_up(self, unwrapped: Unwrapped) -> None:
        """To today's format, all of it or nothing, once a copy of the old one is durable beside it."""
        found = unwrapped.header.format
        if found == migrate.FORMAT:
            return
        records, (wrapped, anew) = migrate.brought_up(self._everything(), found), header.of_today(unwrapped)
        self._store.keep_beside(str(found), self.backup())
        self._write_anew(records, wrapped, anew, self._keyring)

    def _begin(self, *, cut: bool) -> None:
        """Erase what a killed program had replaced (V4), and take over its mark."""
        self._marked = self.was_open
        if self._marked:
            self.erase_traces()
        if cut:
            self._commit({(OPEN, b""): CUT}, final=False)

    @property
    def was_open(self) -> bool:
        """Whether it was not closed since it was written to."""
        return self.get(OPEN, b"") is not None

    @property
    def cut(self) -> bool:
        """Whether it is a copy without its log, and nobody has said yet what follows (`VaultTransaction.accept`)."""
        return self.get(OPEN, b"") == CUT

    @property
    def is_backup(self) -> bool:
        """Whether it is one that `backup` has made, and nobody has said yet what follows."""
        return self.get(OPEN, b"") == BACKUP

    @property
    def with_keyring(self) -> bool:
        """Whether the passphrase alone does not open it."""
        return self._header.keyring

    @property
    def place(self) -> bytes:
        """What tells its store from every copy of it, as far as the system does; nothing where it does not."""
        return self._store.place

    def _load(self) -> None:
        """Read root and indices, and hold them against what is in the store."""
        found = self._store.generations()
        generation = found.get(self._seal.slot(ROOT, b""))
        if generation is None or generation < 0:
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
        self.found = self._root.generation

    def close(self) -> None:
        """Close the store and forget the keys."""
        with self.lock:
            if self._marked and not (self._dead or self._busy or self._traces or self.cut or self.is_backup):
                with contextlib.suppress(StorageError):
                    self._commit({(OPEN, b""): None}, final=False)
            self._dead = True
            self._seal.forget()
            self._store.close()

    def spoil(self) -> None:
        """Nothing opens it any more, whoever has the passphrase; its files are still there (StorageKind.WIPED)."""
        self._store.spoil(header.WIPED)
        self.close()
        header.forget_secret(self._header, self._keyring)

    def remove(self) -> None:
        """Take it off the disk, its header first: without it nothing opens the rest."""
        self.spoil()
        self._store.remove()

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
    def transaction(self, *, final: bool = False) -> Iterator[VaultTransaction]:
        """All puts and deletes of the block, durable when it ends, or none of them.

        StorageError if the disk refuses; a `final` one (a commit) may use the space kept back for it. After a failed
        COMMIT this object refuses everything: what is on the disk is known only to a fresh start.
        """
        with self._alone():
            block = VaultTransaction()
            yield block
            if block.changes:
                self._commit(block.changes, final=final, beyond=block.beyond)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        with self.lock:
            self.must_live()
            if self._busy:
                raise Bug("a transaction within a transaction")
            self._busy = True
            try:
                yield
            finally:
                self._busy = False

    def _commit(self, changes: Changes, *, final: bool, beyond: int = 0) -> None:
        if not self._marked:
            changes = {(OPEN, b""): GOING, **changes}
        after = following(self._root, self._index, changes, max(self._root.generation, beyond) + 1)
        try:
            self._put_all(changes, after)
        except StorageError as why:
            if not (final and why.kind == StorageKind.FULL and self._store.give_up_reserve()):
                raise
            self._put_all(changes, after)
        self._root, self._index, self._dead, self._marked = after.root, after.index, False, True

    def _put_all(self, changes: Changes, after: Following) -> None:
        with self._durable() as rows:
            write(rows, self._seal, changes, after)

    def backup(self) -> bytes:
        """A file that opens as this vault, under the same passphrase and keyring secret, as it is now; whoever opens it
        finds that it `is_backup`. Nothing changes here. StorageError."""
        changes: Changes = {(OPEN, b""): BACKUP}
        with self.lock:
            self.must_live()
            after = following(self._root, self._index, changes, self._root.generation + 1)
            return self._store.copied(lambda rows: write(rows, self._seal, changes, after))

    @contextlib.contextmanager
    def _durable(self) -> Iterator[StoreTransaction]:
        """One transaction of the store.

        Once it is being committed the vault is dead until the caller has made memory agree with the disk; it lives on
        only where the store is sure that nothing was changed.
        """
        try:
            with self._store.transaction() as rows:
                yield rows
                self._dead = True
        except StorageError:
            self._dead = self._store.in_doubt
            raise

    def has_room(self, more: int = 0) -> bool:
        """Whether the disk has the room to begin a key generation or a refresh, or to write `more` bytes."""
        return self._store.has_room(more)

    def outlives(self, error: StorageError) -> bool:
        """Whether all goes on after it: the disk was full, and nothing was changed."""
        with self.lock:  # in the middle of a COMMIT nobody knows
            return error.kind == StorageKind.FULL and not self._dead

    def erase_traces(self) -> None:
        """So that replaced records are nowhere in the store; on a full disk at the next start."""
        with self.lock:
            self.must_live()
            try:
                self._store.erase_traces()
                self._traces = False
            except StorageError as error:
                if error.kind != StorageKind.FULL:
                    raise
                self._traces = True

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
            try:
                marked = {(OPEN, b""): GOING, **self._everything()}  # so that a start after a kill erases the old
                self._write_anew(marked, wrapped, unwrapped, keyring)
            except BaseException:
                if not self._dead:
                    header.forget_secret(unwrapped.header, keyring)
                raise
            self._marked = True
            header.forget_secret(old, old_keyring)
            self.erase_traces()

    def _everything(self) -> Records:
        return {(table, id): data for table in self._index for id, data in self.items(table)}

    def _write_anew(self, records: Records, wrapped: Wrapped, unwrapped: Unwrapped, keyring: Keyring | None) -> None:
        """Nothing but these records, under another header, in one transaction."""
        with self._durable() as rows:
            seal = Seal(unwrapped.header, unwrapped.dk)
            after = write_anew(rows, self._store.generations(), seal, records, self._root.generation + 1)
            rows.put_header(encode(wrapped))
        self._use(keyring, unwrapped)
        self._root, self._index, self._dead = after.root, after.index, False

    # -------------------------------------------------------------- the control socket
    def control_challenge(self) -> dict[str, Any]:
        """What another process needs to prove the passphrase: all of it public."""
        return header.challenge(self._header, self._one_form)

    def _read(self, table: str, id: bytes, generation: int) -> bytes:
        self.must_live()
        row = self._store.read(self._seal.slot(table, id))
        if row is None or row[0] != generation:
            raise replayed()
        return self._seal.open(table, id, generation, row[1])

    def must_live(self) -> None:
        """Raises StorageError once it is closed, or its disk has failed in a way that only a fresh start finds out."""
        with self.lock:
            dead = self._dead
        if dead:
            raise StorageError("the vault is closed or its disk failed; start the program again", StorageKind.CLOSED)
