"""Log-ins, files, and what git signs: tasks of a key for ssh. What they are is read in core/ssh."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from core.approval.kinds.kind import TaskKey
from core.approval.kinds.other_task import OtherTask
from core.approval.kinds.task_line import TaskLine, TaskSaid
from core.codec.codec import decode, encode
from core.codec.text import MOST_QUOTED
from core.errors import BadInput, InputKind
from core.protocol.registry import EDDSA
from core.ssh.git_object import GitKind, GitObject
from core.ssh.public_key import fingerprint
from core.ssh.sshsig import GIT, SshSig
from core.ssh.wishes import FileWish, GitWish, SignInWish, SshTask, SshWish

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class SshTaskKind:
    """One of the three."""

    number: int
    word: str
    wish: type[SshWish]
    schemes: frozenset[int] = frozenset({EDDSA})

    def read(self, key: TaskKey, payload: bytes) -> OtherTask:
        """See TaskKind."""
        wish = decode(self.wish, payload, lambda why: BadInput(f"this task is malformed: {why}", InputKind.SSH))
        task = wish.read(bytes(key.Q))
        return OtherTask(
            kind=self.number,
            word=self.word,
            key_id=key.key_id,
            payload=payload,
            messages=((task.message, ()),),
            lines=tuple(_lines(task)),
            likeness=task.alike or None,
        )


SSH_KINDS: Final = (
    SshTaskKind(2, "sign-in", SignInWish),
    SshTaskKind(3, "sshsig", FileWish),
    SshTaskKind(4, "git", GitWish),
)


def asked(wish: SshWish) -> tuple[int, bytes]:
    """The number of its kind, and its payload."""
    return next(kind.number for kind in SSH_KINDS if isinstance(wish, kind.wish)), encode(wish)


def _lines(task: SshTask) -> Iterator[TaskSaid]:
    if task.sign_in is not None:
        yield TaskSaid(TaskLine.SSH_SIGN_IN, (task.sign_in.user,))
        if task.host_key is None:
            yield TaskSaid(TaskLine.SSH_NO_HOST)
        else:
            yield TaskSaid(TaskLine.SSH_HOST, (fingerprint(task.host_key),))
        if task.forwarded:
            yield TaskSaid(TaskLine.SSH_FORWARDED)
    if task.file is not None:
        yield from _of_file(task.file)
    if task.git is not None:
        yield from _of_git(task.git)


def _of_file(sig: SshSig) -> Iterator[TaskSaid]:
    yield TaskSaid(TaskLine.SSH_GIT_UNSEEN) if sig.namespace == GIT else TaskSaid(TaskLine.SSH_FILE, (sig.namespace,))
    yield TaskSaid(TaskLine.SSH_DIGEST, (sig.hash_name, sig.digest.hex()))


def _of_git(found: GitObject) -> Iterator[TaskSaid]:
    local = _EPOCH + timedelta(seconds=found.seconds + _offset(found.zone))  # gmtime takes fewer years on Windows
    when = f"{local:%Y-%m-%d %H:%M} {found.zone}"
    match found.kind:
        case GitKind.COMMIT:
            yield TaskSaid(TaskLine.GIT_COMMIT, (_cut(found.title),))
        case GitKind.TAG:
            yield TaskSaid(TaskLine.GIT_TAG, (_cut(found.name), _cut(found.title)))
            yield TaskSaid(TaskLine.GIT_TARGET, (found.target,))
        case _:
            yield TaskSaid(TaskLine.GIT_PUSH, (_cut(found.target),))
            for before, after, name in found.refs:
                yield TaskSaid(TaskLine.GIT_REF, (_cut(name), before, after))
    yield TaskSaid(TaskLine.GIT_WHO, (_cut(found.who), when))


def _offset(zone: str) -> int:
    seconds = 3600 * int(zone[1:3]) + 60 * int(zone[3:])
    return -seconds if zone[0] == "-" else seconds


def _cut(text: str) -> str:
    return text if len(text) <= MOST_QUOTED else f"{text[:MOST_QUOTED]}…"
