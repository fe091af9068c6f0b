"""A session with the PostgreSQL server that keeps a vault: what the server must be to make things durable, how it is
reached, and its errors in plain words (core/spec/vault.md, V8)."""

from __future__ import annotations

import os
import platform
from typing import Any, TypeAlias

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from core.codec.text import one_line
from core.errors import BadInput, InputKind, StorageError, StorageKind
from core.storage.elsewhere import Database

Session: TypeAlias = "psycopg.Connection[tuple[Any, ...]]"

OLDEST = 13  # the oldest version that this was written for; older ones are not maintained
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
SETTINGS = {
    "synchronous_commit": "on",  # a commit waits for the disk, and for the standby where there is one
    "client_min_messages": "warning",  # a commit that did not wait for the standby to the end says so by a warning only
    "lock_timeout": "2s",  # of a table that a backup reads, or a row that another holder writes
    "statement_timeout": "60s",  # it does not cover the wait for a standby
    "idle_in_transaction_session_timeout": "0",
    "tcp_keepalives_idle": "10",  # the lock of a machine that is gone is free in half a minute
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "4",
}
WAY = {  # the same from here; what the address says wins
    "connect_timeout": "10",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "4",
    "tcp_user_timeout": "30000",
    "target_session_attrs": "read-write",  # of several servers the primary
}
SHOWN = 300  # signs of what a server says


def begin_session(database: Database, schema: str) -> Session:
    """A session that sees `schema`. Raises BadInput for an address that does not fit, StorageError (kind "database")
    for a server that cannot be reached or does not make things durable."""
    way = _way(database)
    try:
        session = psycopg.connect(way, autocommit=True)
    except psycopg.Error as error:
        raise unreachable(error) from None
    try:
        _must_be_fit(session)
        sets = {**SETTINGS, "search_path": f"pg_catalog, {schema}, pg_temp"}
        if session.info.server_version >= 140000:
            sets["idle_session_timeout"] = "0"
        for name, value in sets.items():
            session.execute("SELECT set_config(%s, %s, false)", (name, value))
    except psycopg.Error as error:
        session.close()
        raise unreachable(error) from None
    except BaseException:
        session.close()
        raise
    return session


def _way(database: Database) -> str:
    """What libpq is told. The name of the server is proved (sslmode=verify-full) unless it is this machine."""
    try:
        given: dict[str, Any] = conninfo_to_dict(database.url)
    except psycopg.Error:  # whose text repeats the address
        raise BadInput("the store is no address of a database that libpq understands", InputKind.STORE) from None
    if given.keys() & {"password", "sslpassword"}:
        raise BadInput(
            "others read a password in the address of the store: put it into ~/.pgpass, the file that PGPASSFILE "
            "names, a service file, or a credential of systemd called store-password",
            InputKind.STORE,
        )
    hosts = [host for name in ("host", "hostaddr") for host in str(given.get(name, "")).split(",") if host]
    if not hosts or not all(host in LOOPBACK or host.startswith(("/", "@")) for host in hosts):
        # also without a name: a service file or the environment may have it, and a socket minds neither of the two
        if given.setdefault("sslmode", "verify-full") != "verify-full":
            raise BadInput(
                "the server of the store is another machine: the address must not have another sslmode than "
                "verify-full",
                InputKind.STORE,
            )
        given["gssencmode"] = "disable"  # it would come before TLS, whatever sslmode says
    if database.password is not None:
        given["password"] = database.password.reveal().decode("utf-8", "surrogateescape")
    name = f"tandem-cosigner {os.getpid()} {platform.node()}"  # 63 bytes of it are kept
    return make_conninfo(**{**WAY, **given, "client_encoding": "UTF8", "application_name": name})


def _must_be_fit(session: Session) -> None:
    found = session.execute(
        "SELECT pg_is_in_recovery(), current_setting('fsync'), current_setting('full_page_writes'), pg_backend_pid()"
    ).fetchone()
    if found is None:
        raise unfit("it answers nothing")
    standby, fsync, pages, process = found
    if session.info.server_version < OLDEST * 10_000:
        raise unfit(f"it is older than PostgreSQL {OLDEST}")
    if standby:
        raise unfit("it is a standby; name the primary, or both")
    if fsync != "on" or pages != "on":
        raise unfit("its settings fsync and full_page_writes must be on")
    if process != session.info.backend_pid:
        raise unfit("a pool of connections (such as PgBouncer) stands between; name the server itself")


def unfit(why: str) -> StorageError:
    """A server on which nothing would be durable, or not for one process alone."""
    return StorageError(f"the database server cannot keep a vault: {why}", StorageKind.DATABASE)


def unreachable(error: psycopg.Error) -> StorageError:
    """At the start."""
    return StorageError(f"the database that keeps the vault cannot be used: {_said(error)}", StorageKind.DATABASE)


def _said(error: psycopg.Error) -> str:
    return one_line(error.diag.message_primary or str(error), SHOWN)


def explained(error: psycopg.Error, session: Session) -> StorageError:
    """An error of the server, or of the way to it, for a person."""
    if isinstance(error, errors.DiskFull):
        return StorageError(
            "the disk of the database server is full; nothing was changed; make room on it", StorageKind.FULL
        )
    said = _said(error)
    if session.closed or session.broken:
        return StorageError(
            f"the session with the database that keeps the vault has ended: {said}; start the program again",
            StorageKind.DATABASE,
        )
    return StorageError(f"the database that keeps the vault refuses: {said}", StorageKind.DATABASE)
