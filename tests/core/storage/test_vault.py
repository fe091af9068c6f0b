"""The vault as its callers see it: what goes in comes out, whole, for the right passphrase only."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadInput, Bug, StorageError
from core.storage import disk, sqlite_store, vault
from core.storage.migrate import FORMAT
from core.storage.vault import Vault
from tests.core.storage.homes import (
    CHEAP,
    OTHER_WORDS,
    WORDS,
    Content,
    OpenSqlite,
    everything,
    header_of,
    make,
    put_back,
    raw,
    read,
    reopen,
    rows,
    set_header,
    snapshot,
    surgery,
    write,
)

CONTENT: Content = {
    ("key", b"A"): b"the share of A",
    ("key", b"B"): b"the share of B",
    ("task", b"1"): b"x" * 10_000,
    ("home", b""): b"",
}
TABLES = ("home", "key", "task")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    make(tmp_path / "home", CONTENT)
    return tmp_path / "home"


def test_what_was_put_is_there_after_a_restart(home: Path) -> None:
    with closing(reopen(home)) as found:
        assert everything(found, *TABLES) == CONTENT
        assert list(found.items("key")) == [(b"A", b"the share of A"), (b"B", b"the share of B")]
        assert found.get("key", b"C") is None
        assert found.get("nothing", b"A") is None
        with found.transaction() as block:
            block.delete("key", b"A")
            block.put("key", b"B", b"the next share of B")
            block.delete("key", b"never there")
    assert read(home, "key") == {("key", b"B"): b"the next share of B"}


def test_a_block_that_fails_changes_nothing(home: Path) -> None:
    with closing(reopen(home)) as found:
        before = found.generation, raw(home)

        class Stop(Exception):
            pass

        def half() -> None:
            with found.transaction() as block:
                block.put("key", b"A", b"half")
                raise Stop

        with pytest.raises(Stop):
            half()
        assert (found.generation, raw(home)) == before
        assert everything(found, *TABLES) == CONTENT


def test_every_transaction_that_changes_something_raises_the_generation(home: Path) -> None:
    with closing(reopen(home)) as found:
        first = found.generation
        with found.transaction():
            pass
        assert found.generation == first
        with found.transaction() as block:
            block.put("key", b"A", b"1")
            block.put("task", b"2", b"1")
        with found.transaction() as block:
            block.delete("task", b"2")
        assert found.generation == first + 2
    with closing(reopen(home)) as found:
        assert found.generation == first + 3  # and closed


def test_a_transaction_within_a_transaction_is_a_bug(home: Path) -> None:
    with closing(reopen(home)) as found:
        with pytest.raises(Bug), found.transaction():
            write(found, CONTENT)
        with pytest.raises(Bug), found.transaction():
            found.change_passphrase(OTHER_WORDS, CHEAP)
        write(found, {("key", b"A"): b"goes on"})
        assert found.get("key", b"A") == b"goes on"


def test_threads_take_turns(home: Path) -> None:
    with closing(reopen(home)) as found:

        def count(mine: bytes) -> None:
            for number in range(25):
                with found.transaction() as block:
                    block.put("count", mine, number.to_bytes(4, "big"))
                    so_far = int.from_bytes(found.get("count", b"sum") or b"\0", "big")
                    block.put("count", b"sum", (so_far + 1).to_bytes(4, "big"))
                assert found.get("count", mine) == number.to_bytes(4, "big")

        threads = [threading.Thread(target=count, args=(bytes([name]),)) for name in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found.get("count", b"sum") == (100).to_bytes(4, "big")
    assert len(read(home, "count")) == 5


def test_a_wrong_passphrase_is_bad_input_and_changes_nothing(home: Path) -> None:
    before = snapshot(home)
    with pytest.raises(BadInput) as refused:
        reopen(home, OTHER_WORDS)
    assert refused.value.kind == "passphrase"
    assert snapshot(home) == before


def test_a_vault_is_never_made_over_another(home: Path) -> None:
    before = snapshot(home)
    with pytest.raises(StorageError) as refused:
        Vault.create(home, WORDS, CHEAP)
    assert refused.value.kind == "exists"
    assert snapshot(home) == before


def test_no_vault_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as refused:
        reopen(tmp_path)
    assert refused.value.kind == "missing"
    assert list(tmp_path.iterdir()) == []


def test_what_begins_a_vault_is_in_it_or_there_is_none(tmp_path: Path) -> None:
    def fill(block: vault.VaultTransaction) -> None:
        block.put("home", b"", b"first")

    class Stop(Exception):
        pass

    def fail(block: vault.VaultTransaction) -> None:
        fill(block)
        raise Stop

    with pytest.raises(Stop):
        Vault.create(tmp_path, WORDS, CHEAP, fill=fail)
    assert list(tmp_path.glob("vault*")) == []
    Vault.create(tmp_path, WORDS, CHEAP, fill=fill).close()
    assert read(tmp_path, "home") == {("home", b""): b"first"}


def test_an_unfinished_vault_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "vault.unborn").write_bytes(b"what a crash left")
    (tmp_path / "vault.unborn-wal").write_bytes(b"what a crash left")
    make(tmp_path, CONTENT)
    assert read(tmp_path, *TABLES) == CONTENT
    assert list(tmp_path.glob("vault.unborn*")) == []


def test_a_closed_vault_says_so(home: Path) -> None:
    found = reopen(home)
    found.close()
    uses: list[Callable[[], object]] = [
        lambda: found.get("key", b"A"),
        lambda: write(found, CONTENT),
        lambda: found.change_passphrase(OTHER_WORDS, CHEAP),
        found.erase_traces,
    ]
    for use in uses:
        with pytest.raises(StorageError) as refused:
            use()
        assert refused.value.kind == "closed"


def test_files_are_for_the_owner_alone(home: Path) -> None:
    with closing(reopen(home)) as found:
        write(found, {("key", b"A"): b"1"})
        modes = {file.name: file.stat().st_mode & 0o777 for file in home.glob("vault*")}
    assert modes == {"vault": 0o600, "vault-wal": 0o600}


# ------------------------------------------------------------------ what lies in the files
def test_nothing_of_it_can_be_read(tmp_path: Path) -> None:
    """Neither data nor names: who pays whom shows in a task's id already."""
    table, id, data = "tablename-in-clear", b"an id in clear text", b"data in clear text"
    make(tmp_path, {(table, id): data})
    with closing(reopen(tmp_path)) as found:
        write(found, {(table, id): data + data})
        seen = raw(tmp_path)
    seen += raw(tmp_path)
    for plain in (table.encode(), id, data, WORDS.reveal()):
        assert plain not in seen
    assert sqlite_store.FILE.encode() in seen  # the magic, so this does look at the right bytes


