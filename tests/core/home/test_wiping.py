"""A home is taken off its device: told first, then gone, whatever interrupts it."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.cosigner import opening as cosigner_opening
from core.errors import BadInput, InputKind, RefusalKind, Refused, StorageError, StorageKind
from core.storage.sqlite_store import SqliteStore
from core.transport.link.identity import Identity
from core.wallet import opening
from tests.support.open_homes import NAME, OTHER, PASSPHRASE, OpenHomes, cheap_vaults, open_homes


def never(_: object) -> None:
    pytest.fail("nobody is to be asked")


def told_by(home: Path) -> tuple[tuple[str, bool], ...]:
    """What a person would be told, who then says no."""
    told: list[tuple[tuple[str, bool], ...]] = []

    def no(held: tuple[tuple[str, bool], ...]) -> None:
        told.append(held)
        raise Refused("no", RefusalKind.CANCELLED)

    with pytest.raises(Refused):
        opening.wipe(home, PASSPHRASE, no)
    return told[0]


def seal(homes: OpenHomes) -> None:
    """A sheet of the computer, which a person at the co-signer accepts."""
    homes.wallet.sheet_confirm(" ".join(homes.wallet.sheet_new().fingerprint))
    homes.wallet.refresh(NAME)
    admin = homes.serving.cosigner.admin
    for asked in admin.approvals():
        admin.approve(asked.id, accept_fee=True)
    homes.wallet.refresh(NAME)


def test_a_home_is_gone_once_a_person_has_agreed(tmp_path: Path) -> None:
    with open_homes(tmp_path) as homes:
        with pytest.raises(StorageError) as used:
            opening.wipe(tmp_path / "wallet", PASSPHRASE, never)
        assert used.value.kind is StorageKind.IN_USE
        homes.wallet.close()
        assert told_by(tmp_path / "wallet") == ((NAME, False),)
        homes.wallet = opening.open_wallet(tmp_path / "wallet", PASSPHRASE)
        seal(homes)
    assert told_by(tmp_path / "wallet") == ((NAME, True),)
    with cheap_vaults():
        for passphrase, kind in ((OTHER, InputKind.PASSPHRASE), (PASSPHRASE, None)):
            if kind is None:
                opening.wipe(tmp_path / "wallet", passphrase, lambda _: None)
            else:
                with pytest.raises(BadInput) as wrong:
                    opening.wipe(tmp_path / "wallet", passphrase, never)
                assert wrong.value.kind is kind
        assert not (tmp_path / "wallet").exists()
        with pytest.raises(BadInput) as none:
            opening.wipe(tmp_path / "wallet", PASSPHRASE, never)
        assert none.value.kind is InputKind.NO_HOME


def test_what_others_have_put_there_stays_and_a_co_signers_anchor_goes(tmp_path: Path) -> None:
    told: list[object] = []
    home, anchors = tmp_path / "cosigner", tmp_path / "anchors"
    with cheap_vaults():
        cosigner_opening.create(home, PASSPHRASE, anchor=anchors).close()
        cosigner_opening.open_cosigner(home, PASSPHRASE, anchor=anchors).close()
        assert list(anchors.iterdir())
        (home / "notes.txt").write_text("mine")
        with pytest.raises(BadInput):  # it is no wallet's
            opening.wipe(home, PASSPHRASE, never)
        cosigner_opening.wipe(home, PASSPHRASE, told.append, anchors)
    assert told == [()]
    assert [file.name for file in home.iterdir()] == ["notes.txt"]
    assert list(anchors.iterdir()) == []


def test_interrupted_anywhere_it_opens_to_nobody_and_is_wiped_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "wallet"
    with cheap_vaults():
        opening.create_or_open(home, PASSPHRASE).close()
        header = SqliteStore.open(home)
        salted = header.header()
        header.close()
        remove = SqliteStore.remove
        monkeypatch.setattr(SqliteStore, "remove", interrupt)
        with pytest.raises(KeyboardInterrupt):
            opening.wipe(home, PASSPHRASE, lambda _: None)
        monkeypatch.setattr(SqliteStore, "remove", remove)
        assert not any(salted in file.read_bytes() for file in home.iterdir())
        with pytest.raises(StorageError) as wiped:
            opening.open_wallet(home, PASSPHRASE)
        assert wiped.value.kind is StorageKind.WIPED
        opening.wipe(home, OTHER, never)
    assert not home.exists()


def test_interrupted_behind_its_vault_the_rest_goes_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "wallet"
    with cheap_vaults():
        opening.create_or_open(home, PASSPHRASE).close()
        with monkeypatch.context() as patch:
            patch.setattr(Identity, "remove_from", interrupt)
            with pytest.raises(KeyboardInterrupt):
                opening.wipe(home, PASSPHRASE, lambda _: None)
        assert home.exists()
        opening.wipe(home, OTHER, never)
    assert not home.exists()


def test_what_names_anything_is_gone_before_the_vault_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that every program that finds something left finds a home that was being wiped, and goes on with it."""
    home = tmp_path / "wallet"
    with cheap_vaults():
        opening.create_or_open(home, PASSPHRASE).close()
        for name in ("settings.toml", "settings.tomlx8f2", "mine.txt"):
            (home / name).write_text("bank.example")
        with pytest.raises(Refused):
            opening.wipe(home, PASSPHRASE, no, ["settings.toml"])
        assert (home / "settings.toml").exists()
        with monkeypatch.context() as patch:
            patch.setattr(SqliteStore, "remove", interrupt)
            with pytest.raises(KeyboardInterrupt):
                opening.wipe(home, PASSPHRASE, lambda _: None, ["settings.toml"])
        assert {path.name for path in home.iterdir()} <= {
            "vault",
            "vault-wal",
            "vault-shm",
            "ballast",
            "lock",
            "mine.txt",
        }
        assert not Identity.left_in(home)
        opening.wipe(home, OTHER, never)
    assert [path.name for path in home.iterdir()] == ["mine.txt"]


def no(_: object) -> None:
    raise Refused("no", RefusalKind.CANCELLED)


def interrupt(_: object) -> None:
    raise KeyboardInterrupt
