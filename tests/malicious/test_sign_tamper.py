"""SIGN: every byte region of both messages spoilt; a named fault, no signature, and no debit for a spoilt S1."""

from __future__ import annotations

import pytest

from core.codec.messages import MessageType
from core.protocol.share import Role
from tests.support.joint_key import Scripts, items, joint_key, prepared, sign_scripts
from tests.support.ot import SeededRng
from tests.support.tamper import matrix, unnamed


def start_sign(n: int, B: int) -> Scripts:
    sessions = prepared(joint_key(), B)
    return sign_scripts(joint_key(), sessions, items(n), SeededRng("tamper 1"), SeededRng("tamper 2"))


@pytest.mark.parametrize(("n", "B"), [(1, 1), (2, 3)])
def test_s1(n: int, B: int) -> None:
    talks = matrix(lambda: start_sign(n, B), MessageType.S1)
    assert unnamed(talks) == {}
    for name, talk in talks.items():
        assert talk.fault()[0] is Role.P2, name
        assert talk.persisted == [], name
        assert [frame.type for frame in talk.frames] == [MessageType.S1], name


@pytest.mark.parametrize(("n", "B"), [(1, 1), (2, 3)])
def test_s2(n: int, B: int) -> None:
    talks = matrix(lambda: start_sign(n, B), MessageType.S2)
    assert unnamed(talks) == {}
    assert {talk.fault()[0] for talk in talks.values()} == {Role.P1}
