"""A passphrase file: the first line, from a file that nobody else can read (V7)."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from core.errors import BadInput
from core.storage.passphrase import MAX_SIZE, passphrase_from


def write(file: Path, data: bytes, mode: int = 0o600) -> Path:
    file.write_bytes(data)
    file.chmod(mode)
    return file


def refusal(file: Path) -> str:
    with pytest.raises(BadInput) as refused:
        passphrase_from(file)
    assert refused.value.kind == "passphrase_file"
    assert refused.value.exit_code == 7
    return refused.value.message


@pytest.mark.parametrize(
    ("data", "passphrase"),
    [
        (b"correct horse", b"correct horse"),
        (b"correct horse\n", b"correct horse"),
        (b"correct horse\r\n", b"correct horse"),
        (b"first\nsecond\n", b"first"),
        (b"  spaces count \n", b"  spaces count "),
        ("größe\n".encode(), "größe".encode()),
        (b"\xff\xfe bytes are bytes\n", b"\xff\xfe bytes are bytes"),
        (b"x" * MAX_SIZE + b"\n", b"x" * MAX_SIZE),
    ],
)
def test_the_first_line(tmp_path: Path, data: bytes, passphrase: bytes) -> None:
    found = passphrase_from(write(tmp_path / "file", data))
    assert found.reveal() == passphrase
    assert repr(passphrase) not in repr(found)


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"\r\n", b"\nsecond\n", b"x" * (MAX_SIZE + 1), b"x" * (MAX_SIZE + 1) + b"\n"]
)
def test_no_passphrase_in_it(tmp_path: Path, data: bytes) -> None:
    assert "first line" in refusal(write(tmp_path / "file", data))


@pytest.mark.parametrize("mode", [0o601, 0o604, 0o610, 0o620, 0o640, 0o644, 0o660, 0o666, 0o777])
def test_a_file_that_others_can_reach(tmp_path: Path, mode: int) -> None:
    file = write(tmp_path / "file", b"correct horse\n", mode)
    assert f"chmod 600 {file}" in refusal(file)


@pytest.mark.parametrize("mode", [0o400, 0o600, 0o700])
def test_a_file_of_our_own(tmp_path: Path, mode: int) -> None:
    assert passphrase_from(write(tmp_path / "file", b"correct horse\n", mode)).reveal() == b"correct horse"


def test_a_link_counts_as_what_it_points_to(tmp_path: Path) -> None:
    write(tmp_path / "file", b"correct horse\n", 0o644)
    (tmp_path / "link").symlink_to(tmp_path / "file")
    refusal(tmp_path / "link")


@pytest.mark.parametrize("name", ["", "missing", "directory", "missing/file", "file/below", "nul\0byte", "x" * 5000])
def test_no_such_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "directory").mkdir()
    write(tmp_path / "file", b"correct horse\n")
    assert "cannot be read" in refusal(tmp_path / name)


def test_a_pipe_is_no_file_to_be_read_by_others(tmp_path: Path) -> None:
    """`--passphrase-file <(pass show tandem)`; its first line is enough, even if the writer goes on."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o644)
    read = threading.Event()

    def write() -> None:
        with pipe.open("wb", buffering=0) as file:
            file.write(b"correct horse\n")
            read.wait(20)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert passphrase_from(pipe).reveal() == b"correct horse"
    finally:
        read.set()
        writer.join()
