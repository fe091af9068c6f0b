"""What a vault asks of a store; vaults and homes over three of them: an SQLite file, a JSON file, PostgreSQL."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import given, settings

from core.errors import BadInput, StorageError
from core.storage import disk, header
from core.storage.sealing import Seal
from core.storage.sqlite_store import SqliteStore
from core.storage.store import Store, StoreTransaction
from tests.core.storage.file_store import FileStore
from tests.core.storage.homes import CHEAP, OTHER_WORDS, WORDS, Content, Drawer, everything, make, reopen, write
from tests.core.storage.test_passphrase_change import deaths
from tests.core.storage.test_vault import CONTENT, TABLES, pieces_found, steps
from tests.support.postgres import NO_SERVER, OnServer, copy_home, on_disk, programs
from tests.support.two_homes import Fate, TwoHomes, make_home

SLOTS = [bytes([n]) * 16 for n in range(4)]
STORES = pytest.mark.parametrize("stores", [SqliteStore, FileStore, OnServer])
FILES = pytest.mark.parametrize("stores", [SqliteStore, FileStore])


class Stop(Exception):
    """Thrown within a block."""


def made(home: Path, stores: type[Store]) -> Store:
    """A store with a header and two rows, closed and opened again."""
    home.mkdir(exist_ok=True)
    with stores.create(home) as store, store.transaction() as block:
        block.put_header(b"header")
        block.put(SLOTS[0], 1, b"one")
        block.put(SLOTS[1], 1, b"two" * 5000)
    store.close()
    found = stores.open(home)
    found.adopt()
    return found


def all_bytes(home: Path, stores: type[Store]) -> bytes:
    """Of the tables, where it is a database, and not of its log (test_postgres_store.py)."""
    if stores is OnServer:
        return on_disk(home)
    return b"".join(file.read_bytes() for file in sorted(home.iterdir()) if file.name != "ballast")


# ------------------------------------------------------------------ the promises one by one
@STORES
def test_what_was_committed_is_there(tmp_path: Path, stores: type[Store]) -> None:
    with closing(made(tmp_path, stores)) as store:
        assert (store.header(), store.generations()) == (b"header", {SLOTS[0]: 1, SLOTS[1]: 1})
        assert store.read(SLOTS[0]) == (1, b"one")
        assert store.read(SLOTS[2]) is None
        store.must_be_ours()
        with store.transaction() as block:
            block.put(SLOTS[0], 2, b"")
            block.put(SLOTS[2], 2**63 - 1, b"three")
            block.delete(SLOTS[1])
            block.delete(SLOTS[3])
            block.put_header(b"another")
        assert not store.in_doubt
    with closing(stores.open(tmp_path)) as store:
        assert (store.header(), store.generations()) == (b"another", {SLOTS[0]: 2, SLOTS[2]: 2**63 - 1})
        assert (store.read(SLOTS[0]), store.read(SLOTS[1])) == ((2, b""), None)


@STORES
def test_a_block_that_fails_is_undone(tmp_path: Path, stores: type[Store]) -> None:
    with closing(made(tmp_path, stores)) as store:
        with suppress(Stop), store.transaction() as block:
            block.put_header(b"half")
            block.put(SLOTS[0], 2, b"half")
            block.delete(SLOTS[1])
            raise Stop
        assert not store.in_doubt
        assert (store.header(), store.generations()) == (b"header", {SLOTS[0]: 1, SLOTS[1]: 1})
        assert store.read(SLOTS[0]) == (1, b"one")


@STORES
def test_one_that_is_not_finished_does_not_count(tmp_path: Path, stores: type[Store]) -> None:
    for _ in range(2):
        with suppress(Stop), stores.create(tmp_path) as store:
            with store.transaction() as block:
                block.put_header(b"header")
            raise Stop
        assert not stores.exists(tmp_path)
    made(tmp_path, stores).close()
    assert stores.exists(tmp_path)


@STORES
def test_it_is_for_one_alone(tmp_path: Path, stores: type[Store]) -> None:
    with closing(made(tmp_path, stores)) as store:
        with pytest.raises(StorageError) as refused, closing(stores.open(tmp_path)) as second:
            second.header()
        assert refused.value.kind == "in_use"
        assert store.header() == b"header"
    with closing(stores.open(tmp_path)) as store:
        assert store.header() == b"header"


@STORES
def test_what_was_replaced_can_be_erased(tmp_path: Path, stores: type[Store]) -> None:
    with closing(made(tmp_path, stores)) as store:
        with store.transaction() as block:
            block.put(SLOTS[3], 1, b"a row that nobody shall find")
        with store.transaction() as block:
            block.delete(SLOTS[3])
        store.erase_traces()
        seen = all_bytes(tmp_path, stores)
    for form in (bytes, lambda data: data.hex().encode()):
        assert form(b"a row that nobody shall find") not in seen


@STORES
def test_removed_it_is_gone(tmp_path: Path, stores: type[Store]) -> None:
    with closing(made(tmp_path, stores)) as store:
        assert (tmp_path / "ballast").exists() == (stores is not OnServer)  # a server keeps none
        assert store.give_up_reserve() == (stores is not OnServer)
        assert not store.give_up_reserve()
    store.remove()
    assert not stores.exists(tmp_path)
    assert list(tmp_path.iterdir()) == []


@FILES
@pytest.mark.parametrize("data", [b"", b"{}", b"x" * 5000])
def test_a_file_of_anything_is_damage(tmp_path: Path, stores: type[Store], data: bytes) -> None:
    made(tmp_path, stores).close()
    for file in tmp_path.iterdir():
        if file.stat().st_size < 1 << 20:
            file.write_bytes(data)
    with pytest.raises(StorageError) as refused, closing(stores.open(tmp_path)) as store:
        store.header()
    assert refused.value.kind == "corrupt"


# ------------------------------------------------------------------ a vault over each
@contextmanager
def thief(home: Path, stores: type[Store]) -> Iterator[tuple[Store, StoreTransaction]]:
    """The store of a closed vault in the hands of someone without its passphrase."""
    with closing(stores.open(home)) as store:
        store.adopt()
        with store.transaction() as block:
            yield store, block


def slot_of(home: Path, stores: type[Store], table: str, id: bytes) -> bytes:
    with closing(stores.open(home)) as store:
        unwrapped = header.unwrap(header.read(store), WORDS, None, CHEAP)
    return Seal(unwrapped.header, unwrapped.dk).slot(table, id)


def refused(home: Path, stores: type[Store]) -> str:
    """The kind of the error that opening and reading everything raises."""
    with pytest.raises((StorageError, BadInput)) as found, closing(reopen(home, stores=stores)) as vault:
        everything(vault, *TABLES)
    return found.value.kind


@STORES
@given(steps)
@settings(max_examples=30)
def test_a_vault_is_a_dictionary(
    tmp_path_factory: pytest.TempPathFactory, stores: type[Store], steps: list[tuple[str, int, bytes]]
) -> None:
    home = tmp_path_factory.mktemp("home")
    make(home, stores=stores)
    model: Content = {}
    words, found = WORDS, reopen(home, stores=stores)
    try:
        for step, id, data in steps:
            name = ("t", bytes([id]))
            match step:
                case "put" | "delete":
                    with found.transaction() as block:
                        block.put(*name, data) if step == "put" else block.delete(*name)
                    model = {k: v for k, v in model.items() if k != name} | ({name: data} if step == "put" else {})
                case "give up":
                    with suppress(Stop), found.transaction() as block:
                        block.put("t", b"half", b"")
                        raise Stop
                case "erase":
                    found.erase_traces()
                case "passphrase":
                    words = OTHER_WORDS if words is WORDS else WORDS
                    found.change_passphrase(words, CHEAP)
                case _:
                    found.close()
                    found = reopen(home, words, stores=stores)
            assert everything(found, "t") == model
    finally:
        found.close()
        shutil.rmtree(home)


@STORES
def test_a_thief_of_the_store_is_found(tmp_path: Path, stores: type[Store]) -> None:
    """Rows exchanged, deleted, played back or added, and a header bent: the checks are the vault's, not the store's."""
    home, before = tmp_path / "home", tmp_path / "before"
    make(home, CONTENT, stores=stores)
    one, other = (slot_of(home, stores, "key", id) for id in (b"A", b"B"))
    with closing(stores.open(home)) as store:
        old = {slot: store.read(slot) for slot in store.generations()}
    with closing(reopen(home, stores=stores)) as vault:
        write(vault, {("key", b"A"): b"the next share of A"})
    copy_home(home, before)

    def attack(name: str) -> None:
        with thief(home, stores) as (store, block):
            first, second = store.read(one), store.read(other)
            assert first is not None
            assert second is not None
            match name:
                case "exchanged":
                    block.put(one, *second)
                    block.put(other, *first)
                case "contents exchanged":
                    block.put(one, first[0], second[1])
                case "deleted":
                    block.delete(one)
                case "played back":
                    row = old[one]
                    assert row is not None
                    block.put(one, *row)
                case "added":
                    block.put(bytes(16), 1, first[1])
                case "header":
                    bent = bytearray(store.header())
                    bent[18] ^= 1  # of the vault's id
                    block.put_header(bytes(bent))

    for name in ("exchanged", "contents exchanged", "deleted", "played back", "added", "header"):
        attack(name)
        assert refused(home, stores) == ("passphrase" if name == "header" else "corrupt"), name
        shutil.rmtree(home)
        copy_home(before, home)
    with closing(reopen(home, stores=stores)) as vault:
        assert everything(vault, *TABLES) == CONTENT | {("key", b"A"): b"the next share of A"}


@STORES
def test_another_passphrase_over_each(tmp_path: Path, stores: type[Store]) -> None:
    home, drawer = tmp_path / "home", Drawer(tmp_path / "drawer")
    make(home, CONTENT, drawer, stores)
    with closing(stores.open(home)) as store:
        old = {row[1] for slot in store.generations() if (row := store.read(slot)) is not None}
    with closing(reopen(home, WORDS, drawer, stores)) as vault:
        vault.change_passphrase(OTHER_WORDS, CHEAP, drawer)
        assert pieces_found(old | {sealed.hex().encode() for sealed in old}, all_bytes(home, stores)) == []
    with pytest.raises(BadInput):
        reopen(home, WORDS, drawer, stores)
    with closing(reopen(home, OTHER_WORDS, drawer, stores)) as vault:
        assert everything(vault, *TABLES) == CONTENT


def test_a_commit_in_doubt_ends_the_vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The new file has its name, and the disk fails before the name lasts: only a fresh start knows what counts."""

    def fail(_: Path) -> None:
        raise OSError(errno.EIO, "the disk failed")

    make(tmp_path, CONTENT, stores=FileStore)
    with closing(reopen(tmp_path, stores=FileStore)) as vault:
        monkeypatch.setattr(disk, "sync_directory", fail)
        for kind in ("storage", "closed"):
            with pytest.raises(StorageError) as refused:
                write(vault, {("key", b"A"): b"the next share of A"})
            assert refused.value.kind == kind
        with pytest.raises(StorageError):
            vault.get("key", b"B")
    monkeypatch.undo()
    with closing(reopen(tmp_path, stores=FileStore)) as vault:
        assert everything(vault, *TABLES) == CONTENT | {("key", b"A"): b"the next share of A"}


