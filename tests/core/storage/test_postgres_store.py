"""A store in PostgreSQL, on real servers: its two fences, what counts as durable, what it leaves, what it refuses."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread
from time import sleep

import psycopg
import pytest

from core.errors import BadInput, StorageError
from core.storage import elsewhere, postgres_store
from core.storage.elsewhere import IN_HOME, Database
from core.storage.postgres_store import PostgresStore, store_in
from core.storage.sqlite_store import SqliteStore
from core.storage.stores import stores_of
from tests.core.storage.homes import everything, make, reopen, write
from tests.core.storage.test_store import SLOTS, made
from tests.core.storage.test_vault import CONTENT, TABLES
from tests.core.test_mdwe import under_mdwe
from tests.support.postgres import (
    WAITING,
    OnServer,
    Server,
    copy_home,
    database,
    holder,
    on_disk,
    shared,
    sql,
    wait_until,
)

PIECE = b"a row that nobody shall find"
SECRET = PIECE * 30  # of which what is written after it in its page covers a part


@pytest.fixture
def server() -> Iterator[Server]:
    """One of a test's own, to be stopped and changed."""
    with Server.running() as server:
        yield server


def stores_on(server: Server) -> type[PostgresStore]:
    return store_in(Database(server.url(server.database())))


# ------------------------------------------------------------------ one holder
def test_who_holds_it_is_said(tmp_path: Path) -> None:
    with closing(made(tmp_path, OnServer)), pytest.raises(StorageError) as refused:
        OnServer.open(tmp_path)
    assert refused.value.kind == "in_use"
    assert "tandem-cosigner" in refused.value.message
    assert "from the same machine, since 2" in refused.value.message


def test_a_holder_whose_lock_was_lost_writes_nothing(tmp_path: Path) -> None:
    first = made(tmp_path, OnServer)
    with closing(first):
        shared().sql("SELECT pg_terminate_backend(%s)", holder(shared(), elsewhere.named(tmp_path)))
        with closing(OnServer.open(tmp_path)) as second:
            second.adopt()
            with pytest.raises(StorageError) as refused, first.transaction() as block:
                block.put(SLOTS[0], 9, b"of the first")
            assert (refused.value.kind, first.in_doubt) == ("database", True)
            with second.transaction() as block:
                block.put(SLOTS[2], 2, b"of the second")
            assert second.generations() == {SLOTS[0]: 1, SLOTS[1]: 1, SLOTS[2]: 2}


def test_one_that_was_passed_by_writes_nothing_even_with_its_lock(tmp_path: Path) -> None:
    """As on a server that was put back under its feet."""
    with closing(made(tmp_path, OnServer)) as store:
        sql(database().url, f"UPDATE {elsewhere.named(tmp_path)}.header SET written = written + 1")  # noqa: S608
        for _ in range(2):
            with pytest.raises(StorageError) as refused, store.transaction() as block:
                block.put(SLOTS[0], 9, b"of one that was passed by")
            assert (refused.value.kind, store.in_doubt) == ("database", True)
        assert store.read(SLOTS[0]) == (1, b"one")


class Loose(OnServer):
    """Its lock can be lost while its session lives, as behind a pool of connections."""

    def let_go(self) -> None:
        self._session.execute("SELECT pg_advisory_unlock_all()")


def test_to_take_it_over_is_to_pass_by(tmp_path: Path) -> None:
    """Before the new holder has written anything of its own."""
    first = made(tmp_path, Loose)
    assert isinstance(first, Loose)
    with closing(first):
        first.let_go()
        with closing(OnServer.open(tmp_path)) as second:
            second.adopt()
            with pytest.raises(StorageError, match="not its holder"), first.transaction() as block:
                block.put(SLOTS[0], 9, b"of the first")
            assert second.read(SLOTS[0]) == (1, b"one")


# ------------------------------------------------------------------ durable, or not
class Committing(Thread):
    """Writes a row, and keeps what came of it."""

    def __init__(self, store: PostgresStore) -> None:
        super().__init__(daemon=True)
        self.error: StorageError | None = None
        self._store = store
        self.start()

    def run(self) -> None:
        try:
            with self._store.transaction() as block:
                block.put(SLOTS[2], 2, b"it waits for the standby")
        except StorageError as error:
            self.error = error