def test_the_same_record_twice_is_sealed_apart(tmp_path: Path) -> None:
    make(tmp_path, {("key", bytes([n])): b"same" for n in range(50)})
    sealed = [row[1] for row in rows(tmp_path).values()]
    assert len({data[:12] for data in sealed}) == len(sealed) == 54  # the root, and two pages of the index
    assert len({data[12:16] for data in sealed}) == len(sealed)


def test_old_ciphertext_gone_from_files(tmp_path: Path) -> None:
    """What was replaced or deleted is neither in the file nor in its log once its traces are erased (V4)."""
    make(tmp_path, {("key", b"A"): b"a" * 700, ("key", b"B"): b"b" * 30_000, ("key", b"C"): b"c" * 50})
    with closing(reopen(tmp_path)) as found:
        write(found, {("key", b"B"): b"b" * 30_000})
        old = {sealed for _, sealed in rows(tmp_path).values()}
        with found.transaction() as block:
            block.put("key", b"A", b"A" * 700)
            block.put("key", b"B", b"B")
            block.delete("key", b"C")
        assert pieces_found(old, raw(tmp_path)), "the search finds nothing, so it proves nothing"
        found.erase_traces()
        gone = old - {sealed for _, sealed in rows(tmp_path).values()}
        assert len(gone) == 5  # three records, their index and the root
        assert pieces_found(gone, raw(tmp_path)) == []
        assert (tmp_path / "vault-wal").stat().st_size == 0
    assert pieces_found(gone, raw(tmp_path)) == []


