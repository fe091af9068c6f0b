"""Signatures of many inputs: several sessions are under way, so that both sides of the link are at work at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

from core.approval.request import items
from core.bitcoin.signing_task import CheckedTask
from core.errors import BlockKind, KeyBlocked, LinkError, RefusalKind, Refused
from core.protocol.progress import ProgressStep
from core.protocol.scheme import Item, JointSignature
from core.wallet.events import Event, Progress

if TYPE_CHECKING:
    from core.wallet.cosigner_client import CosignerClient

P = TypeVar("P")
R = TypeVar("R")
Check: TypeAlias = Callable[[], None]  # raises LinkError once another part has failed

BATCH = 128  # inputs of one session
UNDER_WAY = 4  # sessions: one here, one there, and others between the two, where answers wait for their time to leave
BUSY_PAUSE = 0.6  # seconds
BUSY_PATIENCE = 60.0  # seconds a signature waits for a busy co-signer


def sign_batches(
    client: CosignerClient, key_id: bytes, task: CheckedTask, progress: Progress
) -> dict[int, JointSignature]:
    """Signatures for all own inputs of a task, by input number. A key that must be refreshed first is, once."""
    numbers = [number for number, _ in task.own_inputs]
    batches = [tuple(numbers[start : start + BATCH]) for start in range(0, len(numbers), BATCH)]

    def turn(part: int) -> None:
        signed = sum(map(len, batches[: part + 1]))
        progress(Event(ProgressStep.SIGN, signed=signed, inputs=len(numbers)))

    pipeline = Pipeline(batches, lambda batch, go_on: _signed(client, key_id, task.task_id, items(task, batch), go_on))
    refreshed = False
    while len(pipeline.done) < len(batches):
        try:
            pipeline.run(turn)
        except KeyBlocked as error:
            client.sessions.drop(key_id)
            if error.kind != BlockKind.MUST_REFRESH or refreshed:
                raise
            client.refresh(key_id)
            refreshed = True
    return {
        number: one
        for part, batch in enumerate(batches)
        for number, one in zip(batch, pipeline.done[part], strict=True)
    }


def _signed(
    client: CosignerClient, key_id: bytes, task_id: bytes, batch: Sequence[Item], go_on: Check
) -> list[JointSignature]:
    give_up = client.steady() + BUSY_PATIENCE
    while True:
        ahead = client.sessions.prepared_for(task_id, len(batch))
        try:
            prepared = ahead or client.prepare(key_id, len(batch))
            go_on()
            return client.finish(key_id, prepared, task_id, batch)
        except Refused as error:
            if error.kind not in (RefusalKind.BUSY, RefusalKind.SESSION) or client.steady() > give_up:
                raise
            if ahead is None:
                client.pause(BUSY_PAUSE)
            go_on()


class Pipeline(Generic[P, R]):
    """`work` gets each part, on threads of its own, and what it asks before each step. What is `done` stays done."""

    def __init__(self, parts: Sequence[P], work: Callable[[P, Check], R]) -> None:
        self._parts, self._work = parts, work
        self.done: dict[int, R] = {}  # by the number of the part

    def run(self, turn: Callable[[int], None]) -> None:
        """Do what is not done yet; `turn` is told each part, in order, when all before it are done.

        Raises what a part has raised: no other begins then, and those under way are waited for. A line that dropped is
        told only where nothing else was the matter, for whatever else goes wrong ends the line.
        """
        left = [number for number in range(len(self._parts)) if number not in self.done]
        failed = threading.Event()

        def go_on() -> None:
            if failed.is_set():
                raise LinkError("another part of it has failed")

        def do(number: int) -> R:
            try:
                go_on()
                return self._work(self._parts[number], go_on)
            except BaseException:
                failed.set()
                raise

        if len(left) == 1:
            turn(left[0])
            self.done[left[0]] = do(left[0])
            return
        errors: list[BaseException] = []
        with ThreadPoolExecutor(UNDER_WAY, "batch") as pool:
            futures = {number: pool.submit(do, number) for number in left}
            try:
                for number, future in futures.items():
                    if not errors:
                        turn(number)
                    if (error := future.exception()) is None:
                        self.done[number] = future.result()
                    else:
                        errors.append(error)
            finally:
                failed.set()  # also where whoever waits is interrupted
        if errors:
            raise next((error for error in errors if not isinstance(error, LinkError)), errors[0])
