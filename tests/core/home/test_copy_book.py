"""The sealed copies have records of their own: written with their run, erased with it, and not touched in between."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.codec.codec import encode
from core.errors import StorageError, StorageKind
from core.home.repository import Repository
from core.home.tables import COPY, KEY, SHARE
from core.keys.record import KeyRecord, StoredShare, share_of
from core.recovery.sealed_copy import read_copy
from core.storage.vault import Vault, VaultTransaction
from tests.support.two_homes import Fate, Side, TwoHomes, two_homes

HANDSHAKE = 14_000  # bytes; a row with its base OTs has less, a copy more


@pytest.fixture
def sealed(tmp_path: Path) -> Iterator[TwoHomes]:
    with two_homes(tmp_path, sheets=True) as homes:
        yield homes


def ids(side: Side) -> list[bytes]:
    return [id for id, _ in side.vault.items(COPY)]


def id_of(row: KeyRecord) -> bytes:
    share = share_of(row)
    return row.key_id + share.T + share.peer_sheet.spk + share.peer_sheet.apk


@contextmanager
def written(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[tuple[str, bytes], bytes | None]]]:
    """What each transaction of the block changes."""
    found = list[dict[tuple[str, bytes], bytes | None]]()
    honest = vault.transaction

    @contextmanager
    def transaction(**words: Any) -> Iterator[VaultTransaction]:
        with honest(**words) as block:
            yield block
            found.append(dict(block.changes))

    with monkeypatch.context() as patched:
        patched.setattr(vault, "transaction", transaction)
        yield found


def test_a_copy_is_no_part_of_its_row(sealed: TwoHomes) -> None:
    for side in (sealed.computer, sealed.cosigner):
        copy, row = share_of(side.row).peer_copy, side.vault.get(KEY, side.row.key_id)
        assert copy
        assert row is not None
        assert read_copy(copy).proof not in row
        assert ids(side) == [id_of(side.row)]
        assert side.vault.get(COPY, id_of(side.row)) == copy
        assert encode(side.row) != row


def test_a_handshake_writes_no_copy_anew(sealed: TwoHomes, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed.client.close()
    with written(sealed.computer.vault, monkeypatch) as here, written(sealed.cosigner.vault, monkeypatch) as there:
        sealed.client.connected()
    changes = [change for found in (*here, *there) for change in found.items()]
    assert KEY in [table for (table, _), _ in changes]
    assert COPY not in [table for (table, _), _ in changes]
    assert all(len(data or b"") < HANDSHAKE for _, data in changes)


def test_a_payment_writes_no_share_anew(sealed: TwoHomes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not where a check begins and ends, nor with the debit: a share is most of what is kept of a key."""
    sealed.allow(50_000)
    sealed.client.connected()
    with written(sealed.cosigner.vault, monkeypatch) as there:
        sealed.pay()
    changes = [change for found in there for change in found.items()]
    assert KEY in [table for (table, _), _ in changes]
    assert not {SHARE, COPY} & {table for (table, _), _ in changes}
    assert len(there) == 3
    share = sealed.cosigner.vault.get(SHARE, sealed.key.key_id + sealed.key.current_run_id)
    assert sum(len(data or b"") for _, data in changes) < len(share or b"")


def test_a_row_whose_share_is_gone_opens_nothing(sealed: TwoHomes) -> None:
    with sealed.cosigner.vault.transaction() as block:
        block.delete(SHARE, sealed.key.key_id + sealed.key.current_run_id)
    with pytest.raises(StorageError) as found:
        Repository(sealed.cosigner.vault)
    assert found.value.kind is StorageKind.CORRUPT


def test_a_refresh_brings_its_own_and_erases_the_old_one(sealed: TwoHomes) -> None:
    old = ids(sealed.computer), ids(sealed.cosigner)
    sealed.client.refresh(sealed.key.key_id)
    for side, before in zip((sealed.computer, sealed.cosigner), old, strict=True):
        assert ids(side) == [id_of(side.row)] != before
        assert [id for id, _ in side.vault.items(SHARE)] == [side.row.key_id + side.row.current_run_id]
    sealed.restart_both()
    for side in (sealed.computer, sealed.cosigner):
        assert side.vault.get(COPY, id_of(side.row)) == share_of(side.row).peer_copy != b""


@pytest.mark.parametrize("at", range(1, 9))
def test_a_crash_leaves_the_copies_of_the_runs_that_are_kept(at: int, sealed: TwoHomes) -> None:
    """In PENDING and CURRENT, and no other; what is dropped takes its copy along."""
    sealed.cosigner.meets(Fate(at, "after"))
    sealed.survives(lambda: sealed.client.refresh(sealed.key.key_id))
    sealed.cosigner.meets(None)
    sealed.restart()
    for side in (sealed.computer, sealed.cosigner):
        runs = {slot.run_id for slot in (side.row.current, side.row.pending) if slot is not None}
        assert sorted(id[32:64] for id in ids(side)) == sorted(runs)
    sealed.client.connected()
    for side in (sealed.computer, sealed.cosigner):
        assert side.row.pending is None
        assert ids(side) == [id_of(side.row)]


def test_what_is_written_twice_in_one_transaction_is_as_it_was_written_last(sealed: TwoHomes) -> None:
    side, row = sealed.computer, sealed.key
    assert row.current is not None
    without = StoredShare.of(replace(share_of(row), peer_copy=b""))
    gone = replace(row, current=replace(row.current, share=without))
    with side.records.write() as write:
        write.key(gone)
        write.key(row)
    assert ids(side) == [id_of(row)]
    with side.records.write() as write:
        write.key(row)
        write.key(gone)
    assert ids(side) == []
    with side.records.write() as write:
        write.key(row)
        write.erase_key(row.key_id)
    assert ids(side) == []


def test_keys_that_are_there_with_sheets_are_no_key_without(homes: TwoHomes) -> None:
    assert ids(homes.computer) == ids(homes.cosigner) == []
