"""PostgreSQL servers for tests, on a Unix socket in a folder of their own, as a user that is not root."""

from __future__ import annotations

import atexit
import os
import pwd
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Self

import psycopg
import pytest

from core.storage import elsewhere
from core.storage.elsewhere import Database
from core.storage.postgres_store import PostgresStore
from tests.support.leftovers import children, living, until

NO_SERVER = "no PostgreSQL server here (Debian: postgresql)"
ROLE = "tandem"  # no superuser
PLACES = ("/usr/lib/postgresql/*/bin", "/usr/local/pgsql/bin", "/opt/homebrew/opt/postgresql*/bin")
OF_TABLES = r"(?!1[0-5])[1-9]\d{4,}"  # files of those that did not come with the server: numbers from 16384
SHOWN_THERE = "options=-csynchronous_commit%3Dremote_apply"  # "on" waits until a standby has it, not until it shows it
SETTINGS = {"listen_addresses": "", "shared_buffers": "16MB", "max_connections": "20", "wal_level": "replica"}


def programs() -> Path | None:
    """The folder of initdb and postgres, the newest; None where there is none."""
    found = [path.parent for place in PLACES for path in Path("/").glob(f"{place[1:]}/initdb")]
    if not found and (path := shutil.which("initdb")) and shutil.which("postgres"):
        found = [Path(path).resolve().parent]
    return max(found, key=lambda path: [int(part) for part in path.parts if part.isdecimal()], default=None)


