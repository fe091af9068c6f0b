"""The page's PIN: six digits that the co-signer has drawn, until five wrong ones in a row, or twenty in all (W2)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from core.codec.codec import U8, Bytes16, Bytes32, decode, encode
from core.crypto.rng import HedgedRng
from core.errors import BadInput, InputKind, StorageError
from core.home.records import LogCode
from core.home.repository import Repository
from core.home.tables import PAGE_PIN, THIS

DIGITS: Final = 6
TRIES: Final = 5  # in a row
MOST_WRONG: Final = 20  # of one PIN in all: who tries again after each right one would have it one day


@dataclass(frozen=True, slots=True)
class PinRecord:
    """As it is kept; `tries`: since it was right last, that of now included; `wrong`: all that were, before those."""

    salt: Bytes16
    digest: Bytes32
    tries: U8
    wrong: U8

    @property
    def over(self) -> bool:
        """Whether it may not be tried any more."""
        return self.tries >= TRIES or self.wrong + self.tries >= MOST_WRONG


class PagePin:
    """Of one home. `wall`: seconds that people see."""

    def __init__(self, records: Repository, wall: Callable[[], int]) -> None:
        self._records, self._wall = records, wall

    def there(self) -> bool:
        """Whether there is one that may still be tried."""
        found = self._kept()
        return found is not None and not found.over

    def draw(self) -> str:
        """A new one in place of any; every digit as likely as the next."""
        pin, salt = six_digits("page pin"), HedgedRng().bytes("page pin salt", 16)
        with self._records.write() as write:
            write.note(PAGE_PIN, b"", THIS, encode(PinRecord(salt, _digest(salt, pin), 0, 0)))
            write.log(self._wall(), LogCode.BROWSER_PIN_MADE)
        return pin

    def must_be(self, typed: str) -> None:
        """Raises BadInput unless it is right. A try is written down before it is judged."""
        kept = self._kept()
        if kept is None:
            raise BadInput("the page has no PIN yet; make one on the co-signer's terminal", InputKind.BROWSER_PIN)
        if kept.over:
            raise BadInput(
                "the PIN was wrong too often; make a new one on the co-signer's terminal", InputKind.BROWSER_PIN
            )
        tried = replace(kept, tries=kept.tries + 1)
        self._keep(tried)
        if not hmac.compare_digest(_digest(kept.salt, typed), kept.digest):
            left = min(TRIES, MOST_WRONG - kept.wrong) - tried.tries
            raise BadInput(f"this is not the page's PIN; tries that are left: {left}", InputKind.BROWSER_PIN)
        self._keep(replace(kept, tries=0, wrong=kept.wrong + kept.tries))

    def _kept(self) -> PinRecord | None:
        data = self._records.vault.get(PAGE_PIN, THIS)
        return None if data is None else decode(PinRecord, data, StorageError)

    def _keep(self, record: PinRecord) -> None:
        with self._records.write() as write:
            write.note(PAGE_PIN, b"", THIS, encode(record))


def six_digits(label: str) -> str:
    """Drawn, each as likely as the next."""
    rng, most = HedgedRng(), 10**DIGITS
    while (drawn := int.from_bytes(rng.bytes(label, 4), "big")) >= 2**32 - 2**32 % most:
        pass  # above the largest multiple some would be likelier
    return f"{drawn % most:0{DIGITS}}"


def _digest(salt: bytes, pin: str) -> bytes:
    return hashlib.sha256(salt + pin.encode()).digest()
