"""PREPARE: every byte region of both messages spoilt. What reaches the OT check there ends in a durable lock."""

from __future__ import annotations

import pytest

from core.codec.messages import MessageType
from core.errors import Cheat, OtCheat
from core.protocol.changes import Checked, Checking
from core.protocol.ecdsa.prepare import Purpose
from core.protocol.share import Role
from tests.support.joint_key import Scripts, joint_key, prepare_scripts
from tests.support.ot import SeededRng
from tests.support.tamper import matrix, unnamed


def start_prepare(B: int, purpose: Purpose) -> Scripts:
    return prepare_scripts(joint_key(), B, SeededRng("tamper 1"), SeededRng("tamper 2"), purpose)


@pytest.mark.parametrize(("B", "purpose"), [(1, Purpose.PAY), (3, Purpose.PAY), (1, Purpose.DRILL)])
def test_a1(B: int, purpose: Purpose) -> None:
    talks = matrix(lambda: start_prepare(B, purpose), MessageType.A1)
    assert unnamed(talks) == {}
    for name, talk in talks.items():
        T = joint_key().p2.T
        role, error = talk.fault()
        assert role is Role.P2, name
        if isinstance(error, OtCheat):
            assert talk.durable(Role.P2) == [Checking(T), Checked(T, ok=False)], name
        else:
            assert talk.persisted == [], name
        assert [frame.type for frame in talk.frames] == [MessageType.A1], name
    assert {name.partition(",")[0] for name, talk in talks.items() if isinstance(talk.fault()[1], OtCheat)} >= {
        "n1",
        "columns",
    }


@pytest.mark.parametrize("B", [1, 3])
def test_a2(B: int) -> None:
    talks = matrix(lambda: start_prepare(B, Purpose.PAY), MessageType.A2)
    assert unnamed(talks) == {}
    for name, talk in talks.items():
        role, error = talk.fault()
        assert role is Role.P1, name
        if name.startswith(("n2", "coms[", "blocks[")) and "malformed" not in error.message:
            assert isinstance(error, Cheat), name
