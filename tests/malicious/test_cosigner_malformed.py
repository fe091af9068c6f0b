"""Messages that cannot be read cost what a wrong one costs: the session they name, and a fault of its key."""

from __future__ import annotations

import pytest

from core.approval.messages import Propose
from core.codec.codec import encode
from core.codec.messages import MessageType, peek_type
from core.cosigner.faults import MAX_FAULTS
from core.keys.status import StatusOf
from core.protocol.ecdsa.sign import S1
from tests.support.hostile import REFUSED, a_g1, an_a1, an_f1, declined, s1_of
from tests.support.two_homes import Hostile, TwoHomes


def sent(raw: Hostile, data: bytes, call: int = 500) -> list[bytes]:
    """What is answered to these bytes."""
    raw.link.send(call.to_bytes(4, "big") + data)
    return raw.replies()


def spoilt_s1(s1: S1) -> list[bytes]:
    """Too short, too long, a point that is none, a scalar beyond the group's order, another version."""
    data = encode(s1)
    masked = 2 + 32 + 32 + 32 + 2 + 2
    return [
        data[:-1],
        data + b"\0",
        data[:masked] + b"\x05" + data[masked + 1 :],
        data[: masked + 66] + b"\xff" * 32 + data[masked + 98 :],
        b"\xff" + data[1:],
    ]


@pytest.mark.parametrize("form", range(5))
def test_an_s1_that_cannot_be_read_has_used_its_session_up(homes: TwoHomes, form: int) -> None:
    wire = homes.wire()
    homes.approved(wire)
    raw = homes.raw()
    s1 = s1_of(homes, raw, wire)
    assert sent(raw, spoilt_s1(s1)[form]) == REFUSED
    assert homes.cosigner.row.rules.faults == 1
    assert raw.link.connection.sessions == {}
    assert declined(raw.ask(s1)).kind == "session"


def test_nor_is_it_kept_where_another_call_gets_the_message(homes: TwoHomes) -> None:
    """Under the number of a call that waits for something else."""
    wire = homes.wire()
    homes.approved(wire)
    raw = homes.raw()
    s1 = s1_of(homes, raw, wire)
    raw.ask(Propose(homes.key.key_id, 5, bytes(32)), call=500)
    assert sent(raw, encode(s1), call=500) == REFUSED
    assert homes.cosigner.row.rules.faults == 1
    assert declined(raw.ask(s1)).kind == "session"


def test_three_that_cannot_be_read_suspend(homes: TwoHomes) -> None:
    wire = homes.wire()
    homes.approved(wire)
    raw = homes.raw()
    for form in range(MAX_FAULTS):
        assert sent(raw, spoilt_s1(s1_of(homes, raw, wire))[form]) == REFUSED
    assert raw.link.closed
    assert homes.cosigner.row.rules.suspensions == 1
    assert declined(homes.raw().ask(an_a1(homes))).kind == "suspended"


@pytest.mark.parametrize("kind", ["A1", "F1", "PROPOSE", "STATUS"])
def test_whatever_names_a_key_and_cannot_be_read_counts_for_it(homes: TwoHomes, kind: str) -> None:
    key = homes.key
    first = {
        "A1": an_a1(homes),
        "F1": an_f1(homes),
        "PROPOSE": Propose(key.key_id, 5, bytes(32)),
        "STATUS": StatusOf(key.key_id, key.current_run_id),
    }
    raw = homes.raw()
    assert sent(raw, encode(first[kind]) + b"\0") == REFUSED
    assert homes.cosigner.row.rules.faults == 1


def test_what_names_nothing_that_this_computer_holds_counts_for_nothing(homes: TwoHomes) -> None:
    """A new key has none yet; and the sessions of another computer are not there for this one."""
    wire = homes.wire()
    homes.approved(wire)
    raw = homes.raw()
    s1 = s1_of(homes, raw, wire)
    stranger = homes.raw(b"certificate of another computer")
    for data in (encode(a_g1()), encode(an_a1(homes)), encode(s1)):
        assert sent(stranger, data + b"\0") == REFUSED
    assert stranger.link.closed
    assert homes.cosigner.row.rules.faults == 0
    assert peek_type(raw.ask(s1)[0]) is MessageType.S2
