"""Every vault that was ever shipped opens, with each kind of record in it (tests/support/shipped_formats.py)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.cosigner.paid import PAID
from core.home import machine, tables
from core.home.copy_book import bare
from core.home.repository import Repository
from core.keys.record import KeyRecord, share_of
from core.recovery.sealed_copy import read_copy
from core.storage.block import OPEN
from core.storage.migrate import FORMAT, OLDEST
from core.storage.vault import Vault
from tests.support.sealed import SHEETS
from tests.support.shipped_formats import BARE, PASSPHRASE, READERS, ROLES, content, file_of, key

ALL = {name: table for name, table in vars(tables).items() if name.isupper() and isinstance(table, str)}
TABLES = {*ALL.values(), PAID, machine.TABLE}
HOW = (
    "a record is written in another form than the vault of this format has it: raise FORMAT and add a step "
    "(core/storage/migrate.py), or before its first release write them anew: python -m tests.support.shipped_formats"
)


def opened(home: Path, format: int, role: str) -> Vault:
    home.mkdir(mode=0o700)
    shutil.copyfile(file_of(format, role), home / "vault")
    return Vault.open(home, PASSPHRASE)


@pytest.fixture(params=[(number, role) for number in range(OLDEST, FORMAT + 1) for role in ROLES], ids=str)
def vault(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Vault]:
    found = opened(tmp_path / "home", *request.param)
    yield found
    found.close()


def records_of(vault: Vault) -> dict[tuple[str, bytes], bytes]:
    return {(table, id): data for table in TABLES for id, data in vault.items(table)}


def test_every_record_is_read(vault: Vault) -> None:
    found = records_of(vault)
    for (table, id), data in found.items():
        if table in READERS:
            READERS[table](id, data)
        else:
            size = BARE[table]
            assert size is None or len(data) <= size
    records = Repository(vault)
    assert [line.code for line in records.log()] == ["restored.backup", "sheet.made"]
    [row] = records.keys.values()
    assert share_of(row).Q == share_of(key(row.role)).Q
    assert row.current is not None
    [copy] = row.current.share.copies
    assert copy.sheet == SHEETS[row.role.other].public
    read_copy(copy.data)


@pytest.mark.parametrize("role", ROLES)
def test_todays_format_is_what_todays_program_writes(tmp_path: Path, role: str) -> None:
    vault = opened(tmp_path / "home", FORMAT, role)
    log = (tables.LOG, tables.CHAIN_HEAD, OPEN)
    found = {place: data for place, data in records_of(vault).items() if place[0] not in log}
    vault.close()
    expected = content(role)
    assert sorted(found) == sorted(expected), HOW
    assert [place for place in found if found[place] != expected[place]] == [], HOW


def test_no_table_is_left_out() -> None:
    assert READERS.keys() | BARE.keys() == TABLES
    kept = {table for role in ROLES for table, _ in content(role)} | {tables.LOG, tables.CHAIN_HEAD}
    assert kept == TABLES


def test_a_row_is_kept_without_its_share_and_copies() -> None:
    row = key(ROLES["wallet"])
    assert isinstance(row, KeyRecord)
    kept = bare(row).current
    assert row.current is not None
    assert kept is not None
    assert (kept.share.data.reveal(), kept.share.copies) == (b"", ())
    assert row.current.share.data.reveal()
    assert row.current.share.copies
