"""ssh's strings and numbers: one form for each, and no byte too many."""

from __future__ import annotations

import pytest

from core.errors import BadInput, InputKind
from core.ssh.wire import SshReader, mpint, string


def test_values_come_back() -> None:
    data = string(b"a") + string("ü".encode()) + b"\1\0" + mpint(127) + mpint(128) + (7).to_bytes(4, "big") + b"rest"
    reader = SshReader(data, "it")
    assert (reader.string(), reader.text(), reader.flag(), reader.flag()) == (b"a", "ü", True, False)
    assert (reader.number(), reader.number(), reader.uint32(), reader.rest()) == (127, 128, 7, b"rest")
    reader.end()


@pytest.mark.parametrize(
    ("data", "read"),
    [
        (b"", SshReader.byte),
        (b"\0\0\0\2a", SshReader.string),
        (b"\xff\xff\xff\xff", SshReader.string),
        (string(b"\xff"), SshReader.text),
        (b"\2", SshReader.flag),
        (string(b""), SshReader.number),
        (string(b"\0"), SshReader.number),
        (string(b"\x80"), SshReader.number),
        (string(b"\0\1"), SshReader.number),
        (b"x", SshReader.end),
    ],
)
def test_anything_else_is_refused(data: bytes, read: object) -> None:
    reader = SshReader(data, "it", InputKind.SSH_KEY)
    with pytest.raises(BadInput) as caught:
        read(reader)  # type: ignore[operator]
    assert caught.value.kind is InputKind.SSH_KEY
