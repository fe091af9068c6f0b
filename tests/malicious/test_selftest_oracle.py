"""The self-test signs what nobody chooses: no message has room for a digest, no session serves two purposes (C2)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from core.approval.request import items
from core.codec.codec import decode, encode
from core.codec.messages import MessageType, message_class, peek_type
from core.crypto.rng import HedgedRng
from core.crypto.secp256k1 import verify
from core.errors import KeyBlocked, LinkError, PeerFault
from core.keys.limits import must_be_usable
from core.keys.record import share_of
from core.protocol import drill
from core.protocol.ecdsa import keygen, prepare, refresh, selftest, sign
from core.protocol.ecdsa.prepare import P1Session, Purpose
from core.protocol.ecdsa.selftest import TrialS1, TrialS2
from core.protocol.ecdsa.sign import S1
from core.protocol.session import reserved_digest
from core.protocol.share import KeyShare
from core.role import Role
from tests.support.hostile import REFUSED, conversation, declined
from tests.support.sheets import a_sheet
from tests.support.two_homes import NETWORK, Hostile, TwoHomes, two_homes


def trial(homes: TwoHomes, raw: Hostile, make: str) -> tuple[KeyShare, P1Session]:
    """A run up to its self-test: PENDING on both sides, A1 and A2 done under call 1; P1's new share and session."""
    caught: list[Any] = []
    if make == "keygen":
        script: Any = keygen.p1(NETWORK, "other", raw.link.chan, HedgedRng())
    elif make == "drill":
        script = drill.p1(share_of(homes.key), a_sheet(Role.P1), selftest, HedgedRng())
    else:
        script = refresh.p1(share_of(homes.key), homes.key.max_epoch, raw.link.chan, HedgedRng())

    def stop(session: P1Session, share: KeyShare, _: Any) -> Any:
        caught.extend((share, session))
        raise LinkError("here the attacker takes over")
        yield  # a generator, as the honest one is

    with patch.object(selftest, "p1", stop), suppress(LinkError):
        for _ in conversation(raw, script, call=1):
            pass
    share, session = caught
    return share, session


MAKES = ["keygen", "refresh"]


@pytest.mark.parametrize("make", MAKES)
def test_selftest_is_no_oracle(homes: TwoHomes, make: str) -> None:
    """An inserted digest is a malformed message; the answer to an honest one fits no digest of a corpus."""
    must_be_no_oracle(homes, make, Purpose.SELF_TEST)


def test_nor_is_a_drill(tmp_path: Path) -> None:
    with two_homes(tmp_path, sheets=True) as homes:
        must_be_no_oracle(homes, "drill", Purpose.DRILL)


def must_be_no_oracle(homes: TwoHomes, make: str, purpose: Purpose) -> None:
    wires = [homes.wire(seed=n, coins=2) for n in range(3)]
    corpus = {homes.checked(wire).digest(n) for wire in wires for n in (0, 1)}
    raw = homes.raw()
    share, session = trial(homes, raw, make)
    request = purpose.to_bytes(1, "big")
    state, masked, proof = sign.step1_p1_mask(session, share.x, request, 1, HedgedRng())
    s1 = TrialS1(session.sid2, state.secrets.product.seed, purpose, masked[0], proof)
    (data,) = raw.ask(s1, call=1)
    answer = decode(TrialS2, data)
    digest = reserved_digest(purpose, share.epoch_id, session.sid2)
    assert digest not in corpus

    def finish(wanted: bytes) -> sign.Signature:
        ends = sign.step4_p1_finish(
            state, answer.sid2, (answer.opening,), answer.proof, (answer.s2,), [(wanted, share.Q)], HedgedRng()
        )
        return ends[0]

    found = finish(digest)
    verify(share.Q, digest, found.r, found.s)
    for wanted in corpus:
        with pytest.raises(PeerFault):
            finish(wanted)


@pytest.mark.parametrize("make", MAKES)
@pytest.mark.parametrize("at", [0, 2, 34, 66, 67])
def test_a_digest_has_no_room_in_it(homes: TwoHomes, make: str, at: int) -> None:
    raw = homes.raw()
    share, session = trial(homes, raw, make)
    request = Purpose.SELF_TEST.to_bytes(1, "big")
    state, masked, proof = sign.step1_p1_mask(session, share.x, request, 1, HedgedRng())
    data = encode(TrialS1(session.sid2, state.secrets.product.seed, Purpose.SELF_TEST, masked[0], proof))
    digest = homes.checked(homes.wire()).digest(0)
    raw.link.send((1).to_bytes(4, "big") + data[: 2 + at] + digest + data[2 + at :])
    assert raw.replies() == REFUSED


