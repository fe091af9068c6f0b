"""Keys that are sums: every byte region of every message spoilt. A named fault, no key and no signature that one side
made up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core.codec.messages import MessageType
from core.protocol.additive import prepare, sign
from core.protocol.additive.prepare import SumA1
from core.protocol.additive.sign import SumS1
from core.protocol.changes import Committed, Debit
from core.protocol.session import Purpose
from core.protocol.share import Role
from core.sansio.effects import Script, receive
from tests.support.joint_key import TASK, items_of
from tests.support.ot import SeededRng
from tests.support.sums import digests, keygen_scripts, refresh_scripts, sum_key
from tests.support.tamper import Scripts, matrix, unnamed

KEY = sum_key()
OPENS = (MessageType.SUM_G1, MessageType.SUM_F1, MessageType.SUM_A1, MessageType.SUM_S1)
END = (MessageType.PREPARED, MessageType.COMMIT, MessageType.COMMITTED)


def born() -> Scripts:
    return keygen_scripts(SeededRng("1"), SeededRng("2"))


def renewed() -> Scripts:
    return refresh_scripts(KEY, SeededRng("1"), SeededRng("2"))


def signed() -> Scripts:
    """PREPARE, and SIGN on it."""
    rng1, rng2, wanted = SeededRng("1"), SeededRng("2"), digests(2)

    def p1() -> Script[Any]:
        session = yield from prepare.p1(KEY.kind, KEY.p1, Purpose.PAY, 2, rng1)
        return (yield from sign.p1(KEY.kind, session, KEY.p1, TASK, wanted, rng1))

    def p2() -> Script[None]:
        a1 = yield from receive(SumA1)
        session = yield from prepare.p2(KEY.kind, a1, KEY.p2, rng2)
        s1 = yield from receive(SumS1)
        yield from sign.p2(KEY.kind, s1, session, KEY.p2, items_of(wanted))

    return p1(), p2()


CASES: list[tuple[Callable[[], Scripts], MessageType]] = [
    *((born, kind) for kind in (MessageType.SUM_G1, MessageType.SUM_G2, MessageType.SUM_G3, *END)),
    *((born, kind) for kind in (MessageType.SUM_TEST_S1, MessageType.SUM_TEST_S2)),
    *((renewed, kind) for kind in (MessageType.SUM_F1, MessageType.SUM_F2, MessageType.SUM_F3)),
    *((signed, kind) for kind in (MessageType.SUM_A1, MessageType.SUM_A2, MessageType.SUM_S1, MessageType.SUM_S2)),
]


@pytest.mark.parametrize(("begin", "kind"), CASES, ids=lambda case: getattr(case, "name", "") or case.__name__)
def test_every_region(begin: Callable[[], Scripts], kind: MessageType) -> None:
    talks = matrix(begin, kind)
    # What opens a call is looked up by its scheme (registry.opened_by); a name is a label; the task is P2's own.
    free = {"scheme"} if kind in OPENS else set()
    free |= {"name"} if kind is MessageType.SUM_G1 else {"task_id"} if kind is MessageType.SUM_S1 else set()
    spoilt = {name: talk for name, talk in talks.items() if name.partition(",")[0] not in free}
    assert unnamed(spoilt) == {}
    for name, talk in spoilt.items():
        changes = [type(change) for change in talk.durable(Role.P1)]
        assert Committed not in changes, name
        if kind is MessageType.SUM_A1:
            assert Debit not in [type(change) for change in talk.durable(Role.P2)], name
