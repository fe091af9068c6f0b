"""A payment on its way: how it travels, what the co-signer keeps of it, and the states it may be in.

    PROPOSED ─► APPROVED ─► DEBITED ─► RELEASED        DEBITED and RELEASED both mean: it may be signed
        └─────► REFUSED, EXPIRED, CANCELLED            final for that transaction

The transaction travels once, in PROPOSE, before anything is signed; S1 names it by task_id. The co-signer decides
on what it has decoded itself and signs only from its own stored copy (core/spec/sign.md, C5, L3).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import ClassVar

from core.bitcoin.signing_task import CheckedTask, WireTask
from core.encoding import U16, U32, U64, Bytes16, Bytes32, Message, Text, Type, VarBytes, decode, encode
from core.errors import BadInput, PeerFault, Refused
from core.primitives.hashing import Tag, tagged_hash
from core.protocol.script import Script, Send, receive
from core.protocol.sign import Item

CHUNK = 1 << 20
MAX_TASK = 16 << 20  # bytes of one proposal
MAX_OPEN = 5  # requests of one key that wait for a person
APPROVAL_LASTS = 24 * 3600
FEE_WARNING = "fee"  # needs a person who says so, with --accept-fee


class TaskState(IntEnum):
    """Where a task stands on the co-signer."""

    PROPOSED = 0
    APPROVED = 1
    DEBITED = 2
    RELEASED = 3
    REFUSED = 4
    EXPIRED = 5
    CANCELLED = 6


MAY_BE_SIGNED = (TaskState.DEBITED, TaskState.RELEASED)
FINAL = (TaskState.REFUSED, TaskState.EXPIRED, TaskState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Propose(Message):  # P1 -> P2
    """A task comes, in chunks of at most 1 MiB; `digest` is SHA-256-tagged over all of it."""

    TYPE: ClassVar[Type] = Type.PROPOSE
    key_id: Bytes32
    size: U32
    digest: Bytes32


@dataclass(frozen=True, slots=True)
class Chunk(Message):  # P1 -> P2
    """A piece of a proposal."""

    TYPE: ClassVar[Type] = Type.CHUNK
    data: VarBytes


@dataclass(frozen=True, slots=True)
class Proposed(Message):  # P2 -> P1
    """What the co-signer made of it. The horizons say how far its address tables reached."""

    TYPE: ClassVar[Type] = Type.PROPOSED
    request: Bytes16
    task_id: Bytes32
    state: TaskState
    external: U32
    internal: U32
    warnings: tuple[Text, ...]
    reason: Text


@dataclass(frozen=True, slots=True)
class Watch(Message):  # P1 -> P2
    """Answer when this request is decided."""

    TYPE: ClassVar[Type] = Type.WATCH
    request: Bytes16


@dataclass(frozen=True, slots=True)
class Cancel(Message):  # P1 -> P2
    """Forget this request, if nothing of it was signed."""

    TYPE: ClassVar[Type] = Type.CANCEL
    request: Bytes16


@dataclass(frozen=True, slots=True)
class Decision(Message):  # P2 -> P1
    """How a request was decided."""

    TYPE: ClassVar[Type] = Type.DECISION
    request: Bytes16
    state: TaskState
    reason: Text


@dataclass(frozen=True, slots=True)
class Task:
    """What the co-signer keeps of a request; its transaction lies beside it, under the same request id."""

    request: Bytes16
    key_id: Bytes32
    task_id: Bytes32
    txid: Bytes32
    state: TaskState
    amount: U64  # sat that rules see: own inputs minus recognised change
    fee: U64
    proposed: U64  # seconds
    decided: U64
    warnings: tuple[Text, ...]
    unattended: bool
    external: U32  # how far the address tables reached when it was read; it is never read with others
    internal: U32
    reason: Text = ""
    signed: tuple[U16, ...] = ()  # inputs whose answer has left

    @property
    def open(self) -> bool:
        """Whether it waits for a person."""
        return self.state is TaskState.PROPOSED

    def at(self, now: int) -> Task:
        """Itself, or expired: a request and an approval last 24 hours each."""
        since = self.proposed if self.open else self.decided
        if self.state in (TaskState.PROPOSED, TaskState.APPROVED) and now >= since + APPROVAL_LASTS:
            return replace(self, state=TaskState.EXPIRED, reason="nobody decided within 24 hours", decided=now)
        return self

    def must_be_signable(self) -> None:
        """Refused, naming where it stands, unless it may be signed now."""
        if self.state is TaskState.APPROVED or self.state in MAY_BE_SIGNED:
            return
        if self.open:
            raise Refused("this payment waits for a decision on the co-signer", "pending")
        raise self.refusal()

    def refusal(self) -> Refused:
        """The error for a task that will never be signed."""
        words = {TaskState.REFUSED: "refused", TaskState.EXPIRED: "expired", TaskState.CANCELLED: "cancelled"}
        word = words.get(self.state, "refused")
        return Refused(f"{word}: {self.reason}" if self.reason else word, word)


# ------------------------------------------------------------------ scripts
def propose_p1(key_id: bytes, wire: WireTask) -> Script[Proposed]:
    """Send the task, get the co-signer's view of it."""
    payload = encode(wire)
    if len(payload) > MAX_TASK:
        raise BadInput("this transaction with its previous transactions is larger than 16 MiB; use fewer inputs")
    yield Send(Propose(key_id, len(payload), tagged_hash(Tag.PROPOSAL, payload)))
    for start in range(0, len(payload), CHUNK):
        yield Send(Chunk(payload[start : start + CHUNK]))
    return (yield from receive(Proposed))


def propose_p2(first: Propose) -> Script[WireTask]:
    """Collect a task. The caller answers."""
    if not 0 < first.size <= MAX_TASK:
        raise PeerFault("a proposal is larger than 16 MiB")
    payload = bytearray()
    while len(payload) < first.size:
        chunk = yield from receive(Chunk)
        if not 0 < len(chunk.data) <= min(CHUNK, first.size - len(payload)):
            raise PeerFault("a chunk of a proposal has a wrong size")
        payload += chunk.data
    if tagged_hash(Tag.PROPOSAL, bytes(payload)) != first.digest:
        raise PeerFault("a proposal arrived damaged")
    return decode(WireTask, bytes(payload))


def items(task: CheckedTask, numbers: tuple[int, ...]) -> list[Item]:
    """What each of these inputs signs, and with which child key. PeerFault if one is not ours."""
    own = dict(task.own_inputs)
    found = []
    for number in numbers:
        if number not in own:
            raise PeerFault("asked to sign an input that is not this wallet's")
        found.append(Item(number, task.digest(number), own[number]))
    return found
