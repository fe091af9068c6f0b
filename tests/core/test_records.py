"""What a home remembers: memory follows the disk, all of a write or nothing of it."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from core import lifecycle
from core.encoding import encode
from core.errors import Bug, StorageError
from core.records import KEY, TASK, Home, LogEntry, Peer, Records, Write
from core.role import WALLET
from core.secret import Secret
from core.tasks import Task
from tests.core.test_tasks import TASK as A_TASK
from tests.support.two_homes import CHEAP, PASSPHRASE, Fate, Killed, MortalVault, TwoHomes, make_home

PEER = Peer(b"certificate", "host", 7420, 1_800_000_000, words_compared=True)
PIN = bytes(32)


def opened(home: Path) -> Records:
    return Records(MortalVault.open(home, PASSPHRASE, floor=CHEAP))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    make_home(tmp_path / "home")
    return tmp_path / "home"


def fill(write: Write) -> None:
    fill_with(write, A_TASK)


def fill_with(write: Write, task: Task) -> None:
    write.home(Home(Secret(b"key"), WALLET, practice=True, cosigner=PIN))
    write.peer(PIN, PEER)
    write.task(task)
    write.payload(A_TASK.request, b"transaction")
    write.log(5, "key", "one")
    write.log(6, "key", "two")


def seen(records: Records) -> tuple[object, ...]:
    """All of it, as values that can be compared."""
    return encode(records.home), records.peers, records.tasks, list(records.log()), sorted(records.keys)


def test_what_was_written_is_there_after_a_start(home: Path) -> None:
    records = opened(home)
    with records.write() as write:
        fill(write)
    kept = seen(records)
    assert records.log_length == 2
    assert records.payload(A_TASK.request) == b"transaction"
    records.vault.close()
    again = opened(home)
    assert seen(again) == kept
    assert list(again.log(1)) == [LogEntry(6, "key", "two")]
    with again.write() as write:
        write.log(7, "key", "three")
    assert [entry.text for entry in again.log()] == ["one", "two", "three"]


def test_memory_changes_when_the_block_has_ended(home: Path) -> None:
    records = opened(home)
    before = seen(records)
    with records.write() as write:
        fill(write)
        assert seen(records) == before
    assert seen(records) != before


@pytest.mark.parametrize("when", ["before", "full"])
def test_a_write_that_fails_changes_neither_disk_nor_memory(home: Path, when: str) -> None:
    records = opened(home)
    before = seen(records)
    assert isinstance(records.vault, MortalVault)
    records.vault.fate = Fate(records.vault.count + 1, when)
    with pytest.raises((StorageError, Killed)), records.write() as write:
        fill(write)
    assert seen(records) == before
    records.vault.fate = None
    with records.write() as write:  # the disk has space again
        write.log(1, "key", "only")
    assert [entry.text for entry in records.log()] == ["only"]
    records.vault.close()
    assert [entry.text for entry in opened(home).log()] == ["only"]


def test_an_error_inside_the_block_writes_nothing(home: Path) -> None:
    records = opened(home)
    before, generation = seen(records), records.vault.generation
    two_lines = replace(A_TASK, reason="two\nlines")
    with pytest.raises(Bug, match="cannot be encoded"), records.write() as write:
        fill_with(write, two_lines)
    assert seen(records) == before
    assert records.vault.generation == generation


def test_a_write_within_a_write_is_a_bug(home: Path) -> None:
    records = opened(home)
    with records.write() as write:
        with pytest.raises(Bug, match="within"), records.write():
            pass
        write.log(1, "key", "outer")
    assert records.log_length == 1


def test_writers_on_other_threads_wait_their_turn(home: Path) -> None:
    records = opened(home)

    def count() -> None:
        for _ in range(20):
            with records.write() as write:
                (task,) = records.tasks.values()
                write.task(replace(task, amount=task.amount + 1))

    with records.write() as write:
        write.task(replace(A_TASK, amount=0))
    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert records.tasks[A_TASK.request].amount == 80


def test_forgetting(home: Path) -> None:
    records = opened(home)
    with records.write() as write:
        fill(write)
    with records.write() as write:
        write.erase_peer(PIN)
        write.erase_payload(A_TASK.request)
        write.erase_key(bytes(32))  # there is none
    assert records.peers == {}
    with pytest.raises(StorageError, match="missing"):
        records.payload(A_TASK.request)


def test_a_vault_without_its_first_record_is_named(tmp_path: Path) -> None:
    vault = MortalVault.create(tmp_path, PASSPHRASE, CHEAP)
    with pytest.raises(StorageError, match="lacks a record"):
        Records(vault)


@pytest.mark.parametrize("table", [KEY, TASK])
def test_a_record_that_cannot_be_read_is_named(home: Path, table: str) -> None:
    records = opened(home)
    with records.vault.transaction() as block:
        block.put(table, bytes(32), b"what is this")
    with pytest.raises(StorageError, match="malformed") as caught:
        Records(records.vault)
    assert caught.value.exit_code == 6


def test_rows_survive_whole(homes: TwoHomes) -> None:
    """Both rows of a real key, each with its share, after a start."""
    for side in (homes.computer, homes.cosigner):
        before = encode(side.row)
        side.end()
        side.start()
        assert encode(side.row) == before
    one, two = homes.computer.row, homes.cosigner.row
    assert one.current is not None
    assert two.current is not None
    assert one.current.share.T == two.current.share.T
    assert one.current.share.x.reveal() != two.current.share.x.reveal()


def test_no_secret_shows(homes: TwoHomes) -> None:
    rows = homes.computer.row, homes.cosigner.row
    shown = repr((homes.computer.records.home, *rows))
    for share in (lifecycle.share_of(row) for row in rows):
        assert str(share.x.reveal()) not in shown
        assert repr(share.ot.reveal())[2:40] not in shown