def _user() -> dict[str, Any]:
    """Who the servers belong to: they refuse root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            one = pwd.getpwnam(name)
            return {"user": one.pw_uid, "group": one.pw_gid, "extra_groups": []}
    raise LookupError("no user but root")


class Server:
    """One server in a folder."""

    def __init__(self, folder: Path) -> None:
        found = programs()
        if found is None:
            pytest.skip(NO_SERVER)
        self._bin, self.folder = found, folder
        self.data, self.port = folder / "data", "5432"  # of the socket's name; nothing else listens
        self._settings = dict[str, str]()
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    @contextmanager
    def running(cls, **settings: str) -> Iterator[Self]:
        """A new one, for as long as the block."""
        with _folder() as folder:
            server = cls(folder)
            server.initialise()
            server.start(**settings)
            try:
                yield server
            finally:
                server.kill()

    def initialise(self) -> None:
        """An empty cluster, and our role in it, which is no superuser."""
        self.tool(
            "initdb", "--pgdata", self.data, "--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"
        )
        with (self.data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in SETTINGS.items())
            file.write(f"unix_socket_directories = '{self.folder}'\n")

    @contextmanager
    def standby(self, **settings: str) -> Iterator[Server]:
        """One that follows this server and is waited for with every commit, for as long as the block."""
        with _folder() as folder:
            other = type(self)(folder)
            where = f"host={self.folder} user=postgres application_name=standby"
            words = ("--checkpoint=fast", "--write-recovery-conf", "--pgdata", other.data, "--dbname", where)
            self.tool("pg_basebackup", *words)
            other.start(unix_socket_directories=str(folder), **settings)
            self.sql("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
            self.sql("SELECT pg_reload_conf()")
            wait_until(self, "SELECT count(*) > 0 FROM pg_stat_replication WHERE sync_state = 'sync'")
            try:
                yield other
            finally:
                other.kill()

    def start(self, **settings: str) -> None:
        """Until it answers; with these settings from now on."""
        self._settings |= settings
        self.port = self._settings.get("port", self.port)
        words: list[str | Path] = [self._bin / "postgres", "-D", self.data]
        words += [f"--{name}={value}" for name, value in self._settings.items()]
        with (self.folder / "log").open("ab") as log:
            process: subprocess.Popen[bytes] = subprocess.Popen(
                words, stdout=log, stderr=log, cwd=self.folder, **_user()
            )
        self._process = process
        ready: list[str | Path] = [self._bin / "pg_isready", "--quiet", f"--host={self.folder}", f"--port={self.port}"]
        while subprocess.run(ready, check=False).returncode:
            assert process.poll() is None, (self.folder / "log").read_text()
            time.sleep(0.05)

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """That of the running server."""
        assert self._process is not None
        return self._process

    def kill(self) -> None:
        """Without a word, and all that it has started."""
        if self._process is not None:
            started = children(self._process.pid)
            self._process.kill()
            for process in started:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            self._process.wait()
            self._process = None
            until(lambda: not living(started), "its end")

    def stop(self) -> None:
        """In order, at once."""
        self.tool("pg_ctl", "stop", "-D", self.data, "--mode=fast", "--silent")
        self.process.wait()
        self._process = None

    def tool(self, name: str, *words: str | Path) -> str:
        """A program of PostgreSQL, as the servers' user."""
        command = [self._bin / name, *words]
        done: subprocess.CompletedProcess[str] = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=self.folder, **_user()
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def own(self, *files: Path) -> None:
        """Files that it is to read, and nobody else."""
        for file in files:
            file.chmod(0o600)
            if user := _user():
                os.chown(file, user["user"], user["group"])

    def url(self, database: str = "postgres", role: str = ROLE) -> str:
        """For libpq."""
        return f"postgresql:///{database}?host={self.folder}&port={self.port}&user={role}"

    def sql(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """What it answers a superuser, once a standby that is waited for shows the change too."""
        return sql(f"{self.url(role='postgres')}&{SHOWN_THERE}", statement, *values)

    def database(self, more: str = "") -> str:
        """A new one that belongs to our role; its name."""
        if not self.sql("SELECT 1 FROM pg_roles WHERE rolname = 'tandem'"):
            self.sql(f"CREATE ROLE {ROLE} LOGIN")
        name = f"cosigner{next(_NUMBERS)}"
        self.sql(f"CREATE DATABASE {name} OWNER {ROLE} {more}")
        return name


_NUMBERS = count()


@contextmanager
def _folder() -> Iterator[Path]:
    """For the servers' user alone, with a name that a socket's path has room for."""
    folder = Path(mkdtemp(prefix="tandem-pg-"))
    try:
        if user := _user():
            os.chown(folder, user["user"], user["group"])
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@cache
def shared() -> Server:
    """One for all tests of this process that leave it as it is."""
    if programs() is None:
        pytest.skip(NO_SERVER)
    running = Server.running()
    server = running.__enter__()
    atexit.register(running.__exit__, None, None, None)
    return server


def sql(url: str, statement: str, *values: object) -> list[tuple[Any, ...]]:
    """What a server answers."""
    with psycopg.connect(url, autocommit=True) as session:
        done = session.execute(statement.encode(), values or None)
        return done.fetchall() if done.description else []


@cache
def database() -> Database:
    """One of it that belongs to no test alone."""
    return Database(shared().url(shared().database()))


class _OnFirstUse:
    def __get__(self, _: object, __: object) -> Database:
        return database()


class OnServer(PostgresStore):
    """Stores in that database; the server is started for the first of them."""

    database = _OnFirstUse()


WAITING = "SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event = 'SyncRep'"  # for the standby


def wait_until(server: Server, statement: str) -> None:
    """It says yes."""
    until(lambda: bool(server.sql(statement)[0][0]), statement)


def holder(server: Server, schema: str) -> int:
    """The process of the server that speaks with whoever has that vault open."""
    key = int(schema.removeprefix("tandem_")[:16], 16)
    held = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND classid::bigint = %s AND objid::bigint = %s"
    return int(server.sql(held, key >> 32, key & 0xFFFFFFFF)[0][0])


def copy_home(home: Path, to: Path) -> None:
    """A copy of a closed home, with its schema in that database if it has one."""
    shutil.copytree(home, to)
    if not elsewhere.exists(home):
        return
    old, new = elsewhere.named(home), f"tandem_{os.urandom(16).hex()}"
    sql(database().url, f"CREATE SCHEMA {new}")
    for table in ("header", "record"):
        sql(database().url, f"CREATE TABLE {new}.{table} (LIKE {old}.{table} INCLUDING ALL)")
        sql(database().url, f"INSERT INTO {new}.{table} SELECT * FROM {old}.{table}")  # noqa: S608
    (to / elsewhere.FILE).write_text(new + "\n")


def on_disk(home: Path) -> bytes:
    """Every byte that the tables of tests have on the server's disk, its log left out; of the home too."""
    server = shared()
    server.sql("CHECKPOINT")
    files = [file for file in (server.data / "base").glob("*/*") if re.match(OF_TABLES, file.name)]
    return b"".join(file.read_bytes() for file in [*sorted(files), *sorted(home.iterdir())])
