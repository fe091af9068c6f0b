"""People who are paid."""

from __future__ import annotations

from dataclasses import dataclass

from core.codec.codec import Name, Text


@dataclass(frozen=True, slots=True)
class WrittenContact:
    """A line of the address book, as it is kept."""

    network: Name
    address: Text
    name: Text


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who is paid, on one network. `restored`: it came back from sealed notes, and nobody has written it here:
    it makes no address a known one."""

    network: str
    address: str
    name: str
    restored: bool = False
