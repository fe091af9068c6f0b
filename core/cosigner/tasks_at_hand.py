"""Decoded tasks: the few that were used last in memory, the others from the disk again."""

from __future__ import annotations

from collections import OrderedDict
from typing import TypeAlias

from core.approval.kinds.kind import TaskKey
from core.approval.kinds.other_task import OtherTask
from core.approval.kinds.registry import read_task
from core.approval.messages import RequestState
from core.approval.request import SigningRequest
from core.bitcoin.kept_task import KeptTask
from core.bitcoin.signing_task import CheckedTask
from core.codec.codec import decode
from core.errors import BadInput, RefusalKind, Refused, StorageError
from core.home.repository import Repository

MAX_READY = 32  # tasks in memory

AnyTask: TypeAlias = CheckedTask | OtherTask


class TasksAtHand:
    """Of all requests of a home."""

    def __init__(self, records: Repository) -> None:
        self._records = records
        self._ready: OrderedDict[bytes, AnyTask] = OrderedDict()  # by request, the last used last

    def of(self, request: SigningRequest) -> AnyTask:
        """The decoded task of a request; it must still be the one that was decided on."""
        found = self._ready.get(request.id)
        if found is None:
            if request.state is RequestState.RELEASED:
                raise Refused("the co-signer has forgotten what it signed; propose it again", RefusalKind.UNKNOWN)
            found = self._kept(request)
            self.keep(request, found)
        if found.task_id != request.task_id:
            raise _changed()
        return found

    def keep(self, request: SigningRequest, task: AnyTask) -> None:
        """At hand."""
        self._ready[request.id] = task
        self._ready.move_to_end(request.id)
        while len(self._ready) > MAX_READY:
            self._ready.popitem(last=False)

    def _kept(self, request: SigningRequest) -> AnyTask:
        row, kept = self._records.keys[request.key_id], self._records.payload(request.id)
        if request.pays:
            return decode(KeptTask, kept, StorageError).task(request.key_id, row.network)
        try:
            return read_task(TaskKey.of(row), kept[0], kept[1:])
        except BadInput:
            raise _changed() from None

    def drop(self, request: SigningRequest) -> None:
        """It is over."""
        self._ready.pop(request.id, None)


def _changed() -> Refused:
    return Refused("this request reads differently now than when it was decided; propose it again", RefusalKind.CHANGED)
