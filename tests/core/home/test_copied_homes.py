"""Backups that people make anyway, of real homes that are open: each is found when it is opened, said with a kind and a
sentence of its own, and costs a refresh, never a key (V2)."""

from __future__ import annotations

import base64
import io
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.text.say import logged, sentence
from core.cosigner.opening import accept_half as accept_cosigner
from core.errors import KeyBlocked, StorageError, StorageKind, TandemError
from core.home.records import LogCode
from core.storage import sqlite_store
from core.wallet.api import KeyState
from core.wallet.opening import accept_half, create_or_open, open_or_connect
from tests.support.open_homes import NAME, PASSPHRASE, OpenHomes, Serving, open_homes

SIDES = pytest.mark.parametrize("side", ["wallet", "cosigner"])
Files = dict[str, bytes]


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[OpenHomes]:
    with open_homes(tmp_path) as found:
        yield found


def files(home: Path) -> Files:
    """As a copy of the open folder has them."""
    return {file.name: file.read_bytes() for file in home.iterdir() if file.is_file()}


def put(home: Path, found: Files) -> None:
    """As a sync service or a restored backup writes them: another file, then its name."""
    for name, data in found.items():
        new = home / ("." + name)
        new.write_bytes(data)
        new.chmod(0o600)
        new.replace(home / name)


def only(found: Files, *names: str) -> Files:
    return {name: found[name] for name in names}


def end(homes: OpenHomes, side: str) -> Path:
    """Its program ends. -> its home"""
    if side == "wallet":
        homes.wallet.close()
    else:
        homes.serving.stop()
    return homes.place / side


def start(homes: OpenHomes, side: str) -> None:
    """It opens its home again."""
    if side == "wallet":
        homes.wallet = create_or_open(homes.place / "wallet", PASSPHRASE)
    else:
        homes.serving = Serving(homes.place / "cosigner", homes.serving.listening)


def codes(homes: OpenHomes, side: str) -> list[str]:
    """What its log says."""
    if side == "wallet":
        return [entry.code for entry in homes.wallet.log()]
    return [line.code for line in homes.serving.cosigner.admin.log()]


def must_refresh_first(homes: OpenHomes) -> None:
    """Nothing is paid before (KeyState), and the key is sound: one refresh ends it, on both sides."""
    found = homes.wallet.status(NAME)
    assert found.report is not None
    assert KeyState.MUST_REFRESH in (found.wallet.state, found.report.state)
    epoch = homes.wallet.refresh(NAME).epoch
    found = homes.wallet.status(NAME)
    assert (found.wallet.state, found.wallet.epoch) == (KeyState.OPEN, epoch)
    assert found.report is not None
    assert (found.report.state, found.report.epoch) == (KeyState.OPEN, epoch)


@SIDES
def test_replaced_while_it_is_open(homes: OpenHomes, side: str) -> None:
    """A sync service brings another machine's file. What was written from then on would be gone with the old one: a
    refresh that the other side has committed would be a key lost."""
    put(homes.place / side, only(files(homes.place / side), "vault"))
    with pytest.raises(TandemError) as told:
        homes.wallet.refresh(NAME)
    home = end(homes, side)
    found = told.value if side == "wallet" else homes.serving.error
    assert found is not None
    assert found.kind is StorageKind.REPLACED
    assert "Take the folder out of that service" in sentence(found)
    assert str(home) in found.message
    start(homes, side)
    assert codes(homes, side).count(LogCode.OTHER_FILE) == 1
    must_refresh_first(homes)


@SIDES
def test_moved_away_while_it_is_open(homes: OpenHomes, side: str) -> None:
    """Put back where it was it is the same file, and nothing has happened."""
    vault = homes.place / side / "vault"
    vault.rename(homes.place / "elsewhere")
    with pytest.raises(TandemError):
        homes.wallet.refresh(NAME)
    (homes.place / "elsewhere").rename(vault)
    end(homes, side)
    start(homes, side)
    assert LogCode.OTHER_FILE not in codes(homes, side)
    epoch = homes.wallet.refresh(NAME).epoch
    assert homes.wallet.show(NAME).epoch == epoch


