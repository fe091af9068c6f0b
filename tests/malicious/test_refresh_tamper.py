"""Refresh: every byte region of every message spoilt; a named fault, and the old epoch goes on at P1."""

from __future__ import annotations

import pytest

from core.encoding import Type
from core.protocol.script import Committed, Prepared
from core.protocol.share import Role
from tests.support.joint_key import Scripts, joint_key, refresh_scripts
from tests.support.ot import SeededRng
from tests.support.tamper import matrix, unnamed

MESSAGES = [Type.F1, Type.F2, Type.F3, Type.PREPARED, Type.COMMIT, Type.COMMITTED]


def begin() -> Scripts:
    return refresh_scripts(joint_key(), SeededRng("tamper 1"), SeededRng("tamper 2"))


@pytest.mark.parametrize("kind", MESSAGES, ids=lambda kind: kind.name)
def test_every_region(kind: Type) -> None:
    talks = matrix(begin, kind)
    assert unnamed(talks) == {}
    for name, talk in talks.items():
        assert Committed not in [type(change) for change in talk.durable(Role.P1)], name
        if kind is not Type.COMMITTED:
            assert Committed not in [type(change) for change in talk.durable(Role.P2)], name
        if kind in (Type.F1, Type.F2, Type.F3, Type.PREPARED):
            assert Prepared not in [type(change) for change in talk.durable(Role.P1)], name
