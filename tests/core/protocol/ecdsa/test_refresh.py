"""Refresh: new shares of the same key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from core.codec.messages import MessageType
from core.crypto.secp256k1 import base_mult, q
from core.errors import Bug, Cheat, Retry
from core.primitives.hashing import hash_to_scalar
from core.protocol.changes import Prepared
from core.protocol.ecdsa import refresh
from core.protocol.ecdsa.refresh import F1
from core.protocol.progress import ProgressStep
from core.protocol.share import Role
from core.secret import Secret
from tests.core.protocol.ecdsa.test_keygen import ORDER
from tests.support.joint_key import (
    CHAN,
    JointKey,
    fresh_key,
    items,
    joint_key,
    prepare_scripts,
    prepared,
    refresh_scripts,
    refreshed,
    sign_talk,
)
from tests.support.ot import SeededRng
from tests.support.pair import Talk, answering, converse
from tests.support.plain import mult, ser

REFRESH_ORDER = ["P1 sends F1", "P2 sends F2", "P1 sends F3", *ORDER[3:]]


def run(key: JointKey, **how: Any) -> Talk[Any, Any]:
    return converse(*refresh_scripts(key, SeededRng("r 1"), SeededRng("r 2"), **how))


def test_same_key_new_everything_else() -> None:
    old = joint_key()
    talk = run(old)
    new = JointKey(*talk.both())
    assert talk.log == REFRESH_ORDER
    assert talk.steps[0] is ProgressStep.NEW_SHARES
    assert ser(mult(new.p1.x.reveal() + new.p2.x.reveal())) == bytes(old.p1.Q)
    for mine, before in ((new.p1, old.p1), (new.p2, old.p2)):
        assert (mine.Q, mine.chain, mine.key_id, mine.network) == (
            before.Q,
            before.chain,
            before.key_id,
            before.network,
        )
        assert (mine.parent, mine.epoch) == (before.T, 2)
        assert mine.x.reveal() != before.x.reveal()
        assert mine.ot.reveal() != before.ot.reveal()
        assert mine.epoch_id != before.epoch_id


@pytest.mark.parametrize("halves", ["old P1, new P2", "new P1, old P2"])
def test_halves_of_two_epochs_do_not_meet(halves: str) -> None:
    old = joint_key()
    new = refreshed(old)
    mixed = JointKey(old.p1, new.p2) if halves.startswith("old") else JointKey(new.p1, old.p2)
    talk = converse(*prepare_scripts(mixed, 1, SeededRng("a"), SeededRng("b")))
    role, error = talk.fault()
    assert (role, error.kind) == (Role.P2, "mismatch")
    assert talk.persisted == []


def test_the_number_is_one_more_than_either_has_used() -> None:
    for m1, m2 in ((1, 1), (7, 3), (3, 7), (1, 10_001), (10_001, 1), (2**32 - 2, 2**32 - 2)):
        share1, share2 = run(joint_key(), max_epochs=(m1, m2)).both()
        assert share1.epoch == share2.epoch == 1 + max(m1, m2)


@pytest.mark.parametrize(
    ("max_epochs", "refuses"),
    [
        ((10_002, 1), Role.P2),
        ((1, 10_002), Role.P1),
        ((2**32 - 1, 2**32 - 1), Role.P2),
        ((2**32 - 1, 2**32 - 6), Role.P2),
    ],
)
def test_a_number_from_the_far_future_is_a_fault(max_epochs: tuple[int, int], refuses: Role) -> None:
    talk = run(joint_key(), max_epochs=max_epochs)
    role, error = talk.fault()
    assert role is refuses
    assert "far in the future" in error.message
    assert talk.persisted == []


def test_it_begins_from_the_current_epoch() -> None:
    old = joint_key()
    talk = run(JointKey(old.p1, refreshed(old).p2))
    role, error = talk.fault()
    assert (role, error.kind) == (Role.P2, "mismatch")


def test_it_belongs_to_one_connection() -> None:
    p1, _ = refresh_scripts(joint_key(), SeededRng("a"), SeededRng("b"))
    _, p2 = refresh_scripts(joint_key(), SeededRng("a"), SeededRng("b"), chan=bytes(32))
    talk = converse(p1, p2)
    role, error = talk.fault()
    assert role is Role.P2
    assert "trees of the base OTs" in error.message
    assert talk.persisted == []


def test_it_belongs_to_one_key() -> None:
    mine, other = joint_key(), fresh_key("other")
    theirs = replace(other.p2, T=mine.p2.T)
    role, error = run(JointKey(mine.p1, theirs)).fault()
    assert role is Role.P2
    assert "trees of the base OTs" in error.message


@pytest.mark.parametrize(
    ("role", "delta"),
    [
        (Role.P1, lambda x1, x2: 0),
        (Role.P1, lambda x1, x2: q - x1),
        (Role.P2, lambda x1, x2: 0),
        (Role.P2, lambda x1, x2: x2),
    ],
)
def test_no_share_is_zero(monkeypatch: pytest.MonkeyPatch, role: Role, delta: Callable[[int, int], int]) -> None:
    key = joint_key()
    chosen = delta(key.p1.x.reveal(), key.p2.x.reveal())
    honest = hash_to_scalar
    calls: list[int] = []

    def rigged(*parts: Any) -> int:
        calls.append(1)
        return chosen if len(calls) == role else honest(*parts)  # P1 computes delta first

    monkeypatch.setattr(refresh, "hash_to_scalar", rigged)
    who, error = run(key).fault()
    assert (who, type(error)) == (role, Retry)


@pytest.mark.parametrize("change", [{"Q": base_mult(5)}, {"X1": base_mult(5)}, {"X2": base_mult(5)}, {"x": Secret(5)}])
def test_a_record_that_does_not_fit_itself_is_a_bug(change: dict[str, Any]) -> None:
    old = joint_key()
    for role, key in (
        (Role.P1, JointKey(replace(old.p1, **change), old.p2)),
        (Role.P2, JointKey(old.p1, replace(old.p2, **change))),
    ):
        talk = run(key)
        assert "do not belong to the joint key" in talk.errors[role].message
        assert isinstance(talk.errors[role], Bug)
        assert talk.persisted == []


def test_delta_does_not_outlive_the_record() -> None:
    """With shares of two epochs it would be the key; what a script still holds afterwards has no part of it."""
    key = joint_key()
    p1 = refresh.p1(key.p1, 1, CHAN, SeededRng("a"))
    p2 = answering(F1, lambda f1: refresh.p2(f1, key.p2, 1, CHAN, SeededRng("b")))
    seen: dict[Role, set[str]] = {}

    def look(role: Role, change: object) -> None:
        script: Any = p1 if role is Role.P1 else p2.gi_yieldfrom  # type: ignore[attr-defined]
        if isinstance(change, Prepared):
            seen[role] = set(script.gi_frame.f_locals)

    converse(p1, p2, on_persist=look).both()
    given = {"share", "max_epoch", "chan", "rng", "sealing", "rules"}
    assert seen[Role.P1] == seen[Role.P2] == {"f1", "renewed", "told", *given}


def test_replayed_messages_make_another_run() -> None:
    """Trees and T hold a fresh value of P2: an old F1 and F3 lead to nothing."""
    key = joint_key()
    old = converse(*refresh_scripts(key, SeededRng("a"), SeededRng("b")))
    replay = {0: old.frames[0].data, 2: old.frames[2].data}
    p1, p2 = refresh_scripts(key, SeededRng("whoever"), SeededRng("fresh"))
    talk = converse(p1, p2, tamper=lambda i, data: replay.get(i, data))
    role, error = talk.fault()
    assert role is Role.P2
    assert "trees of the base OTs" in error.message
    assert talk.persisted == []


def must_sign(key: JointKey) -> None:
    (signature,), _ = sign_talk(key, prepared(key), items(1)).both()
    assert signature.s <= q // 2


def test_it_signs_after_a_few() -> None:
    key = joint_key()
    for i in range(3):
        key = refreshed(key, f"refresh {i}")
        must_sign(key)
    assert key.p1.epoch == 4


def test_old_shares_sign_nothing_with_new_ones() -> None:
    """Even with the epoch's name forged: x1 of one epoch and x2 of the other are not halves of the key."""
    old = joint_key()
    new = refreshed(old)
    forged = replace(new.p1, x=old.p1.x, X1=old.p1.X1)
    talk = sign_talk(JointKey(forged, new.p2), prepared(new), items(1))
    role, error = talk.fault()
    assert (role, type(error)) == (Role.P2, Cheat)
    assert [frame.type for frame in talk.frames] == [MessageType.S1]


def test_a_copy_of_an_old_share_is_not_carried_along() -> None:
    old = joint_key()
    new = refreshed(JointKey(replace(old.p1, peer_copy=b"sealed x2"), replace(old.p2, peer_copy=b"sealed x1")))
    assert (new.p1.peer_copy, new.p2.peer_copy) == (b"", b"")
