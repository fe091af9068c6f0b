"""Opening a file of age: a task of a key of that kind. Of the file the co-signer sees what its stanzas begin with, and
nothing more: neither its key nor its content, and for whom else it is neither (GK14, GK17)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from core.approval.kinds.kind import TaskKey
from core.approval.kinds.other_task import OtherTask
from core.approval.kinds.task_line import TaskLine, TaskSaid
from core.codec.codec import Bytes32, Text, decode, encode
from core.codec.text import MOST_QUOTED
from core.crypto.ed25519 import lift
from core.errors import BadInput, InputKind, PeerFault
from core.protocol.registry import OPENING

MOST_SHARES: Final = 20  # stanzas of X25519 in one file: which of them is ours, nobody sees before it is open


@dataclass(frozen=True, slots=True)
class AgeAsked:
    """`label`: what the computer calls the file, which nobody can check; `shares`: the ephemeral share of each of its
    stanzas of X25519, as it stands there."""

    label: Text
    shares: tuple[Bytes32, ...]

    def payload(self) -> bytes:
        """As it travels."""
        return encode(self)


class AgeFile:
    """The kind. What rules take for the same again is any file of the key: what else is known of one, only the computer
    says."""

    number = 5
    word = "age"
    schemes = frozenset({OPENING})

    def read(self, key: TaskKey, payload: bytes) -> OtherTask:
        """See TaskKind."""
        asked = decode(AgeAsked, payload, lambda why: BadInput(f"this task is malformed: {why}", InputKind.AGE))
        if not 1 <= len(set(asked.shares)) == len(asked.shares) <= MOST_SHARES:
            raise BadInput(
                f"a file is opened that has 1 to {MOST_SHARES} different stanzas of X25519", InputKind.AGE_MANY
            )
        for share in asked.shares:
            must_be_of_a_file(share)
        if len(asked.label) > MOST_QUOTED:
            raise BadInput(f"what a file is called is at most {MOST_QUOTED} characters long", InputKind.AGE)
        return OtherTask(
            kind=self.number,
            word=self.word,
            key_id=key.key_id,
            payload=payload,
            messages=tuple((share, ()) for share in asked.shares),
            lines=(
                TaskSaid(TaskLine.AGE),
                TaskSaid(TaskLine.AGE_LABEL, (asked.label,)),
                TaskSaid(TaskLine.AGE_STANZAS, (str(len(asked.shares)),)),
                TaskSaid(TaskLine.AGE_UNSEEN),
            ),
            likeness=b"age",
        )


def must_be_of_a_file(share: bytes) -> None:
    """An ephemeral share as every sender makes them. Raises BadInput for one that would tell of the key (GK13)."""
    try:
        lift(share)
    except PeerFault:
        raise BadInput(
            "a stanza of this file was not made by age, but to learn something of the key; it is not opened",
            InputKind.AGE,
        ) from None
