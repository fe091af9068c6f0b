"""Key generation between two that do not mean the same: on neither side is a key born, and neither is locked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.codec.codec import decode, encode
from core.codec.messages import MessageType
from core.errors import OtCheat, PeerFault
from core.protocol.changes import Committed, Prepared
from core.protocol.ecdsa import keygen
from core.protocol.ecdsa.keygen import G1
from core.protocol.share import Role
from tests.support.joint_key import CHAN, NAME, NETWORK
from tests.support.ot import SeededRng
from tests.support.pair import Talk, answering, converse
from tests.support.two_homes import TwoHomes

OTHER_CHAN = bytes(reversed(CHAN))  # another connection, or other HELLOs: another version spoken


def run(at_p2: Any, network: str = NETWORK, chan: bytes = CHAN) -> Talk[Any, Any]:
    """P1 with these parameters, and P2 with whatever `at_p2` makes of them."""
    return converse(
        keygen.p1(network, NAME, chan, SeededRng("a")),
        answering(G1, lambda g1: at_p2(g1)),
    )


def born(talk: Talk[Any, Any]) -> list[Role]:
    """Who has made the key durable, or even current."""
    return [role for role, change in talk.persisted if isinstance(change, Prepared | Committed)]


def test_where_they_mean_the_same_it_is_born() -> None:
    talk = run(lambda g1: keygen.p2(g1, CHAN, SeededRng("b")))
    assert {type(change) for role, change in talk.persisted if role is Role.P2} >= {Prepared, Committed}


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(lambda g1: keygen.p2(replace(g1, network="bitcoin"), CHAN, SeededRng("b")), id="network"),
        pytest.param(lambda g1: keygen.p2(g1, OTHER_CHAN, SeededRng("b")), id="connection or version"),
        pytest.param(lambda g1: keygen.p2(replace(g1, n1=bytes(32)), CHAN, SeededRng("b")), id="nonce"),
        pytest.param(lambda g1: keygen.p2(replace(g1, com=bytes(32)), CHAN, SeededRng("b")), id="commitment"),
    ],
)
def test_another_understanding_of_the_first_message_ends_at_the_second(other: Any) -> None:
    """P2's proof is bound to all of it, so P1 stops before its own share has left."""
    talk = run(other)
    role, error = talk.fault()
    assert (role, type(error)) == (Role.P1, PeerFault)
    assert born(talk) == []
    assert MessageType.G3 not in [frame.type for frame in talk.frames]


@pytest.mark.parametrize(
    ("constant", "value"), [("VERSION", 3), ("CURVE", b"secp256r1"), ("KC", 256), ("XI", 512)], ids=lambda v: str(v)
)
def test_a_program_with_other_constants_ends_at_the_second_message(
    monkeypatch: pytest.MonkeyPatch, constant: str, value: Any
) -> None:
    """Version, curve, base OTs and gadget are part of the session: a program built otherwise is told from this one."""

    def p2(g1: G1) -> Any:
        with monkeypatch.context() as built:
            built.setattr(keygen, constant, value)
            script = keygen.p2(g1, CHAN, SeededRng("b"))
            sent = next(script)
        yield sent
        yield from script

    talk = run(p2)
    role, error = talk.fault()
    assert (role, type(error)) == (Role.P1, PeerFault)
    assert not isinstance(error, OtCheat)
    assert born(talk) == []


def test_no_home_keeps_a_key_that_its_two_sides_think_of_another_network(homes: TwoHomes) -> None:
    """Two real homes. The link lets nobody alter a byte; a program that lies is another matter."""

    def altered(frame: bytes) -> bytes:
        told = frame[:4], frame[4:]
        return told[0] + encode(replace(decode(G1, told[1]), network="testnet4"))

    homes.traffic.tamper = lambda frame: altered(frame) if frame[5] == MessageType.G1 else frame
    before = set(homes.computer.records.keys), set(homes.cosigner.records.keys)
    with pytest.raises(PeerFault):
        homes.client.new_key("other", NETWORK)
    homes.traffic.tamper = lambda frame: frame
    homes.client.connected()
    assert (set(homes.computer.records.keys), set(homes.cosigner.records.keys)) == before
    homes.client.new_key("other", NETWORK)
