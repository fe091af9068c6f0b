"""What a home remembers: memory follows the disk, all of a write or nothing of it."""

from __future__ import annotations

import gc
import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from core.approval.request import SigningRequest
from core.codec.codec import encode
from core.errors import Bug, StorageError
from core.home.chain_store import ChainStore
from core.home.records import HomeRecord, LogCode, LogEntry, Peer
from core.home.repository import Repository, Write
from core.home.tables import CONTACT, KEY, LABEL, TASK
from core.keys import transitions
from core.keys.record import share_of
from core.protocol.share import KeyShare
from core.role import WALLET
from core.secret import Secret
from tests.core.approval.test_request import TASK as A_TASK
from tests.support.two_homes import CHEAP, PASSPHRASE, Fate, Killed, MortalVault, TwoHomes, make_home

PEER = Peer(b"certificate", "host", 7420, 1_800_000_000, words_compared=True)
PIN = bytes(32)


def opened(home: Path) -> Repository:
    return Repository(MortalVault.open(home, PASSPHRASE, floor=CHEAP))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    make_home(tmp_path / "home")
    return tmp_path / "home"


def fill(write: Write) -> None:
    fill_with(write, A_TASK)


def fill_with(write: Write, request: SigningRequest) -> None:
    write.home(HomeRecord(Secret(b"key"), WALLET, practice=True, cosigner=PIN))
    write.peer(PIN, PEER)
    write.request(request)
    write.payload(A_TASK.id, b"transaction")
    write.log(5, LogCode.CUT_OFF, "one")
    write.log(6, LogCode.CUT_OFF, "two")


def seen(records: Repository) -> tuple[object, ...]:
    """All of it, as values that can be compared."""
    return encode(records.home), records.peers, records.requests, list(records.log()), sorted(records.keys)


def test_what_was_written_is_there_after_a_start(home: Path) -> None:
    records = opened(home)
    with records.write() as write:
        fill(write)
    kept = seen(records)
    assert len(records.log()) == 2
    assert records.payload(A_TASK.id) == b"transaction"
    records.vault.close()
    again = opened(home)
    assert seen(again) == kept
    assert list(again.log(1)) == [LogEntry(6, "key.cut_off", ("two",), first=6)]
    with again.write() as write:
        write.log(7, LogCode.CUT_OFF, "three")
    assert [entry.values[0] for entry in again.log()] == ["one", "two", "three"]


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
        write.log(1, LogCode.CUT_OFF, "only")
    assert [entry.values[0] for entry in records.log()] == ["only"]
    records.vault.close()
    assert [entry.values[0] for entry in opened(home).log()] == ["only"]


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
        write.log(1, LogCode.CUT_OFF, "outer")
    assert len(records.log()) == 1


def test_writers_on_other_threads_wait_their_turn(home: Path) -> None:
    records = opened(home)

    def count() -> None:
        for _ in range(20):
            with records.write() as write:
                (request,) = records.requests.values()
                write.request(replace(request, amount=request.amount + 1))

    with records.write() as write:
        write.request(replace(A_TASK, amount=0))
    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert records.requests[A_TASK.id].amount == 80


def test_forgetting(home: Path) -> None:
    records = opened(home)
    with records.write() as write:
        fill(write)
    with records.write() as write:
        write.erase_peer(PIN)
        write.erase_payload(A_TASK.id)
        write.erase_key(bytes(32))  # there is none
    assert records.peers == {}
    with pytest.raises(StorageError, match="missing"):
        records.payload(A_TASK.id)


def test_a_vault_without_its_first_record_is_named(tmp_path: Path) -> None:
    vault = MortalVault.create(tmp_path, PASSPHRASE, CHEAP)
    with pytest.raises(StorageError, match="lacks a record"):
        Repository(vault)


@pytest.mark.parametrize("table", [KEY, TASK])
def test_a_record_that_cannot_be_read_is_named(home: Path, table: str) -> None:
    records = opened(home)
    with records.vault.transaction() as block:
        block.put(table, bytes(32), b"what is this")
    with pytest.raises(StorageError, match="malformed") as caught:
        Repository(records.vault)
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
    assert share_of(one).T == share_of(two).T
    assert share_of(one).x.reveal() != share_of(two).x.reveal()


