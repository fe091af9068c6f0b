"""What a computer that lies sends to a real co-signer: honest messages out of place, and spoilt ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Protocol

from core.approval.request import items
from core.bitcoin.signing_task import CheckedTask, WireTask
from core.codec.codec import decode, encode
from core.codec.messages import Message
from core.crypto.rng import HedgedRng
from core.keys.record import KeyRecord, share_of
from core.protocol.ecdsa import keygen, prepare, refresh, sign
from core.protocol.ecdsa.keygen import G1
from core.protocol.ecdsa.prepare import A1, A2, P1Session, Purpose
from core.protocol.ecdsa.refresh import F1
from core.protocol.ecdsa.sign import S1
from core.recovery.sheet import NO_SHEET, PublicSheet
from core.rpc.replies import Declined, RefusedFrame
from core.sansio.effects import Send
from tests.support.regions import flipped
from tests.support.two_homes import NETWORK


class Robbed(Protocol):
    """A home that a hostile program has."""

    @property
    def key(self) -> KeyRecord:
        """Its one key."""
        ...

    def checked(self, wire: WireTask) -> CheckedTask:
        """What an honest program makes of a task."""
        ...


class Speaks(Protocol):
    """A link that says whatever the test wants."""

    def ask(self, message: Message, call: int | None = None) -> list[bytes]:
        """The messages that came back."""
        ...


REFUSED = [encode(RefusedFrame())]  # what every fault is answered with


def declined(replies: Sequence[bytes]) -> Declined:
    """The one answer, a no with a reason."""
    (data,) = replies
    return decode(Declined, data)


def first_sent(script: Any) -> Message:
    """The first message of a script."""
    while not isinstance(effect := next(script), Send):
        pass
    return effect.message


def an_a1(homes: Robbed, B: int = 1, purpose: Purpose = Purpose.PAY) -> A1:
    """A fresh, honest A1 under the current epoch."""
    sent = first_sent(prepare.p1(share_of(homes.key), purpose, B, HedgedRng()))
    assert isinstance(sent, A1)
    return sent


def spoilt(a1: A1) -> A1:
    """The same with one bit of a column flipped: it fails the OT check."""
    return replace(a1, columns=flipped(a1.columns, 40))


def an_f1(homes: Robbed) -> F1:
    sent = first_sent(refresh.p1(share_of(homes.key), homes.key.max_epoch, bytes(32), HedgedRng()))
    assert isinstance(sent, F1)
    return sent


def a_g1(name: str = "other", network: str = NETWORK, sheet: PublicSheet = NO_SHEET) -> Message:
    sent = first_sent(keygen.p1(network, name, bytes(32), HedgedRng()))
    assert isinstance(sent, G1)
    return replace(sent, sheet=sheet)


def prepared(homes: Robbed, raw: Speaks, B: int = 1) -> P1Session:
    """A session over a raw link."""
    script: Any = prepare.p1(share_of(homes.key), Purpose.PAY, B, HedgedRng())
    (data,) = raw.ask(next(script).message)
    next(script)
    try:
        script.send(decode(A2, data))
    except StopIteration as done:
        session: P1Session = done.value
        return session
    raise AssertionError("PREPARE goes on")


def s1_of(homes: Robbed, raw: Speaks, wire: WireTask, numbers: tuple[int, ...] = (0,)) -> S1:
    """A fresh session, and the honest S1 on it for inputs of a task; not sent."""
    session = prepared(homes, raw, len(numbers))
    task, share = homes.checked(wire), share_of(homes.key)
    sent = first_sent(sign.p1(session, share, task.task_id, items(task, numbers), HedgedRng()))
    assert isinstance(sent, S1)
    return sent


def with_inputs(homes: Robbed, raw: Speaks, wire: WireTask, numbers: tuple[int, ...]) -> S1:
    """An S1 whose proof is right and whose input list is not that of the task."""
    session = prepared(homes, raw, max(1, len(numbers)))
    task, share = homes.checked(wire), share_of(homes.key)
    request = sign.request_of(task.task_id, numbers)
    state, masked, proof = sign.step1_p1_mask(session, share.x, request, len(numbers), HedgedRng())
    return S1(session.sid2, state.secrets.product.seed, task.task_id, numbers, masked, proof)


def conversation(raw: Speaks, script: Any, call: int) -> Iterator[tuple[Any, list[bytes]]]:
    """The script's messages one by one with the answers; it goes on with each answer as the honest P1 would."""
    message = None
    try:
        while True:
            effect = script.send(message)
            message = None
            if hasattr(effect, "message"):
                replies = raw.ask(effect.message, call=call)
                yield effect.message, replies
                waiting = replies
            elif hasattr(effect, "kind"):
                message = decode(effect.kind, waiting.pop(0))
    except StopIteration:
        return
