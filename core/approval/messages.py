"""How a payment is proposed to the co-signer, and how it tells its decision."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar

from core.bitcoin.caution import Caution
from core.codec.codec import U8, U32, Bytes16, Bytes32, Text, VarBytes
from core.codec.messages import Message, MessageType
from core.errors import RefusalKind

WHY = {  # for the log, where no person gave a reason
    RefusalKind.EXPIRED: "nobody decided within 24 hours",
    RefusalKind.CANCELLED: "taken back on the computer",
}


def unsaid(kind: RefusalKind, warnings: Collection[str]) -> str:
    """Why nothing is signed, where no person gave a reason; empty where only the rules know."""
    return WHY.get(kind, "nothing is signed there while it is frozen" if Caution.FROZEN in warnings else "")


class RequestState(IntEnum):
    """Where a request stands on the co-signer."""

    PROPOSED = 0
    APPROVED = 1
    DEBITED = 2
    RELEASED = 3
    REFUSED = 4
    EXPIRED = 5
    CANCELLED = 6


@dataclass(frozen=True, slots=True)
class Propose(Message):  # P1 -> P2
    """A task comes, in chunks of at most 1 MiB; `digest` is SHA-256-tagged over all of it."""

    TYPE: ClassVar[MessageType] = MessageType.PROPOSE
    key_id: Bytes32
    size: U32
    digest: Bytes32


@dataclass(frozen=True, slots=True)
class ProposeOther(Message):  # P1 -> P2
    """The same of a task that is no payment; `kind`: the number of its TaskKind."""

    TYPE: ClassVar[MessageType] = MessageType.PROPOSE_OTHER
    key_id: Bytes32
    kind: U8
    size: U32
    digest: Bytes32


@dataclass(frozen=True, slots=True)
class Chunk(Message):  # P1 -> P2
    """A piece of a proposal: 64 KiB to 1 MiB, the last one what is left."""

    TYPE: ClassVar[MessageType] = MessageType.CHUNK
    data: VarBytes


@dataclass(frozen=True, slots=True)
class Proposed(Message):  # P2 -> P1
    """What the co-signer made of it. The horizons say how far its address tables reached."""

    TYPE: ClassVar[MessageType] = MessageType.PROPOSED
    request: Bytes16
    task_id: Bytes32
    state: RequestState
    wait: U32  # seconds after which it may be signed
    external: U32
    internal: U32
    warnings: tuple[Text, ...]  # each a Caution
    reason: Text


@dataclass(frozen=True, slots=True)
class AwaitDecision(Message):  # P1 -> P2
    """Answer when this request is decided."""

    TYPE: ClassVar[MessageType] = MessageType.AWAIT_DECISION
    request: Bytes16


@dataclass(frozen=True, slots=True)
class Cancel(Message):  # P1 -> P2
    """Forget this request, if nothing of it was signed."""

    TYPE: ClassVar[MessageType] = MessageType.CANCEL
    request: Bytes16


@dataclass(frozen=True, slots=True)
class Decision(Message):  # P2 -> P1
    """How a request was decided."""

    TYPE: ClassVar[MessageType] = MessageType.DECISION
    request: Bytes16
    state: RequestState
    wait: U32 = 0  # seconds after which it may be signed
    reason: Text = ""
