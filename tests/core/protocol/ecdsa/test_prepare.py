"""PREPARE: what both sides hold afterwards, and that it serves once."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from core.codec.codec import decode
from core.codec.messages import MessageType
from core.crypto.secp256k1 import base_mult, q
from core.errors import Bug, OtCheat, PeerFault
from core.primitives import ot_extension, vole
from core.protocol.changes import Checked, Checking
from core.protocol.ecdsa import prepare
from core.protocol.ecdsa.prepare import A1, A2, Once, P1Session, P2Session, Purpose
from core.protocol.session import is_batch
from core.protocol.share import Role
from core.sansio.effects import Persist, Receive, Send
from tests.support.joint_key import (
    fresh_key,
    items,
    joint_key,
    prepare_scripts,
    prepared,
    refreshed,
    sign_talk,
)
from tests.support.ot import SeededRng
from tests.support.pair import converse
from tests.support.regions import flipped


@pytest.mark.parametrize("B", [1, 2, 128])
def test_both_hold_shares_of_a_product(B: int) -> None:
    one, two = prepared(joint_key(), B)
    assert (one.sid2, one.epoch_id, one.purpose, one.B) == (two.sid2, two.epoch_id, two.purpose, two.B)
    assert (one.epoch_id, one.purpose, one.B) == (joint_key().p1.epoch_id, Purpose.PAY, B)
    mine, theirs = one.take(), two.take()
    products = zip(
        mine.product.b.reveal(),
        mine.product.t1.reveal(),
        theirs.k2.reveal(),
        vole.t2_of(theirs.pads, B, two.sid2, mine.product.seed),
        theirs.openings.reveal(),
        strict=True,
    )
    for b, t1, k2, t2, opening in products:
        assert (t1 + t2 - k2 * b) % q == 0
        assert base_mult(k2) == opening.R2


def test_the_check_is_durable_before_the_answer() -> None:
    """Rule F3."""
    talk = converse(*prepare_scripts(joint_key(), 1, SeededRng("a"), SeededRng("b")))
    assert talk.log == ["P1 sends A1", "P2 keeps Checking", "P2 keeps Checked", "P2 sends A2"]
    T = joint_key().p2.T
    assert talk.persisted == [(Role.P2, Checking(T)), (Role.P2, Checked(T, ok=True))]


def test_a_failed_check_is_durable_before_anything_leaves() -> None:
    talk = converse(
        *prepare_scripts(joint_key(), 1, SeededRng("a"), SeededRng("b")), tamper=lambda _, data: flipped(data, 200)
    )
    T = joint_key().p2.T
    assert talk.log == ["P1 sends A1", "P2 keeps Checking", "P2 keeps Checked"]
    assert talk.durable(Role.P2) == [Checking(T), Checked(T, ok=False)]
    assert isinstance(talk.errors[Role.P2], OtCheat)


def test_the_check_is_not_begun_before_checking_is_durable(monkeypatch: pytest.MonkeyPatch) -> None:
    p1, _ = prepare_scripts(joint_key(), 1, SeededRng("a"), SeededRng("b"))
    sent = next(p1)
    assert isinstance(sent, Send)
    assert isinstance(sent.message, A1)
    monkeypatch.setattr(ot_extension, "extend_send", lambda *_: pytest.fail("checked too early"))
    script = prepare.p2(sent.message, joint_key().p2, SeededRng("b"))
    assert next(script) == Persist(Checking(joint_key().p2.T))
    script.close()


def test_another_epoch_is_no_work_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    others = (refreshed(joint_key()), fresh_key("other"))
    monkeypatch.setattr(ot_extension, "extend_send", lambda *_: pytest.fail("work was done"))
    for key in others:
        p1, _ = prepare_scripts(joint_key(), 1, SeededRng("a"), SeededRng("b"))
        _, p2 = prepare_scripts(key, 1, SeededRng("a"), SeededRng("b"))
        talk = converse(p1, p2)
        assert talk.errors[Role.P2].kind == "mismatch"
        assert talk.persisted == []


@pytest.mark.parametrize(
    ("B", "purpose"), [(0, Purpose.PAY), (129, Purpose.PAY), (2, Purpose.SELF_TEST), (2, Purpose.DRILL), (0, 1)]
)
def test_sizes(B: int, purpose: Purpose) -> None:
    assert not is_batch(B, purpose)
    with pytest.raises(Bug, match="1 to 128 inputs"):
        next(prepare.p1(joint_key().p1, purpose, B, SeededRng()))
    head = bytes([1, MessageType.A1]) + bytes(64) + bytes([purpose]) + B.to_bytes(2, "big") + bytes(32)
    with pytest.raises(PeerFault, match="1 to 128 inputs"):
        decode(A1, head + bytes(32 * (52 * B + 16) + 48))


def test_an_unknown_purpose_is_malformed() -> None:
    head = bytes([1, MessageType.A1]) + bytes(64) + b"\3" + b"\0\1" + bytes(32)
    with pytest.raises(PeerFault, match="unknown Purpose"):
        decode(A1, head + bytes(32 * 68 + 48))


def answer_of(B: int, seed: str) -> A2:
    talk = converse(*prepare_scripts(joint_key(), B, SeededRng(f"{seed} 1"), SeededRng(f"{seed} 2")))
    return decode(A2, talk.frames[1].data)


def test_an_answer_to_another_offer_is_refused() -> None:
    offer, a1 = prepare.step1_p1_offer(joint_key().p1, Purpose.PAY, 1, SeededRng("mine"))
    with pytest.raises(PeerFault, match="another preparation"):
        prepare.step5_p1_finish(offer.take(), a1, answer_of(1, "other"), SeededRng())


@pytest.mark.parametrize("given", [1, 3])
def test_an_answer_has_as_many_inputs_as_the_offer(given: int) -> None:
    offer, a1 = prepare.step1_p1_offer(joint_key().p1, Purpose.PAY, 2, SeededRng("mine"))
    other = answer_of(given, "other")
    with pytest.raises(PeerFault, match="another number of inputs"):
        prepare.step5_p1_finish(offer.take(), a1, A2(a1_sid1(a1), other.n2, other.coms, other.blocks), SeededRng())


def a1_sid1(a1: A1) -> bytes:
    return prepare.sid1_of(a1.epoch_id, a1.purpose, a1.B, a1.n1)


def test_the_offer_is_gone_before_an_answer_is_parsed() -> None:
    """Rule F1: when the script waits for A2 its offer is already out of reach, and it takes one answer."""
    script: Any = prepare.p1(joint_key().p1, Purpose.PAY, 1, SeededRng("a"))
    next(script)
    assert script.send(None) == Receive(A2)
    with pytest.raises(Bug, match="second time"):
        script.gi_frame.f_locals["offer"].take()
    with pytest.raises(PeerFault):
        script.send(answer_of(1, "other"))
    with pytest.raises(StopIteration):
        script.send(answer_of(1, "a"))


def p1_session() -> P1Session:
    return prepared(joint_key())[0]


def p2_session() -> P2Session:
    return prepared(joint_key())[1]


@pytest.mark.parametrize("make", [p1_session, p2_session])
def test_a_session_serves_once(make: Callable[[], P1Session | P2Session]) -> None:
    session = make()
    session.take()
    with pytest.raises(Bug, match="second time"):
        session.take()


@pytest.mark.parametrize("make", [p1_session, p2_session, lambda: Once(1)])
@pytest.mark.parametrize("duplicate", [copy.deepcopy, pickle.dumps])
def test_a_session_is_neither_copied_nor_written_down(
    make: Callable[[], object], duplicate: Callable[[object], object]
) -> None:
    with pytest.raises(TypeError):
        duplicate(make())


def test_secrets_do_not_show() -> None:
    one, two = prepared(joint_key())
    mine, theirs = one.take(), two.take()
    shown = repr((one, two, mine, theirs))
    for value in (*mine.product.b.reveal(), *mine.product.t1.reveal(), *theirs.k2.reveal()):
        assert str(value) not in shown
    assert "array" not in shown
    assert bytes(theirs.openings.reveal()[0].R2).hex() not in shown


def test_the_same_a1_twice_makes_two_sessions() -> None:
    """A replayed A1 costs P2 a check and gives the replayer nothing: P2's nonce makes another sid2."""
    p1, _ = prepare_scripts(joint_key(), 1, SeededRng("a"), SeededRng("b"))
    sent: Any = next(p1)
    sids = set()
    for i in range(2):
        script = prepare.p2(sent.message, joint_key().p2, SeededRng(f"b {i}"))
        try:
            while True:
                next(script)
        except StopIteration as done:
            sids.add(done.value.sid2)
    assert len(sids) == 2


def test_a_session_of_every_size_signs() -> None:
    for B in (1, 3):
        sessions = prepared(joint_key(), B)
        assert len(sign_talk(joint_key(), sessions, items(B)).both()[0]) == B
