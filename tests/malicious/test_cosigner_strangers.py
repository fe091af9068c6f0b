"""Another paired computer of the same co-signer: the keys of others do not exist for it (L5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.approval.messages import AwaitDecision, Cancel, Propose
from core.codec.codec import decode, encode
from core.codec.messages import Message, MessageType, peek_type
from core.cosigner.endpoints import Endpoints
from core.keys import handshake
from core.keys.handshake import Answer, Keys
from core.keys.record import share_of
from core.keys.status import StatusOf
from core.protocol.messages import Commit
from tests.support.hostile import REFUSED, an_a1, an_f1, declined, s1_of, spoilt
from tests.support.two_homes import Hostile, TwoHomes

STRANGER = b"certificate of another computer"


def stranger(homes: TwoHomes) -> Hostile:
    return homes.raw(STRANGER)


def test_paired_desktop_cannot_lock_foreign_wallet(homes: TwoHomes) -> None:
    """B knows all of A's messages, and sends garbage for A's key: it hears what it hears of a key nobody has."""
    before = encode(homes.cosigner.row)
    raw = stranger(homes)
    generation = homes.cosigner.vault.generation
    ours = spoilt(an_a1(homes))
    nobodys = replace(ours, key_id=bytes(32))
    answers = [raw.ask(message) for message in (ours, nobodys, ours)]
    assert answers[0] == answers[1] == answers[2]
    assert declined(answers[0]).kind == "unknown"
    assert encode(homes.cosigner.row) == before
    assert homes.cosigner.vault.generation == generation
    homes.pay()


def test_without_the_rule_it_would(homes: TwoHomes, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = stranger(homes)
    monkeypatch.setattr(Endpoints, "rows", lambda _calls, _: dict(homes.cosigner.records.keys))
    assert raw.ask(spoilt(an_a1(homes))) == REFUSED
    assert homes.cosigner.row.locked


@pytest.mark.parametrize("kind", ["propose", "refresh", "status", "commit", "watch", "cancel", "S1"])
def test_nor_with_any_other_message(homes: TwoHomes, kind: str) -> None:
    wire = homes.wire()
    found = homes.propose(wire)
    share = share_of(homes.key)
    messages: dict[str, Callable[[bool], Message]] = {
        "propose": lambda ours: Propose(share.key_id if ours else bytes(32), 5, bytes(32)),
        "refresh": lambda ours: an_f1(homes) if ours else replace(an_f1(homes), parent=bytes(32)),
        "status": lambda ours: StatusOf(share.key_id if ours else bytes(32), share.T),
        "commit": lambda ours: Commit(share.T if ours else bytes(32)),
        "watch": lambda ours: AwaitDecision(found.request if ours else bytes(16)),
        "cancel": lambda ours: Cancel(found.request if ours else bytes(16)),
        "S1": lambda ours: s1 if ours else replace(s1, sid2=bytes(32)),
    }
    s1 = s1_of(homes, homes.raw(), wire)
    before = encode(homes.cosigner.row)
    answers = []
    for ours in (True, False):
        raw = stranger(homes)
        generation = homes.cosigner.vault.generation
        answers.append((raw.ask(messages[kind](ours)), raw.link.closed))
        assert homes.cosigner.vault.generation == generation
    assert answers[0] == answers[1]
    assert all(peek_type(data) is MessageType.DECLINED for data in answers[0][0])
    assert encode(homes.cosigner.row) == before
    assert [request.state.name for request in homes.cosigner.tasks()] == ["PROPOSED"]


def test_nor_by_claiming_it_in_a_handshake(homes: TwoHomes) -> None:
    """With A's true state, with a lie about a lock, with a rollback it never saw."""
    claim = handshake.claim(homes.key)
    lies = [claim, replace(claim, peer_locked=claim.current), replace(claim, peer_generation=2**40)]
    for lie in lies:
        before = encode(homes.cosigner.row)
        raw = homes.raw(STRANGER, settled=False)
        (data,) = raw.ask(Keys((lie,)))
        assert decode(Answer, data).answers == (handshake.unknown(lie),)
        assert encode(homes.cosigner.row) == before
    homes.pay()


def test_nor_by_leaving_it_out(homes: TwoHomes) -> None:
    homes.raw(STRANGER)
    assert not homes.cosigner.row.mismatch


def test_its_faults_are_its_own(homes: TwoHomes) -> None:
    for _ in range(4):
        raw = stranger(homes)
        for _ in range(3):
            raw.ask(replace(Propose(homes.key.key_id, 5, bytes(32)), size=0))
            raw.link.send(b"\0\0\0\7" + bytes([1, MessageType.G3]))
    assert homes.cosigner.row.rules.faults == 0
    assert homes.cosigner.row.rules.suspended_until == 0
    homes.pay()


def test_its_link_does_not_end_that_of_another(homes: TwoHomes) -> None:
    multiplexer = homes.client.connected()
    stranger(homes)
    assert not multiplexer.link.closed
    assert homes.client.connected() is multiplexer
