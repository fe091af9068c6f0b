"""This computer's log and the co-signer's file held against each other, for the terminal and for the window."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from app.text.differences import difference
from core.home import log_compare, log_file

if TYPE_CHECKING:
    from core.home.log_compare import LogDifference


@dataclass(frozen=True, slots=True)
class LogComparison:
    """What came of it. `written`: seconds, when the co-signer's file was; `entries` and `head`, its last link in hex,
    as far as it holds; `found`: what matters first."""

    written: int
    entries: int
    head: str
    found: tuple[LogDifference, ...]

    @property
    def serious(self) -> int:
        """How many differences somebody has to look into."""
        return sum(one.matters for one in self.found)


def compared(here: bytes, there: bytes) -> LogComparison:
    """Two logs as files. BadInput for what is no log, or not that of this computer's co-signer."""
    other = log_file.read(there)
    found = log_compare.compare(log_file.read(here), other)
    return LogComparison(other.about.time, other.size, other.head.hex(), tuple(found))


def told(one: LogDifference, language: str) -> str:
    """A difference in words, and what it means."""
    return difference(language=language, **asdict(one))
