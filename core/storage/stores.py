"""Which store a home has: a file of its own, or, for a co-signer, a PostgreSQL database."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.errors import BadInput, InputKind, StorageError, StorageKind
from core.secret import Secret
from core.storage import elsewhere
from core.storage.sqlite_store import SqliteStore
from core.storage.store import Store

SCHEMES = ("postgresql://", "postgres://")


@dataclass(frozen=True, slots=True)
class Database:
    """Where a vault lies: the address of a PostgreSQL database (libpq, 34.1.1.2), empty for the home's own folder.
    `password`: for its server, where it asks for one and no file of libpq has it."""

    url: str = ""
    password: Secret[bytes] | None = None


IN_HOME = Database()


def stores_of(home: Path, database: Database) -> type[Store]:
    """Raises BadInput (kind "config") where the vault of this home lies elsewhere than is said; StorageError (kind
    "install") where something is missing that speaks to a database."""
    if not database.url:
        if elsewhere.exists(home):
            raise BadInput(
                f"the vault of {home} lies in a database; say in which: `store` in config.toml, or --store",
                InputKind.CONFIG,
            )
        return SqliteStore
    if not database.url.startswith(SCHEMES):
        raise BadInput("a store is postgresql://…, the address of a database", InputKind.CONFIG)
    if SqliteStore.exists(home):
        raise BadInput(
            f"the vault of {home} lies in this folder and not in a database; take `store` out of config.toml",
            InputKind.CONFIG,
        )
    try:
        from core.storage.postgres_store import store_in
    except ImportError as error:
        missing = "libpq (Debian: apt install libpq5)" if error.name is None else f"the Python package {error.name}"
        raise StorageError(
            f"a vault in PostgreSQL needs {missing}; install it, then start again", StorageKind.INSTALL
        ) from None
    return store_in(database)


def exists(home: Path) -> bool:
    """Whether a vault is there, in the folder or, as the folder says, in a database; nobody is asked for it."""
    return SqliteStore.exists(home) or elsewhere.exists(home)