def test_no_secret_shows(homes: TwoHomes) -> None:
    rows = homes.computer.row, homes.cosigner.row
    shown = repr((homes.computer.records.home, *rows))
    for share in (share_of(row) for row in rows):
        assert str(share.x.reveal()) not in shown
        assert repr(share.ot.reveal())[2:40] not in shown


def test_a_share_is_decoded_once_and_forgotten_with_its_record(homes: TwoHomes) -> None:
    homes.pay()  # each side has used its share
    old = share_of(homes.key).T
    for side in (homes.computer, homes.cosigner):
        assert share_of(side.row) is share_of(side.row)
    homes.pay(homes.wire(seed=7))  # the records are others by now, the share is the same
    shares = [share_of(side.row) for side in (homes.computer, homes.cosigner)]
    assert len(in_memory(old)) == 2
    del shares
    homes.client.refresh(homes.key.key_id)
    assert in_memory(old) == []


def in_memory(run_id: bytes) -> list[KeyShare]:
    """The shares of a run that somebody still holds."""
    gc.collect()
    return [found for found in gc.get_objects() if isinstance(found, KeyShare) and run_id == found.T]


# ------------------------------------------------------------------ requests, notes, starts
def test_a_request_without_its_transaction_is_named(home: Path) -> None:
    records = opened(home)
    with records.write() as write:
        write.request(A_TASK)
        write.payload(A_TASK.id, b"transaction")
    assert records.payload(A_TASK.id) == b"transaction"
    with records.write() as write:
        write.erase_payload(A_TASK.id)
    with pytest.raises(StorageError) as damaged:
        records.payload(A_TASK.id)
    assert damaged.value.kind == "corrupt"
    records.vault.close()


def test_notes_are_of_a_key_and_of_a_table(home: Path) -> None:
    one, other = bytes([1]) * 32, bytes([2]) * 32
    records = opened(home)
    with records.write() as write:
        write.note(LABEL, one, b"a", b"first")
        write.note(LABEL, one, b"b", b"second")
        write.note(LABEL, other, b"a", b"of another key")
        write.note(CONTACT, b"", b"a", b"of all keys")
    with records.write() as write:
        write.note(LABEL, one, b"a", None)
        write.note(LABEL, one, b"never there", None)
    records.vault.close()
    records = opened(home)
    assert dict(records.noted(LABEL, one)) == {b"b": b"second"}
    assert dict(records.noted(LABEL, other)) == {b"a": b"of another key"}
    assert dict(records.noted(CONTACT)) == {b"a": b"of all keys"}
    records.vault.close()


def test_what_the_chain_says_is_kept_whole_or_not_at_all(home: Path) -> None:
    records = opened(home)
    store, other = ChainStore(records, bytes([1]) * 32), ChainStore(records, bytes([2]) * 32)
    store.save({b"header": b"1", b"coin": b"2"})
    store.save({b"header": b"3", b"coin": None, b"gone": None})
    assert store.load() == {b"header": b"3"}
    assert other.load() == {}
    records.vault.fate = Fate(records.vault.count + 1, "full")  # type: ignore[attr-defined]
    with pytest.raises(StorageError):
        store.save({b"header": b"4", b"coin": b"5"})
    assert store.load() == {b"header": b"3"}
    records.vault.close()


def test_what_memory_does_it_does_after_the_disk(home: Path) -> None:
    records = opened(home)
    done: list[int] = []
    with records.write() as write:
        write.log(5, LogCode.CUT_OFF, "one")
        write.then(lambda: done.append(records.vault.generation))
        assert done == []
    assert done == [records.vault.generation]
    with suppress(ZeroDivisionError), records.write() as write:
        write.then(lambda: done.append(0))
        _ = 1 / 0
    assert len(done) == 1
    records.vault.close()


def test_a_start_makes_safe_what_a_crash_has_left(homes: TwoHomes) -> None:
    """A birth that never came to be goes, a check that was not finished costs what it costs, the rest stays."""
    records, row = homes.cosigner.records, homes.cosigner.row
    with records.write() as write:
        assert write.recover(0) == []
    begun = transitions.checking(row, row.current_run_id)
    with records.write() as write:
        write.key(begun)
        write.key(replace(row, key_id=bytes(32), current=None, pending=begun.current))
    with records.write() as write:
        changed = write.recover(0)
    assert [found.key_id for found in changed] == [row.key_id]
    assert list(records.keys) == [row.key_id]
    assert homes.cosigner.row.must_refresh