@pytest.mark.parametrize("store", ["file", pytest.param("postgres", marks=pytest.mark.slow)])
@pytest.mark.parametrize("scenario", ["change", "commit", "create"])
def test_killed_at_any_line_over_others(tmp_path: Path, scenario: str, store: str) -> None:
    """As over SQLite (test_passphrase_change.py): before or after, and nothing between."""
    if store == "postgres" and programs() is None:
        pytest.skip(NO_SERVER)
    states = [state for _, state, _ in deaths(tmp_path, scenario, 7 if store == "file" else 23, store)]
    ends = {
        "change": ["old before", "new before"],
        "commit": ["old before", "old after"],
        "create": ["none", "old after"],
    }[scenario]
    assert states == [ends[0]] * states.count(ends[0]) + [ends[1]] * states.count(ends[1])
    assert all(state in states for state in ends)


# ------------------------------------------------------------------ whole homes
@STORES
def test_homes_over_it_pay_and_renew_and_survive_a_death(tmp_path: Path, stores: type[Store]) -> None:
    """Key generation, a payment and a refresh whose commit dies on either side: nothing above the vault notices what
    lies below it."""
    for side in ("computer", "cosigner"):
        make_home(tmp_path / side, stores=stores)
    homes = TwoHomes(tmp_path, stores=stores)
    homes.client.new_key("savings", "regtest")
    homes.pay()
    homes.restart_both()
    homes.pay(homes.wire(amount=50_000))
    for side in ("computer", "cosigner"):
        homes.own(side).meets(Fate(1, "after"))
        assert not homes.survives(lambda: homes.client.refresh(homes.key.key_id))
        homes.restart()
    homes.client.refresh(homes.key.key_id)
    homes.pay(homes.wire(amount=60_000))
    assert homes.key.max_epoch >= 2  # of the refresh that died and of the one that did not
    homes.computer.end()
    homes.cosigner.end()
    assert (tmp_path / "computer" / "vault").exists() == (stores is SqliteStore)
