"""Files for one reader, written once."""

from __future__ import annotations

import contextlib
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


def test_what_a_killed_run_has_begun_goes_with_the_next(tmp_path: Path) -> None:
    kept = [tmp_path / name for name in ("new", "new.part", "new.old.part", "newer.11.part", "new.11.part.12")]
    for path in kept[1:]:
        path.write_bytes(b"another's")
    for _ in range(2):  # before it has its name, and after
        for number in (11, os.getpid()):
            (tmp_path / f"new.{number}.part").write_bytes(b"secret")
        with contextlib.suppress(BadInput):
            write_private(must_be_new(str(kept[0])), b"whole")
        assert sorted(tmp_path.iterdir()) == sorted(kept)
    assert kept[0].read_bytes() == b"whole"


def test_what_another_run_took_away_gets_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = os.link

    def late(begun: Path, path: Path) -> None:
        must_be_new(str(path))
        link(begun, path)

    monkeypatch.setattr(os, "link", late)
    with pytest.raises(StorageError, match="No such file"):
        write_private(tmp_path / "new", b"secret")
    assert list(tmp_path.iterdir()) == []


def test_a_stick_taken_out_has_no_empty_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "link", refused)
    monkeypatch.setattr(os, "replace", refused)
    monkeypatch.setattr(os, "rename", refused)
    with pytest.raises(StorageError, match="Input/output"):
        write_private(tmp_path / "new", b"secret")
    assert list(tmp_path.iterdir()) == []