@SIDES
def test_copied_while_it_is_open_and_put_back(homes: OpenHomes, side: str) -> None:
    """With all its files. Also where nobody could tell by the other side's memory, since the two have not met after."""
    copy = files(homes.place / side)
    put(end(homes, side), copy)
    start(homes, side)
    assert codes(homes, side).count(LogCode.OTHER_FILE) == 1
    assert "Never use two copies" in logged(LogCode.OTHER_FILE, ())
    must_refresh_first(homes)
    end(homes, side)
    start(homes, side)
    assert codes(homes, side).count(LogCode.OTHER_FILE) == 1


@SIDES
def test_a_copy_from_before_a_refresh_signs_nothing_and_costs_nothing(homes: OpenHomes, side: str) -> None:
    """What a backup cannot do: the other side has gone on. Nothing is erased, and the newest file is all that is
    needed."""
    older = files(homes.place / side)
    homes.wallet.refresh(NAME)
    home = end(homes, side)
    newest = files(home)
    put(home, older)
    start(homes, side)
    found = homes.wallet.status(NAME)
    assert found.report is not None
    assert KeyState.MISMATCH in (found.wallet.state, found.report.state)
    with pytest.raises(KeyBlocked):
        homes.wallet.refresh(NAME)
    (end(homes, side) / "vault-wal").unlink(missing_ok=True)
    put(home, only(newest, "vault"))
    start(homes, side)
    must_refresh_first(homes)


@SIDES
def test_a_vault_with_the_log_of_another_moment(homes: OpenHomes, side: str) -> None:
    """A service that brings file by file, or a vault that was put back beside the log of the one that ran. The log is
    never played into a file that is not its own."""
    older = files(homes.place / side)["vault"]
    for number in range(20):
        homes.serving.cosigner.admin.name(f"name {number}")
        homes.wallet.call_self(f"name {number}")
    log = files(homes.place / side)["vault-wal"]
    home = end(homes, side)
    put(home, {"vault": older, "vault-wal": log})
    with pytest.raises(StorageError) as told:
        start(homes, side)
    assert told.value.kind is StorageKind.MIXED
    assert "of two moments" in sentence(told.value)
    assert files(home)["vault"] == older  # looking has changed nothing
    accept = accept_half if side == "wallet" else accept_cosigner
    assert accept(home, PASSPHRASE)
    start(homes, side)
    assert codes(homes, side).count(LogCode.HALF) == 1
    must_refresh_first(homes)


@SIDES
def test_a_vault_that_was_copied_without_its_log(homes: OpenHomes, side: str) -> None:
    copy = files(homes.place / side)["vault"]
    home = end(homes, side)
    (home / "vault-wal").unlink()
    put(home, {"vault": copy})
    with pytest.raises(StorageError) as told:
        start(homes, side)
    assert told.value.kind is StorageKind.HALF
    accept = accept_half if side == "wallet" else accept_cosigner
    assert accept(home, PASSPHRASE)
    assert not accept(home, PASSPHRASE)
    start(homes, side)
    assert LogCode.OTHER_FILE not in codes(homes, side)  # said once, as what it is
    must_refresh_first(homes)


@SIDES
def test_copies_that_a_sync_service_left_beside_it(homes: OpenHomes, side: str) -> None:
    """Each is named once."""
    home = end(homes, side)
    shutil.copy(home / "vault", home / "vault (Anna's conflicted copy 2026-11-30)")
    for _ in range(2):
        start(homes, side)
        assert codes(homes, side).count(LogCode.STRAY) == 1
        end(homes, side)
    (home / "vault.sync-conflict-20261130-093000-ABCDEFG").write_bytes(b"x")
    start(homes, side)
    assert codes(homes, side).count(LogCode.STRAY) == 2
    end(homes, side)
    for file in home.glob("vault?*"):
        if file.name != "vault-wal":
            file.unlink()
    start(homes, side)
    assert codes(homes, side).count(LogCode.STRAY) == 2
    assert homes.wallet.refresh(NAME).epoch == 2


