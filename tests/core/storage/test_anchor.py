"""The file outside of a home: whole or not there, for one vault alone, and made by nobody who cannot open it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.errors import BadInput, StorageError, StorageKind
from core.secret import Secret
from core.storage.anchor import Anchored, AnchorFile, Barred, must_be_outside

ID, KEY = bytes(range(16)), Secret(bytes(32))
STATE = Anchored(7, (Barred(b"p" * 32, 1_800_000_000),))


def test_what_was_written_is_read_and_nobody_else_may(tmp_path: Path) -> None:
    file = AnchorFile(tmp_path / "a" / "b", ID, KEY)
    assert not file.exists
    assert file.read() is None
    for state in (STATE, Anchored(8, ())):
        file.write(state)
        assert file.read() == state
    (path,) = (tmp_path / "a" / "b").iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert b"p" * 8 not in path.read_bytes()


def test_it_is_of_one_vault(tmp_path: Path) -> None:
    AnchorFile(tmp_path, ID, KEY).write(STATE)
    (path,) = tmp_path.iterdir()
    data = path.read_bytes()
    path.with_name((b"o" * 16).hex()).write_bytes(data)
    spoilt = [data[:n] for n in (0, 10, 20, len(data) - 1)] + [data[:-1] + bytes([data[-1] ^ 1]), data + b"\0"]
    others = [AnchorFile(tmp_path, ID, Secret(b"k" * 32)), AnchorFile(tmp_path, b"o" * 16, KEY)]
    for other in others:
        with pytest.raises(StorageError) as refused:
            other.read()
        assert refused.value.kind is StorageKind.CORRUPT
    for piece in spoilt:
        path.write_bytes(piece)
        with pytest.raises(StorageError):
            AnchorFile(tmp_path, ID, KEY).read()


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_what_fails_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    file = AnchorFile(tmp_path, ID, KEY)
    file.write(STATE)

    def fails(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", fails) if step == "fsync" else monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(StorageError, match="cannot be used: Input/output error"):
        file.write(Anchored(8, ()))
    monkeypatch.undo()
    assert file.read() == STATE
    assert len(list(tmp_path.iterdir())) == 1
    (tmp_path / f"{ID.hex()}.new").write_bytes(b"of a program that was killed")
    file.write(Anchored(9, ()))
    assert file.read() == Anchored(9, ())


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"mine")
    (tmp_path / ID.hex()).symlink_to(tmp_path / "elsewhere")
    file = AnchorFile(tmp_path, ID, KEY)
    with pytest.raises(StorageError):
        file.read()
    assert file.exists
    file.write(STATE)
    assert (tmp_path / "elsewhere").read_bytes() == b"mine"
    assert file.read() == STATE


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / ID.hex()).mkdir()
    for folder in (tmp_path / "file", tmp_path):
        with pytest.raises(StorageError):
            AnchorFile(folder, ID, KEY).write(STATE)
        with pytest.raises(StorageError):
            AnchorFile(folder, ID, KEY).read()


def test_it_lies_outside_of_the_home(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "home")
    home = tmp_path / "home"
    for folder in (home, home / "in", tmp_path / "other" / ".." / "home" / "in", tmp_path / "link" / "in"):
        with pytest.raises(BadInput, match="outside"):
            must_be_outside(folder, home)
    must_be_outside(tmp_path / "home2", tmp_path / "home")
    must_be_outside(tmp_path, tmp_path / "home")
