"""A cheating party in the base OT."""

from __future__ import annotations

from itertools import count

import pytest

from core.crypto.secp256k1 import base_mult, ecdh, negate
from core.errors import PeerFault
from core.primitives import all_but_one, base_ot
from core.primitives.base_ot import KC, bits, hash_to_point, point_hash
from tests.support.ot import SeededRng

SID = b"s" * 32
STATE, OT1 = base_ot.receive_1(SID, SeededRng("receiver"))
P1, OT2 = base_ot.send(SID, OT1, SeededRng("sender"))
DELTA = bits(STATE.delta.reveal())
NOT_A_POINT = b"\2" + (5).to_bytes(32, "big")


def at(message: bytes, i: int, b: int, point: bytes) -> bytes:
    """The message with another point at base OT i."""
    start = 66 * i + 33 * b
    return message[:start] + point + message[start + 33 :]


@pytest.mark.parametrize("i", [0, 1, 127])
@pytest.mark.parametrize("b", [0, 1])
def test_a_receiver_that_makes_a_product_infinity(i: int, b: int) -> None:
    # r_b := -HP(b, r_{1-b}) would make A_b infinity and K_b a known constant.
    other = OT1[66 * i + 33 * (1 - b) : 66 * i + 33 * (1 - b) + 33]
    r = negate(hash_to_point(point_hash(SID), b, i, other))
    with pytest.raises(PeerFault, match="infinity"):
        base_ot.send(SID, at(OT1, i, b, bytes(r)), SeededRng())


@pytest.mark.parametrize("i", [0, 64, 127])
@pytest.mark.parametrize("b", [0, 1])
@pytest.mark.parametrize("point", [NOT_A_POINT, bytes(33), b"\4" + bytes(32)])
def test_points_that_are_none(i: int, b: int, point: bytes) -> None:
    with pytest.raises(PeerFault, match="point"):
        base_ot.send(SID, at(OT1, i, b, point), SeededRng())


@pytest.mark.parametrize("point", [NOT_A_POINT, bytes(33), b"\4" + bytes(32), b"\2" * 34])
def test_m_is_parsed_before_a_key_is_derived(point: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    derived: list[int] = []
    monkeypatch.setattr(base_ot, "key_of", lambda *_: derived.append(1))
    with pytest.raises(PeerFault, match="point"):
        base_ot.receive_2(SID, STATE, point)
    assert derived == []


def test_a_receiver_has_no_second_key() -> None:
    # r_c is tied to r_{1-c}: with both r of its own choice, t G, a receiver knows neither key.
    state, sent = base_ot.receive_1(SID, SeededRng("greedy"))
    free = at(at(sent, 0, 0, bytes(base_mult(21))), 0, 1, bytes(base_mult(22)))
    keys, answer = base_ot.send(SID, free, SeededRng())
    mine = base_ot.receive_2(SID, state, answer).reveal()[16:48]
    assert mine not in (keys.reveal()[:32], keys.reveal()[32 * KC : 32 * KC + 32])


@pytest.mark.parametrize("i", [0, 1, 2, 3, 66, 127])
@pytest.mark.parametrize("b", [0, 1])
def test_a_key_that_the_sender_plants_costs_the_run(i: int, b: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A selective failure: P1 gives itself a wrong key at one place. The base OT cannot see it; the trees agree if P2
    chose the other key there, else the run ends: one bit of a Delta that nothing has used, and that goes with it."""
    products = count()
    monkeypatch.setattr(base_ot, "ecdh", lambda A, u: bytes(32) if next(products) == 2 * i + b else ecdh(A, u))
    _, answer = all_but_one.send(SID, OT1, SeededRng("sender"))
    monkeypatch.undo()
    if DELTA[i] == b:
        with pytest.raises(PeerFault, match="trees"):
            all_but_one.receive_2(SID, STATE, answer)
    else:
        all_but_one.receive_2(SID, STATE, answer)
