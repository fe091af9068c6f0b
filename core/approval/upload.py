"""A proposal travels once, in chunks, before anything is signed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from core.approval.kinds.other_task import OtherTask
from core.approval.messages import Chunk, Propose, Proposed, ProposeOther
from core.bitcoin.signing_task import WireTask
from core.codec.codec import encode
from core.codec.messages import Message
from core.errors import BadInput, PeerFault
from core.primitives.hashing import Tag, tagged_hash
from core.sansio.effects import Script, Send, receive

CHUNK = 1 << 20  # bytes; what P1 sends at once
MIN_CHUNK = 1 << 16  # of all but the last: each costs P2 a turn of its one executor
MAX_TASK = 16 << 20  # of one proposal
MAX_OTHER = (1 << 20) + (1 << 16)  # of a task that is no payment

Opens: TypeAlias = Propose | ProposeOther
Left: TypeAlias = Callable[[int], object]  # told how many bytes of a proposal are still to come


def propose_p1(
    key_id: bytes, task: WireTask | OtherTask, beside: Callable[[], object] = lambda: None
) -> Script[Proposed]:
    """Send the task, get the co-signer's view of it. `beside` sends what is to come with it, in a call of its own: it
    arrives while the co-signer still waits for the last chunk."""
    first, payload = _first(key_id, task)
    yield Send(first)
    for start in range(0, len(payload), CHUNK):
        if start + CHUNK >= len(payload):
            beside()
        yield Send(Chunk(payload[start : start + CHUNK]))
    return (yield from receive(Proposed))


def _first(key_id: bytes, task: WireTask | OtherTask) -> tuple[Opens, bytes]:
    if isinstance(task, OtherTask):
        payload = task.payload
        return ProposeOther(key_id, task.kind, len(payload), tagged_hash(Tag.PROPOSAL, payload)), payload
    payload = encode(task)
    if len(payload) > MAX_TASK:
        raise BadInput("this transaction with its previous transactions is larger than 16 MiB; use fewer inputs")
    return Propose(key_id, len(payload), tagged_hash(Tag.PROPOSAL, payload)), payload


def propose_p2(first: Opens, left: Left = lambda _: None) -> Script[bytes]:
    """Collect a task, to be read by `arrived`. The caller answers."""
    if not 0 < first.size <= _most(first):
        raise PeerFault("a proposal is empty, or larger than 16 MiB or what else it may have")
    payload = bytearray()
    while len(payload) < first.size:
        left(first.size - len(payload))
        payload += yield from _chunk(first.size - len(payload))
    return bytes(payload)


def unwanted_p2(first: Opens, answer: Message, left: Left) -> Script[None]:
    """Say no at once and keep nothing. P1 sends a whole proposal before it listens: that is no fault of it."""
    yield Send(answer)
    coming = first.size if first.size <= _most(first) else 0
    while coming:
        left(coming)
        coming -= len((yield from _chunk(coming)))


def _chunk(left: int) -> Script[bytes]:
    chunk = yield from receive(Chunk)
    if not min(MIN_CHUNK, left) <= len(chunk.data) <= min(CHUNK, left):
        raise PeerFault("a chunk of a proposal has a wrong size")
    return chunk.data


def _most(first: Opens) -> int:
    return MAX_TASK if isinstance(first, Propose) else MAX_OTHER


def arrived(first: Opens, payload: bytes) -> bytes:
    """What was collected, undamaged."""
    if tagged_hash(Tag.PROPOSAL, payload) != first.digest:
        raise PeerFault("a proposal arrived damaged")
    return payload