def test_two_copies_on_two_machines(homes: OpenHomes, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same folder on a second machine: it is found there, renews the halves first, and the first one is told."""
    clone = homes.place / "clone"
    shutil.copytree(homes.place / "wallet", clone, ignore=shutil.ignore_patterns("lock", "control"))
    monkeypatch.setattr("core.wallet.wallet.machine_of", lambda _: b"another machine".ljust(32))
    second = create_or_open(clone, PASSPHRASE)
    try:
        assert LogCode.OTHER_MACHINE in [entry.code for entry in second.log()]
        assert second.show(NAME).state is KeyState.MUST_REFRESH
        assert second.refresh(NAME).epoch == 2
    finally:
        second.close()
    homes.wallet.status(NAME)
    assert homes.wallet.show(NAME).state is KeyState.MISMATCH


def test_where_files_keep_no_number_a_copy_is_not_told_by_it(homes: OpenHomes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_store, "KEEPS_NUMBERS", set())
    put(end(homes, "wallet"), files(homes.place / "wallet"))
    start(homes, "wallet")
    assert LogCode.OTHER_FILE not in codes(homes, "wallet")


# ------------------------------------------------------------------ backups that the programs make
def backup_of(homes: OpenHomes, side: str) -> bytes:
    """Asked by another program, while the home is open in its own."""
    if side == "cosigner":
        return base64.b64decode(homes.serving.console.backup().file)
    homes.wallet.receive(lambda: None)
    other = open_or_connect(homes.place / "wallet", PASSPHRASE)
    assert type(other).__name__ == "RemoteWallet"
    found = other.backup()
    assert not found.keyring
    return found.data


def unpacked(homes: OpenHomes, side: str, backup: bytes) -> None:
    """As it says of itself: the home is moved away and made anew."""
    home = end(homes, side)
    home.rename(home.with_name("before"))
    home.mkdir(mode=0o700)
    with tarfile.open(fileobj=io.BytesIO(backup)) as archive:
        assert {member.mode for member in archive} == {0o600}
        archive.extractall(home, filter="data")
    start(homes, side)


@SIDES
def test_a_backup_put_back_renews_the_halves_and_goes_on(homes: OpenHomes, side: str) -> None:
    home = homes.place / side
    (home / "config.toml").write_text("")
    before = files(home)
    backup = backup_of(homes, side)
    assert files(home)["vault"] == before["vault"]  # nothing was written for it
    unpacked(homes, side, backup)
    assert (home / "config.toml").exists()
    found = codes(homes, side)
    assert (found.count(LogCode.BACKUP), LogCode.OTHER_FILE in found) == (1, False)
    must_refresh_first(homes)
    end(homes, side)
    start(homes, side)
    assert codes(homes, side).count(LogCode.BACKUP) == 1
    assert homes.wallet.status(NAME).wallet.state is KeyState.OPEN


@SIDES
def test_a_backup_from_before_a_refresh_signs_nothing(homes: OpenHomes, side: str) -> None:
    """So it says itself: it brings back labels, history and log alone. The sheet is what brings the half back."""
    backup = backup_of(homes, side)
    homes.wallet.refresh(NAME)
    unpacked(homes, side, backup)
    found = homes.wallet.status(NAME)
    assert found.report is not None
    assert KeyState.MISMATCH in (found.wallet.state, found.report.state)
    with pytest.raises(KeyBlocked):
        homes.wallet.refresh(NAME)


def test_a_backup_of_a_home_with_a_file_missing(homes: OpenHomes) -> None:
    (homes.place / "wallet" / "link-key.pem").unlink()
    with pytest.raises(StorageError, match="link-key"):
        homes.wallet.backup()
