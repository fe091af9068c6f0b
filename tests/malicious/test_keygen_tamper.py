"""Key generation: every byte region of every message spoilt; a named fault, and never a key that one side made up."""

from __future__ import annotations

import pytest

from core.codec.messages import MessageType
from core.protocol.changes import Committed, Prepared
from core.protocol.share import Role
from tests.support.joint_key import Scripts, keygen_scripts
from tests.support.ot import SeededRng
from tests.support.tamper import matrix, unnamed

MESSAGES = [
    MessageType.G1,
    MessageType.G2,
    MessageType.G3,
    MessageType.PREPARED,
    MessageType.A1,
    MessageType.A2,
    MessageType.TEST_S1,
    MessageType.TEST_S2,
    MessageType.COMMIT,
    MessageType.COMMITTED,
]


def start_keygen() -> Scripts:
    return keygen_scripts(SeededRng("tamper 1"), SeededRng("tamper 2"))


@pytest.mark.parametrize("kind", MESSAGES, ids=lambda kind: kind.name)
def test_every_region(kind: MessageType) -> None:
    talks = matrix(start_keygen, kind)
    if kind is MessageType.G1:  # the name is a label that each side keeps for itself; no hash binds it
        renamed = {name: talk for name, talk in talks.items() if name.startswith("name") and not talk.errors}
        for name, talk in renamed.items():
            (prepared,) = [change for change in talk.durable(Role.P2) if isinstance(change, Prepared)]
            assert prepared.name != "savings"
            assert talk.results[Role.P1].T == talk.results[Role.P2].T
            del talks[name]
        assert renamed
    assert unnamed(talks) == {}
    for name, talk in talks.items():
        kinds = [type(change) for change in talk.durable(Role.P1)]
        assert Committed not in kinds, name
        if MessageType.PREPARED not in [frame.type for frame in talk.frames]:
            assert talk.persisted == [], name
