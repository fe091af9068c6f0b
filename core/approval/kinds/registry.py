"""The kinds of tasks there are, by the number that stands on the wire and in what is kept."""

from __future__ import annotations

from typing import Final

from core.approval.kinds.age_file import AgeFile
from core.approval.kinds.kind import TaskKey, TaskKind
from core.approval.kinds.message import SignedMessage
from core.approval.kinds.other_task import OtherTask
from core.approval.kinds.ssh import SSH_KINDS
from core.errors import BadInput, InputKind

KINDS: Final[dict[int, TaskKind]] = {kind.number: kind for kind in (SignedMessage(), *SSH_KINDS, AgeFile())}


def read_task(key: TaskKey, number: int, payload: bytes) -> OtherTask:
    """A task of a kind, for a key that may be asked it. Raises BadInput."""
    kind = KINDS.get(number)
    if kind is None:
        raise BadInput("the co-signer knows no such task; update both programs", InputKind.TASK)
    if key.scheme not in kind.schemes:
        raise BadInput("this key is for something else; choose another", InputKind.TASK)
    return kind.read(key, payload)
