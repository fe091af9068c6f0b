"""What the co-signer writes down of a request: asked, decided, signed. The computer's own log can be held against it
(core/spec/log.md)."""

from __future__ import annotations

from collections.abc import Callable

from core.approval.kinds.other_task import OtherTask
from core.approval.messages import RequestState
from core.approval.request import SigningRequest
from core.bitcoin.coins import EVERYWHERE
from core.bitcoin.signing_task import CheckedTask
from core.cosigner.quotas import Line
from core.home.log_fields import OF_OTHER, named
from core.home.names import NameBook
from core.home.records import LogCode
from core.home.repository import Repository, Write


class RequestLog:
    """`wall` gives seconds that people see."""

    def __init__(self, records: Repository, names: NameBook, wall: Callable[[], int]) -> None:
        self._records, self._names, self._wall = records, names, wall

    def payment(self, write: Write, code: LogCode, request: SigningRequest, task: CheckedTask | OtherTask) -> None:
        """It was asked, or is signed. `code`: as of a payment."""
        row = self._records.keys[request.key_id]
        if isinstance(task, OtherTask):
            values = (self._names.wallet(row), request.id.hex(), request.name, task.word, named(row.key_id))
            write.log(self._wall(), OF_OTHER[code], *values)
            return
        name, key, sums = self._names.wallet(row), named(row.key_id), (task.spent(EVERYWHERE), task.fee)
        write.log(self._wall(), code, name, request.id.hex(), request.name, *map(str, sums), key)

    def decided(self, write: Write, request: SigningRequest) -> None:
        """Its state is another."""
        row = self._records.keys[request.key_id]
        why = (request.reason,) if request.state is RequestState.REFUSED else ()
        values = (self._names.wallet(row), request.id.hex(), request.name, named(row.key_id), *why)
        write.log(self._wall(), LogCode[request.state.name], *values)

    def lie(self, request: SigningRequest) -> Line:
        """Its transaction was told with other claims."""
        row = self._records.keys[request.key_id]
        return (LogCode.LIE, self._names.wallet(row), request.name, named(row.key_id))
