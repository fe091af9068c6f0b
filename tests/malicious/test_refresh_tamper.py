"""Refresh: every byte region of every message spoilt; a named fault, and the old epoch goes on at P1."""

from __future__ import annotations

import pytest

from core.codec.messages import MessageType
from core.protocol.changes import Committed, Prepared
from core.protocol.share import Role
from tests.support.joint_key import Scripts, joint_key, refresh_scripts
from tests.support.ot import SeededRng
from tests.support.tamper import matrix, unnamed

MESSAGES = [
    MessageType.F1,
    MessageType.F2,
    MessageType.F3,
    MessageType.PREPARED,
    MessageType.COMMIT,
    MessageType.COMMITTED,
]


def start_refresh() -> Scripts:
    return refresh_scripts(joint_key(), SeededRng("tamper 1"), SeededRng("tamper 2"))


@pytest.mark.parametrize("kind", MESSAGES, ids=lambda kind: kind.name)
def test_every_region(kind: MessageType) -> None:
    talks = matrix(start_refresh, kind)
    assert unnamed(talks) == {}
    for name, talk in talks.items():
        assert Committed not in [type(change) for change in talk.durable(Role.P1)], name
        if kind is not MessageType.COMMITTED:
            assert Committed not in [type(change) for change in talk.durable(Role.P2)], name
        if kind in (MessageType.F1, MessageType.F2, MessageType.F3, MessageType.PREPARED):
            assert Prepared not in [type(change) for change in talk.durable(Role.P1)], name
