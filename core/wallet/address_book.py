"""People who are paid."""

from __future__ import annotations

from dataclasses import dataclass

from core.codec.codec import Name, Text


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who is paid, on one network."""

    network: Name
    address: Text
    name: Text