def test_what_a_killed_program_left_is_gone_at_the_next_start(tmp_path: Path) -> None:
    """Between a commit and the erasing of its traces the power may fail; nobody may connect for weeks (V4)."""
    home, found_later = tmp_path / "home", tmp_path / "killed"
    make(home, {("key", b"A"): b"a" * 700})
    with closing(reopen(home)) as found:
        write(found, {("key", b"A"): b"a" * 30_000})
        old = {sealed for _, sealed in rows(home).values()}
        write(found, {("key", b"A"): b"A" * 700})
        shutil.copytree(home, found_later)  # as the disk is when the process is killed here
    assert pieces_found(old, raw(found_later)), "the search finds nothing, so it proves nothing"
    with closing(reopen(found_later)) as found:
        gone = old - {sealed for _, sealed in rows(found_later).values()}
        assert len(gone) == 3
        assert pieces_found(gone, raw(found_later)) == []
        assert everything(found, "key") == {("key", b"A"): b"A" * 700}


def pieces_found(old: set[bytes], files: bytes) -> list[bytes]:
    """Pieces of 32 bytes of the sealed rows that are still to be found: a page may hold any part of a row."""
    pieces = [sealed[at : at + 32] for sealed in old for at in range(0, len(sealed) - 31, 32)]
    return [piece for piece in pieces if piece in files]


# ------------------------------------------------------------------ damage
def test_a_vault_of_a_newer_program_is_named_and_left_alone(home: Path) -> None:
    header = header_of(home)
    set_header(home, header[:16] + (FORMAT + 1).to_bytes(2, "big") + b"whatever a later header holds")
    with surgery(home) as db:
        db.execute("CREATE TABLE later (x)")
    before = snapshot(home)
    with pytest.raises(StorageError) as refused:
        reopen(home)
    assert refused.value.kind == "newer"
    assert "newer" in refused.value.message
    assert snapshot(home) == before


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t BEFORE INSERT ON record BEGIN SELECT RAISE(IGNORE); END",
        "CREATE TRIGGER t AFTER DELETE ON record BEGIN UPDATE header SET only = 1; END",
        "CREATE TABLE more (x)",
        "CREATE INDEX more ON record (generation)",
        "DROP TABLE record",
        "ALTER TABLE record ADD COLUMN more",
        "ALTER TABLE record RENAME TO another",
    ],
)
def test_tables_that_are_not_ours_are_damage(home: Path, statement: str) -> None:
    """A trigger could swallow a debit that we believe durable."""
    with surgery(home) as db:
        db.execute(statement)
    before = snapshot(home)
    with pytest.raises(StorageError) as refused:
        reopen(home)
    assert refused.value.kind == "corrupt"
    assert snapshot(home) == before


def test_a_view_in_place_of_the_records_is_damage(home: Path) -> None:
    with surgery(home) as db:
        db.execute("ALTER TABLE record RENAME TO hidden")
        db.execute("CREATE VIEW record AS SELECT * FROM hidden")
    with pytest.raises(StorageError) as refused:
        reopen(home)
    assert refused.value.kind == "corrupt"


@pytest.mark.parametrize("data", [None, 7, 1.5, "text", b"", b"tandem-vault", b"\0" * 200, "DELETE"])
def test_a_header_that_is_none(home: Path, data: object) -> None:
    with surgery(home) as db:
        if data == "DELETE":
            db.execute("DELETE FROM header")
        elif data is None:
            db.execute("PRAGMA writable_schema = ON")
            db.execute("UPDATE sqlite_schema SET sql = 'CREATE TABLE header (only, data)' WHERE name = 'header'")
    if data not in (None, "DELETE"):
        set_header(home, data)
    with pytest.raises(StorageError) as refused:
        reopen(home)
    assert refused.value.kind == "corrupt"


