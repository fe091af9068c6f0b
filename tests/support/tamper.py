"""The tamper matrix: one message spoilt in every region, one at a time; what each spoiling ends in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.codec.messages import MessageType
from core.errors import PeerFault
from core.protocol.share import Role
from core.sansio.effects import Script
from tests.support.pair import Talk, Tamper, converse
from tests.support.regions import spoilt

Scripts = tuple[Script[Any], Script[Any]]


def at(index: int, data: bytes) -> Tamper:
    """`data` arrives in place of message `index`."""
    return lambda i, sent: data if i == index else sent


def index_of(talk: Talk[Any, Any], kind: MessageType) -> int:
    (index,) = [i for i, frame in enumerate(talk.frames) if frame.type is kind]
    return index


def matrix(begin: Callable[[], Scripts], kind: MessageType) -> dict[str, Talk[Any, Any]]:
    """A fresh, equal run of `begin` for each spoiling of its message of type `kind`. Errors that are no TandemError
    pass through and fail the test."""
    honest = converse(*begin())
    honest.both()
    index = index_of(honest, kind)
    sent = honest.frames[index].data
    assert sent == converse(*begin()).frames[index].data  # the runs repeat, so that only the spoiling differs
    return {name: converse(*begin(), tamper=at(index, data)) for name, data in spoilt(sent)}


def unnamed(talks: dict[str, Talk[Any, Any]]) -> dict[str, str]:
    """The spoilings that did not end in exactly one named fault of the peer, before the wallet had a result."""
    wrong = {}
    for name, talk in talks.items():
        faults = list(talk.errors.values())
        if len(faults) != 1 or not isinstance(faults[0], PeerFault) or not faults[0].message:
            wrong[name] = f"errors {faults}"
        elif Role.P1 in talk.results:
            wrong[name] = "the wallet has a result"
    return wrong
