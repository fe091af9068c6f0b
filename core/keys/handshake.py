"""The handshake, once per connection and before anything else: P1 tells (KEYS), P2 settles, then answers (ANSWER),
P1 settles. Model-checked in tests/core/keys/model.py."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from core.codec.codec import U64, Bytes32, decode
from core.codec.messages import Message, MessageType
from core.errors import FaultKind, PeerFault
from core.keys.record import KeyRecord, state
from core.keys.state import KeyState
from core.keys.transitions import commit, drop, promoted
from core.protocol.share import NO_RUN

MOST_AHEAD = 1 << 32  # a generation further ahead of what is known of it was never counted to
MOST_TOLD = 1 << 62  # what a side that knows none yet believes: by MOST_AHEAD at a time nobody ever gets so far
MAX_KEYS = 1_000  # of one computer
CLAIM = 4 * 32 + 2 * 8  # bytes


@dataclass(frozen=True, slots=True)
class KeyClaim:
    """P1's durable state of one key."""

    key_id: Bytes32
    current: Bytes32
    pending: Bytes32
    generation: U64
    peer_generation: U64
    peer_locked: Bytes32


@dataclass(frozen=True, slots=True)
class Keys(Message):  # P1 -> P2
    """Every key that P1 keeps with this co-signer."""

    TYPE: ClassVar[MessageType] = MessageType.KEYS
    claims: tuple[KeyClaim, ...]

    @classmethod
    def read(cls, data: bytes) -> Keys:
        """At most MAX_KEYS, looked at before the first is read. Raises PeerFault."""
        if len(data) > 4 + MAX_KEYS * CLAIM:
            raise PeerFault("the handshake names too many keys")
        return decode(cls, data)


@dataclass(frozen=True, slots=True)
class KeyAnswer:
    """P2's durable state of one key, after it has settled."""

    key_id: Bytes32
    current: Bytes32
    state: KeyState
    generation: U64
    peer_generation: U64


@dataclass(frozen=True, slots=True)
class Answer(Message):  # P2 -> P1
    """One answer for each claim, and one for each key that P1 did not name."""

    TYPE: ClassVar[MessageType] = MessageType.ANSWER
    answers: tuple[KeyAnswer, ...]


def must_be_plausible(told: int, known: int) -> None:
    """A generation that nobody has counted to is a fault, and is not remembered: it could never be passed again."""
    if told > known + MOST_AHEAD:
        raise PeerFault("the other side tells a generation that cannot be; it was not remembered", FaultKind.GENERATION)


def must_be_possible(told: KeyClaim | KeyAnswer) -> None:
    """The same for a side that comes back and knows of no generation. A stolen device may have pushed up both, by
    MOST_AHEAD in each handshake; what it has the other side remember must not keep the new one away."""
    if max(told.generation, told.peer_generation) > MOST_TOLD:
        raise PeerFault("the other side tells a generation that cannot be; it was not remembered", FaultKind.GENERATION)


def rolled_back(row: KeyRecord, told: KeyClaim | KeyAnswer) -> bool:
    """Whether the other side has seen a later generation of ours: our disk was restored from an old copy (V2)."""
    return told.peer_generation > row.generation


def _compared(row: KeyRecord, told: KeyClaim | KeyAnswer) -> KeyRecord:
    """What is kept of the generations told. Who was rolled back goes one beyond what the other side remembers, so that
    each copy is found once (core/spec/refresh.md, rule 14)."""
    must_be_plausible(told.generation, row.peer_generation)
    must_be_plausible(told.peer_generation, row.generation)
    if rolled_back(row, told):
        row = replace(row, must_refresh=True, generation=told.peer_generation + 1)
    return replace(row, peer_generation=max(row.peer_generation, told.generation))


def raised(row: KeyRecord) -> KeyRecord:
    """One generation further; durable before the handshake tells it."""
    return replace(row, generation=row.generation + 1)


def claim(row: KeyRecord) -> KeyClaim:
    """What P1 tells of a row. Its generation was raised durably before."""
    return KeyClaim(
        row.key_id, row.current_run_id, row.pending_run_id, row.generation, row.peer_generation, row.peer_locked
    )


def settle_p2(row: KeyRecord, told: KeyClaim) -> KeyRecord | None:
    """P2's side of the table, durable before the answer. None: the row is erased (a key that was never born)."""
    c1, p1, c2, p2 = told.current, told.pending, row.current_run_id, row.pending_run_id
    raised_to = row.generation + 1
    row = _compared(row, told)
    row = replace(row, generation=max(row.generation, raised_to))
    if row.current is not None and told.peer_locked == c2:
        guard = row.current.scheme.guard.lock(row.current.guard)
        row = replace(row, current=replace(row.current, guard=guard))
    if c1 == c2 or (p1 == c2 and c2 != NO_RUN):  # rows A and B: P2 decides, nothing here is worth keeping
        row = replace(drop(row), mismatch=False, peer_committed=c1 == c2)
        return row if row.current else None
    new = row.pending
    if new is not None and c1 == p2 and new.scheme.guard.may_commit(new.guard):  # row C: our disk is an old image
        return replace(promoted(row, new), must_refresh=True, mismatch=False, peer_committed=True)
    return replace(row, mismatch=True)  # row D: nothing is erased


def answer(row: KeyRecord) -> KeyAnswer:
    """What P2 tells of a settled row."""
    return KeyAnswer(row.key_id, row.current_run_id, state(row), row.generation, row.peer_generation)


def unknown(told: KeyClaim) -> KeyAnswer:
    """The answer for a key that P2 does not hold for this pin."""
    return KeyAnswer(told.key_id, NO_RUN, KeyState.OPEN, 0, 0)


def settle_p1(row: KeyRecord, told: KeyAnswer, now: int) -> KeyRecord | None:
    """P1's side: it decides on c2 alone. None: the row is erased (a key that was never born)."""
    c2 = told.current
    row = _compared(row, told)
    if c2 == row.current_run_id:
        row = replace(drop(row), mismatch=False)
        if row.current is None:
            return None
    elif c2 == row.pending_run_id and c2 != NO_RUN:
        row = replace(commit(row, c2, now), must_refresh=row.must_refresh)  # the run may have begun before it was known
    else:
        return replace(row, mismatch=True)
    locked = row.current_run_id if told.state is KeyState.LOCKED else NO_RUN
    return replace(
        row,
        peer_locked=locked,
        must_refresh=row.must_refresh or told.state is KeyState.MUST_REFRESH,
        mismatch=told.state is KeyState.MISMATCH,
    )
