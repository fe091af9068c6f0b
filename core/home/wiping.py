"""Taking a home off its device for good: the device is given away then, and the wallets are not.

The header of the vault goes first, for without it the rest opens to nobody, with the passphrase or without; the file of
the vault last, so that whatever interrupts it, every program finds a home that was being wiped as long as something is
left of it. A disk that writes elsewhere instead of over may still have an old header; that is for its owner to erase.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

from core.errors import BadInput, InputKind, StorageError, StorageKind
from core.home.repository import Repository
from core.keys.sheets import is_sealed
from core.role import must_be
from core.secret import Secret
from core.storage.anchor import AnchorFile
from core.storage.lock import HomeLock, locked
from core.storage.sqlite_store import SqliteStore
from core.storage.store import Store
from core.storage.system_keyring import Keyring
from core.storage.vault import Vault
from core.transport.link.identity import Identity

Agreed: TypeAlias = Callable[[tuple[tuple[str, bool], ...]], object]
"""Told each wallet, by name, and whether its share comes back: the other device keeps a copy for this one's sheet."""


def wipe(
    home: Path,
    passphrase: Secret[bytes],
    role: str,
    agreed: Agreed,
    keyring: Keyring | None = None,
    anchor: Path | None = None,
    beside: Sequence[str] = (),
    stores: type[Store] = SqliteStore,
) -> None:
    """Delete a home that no program has open. `agreed` is told what goes, while nothing has changed; what it raises
    leaves everything as it is. `beside`: files that programs keep there unsealed, which go too, and what is called so
    but for an end. Raises BadInput (no home, wrong passphrase), StorageError.

    Where it was interrupted before, the rest is deleted at once and with any passphrase: nothing opens it.
    """
    if not (stores.exists(home) or Identity.left_in(home)):
        raise BadInput(f"there is no home to wipe in {home}", InputKind.NO_HOME)
    with locked(home) as lock:
        if not stores.exists(home):  # one whose making was interrupted
            _rest(home, lock, beside, stores)
            return
        try:
            vault = Vault.open(home, passphrase, keyring, stores=stores)
        except StorageError as error:
            if error.kind != StorageKind.WIPED:
                raise
            _rest(home, lock, beside, stores)
            return
        try:
            records = Repository(vault)
            must_be(role, records.home.role)
            keys = sorted(records.keys.values(), key=lambda row: row.name)
            agreed(tuple((row.name, is_sealed(row)) for row in keys))
            if anchor is not None and records.anchor is not None:
                AnchorFile(anchor, vault.vault_id, records.anchor.key).remove()
            vault.spoil()
        except BaseException:
            vault.close()
            raise
        _rest(home, lock, beside, stores)


def _rest(home: Path, lock: HomeLock, beside: Sequence[str], stores: type[Store]) -> None:
    """The link's key opened with the vault only; the vault, and then the lock, are the last that go."""
    for path in (path for name in beside for path in home.glob(f"{name}*")):
        path.unlink(missing_ok=True)
    Identity.remove_from(home)
    if stores.exists(home):
        store = stores.open(home)
        store.close()
        store.remove()
    lock.remove()
    with suppress(OSError):  # what others have put into it stays
        home.rmdir()
