"""An opening: xE = x1 E + x2 E for the ephemeral share E of a file, on a prepared session (core/spec/opening.md).

    P1                                              P2
       ── S1: sid2, task, inputs ───────────────►   E from its own copy of the task; checks, then debit durable
    verify ◄── S2: opening of T1, T2, Z2, s ─────   Z2 = x2 E, with a proof that it is
    Z = x1 E + Z2

E comes as 32 bytes of X25519. P2 refuses what has no point in the prime-order subgroup: elsewhere Z2 would tell its
half modulo 8, or on the twist more (GK13). T1 is the nonce that PREPARE has committed to. P2 sees neither Z nor a
file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from core.codec.codec import U8, U16, Bytes32
from core.codec.messages import Message, MessageType
from core.crypto.ed25519 import EdwardsPoint, add, lift, mult, x25519_of
from core.errors import BadInput, Bug, PeerFault
from core.primitives import chaum_pedersen
from core.primitives.chaum_pedersen import ProvenMultiple
from core.protocol.additive.keygen import must_be_of
from core.protocol.additive.prepare import NonceOpening, SumP1Coms, SumP1Session, SumP2Nonces, SumP2Session
from core.protocol.additive.share import AdditiveShare
from core.protocol.changes import Debit
from core.protocol.opening.kind import OPENING_KIND
from core.protocol.scheme import Item, ItemsOf
from core.protocol.session import Purpose, is_in_order
from core.role import Role
from core.sansio.effects import Persist, Script, Send, receive
from core.secret import Secret

MOST: Final = 20  # stanzas of one file, so openings of one task (GK14)

Share = AdditiveShare[EdwardsPoint]


@dataclass(frozen=True, slots=True)
class SharedSecret:
    """What X25519 gives of the joint key and E, 32 bytes."""

    u: Secret[bytes]

    def __bytes__(self) -> bytes:
        return self.u.reveal()


@dataclass(frozen=True, slots=True)
class OpenS1(Message):  # P1 -> P2
    """Which inputs of which task. What is opened is in the task."""

    TYPE: ClassVar[MessageType] = MessageType.OPEN_S1
    scheme: U8
    sid2: Bytes32
    task_id: Bytes32
    inputs: tuple[U16, ...]


@dataclass(frozen=True, slots=True)
class MultipleAnswer:
    """Z2 with its proof; T1 is in the opening of its commitment."""

    opening: NonceOpening
    T2: EdwardsPoint
    Z2: EdwardsPoint
    s: Bytes32


@dataclass(frozen=True, slots=True)
class OpenS2(Message):  # P2 -> P1
    """One for each input."""

    TYPE: ClassVar[MessageType] = MessageType.OPEN_S2
    scheme: U8
    sid2: Bytes32
    answers: tuple[MultipleAnswer, ...]


# ------------------------------------------------------------------ steps
def context_of(share: Share, role: Role, sid2: bytes, task_id: bytes) -> tuple[bytes, ...]:
    """What a proof is bound to: group, who proves, key, epoch, session, task."""
    return OPENING_KIND.group.name.encode(), bytes([role]), share.key_id, share.epoch_id, sid2, task_id


def step1_p2_multiply(
    share: Share, secrets: SumP2Nonces, us: Sequence[bytes], sid2: bytes, task_id: bytes
) -> tuple[MultipleAnswer, ...]:
    """x2 times each ephemeral share, proved with the nonces of the session. PeerFault for what has no point."""
    context, found = context_of(share, Role.P2, sid2, task_id), []
    for u, k, opening in zip(us, secrets.k2.reveal(), secrets.openings.reveal(), strict=False):
        one = chaum_pedersen.prove(context, share.x, share.X2, u, Secret(k))
        found.append(MultipleAnswer(opening, one.T2, one.Z, one.s))
    return tuple(found)


def step2_p1_finish(
    share: Share,
    coms: SumP1Coms,
    answers: Sequence[MultipleAnswer],
    us: Sequence[bytes],
    sid2: bytes,
    task_id: bytes,
) -> list[EdwardsPoint]:
    """Z of each, if every proof holds; else none. Raises PeerFault."""
    if len(answers) != len(us):
        raise PeerFault("an answer has another number of inputs than asked for")
    coms.check(tuple(answer.opening for answer in answers))
    context, found = context_of(share, Role.P2, sid2, task_id), []
    for u, answer in zip(us, answers, strict=True):
        one = ProvenMultiple(answer.Z2, EdwardsPoint.parse(answer.opening.R2), answer.T2, answer.s)
        Z2 = chaum_pedersen.check(context, share.X2, u, one)
        found.append(add(mult(lift(u), share.x.reveal()), Z2))
    return found


# ------------------------------------------------------------------ conversations
def p1(session: SumP1Session, share: Share, task_id: bytes, items: Sequence[Item]) -> Script[list[SharedSecret]]:
    """The wallet's side: what X25519 gives for each ephemeral share. Raises BadInput for one that is none."""
    numbers, us = tuple(item.number for item in items), ephemeral_of(items)
    if session.purpose != Purpose.PAY or session.epoch_id != share.epoch_id:
        raise Bug("a file was to be opened with a session made for something else")
    if not 1 <= len(numbers) <= min(session.B, MOST) or not is_in_order(numbers):
        raise Bug("a session opens as many different inputs as it was prepared for, in order")
    coms = session.take()
    yield Send(OpenS1(OPENING_KIND.id, session.sid2, task_id, numbers))
    answer = yield from receive(OpenS2)
    must_be_of(OPENING_KIND, answer.scheme)
    if answer.sid2 != session.sid2:
        raise PeerFault("an answer belongs to another session")
    found = step2_p1_finish(share, coms, answer.answers, us, session.sid2, task_id)
    return [SharedSecret(Secret(x25519_of(Z))) for Z in found]


def p2(s1: OpenS1, session: SumP2Session, share: Share, items_of: ItemsOf) -> Script[None]:
    """The co-signer's side. `items_of` answers from its own stored task, or raises Refused."""
    secrets = session.take()
    if session.purpose != Purpose.PAY or session.epoch_id != share.epoch_id or s1.sid2 != session.sid2:
        raise PeerFault("a file was to be opened with a session made for something else")
    items = items_of(s1.task_id, s1.inputs)
    if not 1 <= len(s1.inputs) <= min(session.B, MOST) or not is_in_order(s1.inputs):
        raise PeerFault("a session opens as many different inputs as it was prepared for, in order")
    if [item.number for item in items] != list(s1.inputs):
        raise Bug("a task gave other inputs than it was asked for")
    us = ephemeral_of(items)
    yield Persist(Debit(s1.task_id, s1.inputs))
    yield Send(OpenS2(OPENING_KIND.id, s1.sid2, step1_p2_multiply(share, secrets, us, s1.sid2, s1.task_id)))


def ephemeral_of(items: Sequence[Item]) -> list[bytes]:
    """The ephemeral shares of a task, each with a point behind it. Raises BadInput."""
    for item in items:
        if item.path:
            raise BadInput("a key of this kind has no child keys")
        try:
            lift(item.message)
        except PeerFault:
            raise BadInput("this file was made in a way that would tell of the key; it is not opened") from None
    return [item.message for item in items]
