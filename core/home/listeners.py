"""Who hears of a write to a home: what was written down for people, and what remembers it elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from core.approval.request import SigningRequest
from core.home.records import Blocked, LogEntry


@dataclass(frozen=True, slots=True)
class Written:
    """What one transaction has added: lines of the log, and requests that stand elsewhere than before."""

    lines: tuple[LogEntry, ...]
    requests: tuple[SigningRequest, ...]


class Outside(Protocol):
    """What a home is remembered by outside of itself."""

    def ahead(self, blocked: Mapping[bytes, Blocked]) -> None:
        """Before a write that leaves these blocked."""
        ...

    def follow(self) -> None:
        """After a write."""
        ...
