"""A task that is no payment, as both sides have read it: what is signed, and what a person is shown of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from core.approval.kinds.task_line import TaskSaid
from core.primitives.hashing import Tag, tagged_hash


@dataclass(frozen=True)
class OtherTask:
    """`kind`: the number of its TaskKind, `word` the name of that; `messages`: what is signed, each with the path of
    its key (none where a key has none); `likeness`: what rules take for the same again, None: nothing is."""

    kind: int
    word: str
    key_id: bytes
    payload: bytes  # as the computer sent it
    messages: tuple[tuple[bytes, tuple[int, ...]], ...]
    lines: tuple[TaskSaid, ...]
    likeness: bytes | None = None

    @cached_property
    def task_id(self) -> bytes:
        """32 bytes: all of it."""
        return tagged_hash(Tag.OTHER_TASK, bytes([self.kind]), self.key_id, self.payload)

    @property
    def txid(self) -> bytes:
        """It has no transaction: its own id stands in that place."""
        return self.task_id

    @property
    def own_inputs(self) -> tuple[tuple[int, tuple[int, ...]], ...]:
        """What is signed, by number: the paths."""
        return tuple((number, path) for number, (_, path) in enumerate(self.messages))

    def digest(self, number: int) -> bytes:
        """What is signed under that number."""
        return self.messages[number][0]

    @property
    def alike(self) -> bytes:
        """32 bytes: what it is like, with its kind; zeros: nothing."""
        return bytes(32) if self.likeness is None else tagged_hash(Tag.LIKENESS, bytes([self.kind]), self.likeness)

    @property
    def kept(self) -> bytes:
        """What the co-signer keeps of it: u8 kind, payload."""
        return bytes([self.kind]) + self.payload
