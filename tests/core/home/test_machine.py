"""What a machine is called: for one vault alone, and by nothing that the system has not named."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.home.machine import machine_of

ID = b"0123456789abcdef0123456789abcdef"


def test_a_machine_has_a_name_for_each_vault(tmp_path: Path) -> None:
    file = tmp_path / "machine-id"
    file.write_bytes(ID + b"\n")
    name = machine_of(b"v" * 16, file)
    assert len(name) == 32
    assert name == machine_of(b"v" * 16, file)
    assert name != machine_of(b"w" * 16, file)
    assert ID not in name + name.hex().encode()
    file.write_bytes(ID[::-1])
    assert name != machine_of(b"v" * 16, file)


@pytest.mark.parametrize("text", [b"", b"uninitialized\n", ID + b"0"])
def test_what_is_no_name(tmp_path: Path, text: bytes) -> None:
    file = tmp_path / "machine-id"
    assert machine_of(b"v" * 16, file) == b""
    file.write_bytes(text)
    assert machine_of(b"v" * 16, file) == b""
