"""From where a person speaks: never from a computer that is linked here, where a recovery sheet is shown (rule R1).

Whoever controls that computer sees its terminal too, has its share, and would read the words that open the other one.
So the addresses of linked computers are remembered for a while.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Final

from core.errors import BadInput, InputKind
from core.home.records import LogCode, Peer
from core.home.repository import Repository, Write
from core.home.tables import SEAT
from core.transport.link.link import Link
from core.transport.link.origin import origin_of

DAY: Final = 24 * 3600  # seconds
REMEMBERED: Final = 30 * DAY
MOST: Final = 32  # origins of one computer, the newest


class Seats:
    """Of one home. `wall`: seconds that people see; `online`: the pins that are connected now."""

    def __init__(
        self, records: Repository, wall: Callable[[], int], online: Callable[[], Collection[bytes]] = lambda: ()
    ) -> None:
        self._records, self._wall, self._online = records, wall, online

    def opened(self, link: Link, peer: Peer) -> None:
        """A computer is linked: keep from where, and the highest version it speaks."""
        if link.version > peer.version:
            with self._records.write() as write:
                write.peer(link.pin, replace(peer, version=link.version))
        self.seen(link)

    def seen(self, link: Link) -> None:
        """It is, or was until now, where it is. Written once a day for each place."""
        if not (link.address and link.pin in self._records.peers):
            return
        origin, now = origin_of(link.address).encode(), self._wall()
        known = self._of(link.pin)
        if known.get(origin, 0) // DAY != now // DAY:
            with self._records.write() as write:
                write.note(SEAT, link.pin, origin, now.to_bytes(8, "big"))
                self._forget(write, link.pin, known | {origin: now})

    def _forget(self, write: Write, pin: bytes, known: dict[bytes, int]) -> None:
        newest = sorted(known, key=lambda origin: known[origin], reverse=True)
        for origin in newest[MOST:]:
            write.note(SEAT, pin, origin, None)

    def must_be_apart(self, address: str, *, insists: bool) -> None:
        """Raises BadInput where somebody speaks from the place of a linked computer, now or in the last 30 days, or
        from one that cannot be told; who `insists` goes on, and the log says so. `address`: an IP address; empty: this
        machine itself."""
        if not address:
            return
        try:
            origin = origin_of(address)
        except ValueError:
            origin = ""
        if origin and not self._is_of_a_computer(origin.encode()):
            return
        if not insists:
            raise BadInput(
                "you seem to sit at the wallet computer; whoever controls it would see the words",
                InputKind.SHEET_SEAT,
            )
        with self._records.write() as write:
            write.log(self._wall(), LogCode.SHEET_INSISTED, origin or "unknown")

    def _is_of_a_computer(self, origin: bytes) -> bool:
        since = self._wall() - REMEMBERED
        for pin in self._records.peers:
            known = self._of(pin)
            if known.get(origin, -1) >= since:
                return True
            if pin in self._online() and max(known, key=lambda one: known[one], default=b"") == origin:
                return True
        return False

    def _of(self, pin: bytes) -> dict[bytes, int]:
        return {origin: int.from_bytes(at, "big") for origin, at in self._records.noted(SEAT, pin)}
