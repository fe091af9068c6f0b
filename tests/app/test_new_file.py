"""Files for one reader, written once."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from app.new_file import must_be_new, write_private
from app.terminal import UsageError
from core.errors import BadInput, StorageError


def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = must_be_new(str(tmp_path / "new"))
    write_private(path, b"secret")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"secret", 0o600)
    with pytest.raises(BadInput, match="written over"):
        must_be_new(str(path))
    with pytest.raises(BadInput, match="written over"):
        write_private(path, b"other")  # it came meanwhile
    assert path.read_bytes() == b"secret"


def test_there_must_be_a_place_for_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        must_be_new(str(tmp_path / "none" / "new"))
    with pytest.raises(BadInput):
        must_be_new("a\0b")
    with pytest.raises(StorageError):
        write_private(tmp_path / "none" / "new", b"")


def test_what_was_begun_goes_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match="No space"):
        write_private(tmp_path / "new", b"secret")
    assert list(tmp_path.iterdir()) == []


def test_on_a_disk_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    write_private(tmp_path / "new", b"secret")
    assert ((tmp_path / "new").read_bytes(), len(list(tmp_path.iterdir()))) == (b"secret", 1)
    with pytest.raises(BadInput, match="written over"):
        write_private(tmp_path / "new", b"other")
    assert (tmp_path / "new").read_bytes() == b"secret"
