"""From where a person speaks: never from a computer that is linked here, where a recovery sheet is shown (rule R1).

Whoever controls that computer sees its terminal too, has its share, and would read the words that open the other one.
So the addresses of linked computers are remembered for a while.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from ipaddress import ip_network
from typing import Final

from core.errors import BadInput, InputKind
from core.home.records import LogCode, Peer
from core.home.repository import Repository, Write
from core.home.tables import SEAT
from core.transport.link.link import Link
from core.transport.link.local_address import is_loopback
from core.transport.link.origin import origin_of

DAY: Final = 24 * 3600  # seconds
REMEMBERED: Final = 30 * DAY
MOST: Final = 32  # origins of one computer, the newest
_SAID: Final = {
    InputKind.SHEET_SEAT: (
        "you seem to sit at the wallet computer; whoever controls it sees what you see and types what you type"
    ),
    InputKind.SHEET_TERMINAL: (
        "behind sudo, tmux or a window nobody can tell whether you sit at the wallet computer, and whoever controls it "
        "would see the words; go to the co-signer's own screen, or to a third machine"
    ),
    InputKind.SHEET_ADDRESS: (
        "nobody can tell by this address whether you sit at the wallet computer, which was never seen at one like it; "
        "whoever controls it would see the words"
    ),
}


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

    def must_be_apart(self, address: str, *, told: bool, insists: bool) -> None:
        """Raises BadInput where somebody speaks from the place of a linked computer, now or in the last 30 days, or
        where that cannot be told; who `insists` goes on, and the log says so. `address`: an IP address; empty: none
        is known. `told`: that is all there is to know, so without an address it is this machine itself."""
        origin = _origin(address)
        doubt = self._doubt(address, origin, told)
        if doubt is None:
            return
        if not insists:
            raise BadInput(_SAID[doubt], doubt)
        code = LogCode.SHEET_INSISTED if doubt is InputKind.SHEET_SEAT else LogCode.SHEET_DOUBTED
        with self._records.write() as write:
            write.log(self._wall(), code, origin or "unknown")

    def must_not_be_at_a_computer(self, address: str) -> None:
        """Raises BadInput where a browser is at the address of a linked computer, now or in the last 30 days; what a
        proxy or a tunnel of this machine hides, its PIN has to make up for."""
        if self.is_a_computers(address):
            raise BadInput(_SAID[InputKind.SHEET_SEAT], InputKind.SHEET_SEAT)

    def is_a_computers(self, address: str) -> bool:
        """Whether a browser is at the address of a linked computer; on this machine nobody can tell."""
        return not is_loopback(address) and self._doubt(address, _origin(address), told=True) is InputKind.SHEET_SEAT

    def _doubt(self, address: str, origin: str, told: bool) -> InputKind | None:
        """Why words are not shown there; None: it is another place."""
        recent = [self._recent(pin) for pin in self._records.peers]
        if any(origin.encode() in places for places in recent if places):
            return InputKind.SHEET_SEAT
        if not told:
            return InputKind.SHEET_TERMINAL
        if not address:
            return None
        if not origin or ip_network(origin).is_loopback or not recent:
            return InputKind.SHEET_ADDRESS  # a tunnel ends here, or no computer was ever seen
        alike = (
            any(_family(place) == _family(origin.encode()) for place in places)
            for places in recent
            if places is not None
        )
        return None if all(alike) else InputKind.SHEET_ADDRESS

    def _recent(self, pin: bytes) -> Collection[bytes] | None:
        """Where a computer was in the last 30 days, and is; None: it was somewhere, but not since."""
        known, since = self._of(pin), self._wall() - REMEMBERED
        found = {origin for origin, at in known.items() if at >= since}
        if known and pin in self._online():
            found.add(max(known, key=lambda one: known[one]))
        return found if found or not known else None

    def _of(self, pin: bytes) -> dict[bytes, int]:
        return {origin: _second(at) for origin, at in self._records.noted(SEAT, pin)}


def seen(records: Repository, pin: bytes) -> list[int]:
    """When a computer was here, as far as it is remembered: a second of each day, in seconds that people see."""
    return [_second(at) for _, at in records.noted(SEAT, pin)]


def _origin(address: str) -> str:
    """Empty where that is no address."""
    try:
        return origin_of(address)
    except ValueError:
        return ""


def _second(at: bytes) -> int:
    return int.from_bytes(at, "big")


def _family(origin: bytes) -> int:
    return ip_network(origin.decode()).version
