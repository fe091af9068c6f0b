"""SIGN: one round trip on a prepared session (core/spec/schnorr.md).

    P1                                              P2
    k1 ── S1: sid2, task, inputs, R1_i ──────────►  R = R1 + R2; all checks, then limits and debit durable
    verify ◄── S2: openings of R2_i, s2_i ────────  s2 = ±k2 + c d2
    s = s2 ± k1 + c d1

P2 opens R2 in the message that carries s2, and never before: R is unknown to P1 until nothing about it can be chosen
any more. P1 draws k1 for this one S1, and neither keeps it nor sends s1 (GK3). The signs: kind.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from core.codec.codec import U8, U16, Bytes32, Sized
from core.codec.messages import Message, MessageType
from core.crypto.group import P
from core.crypto.rng import Rng
from core.errors import Bug, Cheat, PeerFault
from core.protocol.additive.keygen import must_be_of
from core.protocol.additive.kind import Encoded, Kind, SigningKey, signed, turned
from core.protocol.additive.prepare import NonceOpening, SumP1Coms, SumP1Session, SumP2Nonces, SumP2Session
from core.protocol.additive.share import AdditiveShare
from core.protocol.changes import Debit
from core.protocol.scheme import Item, ItemsOf
from core.protocol.session import Purpose, is_in_order
from core.sansio.effects import Persist, Script, Send, receive
from core.secret import Secret


@dataclass(frozen=True, slots=True)
class SumSignature:
    """A signature that both have made, 64 bytes as the world reads it."""

    data: bytes

    def __bytes__(self) -> bytes:
        return self.data


@dataclass(frozen=True, slots=True)
class SumS1(Message):  # P1 -> P2
    """Which inputs of which task, and P1's nonces."""

    TYPE: ClassVar[MessageType] = MessageType.SUM_S1
    scheme: U8
    sid2: Bytes32
    task_id: Bytes32
    inputs: tuple[U16, ...]
    R1: Annotated[tuple[Encoded, ...], Sized(lambda s1: len(s1.inputs))]


@dataclass(frozen=True, slots=True)
class SumS2(Message):  # P2 -> P1
    """Openings and answers."""

    TYPE: ClassVar[MessageType] = MessageType.SUM_S2
    scheme: U8
    sid2: Bytes32
    openings: tuple[NonceOpening, ...]
    s2: Annotated[tuple[Bytes32, ...], Sized(lambda s2: len(s2.openings))]


# ------------------------------------------------------------------ steps
def wanted_of(kind: Kind[P], share: AdditiveShare[P], items: Sequence[Item]) -> list[tuple[bytes, SigningKey[P]]]:
    """What is signed for each item, and under which key. Raises BadInput."""
    for item in items:
        kind.must_sign(item.message)
    return [(item.message, kind.key(share, item.path)) for item in items]


def step1_p1_nonces(kind: Kind[P], n: int, rng: Rng) -> tuple[Secret[list[bytes]], list[P]]:
    """P1 draws k1 and R1 of each signature."""
    k1 = [kind.group.random_scalar(rng, "k1") for _ in range(n)]
    return Secret(k1), [kind.group.base_mult(k) for k in k1]


def step2_p2_join(kind: Kind[P], openings: Sequence[NonceOpening], R1: Sequence[bytes]) -> list[P]:
    """P2: the joint R of each signature. Raises PeerFault for what is no point, and for R at infinity (GK5)."""
    group = kind.group
    return [group.add(group.parse(R1_i), group.parse(opening.R2)) for R1_i, opening in zip(R1, openings, strict=True)]


def step3_p2_answer(
    kind: Kind[P],
    x2: Secret[bytes],
    k2: Sequence[bytes],
    Rs: Sequence[P],
    wanted: Sequence[tuple[bytes, SigningKey[P]]],
) -> tuple[bytes, ...]:
    """s2 of each signature."""
    group, found = kind.group, []
    for k, R, (message, key) in zip(k2, Rs, wanted, strict=True):
        c = kind.challenge(R, key.point, message)
        d2 = group.add_scalars(signed(group, x2.reveal(), flips=key.flips), key.tweak)
        found.append(group.add_scalars(signed(group, k, flips=kind.flips_nonce(R)), group.mul_scalars(c, d2)))
    return tuple(found)