def test_no_message_to_the_co_signer_carries_free_bytes_for_one() -> None:
    """Every field of TEST_S1 is either checked against the session or a point or scalar that the proof binds; of the
    seed t2 is made, and another one is a Cheat."""
    assert [field.name for field in fields(TrialS1)] == ["sid2", "seed", "purpose", "masked", "proof"]
    assert message_class(MessageType.TEST_S1) is TrialS1
    assert [field.name for field in fields(S1)] == ["sid2", "seed", "task_id", "inputs", "masked", "proof"]


@pytest.mark.parametrize("make", MAKES)
def test_a_chosen_nonce_does_not_choose_the_digest(homes: TwoHomes, make: str) -> None:
    """All of P1's messages equal, down to n1: P2's part of sid2 makes each digest another one."""
    digests = set()
    for _ in range(3):
        raw = homes.raw()
        share, session = trial(homes, raw, make)
        digests.add(reserved_digest(Purpose.SELF_TEST, share.epoch_id, session.sid2))
        raw.link.close()
        homes.client.connected()
        homes.clock.sleep(600)
    assert len(digests) == 3


@pytest.mark.parametrize("make", MAKES)
def test_a_session_of_a_test_pays_nothing(homes: TwoHomes, make: str) -> None:
    """S1 for an approved task with the session of the self-test, as a message of the run and as a call of its own."""
    wire = homes.wire()
    homes.approved(wire)
    task = homes.checked(wire)
    for call, answers in ((1, {MessageType.REFUSED}), (2, {MessageType.DECLINED})):
        raw = homes.raw()
        share, session = trial(homes, raw, make)
        numbers = tuple(item.number for item in items(task, (0,)))
        request = sign.request_of(task.task_id, numbers)
        state, masked, proof = sign.step1_p1_mask(session, share.x, request, 1, HedgedRng())
        seed = state.secrets.product.seed
        replies = raw.ask(S1(session.sid2, seed, task.task_id, numbers, masked, proof), call=call)
        assert {peek_type(data) for data in replies} == answers
        homes.client.connected()
        homes.clock.sleep(600)
    assert MessageType.S2 not in homes.traffic.types()
    assert [found.state.name for found in homes.cosigner.tasks()] == ["APPROVED"]


def test_a_pending_is_prepared_for_nothing_else(homes: TwoHomes) -> None:
    """A1 for a payment while a PENDING exists, under its epoch and under the old one."""
    raw = homes.raw()
    share, _ = trial(homes, raw, "refresh")
    for half in (share, share_of(homes.key)):
        script: Any = prepare.p1(half, Purpose.PAY, 1, HedgedRng())
        assert declined(raw.ask(next(script).message, call=5)).kind == "pending_epoch"


@pytest.mark.parametrize("make", MAKES)
def test_once_for_each_pending(homes: TwoHomes, make: str) -> None:
    """A second test of the same PENDING: the run waits for COMMIT and takes nothing else."""
    raw = homes.raw()
    share, session = trial(homes, raw, make)
    request = Purpose.SELF_TEST.to_bytes(1, "big")
    state, masked, proof = sign.step1_p1_mask(session, share.x, request, 1, HedgedRng())
    s1 = TrialS1(session.sid2, state.secrets.product.seed, Purpose.SELF_TEST, masked[0], proof)
    assert peek_type(raw.ask(s1, call=1)[0]) is MessageType.TEST_S2
    assert raw.ask(s1, call=1) == REFUSED
    again: Any = prepare.p1(share, Purpose.SELF_TEST, 1, HedgedRng())
    replies = raw.ask(next(again).message, call=7)
    assert {peek_type(data) for data in replies} <= {MessageType.DECLINED}


def test_a_drill_is_refused_before_any_work(homes: TwoHomes) -> None:
    raw = homes.raw()
    script: Any = prepare.p1(share_of(homes.key), Purpose.DRILL, 1, HedgedRng())
    before = homes.cosigner.vault.generation
    assert declined(raw.ask(next(script).message)).kind == "purpose"
    assert homes.cosigner.vault.generation == before


def test_a_test_message_begins_nothing(homes: TwoHomes) -> None:
    raw = homes.raw()
    share, session = trial(homes, raw, "refresh")
    request = Purpose.SELF_TEST.to_bytes(1, "big")
    state, masked, proof = sign.step1_p1_mask(session, share.x, request, 1, HedgedRng())
    s1 = TrialS1(session.sid2, state.secrets.product.seed, Purpose.SELF_TEST, masked[0], proof)
    assert raw.ask(s1, call=9) == REFUSED
    with pytest.raises(KeyBlocked):
        must_be_usable(homes.cosigner.row, int(homes.clock.wall))
