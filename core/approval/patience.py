"""How often a person may be asked about one key: their patience is what a computer would wear down (W5).

Pure; times are seconds of policy time, so that no restart and no false clock gives any of it back.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from core.codec.codec import U16, U64
from core.errors import RefusalKind, Refused
from core.keys.record import DAY, recent

MAX_ASKED = 20  # times in 24 hours about one key
MAX_ASKED_OF_ALL = 60  # and about all keys of one computer, of which it makes as many as it likes
REFUSALS = 3  # in a row, after which nobody is asked about this key
REFUSALS_OF_ALL = 6  # and about no key of this computer
CONFIRMED_UNPROVEN = 2  # ways out of a lock in 24 hours that need no passphrase (K1)
SILENCE = 15 * 60  # seconds, from the last of them on


@dataclass(frozen=True, slots=True)
class Patience:
    """What was asked about one key, and how a person took it."""

    asked: tuple[U64, ...] = ()  # when, in the last 24 hours
    refused: U16 = 0  # in a row, until a person says yes
    last: U64 = 0  # when a person said no for the last time
    confirmed: tuple[U64, ...] = ()  # when a person let the key out of a lock or suspension, in the last 24 hours

    def after_question(self, now: int) -> Patience:
        """A person is asked."""
        return replace(self, asked=(*recent(self.asked, now), now)[-MAX_ASKED:])

    def after_no(self, now: int) -> Patience:
        """A person said no."""
        return replace(self, refused=min(self.refused + 1, REFUSALS_OF_ALL), last=now)

    def after_yes(self) -> Patience:
        """A person said yes: the row is over."""
        return replace(self, refused=0)

    def anew(self) -> Patience:
        """A person wants to be asked, as if the day were new. How often they let the key out of a lock stays known."""
        return Patience(confirmed=self.confirmed)

    def confirmations(self, now: int) -> int:
        """How often a person let it out of a lock or suspension in the last 24 hours."""
        return len(recent(self.confirmed, now))

    def after_confirmation(self, now: int) -> Patience:
        """A person lets it out of a lock or suspension, which is a yes."""
        return replace(self.after_yes(), confirmed=(*recent(self.confirmed, now), now)[-MAX_ASKED:])

    def silence(self, now: int) -> int:
        """Seconds for which nobody is asked about this key after a row of refusals."""
        return _left(self.refused >= REFUSALS, self.last, now)


def must_be_patient(key: Patience, computer: Collection[Patience], now: int) -> None:
    """Refused where nobody is to be asked about a key now, with how long that lasts. `computer`: all keys of its
    computer, this one too."""
    row = sum(one.refused for one in computer) >= REFUSALS_OF_ALL
    silence = max(key.silence(now), _left(row, max((one.last for one in computer), default=0), now))
    if silence:
        raise Refused(
            "several requests were refused one after the other, so the co-signer asks nobody about this wallet for "
            f"{_minutes(silence)} minutes; a person there can end that",
            RefusalKind.SILENCE,
            wait=silence,
        )
    of_all = sorted(time for one in computer for time in recent(one.asked, now))
    full = max(_full(recent(key.asked, now), MAX_ASKED, now), _full(of_all, MAX_ASKED_OF_ALL, now))
    if full:
        raise Refused(
            f"the co-signer has asked its person as often as it does in 24 hours; it asks again in {_minutes(full)} "
            "minutes, or as soon as a person there wants that",
            RefusalKind.SILENCE_DAY,
            wait=full,
        )


def _left(row: bool, last: int, now: int) -> int:
    return max(0, last + SILENCE - now) if row else 0


def _full(asked: Collection[int], most: int, now: int) -> int:
    """Seconds until one more may be asked."""
    return 0 if len(asked) < most else max(1, list(asked)[-most] + DAY - now)


def _minutes(seconds: int) -> int:
    return -(-seconds // 60)