def step4_p1_finish(
    kind: Kind[P],
    share: AdditiveShare[P],
    coms: SumP1Coms,
    nonces: tuple[Secret[list[bytes]], list[P]],
    answer: tuple[tuple[NonceOpening, ...], tuple[bytes, ...]],
    wanted: Sequence[tuple[bytes, SigningKey[P]]],
) -> list[SumSignature]:
    """The signatures, all of them verified, or none. Raises PeerFault, Cheat."""
    openings, s2 = answer
    if len(openings) != len(wanted):
        raise PeerFault("an answer has another number of inputs than asked for")
    coms.check(openings)
    group, (k1, R1), found = kind.group, nonces, []
    for k, R1_i, opening, s2_i, (message, key) in zip(k1.reveal(), R1, openings, s2, wanted, strict=True):
        R2 = group.parse(opening.R2)
        R = group.add(R1_i, R2)
        c = kind.challenge(R, key.point, message)
        s1 = group.add_scalars(
            signed(group, k, flips=kind.flips_nonce(R)),
            group.mul_scalars(c, signed(group, share.x.reveal(), flips=key.flips)),
        )
        signature = kind.signature(R, group.add_scalars(s1, group.parse_scalar(s2_i)))
        try:
            kind.verify(key.point, message, signature)
        except Cheat:
            check_answer(kind, share, key, R2, s2_i, c, flips=kind.flips_nonce(R))
            raise Bug("this computer's half of a key does not belong to it; restart, and refresh it") from None
        found.append(SumSignature(signature))
    return found


def check_answer(
    kind: Kind[P], share: AdditiveShare[P], key: SigningKey[P], R2: P, s2: bytes, c: bytes, *, flips: bool
) -> None:
    """s2 B = ±R2 + c D2, with D2 of the X2 that is kept: whether P2's part alone holds. Raises Cheat, PeerFault. Where
    the whole signature verifies it does, for P1's own part is right."""
    group = kind.group
    D2 = group.add(key.point, group.negate(turned(group, share.X1, flips=key.flips)))
    if bytes(group.mult_sum(D2, group.negate_scalar(c), s2)) != bytes(turned(group, R2, flips=flips)):
        raise Cheat("the co-signer's part of a signature does not hold")


# ------------------------------------------------------------------ conversations
def p1(
    kind: Kind[P], session: SumP1Session, share: AdditiveShare[P], task_id: bytes, items: Sequence[Item], rng: Rng
) -> Script[list[SumSignature]]:
    """The wallet's side, for the first len(items) instances of a payment session."""
    numbers = tuple(item.number for item in items)
    if session.purpose != Purpose.PAY or session.epoch_id != share.epoch_id:
        raise Bug("a payment was to be signed with a session made for something else")
    if not 1 <= len(numbers) <= session.B or not is_in_order(numbers):
        raise Bug("a session signs as many different inputs as it was prepared for, in order")
    wanted, coms = wanted_of(kind, share, items), session.take()
    nonces = step1_p1_nonces(kind, len(numbers), rng)
    yield Send(SumS1(kind.id, session.sid2, task_id, numbers, tuple(bytes(R1) for R1 in nonces[1])))
    answer = yield from receive(SumS2)
    must_be_of(kind, answer.scheme)
    if answer.sid2 != session.sid2:
        raise PeerFault("an answer belongs to another session")
    return step4_p1_finish(kind, share, coms, nonces, (answer.openings, answer.s2), wanted)


def p2(kind: Kind[P], s1: SumS1, session: SumP2Session, share: AdditiveShare[P], items_of: ItemsOf) -> Script[None]:
    """The co-signer's side. `items_of` answers from its own stored task, or raises Refused."""
    secrets: SumP2Nonces = session.take()
    if session.purpose != Purpose.PAY or session.epoch_id != share.epoch_id or s1.sid2 != session.sid2:
        raise PeerFault("a payment was to be signed with a session made for something else")
    items = items_of(s1.task_id, s1.inputs)
    if not 1 <= len(s1.inputs) <= session.B or not is_in_order(s1.inputs):
        raise PeerFault("a session signs as many different inputs as it was prepared for, in order")
    if [item.number for item in items] != list(s1.inputs):
        raise Bug("a task gave other inputs than it was asked for")
    wanted, n = wanted_of(kind, share, items), len(items)
    openings = secrets.openings.reveal()[:n]
    Rs = step2_p2_join(kind, openings, s1.R1)
    yield Persist(Debit(s1.task_id, s1.inputs))
    yield Send(SumS2(kind.id, s1.sid2, openings, step3_p2_answer(kind, share.x, secrets.k2.reveal()[:n], Rs, wanted)))
