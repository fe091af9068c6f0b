"""Signatures of many inputs: several sessions are under way, so that both sides of the link are at work at once.

It is one thread that goes from session to session: while the co-signer works for one, this side works for the others.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager
from typing import Generic, Protocol, TypeAlias, TypeVar

from core.approval.kinds.other_task import OtherTask
from core.approval.request import items
from core.bitcoin.signing_task import CheckedTask
from core.errors import BlockKind, KeyBlocked, RefusalKind, Refused
from core.protocol.progress import ProgressStep
from core.protocol.scheme import Item, JointSignature, PreparedSession
from core.rpc.multiplexer import Pending
from core.wallet.events import Event, Progress
from core.wallet.prepared_sessions import PreparedSessions

T = TypeVar("T")

BATCH = 128  # inputs of one session
UNDER_WAY = 4  # sessions: one here, one there, and others between the two, where answers wait for their time to leave
BUSY_PAUSE = 0.6  # seconds
BUSY_PATIENCE = 60.0  # seconds a signature waits for a busy co-signer

Steps: TypeAlias = Generator[None, None, T]  # it stops wherever something was asked and has not been answered


class UnderWay(Generic[T]):
    """A call of a client, whose first message has left. `ending` is what its faults mean, `then` gets its outcome."""

    def __init__(
        self, pending: Pending[T], ending: Callable[[], AbstractContextManager[None]], then: Callable[[T], object]
    ) -> None:
        self._pending, self._ending, self._then = pending, ending, then

    def finish(self) -> T:
        """Its outcome, once it is there."""
        with self._ending():
            found = self._pending.finish()
        self._then(found)
        return found

    def close(self) -> None:
        """Its outcome is not waited for; again is no mistake."""
        self._pending.close()

    def answer(self) -> Steps[T]:
        """The same, after a stop; given up where it is not waited for."""
        try:
            yield
            return self.finish()
        finally:
            self.close()


class SigningClient(Protocol):
    """What is needed of this end of the link (core.wallet.cosigner_client)."""

    sessions: PreparedSessions
    steady: Callable[[], float]
    pause: Callable[[float], None]

    def preparing(self, key_id: bytes, inputs: int) -> UnderWay[PreparedSession]:
        """PREPARE, as far as A1."""
        ...

    def signing(
        self, key_id: bytes, prepared: PreparedSession, task_id: bytes, batch: Sequence[Item]
    ) -> UnderWay[list[JointSignature]]:
        """SIGN, as far as S1."""
        ...

    def refresh(self, key_id: bytes) -> object:
        """New shares."""
        ...


def sign_batches(
    client: SigningClient, key_id: bytes, task: CheckedTask | OtherTask, progress: Progress
) -> dict[int, JointSignature]:
    """Signatures for all own inputs of a task, by input number. What fails first ends all that is under way; but for a
    key that must be refreshed first: it is, once."""
    numbers = [number for number, _ in task.own_inputs]
    batches = [tuple(numbers[start : start + BATCH]) for start in range(0, len(numbers), BATCH)]
    found: dict[int, JointSignature] = {}

    def signed(batch: tuple[int, ...]) -> Steps[None]:
        signatures = yield from _signatures(client, key_id, task.task_id, items(task, batch))
        found.update(zip(batch, signatures, strict=True))

    def tell() -> None:
        whole = next((part for part, batch in enumerate(batches) if batch[0] not in found), None)
        if whole is not None:
            progress(Event(ProgressStep.SIGN, signed=sum(map(len, batches[: whole + 1])), inputs=len(numbers)))

    refreshed = False
    while len(found) < len(numbers):
        try:
            in_turn([signed(batch) for batch in batches if batch[0] not in found], tell)
        except KeyBlocked as error:
            client.sessions.drop(key_id)
            if error.kind != BlockKind.MUST_REFRESH or refreshed:
                raise
            client.refresh(key_id)
            refreshed = True
    return found


def in_turn(parts: Sequence[Steps[None]], tell: Callable[[], object]) -> None:
    """Do all parts, UNDER_WAY of them beside each other, a step of each in its turn. `tell` is called at the beginning,
    and whenever one is done. What one raises ends all."""
    waiting, under_way = deque(parts), deque[Steps[None]]()
    tell()
    try:
        while waiting or under_way:
            if waiting and len(under_way) < UNDER_WAY:
                under_way.append(waiting.popleft())
            else:
                under_way.rotate(-1)
            try:
                next(under_way[-1])
            except StopIteration:
                under_way.pop()
                tell()
    finally:
        for part in parts:
            part.close()


def _signatures(
    client: SigningClient, key_id: bytes, task_id: bytes, batch: Sequence[Item]
) -> Steps[list[JointSignature]]:
    give_up = client.steady() + BUSY_PATIENCE
    while True:
        ahead = client.sessions.prepared_for(task_id, len(batch))
        try:
            prepared = ahead or (yield from client.preparing(key_id, len(batch)).answer())
            return (yield from client.signing(key_id, prepared, task_id, batch).answer())
        except Refused as error:
            if error.kind not in (RefusalKind.BUSY, RefusalKind.SESSION) or client.steady() > give_up:
                raise
            if ahead is None:
                client.pause(BUSY_PAUSE)
