"""The self-test of a key that is a sum: it proves that the halves fit, and signs nothing that anybody chose."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from core.crypto import bip340
from core.crypto.secp256k1 import Point
from core.errors import Bug, Cheat, PeerFault
from core.protocol.additive.selftest import SumSelfTest, SumTrialS1, SumTrialS2
from core.protocol.changes import Checked
from core.protocol.schnorr.kind import FIRST_ADDRESS, SCHNORR_KIND
from core.protocol.session import Purpose, reserved_digest
from core.protocol.share import Role
from core.secret import Secret
from tests.support.ot import SeededRng
from tests.support.pair import Talk, converse
from tests.support.sums import SumKey, sum_key, trial_scripts

KEY = sum_key()
TEST: SumSelfTest[Point] = SumSelfTest(SCHNORR_KIND)


def trial(key: SumKey = KEY, purpose: Purpose = Purpose.DRILL, **hooks: Any) -> Talk[bytes, bytes]:
    return converse(*trial_scripts(key, purpose, SeededRng("a"), SeededRng("b")), **hooks)


@pytest.mark.parametrize("purpose", [Purpose.SELF_TEST, Purpose.DRILL])
def test_both_pass(purpose: Purpose) -> None:
    talk = trial(purpose=purpose)
    signature, sid2 = talk.both()
    bip340.verify(
        TEST.wanted(KEY.p1, purpose, sid2)[1].point, reserved_digest(purpose, KEY.p1.epoch_id, sid2), signature
    )
    done = [Checked(KEY.p2.T, ok=True)] if purpose is Purpose.SELF_TEST else []
    assert talk.durable(Role.P2) == done  # before the answer; and no debit
    assert talk.durable(Role.P1) == []
    if purpose is Purpose.DRILL:
        TEST.check_shown(KEY.p2, sid2, signature)
        with pytest.raises(Cheat):
            TEST.check_shown(KEY.p2, bytes(32), signature)


def test_selftest_uses_the_address_key() -> None:
    """The first address with the whole tweak, not the joint key itself."""
    _, key = TEST.wanted(KEY.p1, Purpose.DRILL, bytes(32))
    assert FIRST_ADDRESS == (0, 0)
    assert key == SCHNORR_KIND.key(KEY.p1, (0, 0))
    assert bip340.x_only(key.point) != bip340.x_only(KEY.p1.Q)


def test_a_half_that_does_not_fit_is_found() -> None:
    five = Secret(bytes(31) + b"\5")
    for wrong, error in (
        (SumKey(replace(KEY.p1, x=five), KEY.p2), Bug),
        (SumKey(KEY.p1, replace(KEY.p2, x=five)), Cheat),
    ):
        talk = trial(wrong)
        assert (talk.fault()[0], type(talk.fault()[1])) == (Role.P1, error)


def test_nobody_chooses_what_is_signed() -> None:
    """Rule C2: no field for a digest, a path or text; and what is signed follows from the session."""
    assert [field.name for field in fields(SumTrialS1)] == ["scheme", "sid2", "purpose", "R1"]
    assert [field.name for field in fields(SumTrialS2)] == ["scheme", "sid2", "opening", "s2"]
    told = [
        TEST.wanted(KEY.p1, purpose, sid)
        for purpose in (Purpose.SELF_TEST, Purpose.DRILL)
        for sid in (bytes(32), b"s" * 32)
    ]
    assert len({message for message, _ in told}) == 4


def test_a_test_is_of_its_purpose() -> None:
    one, _ = trial_scripts(KEY, Purpose.SELF_TEST, SeededRng("a"), SeededRng("b"))
    _, two = trial_scripts(KEY, Purpose.DRILL, SeededRng("a"), SeededRng("b"))
    role, error = converse(one, two).fault()
    assert (role, type(error)) == (Role.P2, PeerFault)
    assert "something else was to be prepared" in error.message
