"""Which store a home has: a file of its own, or, for a co-signer, a PostgreSQL database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import BadInput, InputKind, StorageError, StorageKind
from core.secret import Secret
from core.storage import elsewhere
from core.storage.elsewhere import Database
from core.storage.sqlite_store import SqliteStore
from core.storage.store import Store

if TYPE_CHECKING:
    from core.storage.postgres_standby import Attendance, PostgresOnlooker

SCHEMES = ("postgresql://", "postgres://")


def stores_of(home: Path, database: Database) -> type[Store]:
    """Raises BadInput (kind "config.store") where the vault of this home lies elsewhere than is said; StorageError
    (kind "install") where something is missing that speaks to a database."""
    if not database.url:
        if elsewhere.exists(home):
            raise BadInput(
                f"the vault of {home} lies in a database, and nothing says in which",
                InputKind.STORE,
            )
        return SqliteStore
    if not database.url.startswith(SCHEMES):
        raise BadInput("a store is postgresql://…, the address of a database", InputKind.STORE)
    if SqliteStore.exists(home):
        raise BadInput(
            f"the vault of {home} lies in this folder, and something says that it lies in a database",
            InputKind.STORE,
        )
    try:
        from core.storage.postgres_store import store_in
    except ImportError as error:
        missing = "libpq (Debian: apt install libpq5)" if error.name is None else f"the Python package {error.name}"
        raise StorageError(
            f"a vault in PostgreSQL needs {missing}; install it, then start again", StorageKind.INSTALL
        ) from None
    return store_in(database)


def onlooker_of(home: Path, database: Database, passphrase: Secret[bytes]) -> PostgresOnlooker:
    """A session with the vault of this home, whoever holds it; where `stores_of` has found nothing to say. Raises
    StorageError."""
    from core.storage.postgres_standby import onlooker_in

    return onlooker_in(database, home, passphrase)


def attendance_of(home: Path, database: Database) -> Attendance:
    """Who waits for the vault of this home, which this process holds. Raises StorageError."""
    from core.storage.postgres_standby import attendance_in

    return attendance_in(database, home)


def exists(home: Path) -> bool:
    """Whether a vault is there, in the folder or, as the folder says, in a database; nobody is asked for it."""
    return SqliteStore.exists(home) or elsewhere.exists(home)