@pytest.mark.parametrize("end", ["pg_cancel_backend", "pg_terminate_backend"])
def test_a_commit_whose_standby_was_not_waited_for_is_in_doubt(tmp_path: Path, server: Server, end: str) -> None:
    """The server calls it a success, with a warning."""
    stores = stores_on(server)
    with server.standby() as standby:
        store = made(tmp_path, stores)
        assert isinstance(store, PostgresStore)
        with closing(store):
            standby.kill()
            writer = Committing(store)
            wait_until(server, WAITING)
            assert writer.is_alive()
            server.sql(f"SELECT {end}(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")  # noqa: S608
            writer.join(60)
            assert writer.error is not None
            assert (writer.error.kind, store.in_doubt) == ("database", True)
        standby.start()
        with closing(stores.open(tmp_path)) as again:
            again.adopt()
            assert again.read(SLOTS[2]) == (2, b"it waits for the standby")  # it counts after all


def test_a_standby_takes_over(tmp_path: Path, server: Server) -> None:
    """What was committed is there, under the same place, and a vault is found by naming both."""
    with server.standby() as standby:
        name = server.database()
        both = Database(f"postgresql:///{name}?host={server.folder},{standby.folder}&user=tandem")
        make(tmp_path, CONTENT, stores=store_in(both))
        with closing(reopen(tmp_path, stores=store_in(both))) as vault:
            place = vault.place
            with pytest.raises(StorageError, match="is a standby"):
                store_in(Database(standby.url(name) + "&target_session_attrs=any")).open(tmp_path)
            server.kill()
            with pytest.raises(StorageError):
                write(vault, {("key", b"A"): b"never"})
            with pytest.raises(StorageError):
                vault.get("key", b"A")
        standby.tool("pg_ctl", "promote", "-D", standby.data, "--silent")
        with closing(reopen(tmp_path, stores=store_in(both))) as vault:
            assert everything(vault, *TABLES) == CONTENT
            assert vault.place == place


def test_a_server_that_was_killed_has_what_was_committed(tmp_path: Path, server: Server) -> None:
    stores = stores_on(server)
    make(tmp_path, CONTENT, stores=stores)
    with closing(reopen(tmp_path, stores=stores)) as vault:
        write(vault, {("key", b"A"): b"the next share of A"})
        server.kill()
        with pytest.raises(StorageError) as refused:
            write(vault, {("key", b"A"): b"never"})
        assert refused.value.kind == "database"
    with pytest.raises(StorageError, match="cannot be used"):
        reopen(tmp_path, stores=stores)
    server.start()
    with closing(reopen(tmp_path, stores=stores)) as vault:
        assert everything(vault, *TABLES) == CONTENT | {("key", b"A"): b"the next share of A"}


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes"])
def test_a_server_that_keeps_nothing_is_refused(tmp_path: Path, server: Server, setting: str) -> None:
    stores = stores_on(server)
    with closing(made(tmp_path, stores)) as store:
        server.sql(f"ALTER SYSTEM SET {setting} = off")
        server.sql("SELECT pg_reload_conf()")
        wait_until(server, f"SELECT current_setting('{setting}') = 'off'")
        with pytest.raises(StorageError, match="must be on"):
            stores.open(tmp_path)
        sleep(0.2)  # until the session has been told too
        with pytest.raises(StorageError, match="must be on"), store.transaction() as block:
            block.put(SLOTS[0], 2, b"")
        assert store.read(SLOTS[0]) == (1, b"one")


def test_a_full_server_is_outlived(tmp_path: Path) -> None:
    """What the server says then comes from a trigger; that an opened store has none is asked when it is opened."""
    make(tmp_path, CONTENT, stores=OnServer)
    schema = elsewhere.named(tmp_path)
    with closing(reopen(tmp_path, stores=OnServer)) as vault:
        sql(
            database().url,
            f"CREATE FUNCTION {schema}.no_room() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100'; END $$",
        )
        sql(
            database().url,
            f"CREATE TRIGGER no_room BEFORE INSERT ON {schema}.record EXECUTE FUNCTION {schema}.no_room()",
        )
        with pytest.raises(StorageError) as refused, vault.transaction(final=True) as block:
            block.put("key", b"A", b"no room")
        assert refused.value.kind == "full"
        assert vault.outlives(refused.value)
        sql(database().url, f"DROP FUNCTION {schema}.no_room() CASCADE")
        write(vault, {("key", b"A"): b"room"})
        assert everything(vault, *TABLES) == CONTENT | {("key", b"A"): b"room"}


