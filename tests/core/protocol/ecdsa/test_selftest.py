"""The self-test: it proves that both hold matching shares, and signs nothing that anybody chose."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from core.codec.codec import decode
from core.crypto import secp256k1
from core.errors import Bug, Cheat, PeerFault
from core.protocol.ecdsa import selftest, sign
from core.protocol.ecdsa.prepare import P1Session, P2Session, Purpose
from core.protocol.ecdsa.selftest import TrialS1, TrialS2
from core.protocol.session import reserved_digest
from core.protocol.share import Role
from core.secret import Secret
from tests.support.joint_key import JointKey, joint_key, prepare_scripts, prepared, refreshed
from tests.support.ot import SeededRng
from tests.support.pair import Talk, answering, converse, run_pair

KEY = joint_key()


def sessions_for(purpose: Purpose = Purpose.SELF_TEST, seed: str = "t") -> tuple[P1Session, P2Session]:
    return run_pair(*prepare_scripts(KEY, 1, SeededRng(f"{seed} 1"), SeededRng(f"{seed} 2"), purpose))


def trial(sessions: tuple[P1Session, P2Session], key: JointKey = KEY, **hooks: Any) -> Talk[sign.Signature, None]:
    return converse(
        selftest.p1(sessions[0], key.p1, SeededRng("a")),
        answering(TrialS1, lambda s1: selftest.p2(s1, sessions[1], key.p2, SeededRng("b"))),
        **hooks,
    )


@pytest.mark.parametrize("purpose", [Purpose.SELF_TEST, Purpose.DRILL])
def test_both_pass(purpose: Purpose) -> None:
    sessions = sessions_for(purpose)
    talk = trial(sessions)
    signature, nothing = talk.both()
    assert nothing is None
    secp256k1.verify(KEY.p1.Q, reserved_digest(purpose, KEY.p1.epoch_id, sessions[0].sid2), signature.r, signature.s)
    assert talk.log == ["P1 sends TEST_S1", "P2 sends TEST_S2"]  # no debit


def test_a_share_that_does_not_fit_is_found() -> None:
    for wrong, role in ((JointKey(replace(KEY.p1, x=Secret(5)), KEY.p2), Role.P2), (wrong_p2(), Role.P1)):
        who, error = trial(sessions_for(), wrong).fault()
        assert (who, type(error)) == (role, Cheat)


def wrong_p2() -> JointKey:
    return JointKey(KEY.p1, replace(KEY.p2, x=Secret(5)))


def test_nobody_chooses_the_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rule C2: no field for a digest, a path or text; and what is signed follows from the session."""
    assert [field.name for field in fields(TrialS1)] == ["sid2", "seed", "purpose", "masked", "proof"]
    assert [field.name for field in fields(TrialS2)] == ["sid2", "opening", "proof", "s2"]
    sessions = sessions_for()
    signed = []
    honest = secp256k1.verify

    def listening(P: secp256k1.Point, digest: bytes, r: int, s: int) -> None:
        signed.append((P, digest))
        honest(P, digest, r, s)

    monkeypatch.setattr(secp256k1, "verify", listening)
    trial(sessions).both()
    assert signed == [(KEY.p1.Q, reserved_digest(Purpose.SELF_TEST, KEY.p1.epoch_id, sessions[0].sid2))]


def test_every_session_has_its_own_digest() -> None:
    sid2 = [sessions_for(seed=f"s {i}")[0].sid2 for i in range(3)]
    digests = {
        reserved_digest(purpose, epoch_id, sid)
        for purpose in (Purpose.SELF_TEST, Purpose.DRILL)
        for epoch_id in (KEY.p1.epoch_id, refreshed(KEY).p1.epoch_id)
        for sid in sid2
    }
    assert len(digests) == 12


def honest_s1(purpose: Purpose) -> tuple[TrialS1, P2Session]:
    one, two = sessions_for(purpose)
    sent: Any = next(selftest.p1(one, KEY.p1, SeededRng("a")))
    return sent.message, two


@pytest.mark.parametrize("change", [{"purpose": Purpose.DRILL}, {"purpose": Purpose.PAY}, {"sid2": bytes(32)}])
def test_a_session_serves_its_own_purpose(change: dict[str, Any]) -> None:
    s1, session = honest_s1(Purpose.SELF_TEST)
    with pytest.raises(PeerFault, match="made for something else"):
        next(selftest.p2(replace(s1, **change), session, KEY.p2, SeededRng()))
    with pytest.raises(Bug, match="second time"):
        session.take()


def test_a_payment_session_is_not_for_tests() -> None:
    one, two = prepared(KEY)
    s1, _ = honest_s1(Purpose.SELF_TEST)
    for purpose in Purpose:
        with pytest.raises((PeerFault, Bug)):
            next(selftest.p2(replace(s1, sid2=two.sid2, purpose=purpose), prepared(KEY)[1], KEY.p2, SeededRng()))
    with pytest.raises(Bug, match="made for something else"):
        next(selftest.p1(one, KEY.p1, SeededRng()))


def test_nor_does_it_test_where_all_but_its_purpose_fits() -> None:
    """What P1 sends is whole and true for this very session: its purpose alone is wrong, and no other check sees it."""
    one, two = prepared(KEY)
    masked_for = Purpose.PAY.to_bytes(1, "big")
    state, masked, proof = sign.step1_p1_mask(one, KEY.p1.x, masked_for, 1, SeededRng("a"))
    s1 = TrialS1(two.sid2, state.secrets.product.seed, Purpose.PAY, masked[0], proof)
    with pytest.raises(PeerFault, match="made for something else"):
        next(selftest.p2(s1, two, KEY.p2, SeededRng()))


@pytest.mark.parametrize("change", [{"sid2": bytes(32)}, {"purpose": Purpose.DRILL}, {"epoch_id": bytes(32)}])
def test_each_of_what_a_session_is_made_for_is_compared(change: dict[str, Any]) -> None:
    """With P2's session altered and not P1's message; and the fault is this one, not of a later check."""
    s1, session = honest_s1(Purpose.SELF_TEST)
    with pytest.raises(PeerFault, match="made for something else"):
        next(selftest.p2(s1, replace(session, **change), KEY.p2, SeededRng()))


def test_a_test_belongs_to_one_epoch() -> None:
    new = refreshed(KEY)
    s1, session = honest_s1(Purpose.SELF_TEST)
    with pytest.raises(PeerFault, match="made for something else"):
        next(selftest.p2(s1, session, new.p2, SeededRng()))
    with pytest.raises(Bug, match="made for something else"):
        next(selftest.p1(sessions_for()[0], new.p1, SeededRng()))


def test_a_test_message_is_no_payment_message() -> None:
    s1, _ = honest_s1(Purpose.SELF_TEST)
    with pytest.raises(PeerFault, match="another version or type"):
        decode(sign.S1, selftest_bytes(s1))


def selftest_bytes(s1: TrialS1) -> bytes:
    talk = trial(sessions_for())
    assert decode(TrialS1, talk.frames[0].data) == s1
    return talk.frames[0].data


@pytest.mark.parametrize("shown", [b"", bytes(63), bytes(64), b"\1" * 64], ids=["nothing", "short", "zero", "another"])
def test_what_is_shown_of_a_drill_is_the_signature(shown: bytes) -> None:
    with pytest.raises(PeerFault):
        selftest.check_shown(KEY.p2, bytes(32), shown)
