"""Turning a computer away, at once and whatever it is doing; only a person at both places lets it in again (L1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from core.cosigner.signing_requests import SigningRequests
from core.errors import RefusalKind, Refused
from core.home.records import Blocked, LogCode
from core.home.repository import Repository, Write
from core.transport.link.identity import fingerprint

REASON = "This computer was blocked on the co-signer."


class Barring:
    """Of one home. `wall` gives seconds of the clock that people see; `cut` ends the link of a computer and all that it
    has under way; `drop` what it asked for beside payments."""

    def __init__(
        self,
        records: Repository,
        requests: SigningRequests,
        wall: Callable[[], int],
        cut: Callable[[bytes], object],
        drop: Callable[[bytes], object] = lambda _: None,
    ) -> None:
        self._records, self._requests, self._wall, self._cut, self._drop = records, requests, wall, cut, drop

    def block(self, pin: bytes) -> None:
        """Durable first; then its link ends, and what it asked for is refused. Again: what is left of that."""
        try:
            if pin not in self._records.blocked:
                with self._records.write(final=True) as write:
                    write.block(pin, Blocked(self._wall()))
                    write.log(self._wall(), LogCode.BLOCKED, fingerprint(pin))
            self._withdraw(pin)
        finally:
            if pin in self._records.blocked:
                self._cut(pin)

    def finish(self) -> None:
        """What a crash left of blocking, before anything else happens."""
        for pin in list(self._records.blocked):
            self._withdraw(pin)

    def _withdraw(self, pin: bytes) -> None:
        self._drop(pin)
        keys = {row.key_id: row for row in self._records.keys.values() if row.pin == pin}
        self._requests.withdraw(set(keys), REASON)
        wishes = [row for row in keys.values() if row.rules.unlock is not None or row.first_sheet is not None]
        if wishes:
            with self._records.write() as write:
                for row in wishes:
                    write.key(replace(row, rules=replace(row.rules, unlock=None), first_sheet=None))

    def must_admit(self, pin: bytes, *, words_compared: bool) -> None:
        """Whether a pairing may let it in: a blocked one only where a person has compared the words. Raises Refused."""
        if pin in self._records.blocked and not words_compared:
            raise Refused(
                "this computer was blocked; pair it again by comparing the words, if it is to come back",
                RefusalKind.BLOCKED,
            )

    def admit(self, write: Write, pin: bytes) -> None:
        """It was paired again, and is let in."""
        if pin in self._records.blocked:
            write.block(pin, None)
            write.log(self._wall(), LogCode.READMITTED, fingerprint(pin))
