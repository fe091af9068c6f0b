"""Whether a person is asked, and what is remembered of it: durable, with each question and each answer (W5)."""

from __future__ import annotations

from collections.abc import Callable

from core.approval.patience import CONFIRMED_UNPROVEN, Patience, must_be_patient
from core.codec.text import MOST_QUOTED, is_plain
from core.errors import BadInput, InputKind
from core.home.log_fields import named
from core.home.names import NameBook
from core.home.records import LogCode
from core.home.repository import Repository, Write
from core.keys.record import KeyRecord

MAX_REASON = MOST_QUOTED  # characters: what the computer shows of it


def must_be_a_reason(text: str) -> None:
    """Raises BadInput unless a person at the computer can read why they were refused."""
    if not text.strip() or not is_plain(text) or len(text) > MAX_REASON:
        raise BadInput(f"give the reason as one line of 1 to {MAX_REASON} characters", InputKind.REASON)


class Hearing:
    """The patience of a person with each key. `clock`: seconds of policy time; `wall`: those that people see."""

    def __init__(self, records: Repository, clock: Callable[[], int], wall: Callable[[], int]) -> None:
        self._records, self._clock, self._wall = records, clock, wall
        self._names = NameBook(records, wall)

    def must_be_open(self, row: KeyRecord) -> None:
        """Refused, with how long that lasts, where nobody is asked about this key now."""
        must_be_patient(self._of(row), self._of_computer(row), self._clock())

    def asked(self, write: Write, row: KeyRecord) -> None:
        """A person is asked about this key."""
        write.patience(row.key_id, self._of(row).after_question(self._clock()))

    def refused(self, write: Write, row: KeyRecord) -> None:
        """A person said no; where that begins a silence, the log says so."""
        before, now = self._of(row), self._clock()
        after = before.after_no(now)
        write.patience(row.key_id, after)
        if after.silence(now) and not before.silence(now):
            write.log(self._wall(), LogCode.SILENT, self._names.wallet(row), named(row.key_id))

    def approved(self, write: Write, row: KeyRecord) -> None:
        """A person said yes: no row of refusals, and no silence."""
        patience = self._of(row)
        if patience.refused:
            write.patience(row.key_id, patience.after_yes())

    def must_be_proven(self, row: KeyRecord) -> None:
        """Raises BadInput where only the passphrase lets a key out of another lock today (K1)."""
        if self._of(row).confirmations(self._clock()) >= CONFIRMED_UNPROVEN:
            raise BadInput(
                "this key was let out of a lock or suspension twice in 24 hours; once more needs the passphrase",
                InputKind.UNPROVEN,
            )

    def confirmed(self, write: Write, row: KeyRecord) -> None:
        """A person lets a key out of a lock or suspension. From the third time a day on the log says what it means."""
        now = self._clock()
        patience = self._of(row).after_confirmation(now)
        write.patience(row.key_id, patience)
        if patience.confirmations(now) > CONFIRMED_UNPROVEN:
            times = str(patience.confirmations(now))
            write.log(self._wall(), LogCode.AGAIN, self._names.wallet(row), times, named(row.key_id))

    def end_silence(self, rows: list[KeyRecord]) -> None:
        """A person wants to be asked about these keys again, as if the day were new to them."""
        with self._records.write() as write:
            for row in rows:
                if (patience := self._of(row)).asked or patience.refused:
                    write.log(self._wall(), LogCode.HEARD, self._names.wallet(row), named(row.key_id))
                    write.patience(row.key_id, patience.anew())

    def silence(self, row: KeyRecord) -> int:
        """Seconds for which nobody is asked about this key after a row of refusals."""
        return self._of(row).silence(self._clock())

    def row_of_refusals(self, row: KeyRecord) -> int:
        """How many requests of this key's computer a person refused since they last said yes to one."""
        return sum(one.refused for one in self._of_computer(row))

    def _of(self, row: KeyRecord) -> Patience:
        return self._records.patience.get(row.key_id, Patience())

    def _of_computer(self, row: KeyRecord) -> list[Patience]:
        return [self._of(other) for other in self._records.keys.of(row.pin).values()]