def test_every_bit_of_the_header_counts(home: Path) -> None:
    """Whatever is changed in it, the vault does not open: no flag, cost or salt can be exchanged."""
    header = header_of(home)
    for at in range(len(header)):
        set_header(home, header[:at] + bytes([header[at] ^ 1]) + header[at + 1 :])
        with pytest.raises((StorageError, BadInput)):
            reopen(home)
    set_header(home, header + b"\0")
    with pytest.raises(StorageError):
        reopen(home)
    set_header(home, header)
    assert read(home, *TABLES) == CONTENT


def outcome(home: Path) -> str:
    """ "whole" if what was put is still all there, else the kind of error."""
    try:
        found = read(home, *TABLES)
    except (StorageError, BadInput) as error:
        return error.kind
    return "whole" if found == CONTENT else "something else"


@pytest.mark.parametrize("damage", ["zeroed", "one bit", "noise", "another page"])
def test_damage_at_every_page(home: Path, damage: str) -> None:
    whole = (home / "vault").read_bytes()
    pages = len(whole) // 4096
    assert pages > 5
    outcomes = []
    for page in range(pages):
        at = page * 4096
        old = whole[at : at + 4096]
        new = {
            "zeroed": bytes(4096),
            "one bit": old[:2000] + bytes([old[2000] ^ 1]) + old[2001:],
            "noise": bytes((n * n * 37 + page) & 255 for n in range(4096)),
            "another page": whole[(page + 1) % pages * 4096 :][:4096],
        }[damage]
        put_back(home, {"vault": whole[:at] + new + whole[at + 4096 :]})
        outcomes.append(outcome(home))
    # one bit may lie where nothing is, or in the salt, which cannot be told from a wrong passphrase
    assert set(outcomes) <= ({"corrupt", "whole", "passphrase"} if damage == "one bit" else {"corrupt"})
    assert "corrupt" in outcomes


def test_cut_anywhere(home: Path) -> None:
    whole = (home / "vault").read_bytes()
    for length in sorted({*range(0, len(whole), 1024), 1, 15, 99, 100, 101, 4095, len(whole) - 1}):
        put_back(home, {"vault": whole[:length]})
        # SQLite reads what is missing of a page as zeros, and now and then that is what stood there
        with suppress(StorageError):
            reopen(home).close()
            put_back(home, {"vault": whole[:length]})
        assert (home / "vault").read_bytes() == whole[:length]  # nothing is written to one that does not open
        assert outcome(home) in (("corrupt",) if any(whole[length:]) else ("corrupt", "whole"))


def test_a_log_cut_anywhere_undoes_nothing_that_was_told(home: Path) -> None:
    """All of it is in the file; killed between a commit and that, the vault is as before the commit or after it."""
    with closing(reopen(home)) as found:
        for number in range(3):
            before = everything(found, *TABLES), snapshot(home)
            with found.transaction() as block:
                block.put("key", b"A", b"generation %d" % (number + 2))
                block.put("task", bytes([number + 1]), b"y" * 3000)
                block.delete("task", bytes([number]))
        after, files = everything(found, *TABLES), snapshot(home)
    log = files["vault-wal"]
    assert len(log) > 4096
    seen = []
    for length in (*range(0, len(log), 517), len(log)):
        put_back(home, files | {"vault-wal": log[:length]})
        assert everything_at(home) == after
        put_back(home, before[1] | {"vault-wal": log[:length]})
        seen.append(everything_at(home))
        assert seen[-1] in (before[0], after)
    assert seen[0] == before[0]
    assert seen[-1] == after
    for at in range(32, len(log), 1999):
        put_back(home, files | {"vault-wal": log[:at] + bytes([log[at] ^ 4]) + log[at + 1 :]})
        assert everything_at(home) == after


def everything_at(home: Path) -> Content:
    return read(home, *TABLES)


