"""A proposal travels once, in chunks, before anything is signed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from core.approval.messages import Chunk, Propose, Proposed
from core.bitcoin.signing_task import WireTask
from core.codec.codec import decode, encode
from core.codec.messages import Message
from core.errors import BadInput, PeerFault
from core.primitives.hashing import Tag, tagged_hash
from core.sansio.effects import Script, Send, receive

CHUNK = 1 << 20  # bytes; what P1 sends at once
MIN_CHUNK = 1 << 16  # of all but the last: each costs P2 a turn of its one executor
MAX_TASK = 16 << 20  # of one proposal

Left: TypeAlias = Callable[[int], object]  # told how many bytes of a proposal are still to come


def propose_p1(key_id: bytes, wire: WireTask, beside: Callable[[], object] = lambda: None) -> Script[Proposed]:
    """Send the task, get the co-signer's view of it. `beside` sends what is to come with it, in a call of its own: it
    arrives while the co-signer still waits for the last chunk."""
    payload = encode(wire)
    if len(payload) > MAX_TASK:
        raise BadInput("this transaction with its previous transactions is larger than 16 MiB; use fewer inputs")
    yield Send(Propose(key_id, len(payload), tagged_hash(Tag.PROPOSAL, payload)))
    for start in range(0, len(payload), CHUNK):
        if start + CHUNK >= len(payload):
            beside()
        yield Send(Chunk(payload[start : start + CHUNK]))
    return (yield from receive(Proposed))


def propose_p2(first: Propose, left: Left = lambda _: None) -> Script[bytes]:
    """Collect a task, to be read by `arrived`. The caller answers."""
    if not 0 < first.size <= MAX_TASK:
        raise PeerFault("a proposal is larger than 16 MiB")
    payload = bytearray()
    while len(payload) < first.size:
        left(first.size - len(payload))
        payload += yield from _chunk(first.size - len(payload))
    return bytes(payload)


def unwanted_p2(first: Propose, answer: Message, left: Left) -> Script[None]:
    """Say no at once and keep nothing. P1 sends a whole proposal before it listens: that is no fault of it."""
    yield Send(answer)
    coming = first.size if first.size <= MAX_TASK else 0
    while coming:
        left(coming)
        coming -= len((yield from _chunk(coming)))


def _chunk(left: int) -> Script[bytes]:
    chunk = yield from receive(Chunk)
    if not min(MIN_CHUNK, left) <= len(chunk.data) <= min(CHUNK, left):
        raise PeerFault("a chunk of a proposal has a wrong size")
    return chunk.data


def arrived(first: Propose, payload: bytes) -> WireTask:
    """The task that was collected. Long for a large one: not for the thread that answers everybody."""
    if tagged_hash(Tag.PROPOSAL, payload) != first.digest:
        raise PeerFault("a proposal arrived damaged")
    return decode(WireTask, payload)
