"""How a person is woken when something waits for them: what is kept of it, and what is said (W6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from core.codec.codec import U64, Text, decode, encode
from core.cosigner.browser_api import WakeView
from core.errors import BadInput, InputKind, StorageError
from core.home.records import LogCode
from core.home.repository import Repository
from core.home.tables import THIS, WAKE
from core.transport.one_post import Receiver, must_be_receiver

BODY: Final = b"Tandem: something waits for you"
HEADERS: Final[Mapping[str, str]] = {"Content-Type": "text/plain; charset=utf-8", "User-Agent": "Tandem"}
APART: Final = 60  # seconds between two wake-ups, whoever they are for


@dataclass(frozen=True, slots=True, repr=False)
class WakeRecord:
    """As it is kept: the receiver (empty: none), whether it is near, and when anybody was woken last, in seconds that
    people see; without a repr."""

    url: Text = ""
    near: bool = False
    rung: U64 = 0


@dataclass(frozen=True, slots=True)
class WakeOutcome:
    """What became of the last wake-up of a receiver: when, and its MissKind (empty: it was taken)."""

    at: int
    miss: str


class Wake:
    """Of one home. `wall`: seconds that people see. Everything where writes are; `receiver` on any thread."""

    def __init__(self, records: Repository, wall: Callable[[], int]) -> None:
        self._records, self._wall = records, wall
        data = records.vault.get(WAKE, THIS)
        self._kept = WakeRecord() if data is None else decode(WakeRecord, data, StorageError)
        self._heard: WakeOutcome | None = None

    def receiver(self) -> Receiver | None:
        """Who is told, where somebody is."""
        return Receiver(self._kept.url, self._kept.near) if self._kept.url else None

    def set(self, url: str, *, near: bool) -> WakeView:
        """From now on; an empty `url`: nobody. BadInput for what is no address."""
        if url:
            must_be_receiver(Receiver(url, near))
        self._keep(replace(self._kept, url=url, near=near), LogCode.WAKE_SET if url else LogCode.WAKE_OFF)
        self._heard = None
        return self.view()

    def view(self) -> WakeView:
        """What may be told of it: the machine, never the whole address."""
        found, heard = self.receiver(), self._heard
        if found is None:
            return WakeView()
        return WakeView(found.host, self._kept.near, heard.at if heard else 0, heard.miss if heard else "")

    def strike(self) -> int:
        """Take the turn of this minute, durably, before anybody is told -> 0; else how many seconds it lasts yet."""
        passed = self._wall() - self._kept.rung
        if 0 <= passed < APART:
            return APART - passed
        self._keep(replace(self._kept, rung=self._wall()))
        return 0

    def heard(self, to: Receiver | None, miss: str) -> None:
        """What the receiver `to` made of it; a change of that is logged. Nothing where another is told by now."""
        if to != self.receiver():
            return
        before, self._heard = self._heard, WakeOutcome(self._wall(), miss)
        if bool(miss) != bool(before and before.miss):
            with self._records.write() as write:
                write.log(self._wall(), LogCode.WAKE_FAILS if miss else LogCode.WAKE_WORKS, *([miss] if miss else []))

    def must_be_there(self) -> Receiver:
        """Raises BadInput where nobody is told."""
        found = self.receiver()
        if found is None:
            raise BadInput("nobody is told yet; say where to first", InputKind.WAKE)
        return found

    def _keep(self, record: WakeRecord, *codes: LogCode) -> None:
        with self._records.write() as write:
            write.note(WAKE, b"", THIS, encode(record))
            for code in codes:
                write.log(self._wall(), code)
            write.then(lambda: setattr(self, "_kept", record))
