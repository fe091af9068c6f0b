"""Faults of a computer: counted on its link and for the key, and written down."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from core.cosigner.connection import Connection
from core.cosigner.quotas import Line
from core.cosigner.signing_requests import SigningRequests
from core.crypto.rng import HedgedRng
from core.errors import OtCheat, PeerFault, Refused
from core.home.log_fields import named
from core.home.names import NameBook
from core.home.records import LogCode
from core.home.repository import Repository, Write
from core.keys.limits import after_fault, wishing_unlock
from core.keys.record import KeyRecord
from core.transport.link.identity import fingerprint

MAX_FAULTS = 3  # on one connection

_logger = logging.getLogger(__name__)


class Faults:
    """Of all computers. `clock` gives wall seconds, `policy` those that limits and waits go by, `rows` the keys of a
    connection's computer."""

    def __init__(
        self,
        records: Repository,
        requests: SigningRequests,
        clock: Callable[[], float],
        policy: Callable[[], int],
        rows: Callable[[Connection], Mapping[bytes, KeyRecord]],
    ) -> None:
        self._records, self._quotas, self._hearing = records, requests.quotas, requests.hearing
        self._policy, self._rows = policy, rows
        self._names = NameBook(records, lambda: int(clock()))

    def note(self, c: Connection, key_id: bytes | None, error: PeerFault) -> None:
        """One more. Three of a key suspend it; a failed check is the end of the link."""
        row = self._rows(c).get(key_id) if key_id else None
        c.faults = MAX_FAULTS if isinstance(error, OtCheat) else c.faults + 1  # a failed check ends every call
        _logger.warning("a fault of the other side: %s", error.message)
        fault = code_of(error)
        with self._records.write() as write:
            lines: list[Line] = [(LogCode.LINK_FAULT, fault, fingerprint(c.link.pin))]
            if row is not None:
                lines = [(LogCode.FAULT, self._names.wallet(row), fault, named(row.key_id))]
            if row is not None and not isinstance(error, OtCheat):
                counted = after_fault(row, self._policy())
                if counted.rules.suspensions > row.rules.suspensions:
                    c.forget(row.key_id)
                    lines.append((LogCode.SUSPENDED, self._names.wallet(row), named(row.key_id)))
                    counted = self._wishing(write, counted)
                write.key(counted)
            self._quotas.note(write, c.link.pin, lines)

    def _wishing(self, write: Write, row: KeyRecord) -> KeyRecord:
        """A suspension ends by itself: a person is asked to end it earlier only where one is asked at all."""
        try:
            self._hearing.must_be_open(row)
        except Refused:
            return row
        if row.rules.unlock is None:
            self._hearing.asked(write, row)
        return wishing_unlock(row, HedgedRng().bytes("unlock", 16))


def code_of(error: PeerFault) -> str:
    """How a log names it."""
    return f"{type(error).__name__}.{error.kind}"
