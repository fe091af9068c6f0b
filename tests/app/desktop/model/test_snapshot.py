"""Whether the co-signer is on this machine, of which the person is warned."""

from __future__ import annotations

import platform

import pytest
from PySide6.QtNetwork import QNetworkInterface

from app.desktop.model.snapshot import is_here


def test_every_address_of_this_machine_is_here() -> None:
    """As Qt lists them."""
    own = [address.toString() for address in QNetworkInterface.allAddresses()]
    assert own
    for address in [*own, "localhost", platform.node(), platform.node().upper()]:
        assert is_here(address), address


@pytest.mark.parametrize("host", ["203.0.113.7", "2001:db8::7", "nas.invalid", "12.34", "no address", "x" * 70, "a\0b"])
def test_others_are_elsewhere(host: str) -> None:
    assert not is_here(host)
