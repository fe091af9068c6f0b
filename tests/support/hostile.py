"""What a computer that lies sends to a real co-signer: honest messages out of place, and spoilt ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from core import lifecycle
from core.bitcoin.signing_task import WireTask
from core.encoding import Message, decode, encode
from core.protocol import keygen, prepare, refresh, sign
from core.protocol.prepare import A1, A2, P1Session, Purpose
from core.protocol.refresh import F1
from core.protocol.script import Send
from core.protocol.sign import S1
from core.rng import HedgedRng
from core.session import Declined, RefusedFrame
from core.tasks import items
from tests.support.regions import flipped
from tests.support.two_homes import NETWORK, Hostile, TwoHomes

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


def an_a1(homes: TwoHomes, B: int = 1, purpose: Purpose = Purpose.PAY) -> A1:
    """A fresh, honest A1 under the current epoch."""
    sent = first_sent(prepare.p1(lifecycle.share_of(homes.key), purpose, B, HedgedRng()))
    assert isinstance(sent, A1)
    return sent


def spoilt(a1: A1) -> A1:
    """The same with one bit of a column flipped: it fails the OT check."""
    return replace(a1, columns=flipped(a1.columns, 40))


def an_f1(homes: TwoHomes) -> F1:
    sent = first_sent(refresh.p1(lifecycle.share_of(homes.key), homes.key.max_epoch, bytes(32), HedgedRng()))
    assert isinstance(sent, F1)
    return sent


def a_g1(name: str = "other", network: str = NETWORK) -> Message:
    return first_sent(keygen.p1(network, name, bytes(32), HedgedRng()))


def prepared(homes: TwoHomes, raw: Hostile, B: int = 1) -> P1Session:
    """A session over a raw link."""
    script: Any = prepare.p1(lifecycle.share_of(homes.key), Purpose.PAY, B, HedgedRng())
    (data,) = raw.ask(next(script).message)
    next(script)
    try:
        script.send(decode(A2, data))
    except StopIteration as done:
        session: P1Session = done.value
        return session
    raise AssertionError("PREPARE goes on")


def s1_of(homes: TwoHomes, raw: Hostile, wire: WireTask, numbers: tuple[int, ...] = (0,)) -> S1:
    """A fresh session, and the honest S1 on it for inputs of a task; not sent."""
    session = prepared(homes, raw, len(numbers))
    task, share = homes.checked(wire), lifecycle.share_of(homes.key)
    sent = first_sent(sign.p1(session, share, task.task_id, items(task, numbers), HedgedRng()))
    assert isinstance(sent, S1)
    return sent