# ------------------------------------------------------------------ what it leaves
def test_erased_is_out_of_the_tables_and_not_out_of_the_log(tmp_path: Path, server: Server) -> None:
    """What the spec says of both (V4)."""

    def seen(folder: str) -> bool:
        server.sql("CHECKPOINT")
        return any(PIECE in file.read_bytes() for file in (server.data / folder).rglob("*") if file.is_file())

    with closing(made(tmp_path, stores_on(server))) as store:
        with store.transaction() as block:
            block.put(SLOTS[3], 1, SECRET)
        with store.transaction() as block:
            block.put(SLOTS[3], 2, b"what came after")
        assert seen("base")
        store.erase_traces()
        assert not seen("base")
        assert seen("pg_wal")
        assert store.read(SLOTS[3]) == (2, b"what came after")


def test_a_backup_that_reads_the_tables_does_not_hold_it_up(tmp_path: Path) -> None:
    make(tmp_path, CONTENT, stores=OnServer)
    with closing(reopen(tmp_path, stores=OnServer)) as vault, psycopg.connect(database().url) as dump:
        dump.execute(f"SELECT count(*) FROM {elsewhere.named(tmp_path)}.record".encode())  # noqa: S608
        vault.erase_traces()
        write(vault, {("key", b"A"): b"it goes on"})


def test_who_could_still_read_what_was_replaced_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server keeps a replaced row as long as anybody's question is older, also a question about something else."""
    monkeypatch.setattr(postgres_store, "READERS_LOOKS", 1)
    with closing(made(tmp_path, OnServer)) as store, psycopg.connect(database().url) as reader:
        reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        reader.execute("SELECT 1")
        for content in (SECRET, b"what came after"):
            with store.transaction() as block:
                block.put(SLOTS[3], 1, content)
        with pytest.raises(StorageError, match="another program reads") as refused:
            store.erase_traces()
        assert refused.value.kind == "full"
        assert PIECE in on_disk(tmp_path)
        reader.rollback()
        reader.execute("SELECT 1")  # younger than what was replaced
        store.erase_traces()
        assert PIECE not in on_disk(tmp_path)


def test_its_backup_is_a_home_of_its_own(tmp_path: Path) -> None:
    home, back = tmp_path / "home", tmp_path / "back"
    make(home, CONTENT, stores=OnServer)
    back.mkdir(mode=0o700)
    with closing(reopen(home, stores=OnServer)) as vault:
        write(vault, {("key", b"Z"): SECRET})
        write(vault, {("key", b"Z"): b"z"})
        (back / "vault").write_bytes(vault.backup())
    with closing(reopen(back)) as vault:
        assert vault.is_backup
        assert everything(vault, *TABLES) == CONTENT | {("key", b"Z"): b"z"}


def test_copies_beside_it_go_with_the_traces(tmp_path: Path) -> None:
    with closing(made(tmp_path, OnServer)) as store:
        store.keep_beside("4", b"a vault of before")
        assert (tmp_path / "vault.format-4").read_bytes() == b"a vault of before"
        store.erase_traces()
        assert not (tmp_path / "vault.format-4").exists()


def test_it_keeps_its_place_and_its_copy_has_another(tmp_path: Path) -> None:
    made(tmp_path / "home", OnServer).close()
    copy_home(tmp_path / "home", tmp_path / "copy")
    places = []
    for name in ("home", "home", "copy"):
        with closing(OnServer.open(tmp_path / name)) as store:
            places.append(store.place)
            store.adopt()
            store.erase_traces()
    assert places[0] == places[1] != places[2]


def test_what_a_crash_left_of_one_goes_with_the_next(tmp_path: Path) -> None:
    schema = elsewhere.unborn(tmp_path)
    sql(database().url, f"CREATE SCHEMA {schema} CREATE TABLE record (something text)")
    made(tmp_path, OnServer).close()
    assert elsewhere.named(tmp_path) == schema
    with closing(OnServer.open(tmp_path)) as store:
        store.must_be_ours()


def test_removed_there_is_no_schema(tmp_path: Path) -> None:
    make(tmp_path, CONTENT, stores=OnServer)
    schema = elsewhere.named(tmp_path)
    vault = reopen(tmp_path, stores=OnServer)
    vault.remove()
    assert sql(database().url, "SELECT 1 FROM pg_namespace WHERE nspname = %s", schema) == []
    assert b"tandem-wiped" not in on_disk(tmp_path)
    assert not OnServer.exists(tmp_path)


def test_a_removal_that_was_interrupted_is_finished(tmp_path: Path) -> None:
    made(tmp_path, OnServer).close()
    sql(database().url, f"DROP SCHEMA {elsewhere.named(tmp_path)} CASCADE")
    store = OnServer.open(tmp_path)
    with pytest.raises(StorageError, match="is it another database") as refused:
        store.header()
    assert refused.value.kind == "missing"
    store.close()
    store.remove()
    assert not OnServer.exists(tmp_path)


