"""What a machine is called: for one vault alone, and by nothing that the system has not named."""

from __future__ import annotations

import pytest

from core.home.machine import machine_of
from core.platform.here import here

ID = b"0123456789abcdef0123456789abcdef"


def named(monkeypatch: pytest.MonkeyPatch, name: bytes) -> None:
    monkeypatch.setattr(here, "machine_id", lambda: name)


def test_a_machine_has_a_name_for_each_vault(monkeypatch: pytest.MonkeyPatch) -> None:
    named(monkeypatch, ID)
    name = machine_of(b"v" * 16)
    assert len(name) == 32
    assert name == machine_of(b"v" * 16)
    assert name != machine_of(b"w" * 16)
    assert ID not in name + name.hex().encode()
    named(monkeypatch, ID[::-1])
    assert name != machine_of(b"v" * 16)


def test_what_is_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    named(monkeypatch, b"")
    assert machine_of(b"v" * 16) == b""