def test_a_number_that_is_none_in_a_row(home: Path) -> None:
    before = snapshot(home)
    for value in ("-1", "9223372036854775807", "1.5", "'text'", "x'00'", "CAST(x'FF' AS TEXT)"):
        for column in ("generation", "slot", "sealed"):
            put_back(home, before)
            with surgery(home) as db, suppress(Exception):
                db.execute(f"UPDATE OR REPLACE record SET {column} = {value}")  # noqa: S608
            with pytest.raises(StorageError) as refused:
                reopen(home)
            assert refused.value.kind == "corrupt"


# ------------------------------------------------------------------ against a model
steps = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.integers(0, 3), st.binary(max_size=40)),
        st.tuples(st.just("delete"), st.integers(0, 3), st.just(b"")),
        st.tuples(st.sampled_from(["commit", "give up", "reopen", "erase", "passphrase"]), st.just(0), st.just(b"")),
    ),
    max_size=30,
)


@given(steps)
def test_it_is_a_dictionary(tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, bytes]]) -> None:
    home = tmp_path_factory.mktemp("home")
    make(home)
    model: Content = {}
    pending: dict[bytes, bytes | None] = {}
    words, found = WORDS, reopen(home)
    try:
        for step, id, data in steps:
            match step:
                case "put" | "delete":
                    pending[bytes([id])] = data if step == "put" else None
                case "commit" | "give up":
                    with suppress(KeyError), found.transaction() as block:
                        for name, wanted in pending.items():
                            block.delete("t", name) if wanted is None else block.put("t", name, wanted)
                        if step == "give up":
                            raise KeyError
                        model = {k: v for k, v in model.items() if k[1] not in pending}
                        model |= {("t", name): wanted for name, wanted in pending.items() if wanted is not None}
                    pending = {}
                case "reopen":
                    found.close()
                    found = reopen(home, words)
                case "erase":
                    found.erase_traces()
                case _:
                    words = OTHER_WORDS if words is WORDS else WORDS
                    found.change_passphrase(words, CHEAP)
            assert everything(found, "t") == model
    finally:
        found.close()
        shutil.rmtree(home)


def test_one_writer_at_the_file_as_well(home: Path) -> None:
    """The second fence (V3): even without the home's lock there is no second connection."""
    with closing(reopen(home)), pytest.raises(StorageError) as refused:
        reopen(home)
    assert refused.value.kind == "in_use"
    assert read(home, *TABLES) == CONTENT


def test_the_pragmas_hold(home: Path) -> None:
    with closing(reopen(home, stores=OpenSqlite)):
        for pragma, value in {
            "secure_delete": 1,
            "journal_mode": "wal",
            "synchronous": 2,
            "fullfsync": 1,
            "checkpoint_fullfsync": 1,
            "temp_store": 2,
            "trusted_schema": 0,
            "locking_mode": "exclusive",
            "busy_timeout": 2000,  # milliseconds that a second process waits before it says so
        }.items():
            assert OpenSqlite.last.execute(f"PRAGMA {pragma}").fetchone() == (value,)


def test_the_space_kept_back_is_there_again_after_a_start(home: Path) -> None:
    place = home / "ballast"
    for left in (None, b"half"):
        place.unlink()
        if left is not None:
            place.write_bytes(left)
        reopen(home).close()
        assert place.stat().st_size == disk.BALLAST_SIZE
        assert len(set(place.read_bytes()[:4096])) > 200  # what compresses to nothing keeps nothing back


def test_whoever_looks_at_a_vault_that_is_none_leaves_nothing_beside_it(home: Path) -> None:
    """Beside a log, it is looked at as SQLite reads one, which makes a file of its own."""
    for damage in (b"", (home / "vault").read_bytes()[:5000], b"x" * 8192):
        (home / "vault").write_bytes(damage)
        (home / "vault-wal").touch()
        before = snapshot(home)
        with pytest.raises(StorageError):
            reopen(home)
        assert snapshot(home).keys() == before.keys()