# ------------------------------------------------------------------ what it refuses
@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE {0}.record SET UNLOGGED",
        "ALTER TABLE {0}.record ADD COLUMN more text",
        "ALTER TABLE {0}.record ALTER COLUMN generation TYPE integer",
        "CREATE RULE gone AS ON INSERT TO {0}.record DO INSTEAD NOTHING",
        "ALTER TABLE {0}.record ENABLE ROW LEVEL SECURITY",
        "CREATE VIEW {0}.other AS SELECT * FROM {0}.record",
        "DROP TABLE {0}.record",
    ],
)
def test_tables_that_are_not_as_they_were_made_are_damage(tmp_path: Path, change: str) -> None:
    make(tmp_path, CONTENT, stores=OnServer)
    sql(database().url, change.format(elsewhere.named(tmp_path)))
    with pytest.raises(StorageError) as refused:
        reopen(tmp_path, stores=OnServer)
    assert refused.value.kind == "corrupt"


def test_a_database_without_an_encoding(tmp_path: Path) -> None:
    """It hands text out as bytes to a client that does not say what it wants."""
    name = shared().database("ENCODING 'SQL_ASCII' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'")
    stores = store_in(Database(shared().url(name)))
    make(tmp_path, CONTENT, stores=stores)
    with closing(reopen(tmp_path, stores=stores)) as vault:
        assert everything(vault, *TABLES) == CONTENT
        with pytest.raises(StorageError, match="tandem-cosigner"):
            stores.open(tmp_path)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("mysql://cosigner/x", "a store is postgresql://"),
        ("postgresql://localhost/x?nonsense=1", "no address"),
        ("postgresql://tandem:word@localhost/x", "others read a password"),
        ("postgresql://localhost/x?password=word", "others read a password"),
        ("postgresql://db.example/x?sslmode=require", "verify-full"),
        ("postgresql://localhost,db.example/x?sslmode=disable", "verify-full"),
        ("postgresql:///x?service=cosigner&sslmode=prefer", "verify-full"),
        ("postgresql://localhost/x?hostaddr=192.0.2.7&sslmode=prefer", "verify-full"),
    ],
)
def test_addresses_that_are_refused_before_anybody_is_called(tmp_path: Path, url: str, why: str) -> None:
    with pytest.raises(BadInput, match=why) as refused:
        stores_of(tmp_path, Database(url)).create(tmp_path).__enter__()
    assert "word@" not in refused.value.message


def test_a_home_is_asked_for_where_its_vault_lies(tmp_path: Path) -> None:
    made(tmp_path / "there", OnServer).close()
    with pytest.raises(BadInput, match="nothing says in which"):
        stores_of(tmp_path / "there", IN_HOME)
    made(tmp_path / "here", SqliteStore).close()
    with pytest.raises(BadInput, match="in this folder"):
        stores_of(tmp_path / "here", database())
    assert issubclass(stores_of(tmp_path / "there", database()), PostgresStore)
    assert stores_of(tmp_path / "here", IN_HOME) is SqliteStore


def test_without_libpq_its_package_is_named() -> None:
    program = """
import ctypes.util, pathlib
ctypes.util.find_library = lambda name: None
from core.storage.elsewhere import Database
from core.storage.stores import stores_of
stores_of(pathlib.Path("/nowhere"), Database("postgresql:///x"))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "libpq (Debian: apt install libpq5)" in done.stderr


WARNED = """
from contextlib import closing
from pathlib import Path
from core.storage.postgres_session import begin_session
from core.storage.elsewhere import Database
said = []
with closing(begin_session(Database(sys.argv[1]), "tandem_none")) as session:
    session.add_notice_handler(lambda one: said.append(one.message_primary))
    session.execute("DO $$ BEGIN RAISE WARNING 'the standby has not got it'; END $$")
assert said == ["the standby has not got it"], said
"""


def test_a_warning_gets_through_where_memory_is_never_both_written_and_run() -> None:
    """As in the service (MemoryDenyWriteExecute): libpq calls back into Python with it."""
    done = under_mdwe(WARNED, database().url)
    assert done.returncode == 0, done.stderr


def test_a_program_without_a_database_loads_nothing_for_one() -> None:
    program = "import sys, core.cosigner.service, core.wallet.opening; sys.exit('psycopg' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
