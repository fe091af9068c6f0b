"""What the other sides of a home are called, and which of them, and which wallet, a person means by a name.

A name is what the person here has given, else what the other side tells in its HELLO. What a person gives wins, and no
other side changes it. A told name that could be taken for another's is shown as none: the fingerprint stands there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from core.codec.names import looks_like, must_be_a_name, must_be_told
from core.errors import BadInput, InputKind
from core.home.records import Called, LogCode
from core.home.repository import Repository
from core.home.tables import THIS
from core.keys.record import KeyRecord, recent
from core.transport.link.identity import FINGERPRINT, fingerprint

CHANGES = 10  # of a told name that are taken over in 24 hours
LEAST = 4  # digits of a fingerprint that name somebody
ALIKE = 8  # first digits of a fingerprint in a name that make it look like that one
BETWEEN = "/"  # a computer and its wallet


class NameBook:
    """Of one home. `wall` gives seconds."""

    def __init__(self, records: Repository, wall: Callable[[], int]) -> None:
        self._records, self._wall = records, wall

    # -------------------------------------------------------------- looking
    @property
    def own(self) -> str:
        """What this side is called; empty: nothing yet."""
        return self.called(THIS).given

    @property
    def pins(self) -> list[bytes]:
        """All other sides: those that are paired, and those that keys belong to; by their pairing."""
        peers = self._records.peers
        known = sorted(peers, key=lambda pin: peers[pin].paired)
        return list(dict.fromkeys([*known, *self._records.keys.groups]))

    def beside(self, pin: bytes) -> list[bytes]:
        """The others that are paired."""
        return [other for other in self.pins if other != pin and other in self._records.peers]

    def called(self, pin: bytes) -> Called:
        """All that is kept of how it is called."""
        return self._records.called.get(pin, Called())

    def plain(self, pin: bytes) -> str:
        """Its name, whoever gave it; empty where it has none."""
        return self.called(pin).name

    def title(self, pin: bytes) -> str:
        """Its name as people read it: in quotation marks where it is the other side's own word; empty: none."""
        called = self.called(pin)
        return called.given or (f"“{called.name}”" if called.name else "")

    def whole(self, pin: bytes) -> str:
        """Its title, if it has one, and its fingerprint."""
        title = self.title(pin)
        return f"{title} ({fingerprint(pin)})" if title else fingerprint(pin)

    def shown(self, pin: bytes) -> str:
        """Its name, or its fingerprint: what stands before the name of its wallet."""
        return self.plain(pin) or fingerprint(pin)

    def wallet(self, row: KeyRecord) -> str:
        """A wallet as it is written down: with its computer once there are several."""
        peers, groups = self._records.peers, self._records.keys.groups
        several = len(peers) > 1 or len({*peers, *groups}) > 1
        return self.full(row) if several else row.name

    def full(self, row: KeyRecord) -> str:
        """COMPUTER/NAME."""
        return f"{self.shown(row.pin)}{BETWEEN}{row.name}"

    # -------------------------------------------------------------- whom a person means
    def row(self, rows: Sequence[KeyRecord], text: str) -> KeyRecord:
        """The wallet called NAME, where there is one; else COMPUTER/NAME. Raises BadInput, naming all that fit."""
        computer, slash, name = text.partition(BETWEEN)
        named = [row for row in rows if row.name == text]
        if slash:
            named += [row for row in rows if row.name == name and self._answers(row.pin, computer)]
        if not named:
            raise BadInput(f"there is no wallet named {text}", InputKind.NO_SUCH_WALLET)
        if len(named) > 1:
            names = ", ".join(sorted(map(self.full, named)))
            raise BadInput(
                f"several computers have a wallet of this name: {names}; say which", InputKind.SEVERAL_WALLETS
            )
        return named[0]

    def pin(self, text: str, pins: Sequence[bytes] | None = None) -> bytes:
        """The other side of that name, or whose fingerprint begins so. Raises BadInput."""
        among = self.pins if pins is None else pins
        whole = [pin for pin in among if fingerprint(pin) == text.casefold()]  # whatever anybody is called
        found = whole or [pin for pin in among if self._answers(pin, text)]
        if len(found) != 1:
            known = ", ".join(map(self.shown, self.pins)) or "nobody"
            why = "several are called so" if found else "nobody is called so"
            raise BadInput(f"{why}; paired are: {known}", InputKind.NO_SUCH_PEER)
        return found[0]

    def _answers(self, pin: bytes, text: str) -> bool:
        asked = text.casefold()
        return asked == self.plain(pin).casefold() != "" or (
            len(asked) >= LEAST and fingerprint(pin).startswith(asked[:FINGERPRINT])
        )

    # -------------------------------------------------------------- naming
    def call_self(self, name: str) -> None:
        """What this side tells from its next HELLO on. Raises BadInput."""
        must_be_told(name)
        with self._records.write() as write:
            write.called(THIS, Called(name))
            write.log(self._wall(), LogCode.NAME_OWN, name)

    def give(self, pin: bytes, name: str) -> None:
        """The person here calls it so from now on. Raises BadInput for no name, and for one like another's."""
        must_be_a_name(name)
        with self._records.write() as write:
            if (other := self._like(name, pin)) is not None:
                of = fingerprint(other) if other != THIS else "this side itself"
                raise BadInput(f"{of} is called so, or so that it looks the same; choose another name", InputKind.NAME)
            write.called(pin, replace(self.called(pin), given=name))
            write.log(self._wall(), LogCode.NAME_GIVEN, fingerprint(pin), name)

    def hear(self, pin: bytes, told: str) -> None:
        """What its HELLO tells. What is no name counts as none; of many changes in a day not all are heard."""
        with self._records.write() as write:
            before, now, told = self.called(pin), self._wall(), _name_or_none(told)
            alike = bool(told) and self._like(told, pin) is not None
            changes = recent(before.changes, now)
            if (told, alike) == (before.told, before.alike) or len(changes) >= CHANGES:
                return
            write.called(pin, Called(before.given, told, alike, (*changes, now)))
            code = LogCode.NAME_ALIKE if alike else LogCode.NAME_TOLD if told else LogCode.NAME_NONE
            write.log(now, code, fingerprint(pin), *([told] if told else []))

    def would_hear(self, pin: bytes, told: str) -> bool:
        """Whether that is another name than it told before, which is held against all others."""
        return _name_or_none(told) != self.called(pin).told

    def _like(self, name: str, pin: bytes) -> bytes | None:
        """Whom else a person could take this name for."""
        for other in (THIS, *self.pins):
            called = self.called(other)
            names = [called.given, "" if called.alike else called.told]
            if other != pin and (looks_like(name, filter(None, names)) or _begins(name, other)):
                return other
        return None


def _name_or_none(told: str) -> str:
    try:
        must_be_told(told)
    except BadInput:
        return ""
    return told


def _begins(name: str, pin: bytes) -> bool:
    """Whether it looks like the beginning of a fingerprint."""
    digits, of = "".join(c for c in name.casefold() if c.isalnum()), fingerprint(pin)
    return len(digits) >= LEAST and (of.startswith(digits) or digits.startswith(of[:ALIKE]))
