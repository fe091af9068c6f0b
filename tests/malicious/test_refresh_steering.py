"""Refresh against a peer that wants to choose delta, or to bring an old epoch back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.codec.codec import decode, encode
from core.codec.messages import MessageType
from core.errors import PeerFault
from core.protocol.changes import Prepared
from core.protocol.ecdsa import refresh
from core.protocol.ecdsa.refresh import F3
from core.protocol.share import Role
from tests.support.joint_key import CHAN, JointKey, joint_key, refresh_scripts
from tests.support.ot import SeededRng
from tests.support.pair import converse
from tests.support.tamper import at, index_of

KEY = joint_key()


def test_p1_cannot_change_d1_after_d2() -> None:
    state, f1 = refresh.step1_p1_commit(KEY.p1, 1, SeededRng("a"))
    answered, f2 = refresh.step2_p2_answer(f1, KEY.p2, 1, CHAN, SeededRng("b"))
    _, f3 = refresh.step3_p1_renew(state, KEY.p1, CHAN, f2, SeededRng("c"))
    with pytest.raises(PeerFault, match="commitment"):
        refresh.step4_p2_renew(answered, KEY.p2, replace(f3, d1=bytes(32)), SeededRng("d"))


@pytest.mark.parametrize("kind", [MessageType.F2, MessageType.F3, MessageType.PREPARED, MessageType.COMMITTED])
def test_a_message_of_another_run(kind: MessageType) -> None:
    old = converse(*refresh_scripts(KEY, SeededRng("a"), SeededRng("b")))
    index = index_of(old, kind)
    talk = converse(*refresh_scripts(KEY, SeededRng("c"), SeededRng("d")), tamper=at(index, old.frames[index].data))
    role, error = talk.fault()
    assert isinstance(error, PeerFault)
    assert role is (Role.P2 if kind in (MessageType.F2, MessageType.F3) else Role.P1)  # what answers an old F2 fits it


def test_an_old_f1_begins_nothing_in_a_new_epoch() -> None:
    old = converse(*refresh_scripts(KEY, SeededRng("a"), SeededRng("b")))
    new = JointKey(*old.both())
    talk = converse(*refresh_scripts(new, SeededRng("c"), SeededRng("d")), tamper=at(0, old.frames[0].data))
    role, error = talk.fault()
    assert (role, error.kind) == (Role.P2, "mismatch")
    assert talk.persisted == []


def test_the_base_ots_are_of_this_run() -> None:
    """OT2 of another run: both would hold different OT states; its trees show it before anybody keeps anything."""
    other = converse(*refresh_scripts(KEY, SeededRng("c"), SeededRng("d")))
    mine = converse(*refresh_scripts(KEY, SeededRng("a"), SeededRng("b")))
    f3 = replace(decode(F3, mine.frames[2].data), OT2=decode(F3, other.frames[2].data).OT2)
    talk = converse(*refresh_scripts(KEY, SeededRng("a"), SeededRng("b")), tamper=at(2, encode(f3)))
    role, error = talk.fault()
    assert role is Role.P2
    assert "trees of the base OTs" in error.message
    assert talk.persisted == []


def test_a_dropped_number_never_comes_again() -> None:
    """Both remember the highest number they have used; a run that was dropped is not repeated under another T."""
    dropped = converse(*refresh_scripts(KEY, SeededRng("a"), SeededRng("b")), stop_at=4)
    (pending,) = [change for change in dropped.durable(Role.P2) if isinstance(change, Prepared)]
    again, _ = converse(*refresh_scripts(KEY, SeededRng("c"), SeededRng("d"), (1, pending.share.epoch))).both()
    assert again.epoch == pending.share.epoch + 1
