"""Key generation: every byte region of every message spoilt; a named fault, and never a key that one side made up."""

from __future__ import annotations

import pytest

from core.encoding import Type
from core.protocol.script import Committed, Prepared
from core.protocol.share import Role
from tests.support.joint_key import Scripts, keygen_scripts
from tests.support.ot import SeededRng
from tests.support.tamper import matrix, unnamed

MESSAGES = [
    Type.G1,
    Type.G2,
    Type.G3,
    Type.PREPARED,
    Type.A1,
    Type.A2,
    Type.TEST_S1,
    Type.TEST_S2,
    Type.COMMIT,
    Type.COMMITTED,
]


def begin() -> Scripts:
    return keygen_scripts(SeededRng("tamper 1"), SeededRng("tamper 2"))


@pytest.mark.parametrize("kind", MESSAGES, ids=lambda kind: kind.name)
def test_every_region(kind: Type) -> None:
    talks = matrix(begin, kind)
    if kind is Type.G1:  # the name is a label that each side keeps for itself; no hash binds it
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
        if Type.PREPARED not in [frame.type for frame in talk.frames]:
            assert talk.persisted == [], name
